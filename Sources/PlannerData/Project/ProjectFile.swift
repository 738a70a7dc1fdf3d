public import Planner
internal import Yams

/// What a `planner.yaml` says: the same settings as the command's flags, each left `nil` (or
/// empty) where the file does not speak of it.
///
/// Values that flags have too (`radius`, `preset`, `crs`, …) stay text, so that both are read by
/// the same code. Paths are relative to the folder of the file, and resolved here.
public struct ProjectFile: Sendable, Hashable {
  /// A file with the name under which results speak of it.
  public struct NamedFile: Sendable, Hashable {
    public var name: String
    public var path: String

    public init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  /// Which kind a place in OpenStreetMap is by its tags, as `OSMKindTable` reads it.
  public struct TagRule: Sendable, Hashable {
    /// `amenity=cafe`.
    public var tags: String
    /// A kind, or `none`.
    public var kind: String

    public init(tags: String, kind: String) {
      self.tags = tags
      self.kind = kind
    }
  }

  /// Whether the ways of OpenStreetMap with some tags can be walked.
  public struct StreetRule: Sendable, Hashable {
    /// `highway=steps`, `highway=path & surface=mud`.
    public var tags: String
    public var isWalkable: Bool

    public init(tags: String, isWalkable: Bool) {
      self.tags = tags
      self.isWalkable = isWalkable
    }
  }

  /// The terms of a layer, as somebody has looked them up.
  public struct StatedLicence: Sendable, Hashable {
    /// A role such as `municipalities`, the name of a layer, or a file.
    public var layer: String
    public var text: String

    public init(layer: String, text: String) {
      self.layer = layer
      self.text = text
    }
  }

  public var stations: String?
  public var stationsCRS: String?
  public var municipalities: String?
  /// Lists of towns or blocks by which addresses are placed, in order of preference.
  public var gazetteer: [String] = []
  /// How inexactly a station may be located for a walk under 1 km: `LocationAccuracy`.
  public var allowAccuracy: String?
  /// The field of the municipalities' layer that holds the code.
  public var municipalityCode: String?
  /// `keep` or `merge`.
  public var wards: String?
  /// Files of residents that are joined, such as one for each first-level mesh.
  public var populationFiles: [String] = []
  /// Which columns or fields of the population hold counts, where that is not found by itself.
  public var populationColumns: [String] = []
  /// `250m`, `100m`, …: the level of the grid, where its codes do not tell it.
  public var populationGrid: String?
  /// Which year of a projection.
  public var populationYear: String?
  public var populationTotals: String?
  public var land: String?
  /// In the order of the file.
  public var livingAreas: [NamedFile] = []
  /// Census towns of which lists of living areas are made; without any, those of the population.
  public var towns: [String] = []
  /// In the order of the file.
  public var zones: [NamedFile] = []
  /// Lists of organisations that could be asked, named by their kind (or `osm`). A kind may have
  /// several.
  public var candidates: [NamedFile] = []
  public var osmKinds: [TagRule] = []
  public var radius: String?
  /// Maps of streets, along which people walk.
  public var streets: [String] = []
  /// Layers of polygons and lines that cannot be walked.
  public var closed: [String] = []
  /// How far along streets: `800m`, `10min`.
  public var walk: String?
  /// At which minutes become metres: `adult`, `senior`, … or metres a minute, or `by-age`.
  public var pace: String?
  /// By how much longer a walk feels in the heat: `1.2`.
  public var heatFactor: String?
  /// With which circle `coverage` compares the walk along streets: `radius`, `800m`.
  public var compare: String?
  /// How far a station may be from a street.
  public var snap: String?
  /// How far a block of residents may be from a street.
  public var snapBlocks: String?
  /// Where the finished network of streets is kept.
  public var streetsCache: String?
  /// How far apart ends of lines may be that are meant to meet.
  public var streetsSnap: String?
  /// Whether lines that cross meet.
  public var streetsCross: Bool?
  /// Before the usual rules, in the order of the file.
  public var streetsRules: [StreetRule] = []
  /// Heights of the ground: rasters, or files of the 250 m grid.
  public var elevation: [String] = []
  public var preset: String?
  public var service: [String] = []
  public var kind: [String] = []
  public var on: CalendarDay?
  public var crs: String?
  public var setAside: Bool?
  /// Credit lines that the sources require, beyond those that are known by themselves.
  public var attribution: [String] = []
  /// The terms of layers of which nothing in the files tells; a later one of a layer wins.
  public var licences: [StatedLicence] = []
  public var language: Language?
  /// Kinds beyond the network's seven.
  public var kinds: [OrganizationKind] = []
  /// What is asked of a recommendation; with nothing said, the usual.
  public var recommend = RecommendationSettings()

  public init() {}

  /// The only file of residents, or the first of several; setting it leaves no other.
  public var population: String? {
    get { populationFiles.first }
    set { populationFiles = newValue.map { [$0] } ?? [] }
  }

  /// All files that are read.
  public var inputPaths: [String] {
    [stations, municipalities].compactMap { $0 } + populationFiles
      + [populationTotals, land].compactMap { $0 } + gazetteer + towns
      + livingAreas.map(\.path) + zones.map(\.path) + candidates.map(\.path)
      + streets + elevation + closed
      + [recommend.agreementFrom].compactMap { $0 }
  }

  /// The network's kinds and those that the file adds; one of the same slug replaces.
  public var allKinds: [OrganizationKind] {
    let added = Set(kinds.map(\.slug))
    return OrganizationKind.network.filter { !added.contains($0.slug) } + kinds
  }

  /// Reads a project file.
  ///
  /// - Parameter path: of the YAML file; relative paths in it start from its folder.
  /// - Throws: `Failure` (data) with everything that is wrong: what is no YAML (line and column),
  ///   unknown or repeated keys, values of the wrong sort.
  public init(reading path: String) throws {
    let file = try FileBytes(
      reading: path, role: Text(ja: "プロジェクトファイル", en: "the project file"))
    let text = try DecodedText(file)
    try self.init(
      yaml: String(decoding: text.bytes[text.range], as: UTF8.self), path: path)
  }

  /// Reads the text of a project file; `path` says where it is.
  public init(yaml: String, path: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw Self.broken(error, yaml, path)
    }
    // a template in which everything is still commented out says nothing, and is fine
    guard let root, root.scalar?.string != "" else { return }
    if root.mapping == nil, let slip = Self.slip(in: yaml, path) { throw slip }
    var reading = ProjectReading(path: path)
    reading.read(root, into: &self)
    guard reading.findings.isEmpty else {
      throw Failure(.data, (Self.slip(in: yaml, path)?.findings ?? []) + reading.findings)
    }
  }
}

/// Reading one project file: every key once, every mistake noted.
struct ProjectReading {
  let path: String
  var findings: [Finding] = []

  static let keys = [
    "stations", "stations-crs", "gazetteer", "allow-accuracy", "municipalities",
    "municipality-code", "wards", "population", "population-columns", "population-grid",
    "population-year", "population-totals", "land", "living-areas", "towns", "zones", "candidates",
    "osm-kinds", "radius", "preset", "streets", "streets-cache", "streets-snap", "streets-cross",
    "streets-rules", "elevation", "closed", "walk", "pace", "heat-factor", "compare", "snap",
    "snap-blocks", "service", "kind", "on", "crs", "set-aside", "attribution", "licence", "lang",
    "kinds", "recommend",
  ]

  init(path: String) { self.path = path }

  mutating func read(_ root: Node, into project: inout ProjectFile) {
    guard let mapping = root.mapping else {
      wrong("planner.yaml", root, Text(ja: "「キー: 値」の並び", en: "a list of \"key: value\""))
      return
    }
    for (keyNode, value) in mapping {
      // `on` would be the truth value "true" of YAML 1.1; its text is what was meant
      let key = keyNode.scalar?.string ?? ""
      // a key without a value says nothing
      if let scalar = value.scalar, scalar.string.isEmpty, scalar.style == .plain {
        if !Self.keys.contains(key) { unknown(key, keyNode, Self.keys) }
        continue
      }
      switch key {
      case "stations": project.stations = file(key, value)
      case "stations-crs": project.stationsCRS = text(key, value)
      case "gazetteer": project.gazetteer = list(key, value).map(resolved)
      case "allow-accuracy": project.allowAccuracy = text(key, value)
      case "municipalities": project.municipalities = file(key, value)
      case "municipality-code": project.municipalityCode = text(key, value)
      case "wards": project.wards = text(key, value)
      case "population": project.populationFiles = list(key, value).map(resolved)
      case "population-columns": project.populationColumns = list(key, value)
      case "population-grid": project.populationGrid = text(key, value)
      case "population-year": project.populationYear = text(key, value)
      case "population-totals": project.populationTotals = file(key, value)
      case "land": project.land = file(key, value)
      case "living-areas": project.livingAreas = namedFiles(key, value)
      case "towns": project.towns = list(key, value).map(resolved)
      case "zones": project.zones = namedFiles(key, value)
      case "candidates": project.candidates = kindFiles(key, value)
      case "osm-kinds": project.osmKinds = tagRules(key, value)
      case "radius": project.radius = text(key, value)
      case "preset": project.preset = text(key, value)
      case "streets": project.streets = list(key, value).map(resolved)
      case "streets-cache": project.streetsCache = file(key, value)
      case "streets-snap": project.streetsSnap = text(key, value)
      case "streets-cross": project.streetsCross = truth(key, value)
      case "streets-rules": project.streetsRules = streetRules(key, value)
      case "elevation": project.elevation = list(key, value).map(resolved)
      case "closed": project.closed = list(key, value).map(resolved)
      case "walk": project.walk = text(key, value)
      case "pace": project.pace = text(key, value)
      case "heat-factor": project.heatFactor = text(key, value)
      case "compare": project.compare = text(key, value)
      case "snap": project.snap = text(key, value)
      case "snap-blocks": project.snapBlocks = text(key, value)
      case "service": project.service = list(key, value)
      case "kind": project.kind = list(key, value)
      case "on": project.on = day(key, value)
      case "crs": project.crs = text(key, value)
      case "set-aside": project.setAside = truth(key, value)
      case "attribution": project.attribution = list(key, value)
      case "licence": project.licences = licences(key, value)
      case "lang": project.language = language(key, value)
      case "kinds": project.kinds = kinds(key, value)
      case "recommend": project.recommend = recommendation(key, value)
      default: unknown(key, keyNode, Self.keys)
      }
    }
  }

  // MARK: Values

  mutating func text(_ key: String, _ node: Node) -> String? {
    if let scalar = node.scalar, !scalar.string.isEmpty { return scalar.string }
    wrong(key, node, Text(ja: "一つの値", en: "one value"))
    return nil
  }

  mutating func file(_ key: String, _ node: Node) -> String? {
    text(key, node).map(resolved)
  }

  /// A path from the folder of the project file.
  private func resolved(_ name: String) -> String {
    guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }

  mutating func list(_ key: String, _ node: Node) -> [String] {
    if let sequence = node.sequence {
      return sequence.compactMap { text(key, $0) }
    }
    if node.mapping != nil {
      wrong(key, node, Text(ja: "値の並び（[a, b]）", en: "a list ([a, b])"))
      return []
    }
    return text(key, node).map { [$0] } ?? []
  }

  private mutating func namedFiles(_ key: String, _ node: Node) -> [ProjectFile.NamedFile] {
    guard let mapping = node.mapping else {
      wrong(key, node, Text(ja: "「名前: ファイル」の並び", en: "a list of \"name: file\""))
      return []
    }
    return mapping.compactMap { name, value in
      guard let name = name.scalar?.string, let path = file("\(key): \(name)", value) else {
        return nil
      }
      return ProjectFile.NamedFile(name: name, path: path)
    }
  }

  /// Like named files, but a name may have several.
  private mutating func kindFiles(_ key: String, _ node: Node) -> [ProjectFile.NamedFile] {
    guard let mapping = node.mapping else {
      wrong(
        key, node,
        Text(ja: "「種別: ファイル」の並び", en: "a list of \"kind: file\" or \"kind: [files]\""))
      return []
    }
    return mapping.flatMap { name, value -> [ProjectFile.NamedFile] in
      guard let name = name.scalar?.string else { return [] }
      return list("\(key): \(name)", value).map {
        ProjectFile.NamedFile(name: name, path: resolved($0))
      }
    }
  }

  private mutating func tagRules(_ key: String, _ node: Node) -> [ProjectFile.TagRule] {
    guard let mapping = node.mapping else {
      wrong(
        key, node,
        Text(ja: "「\"キー=値\": 種別」の並び", en: "a list of '\"key=value\": kind'"))
      return []
    }
    return mapping.compactMap { tags, value in
      guard let tags = tags.scalar?.string, let kind = text("\(key): \(tags)", value) else {
        return nil
      }
      return ProjectFile.TagRule(tags: tags, kind: kind)
    }
  }

  /// `highway: {steps: no}`, or `"highway=path & surface=mud": no`.
  private mutating func streetRules(_ key: String, _ node: Node) -> [ProjectFile.StreetRule] {
    guard let mapping = node.mapping else {
      wrong(
        key, node,
        Text(ja: "「highway: {steps: no}」の並び", en: "a list of \"highway: {steps: no}\""))
      return []
    }
    return mapping.flatMap { name, value -> [ProjectFile.StreetRule] in
      guard let name = name.scalar?.string else { return [] }
      guard let values = value.mapping else {
        return truth("\(key): \(name)", value).map {
          [ProjectFile.StreetRule(tags: name, isWalkable: $0)]
        } ?? []
      }
      return values.compactMap { tag, isWalkable in
        guard let tag = tag.scalar?.string else { return nil }
        return truth("\(key): \(name): \(tag)", isWalkable).map {
          ProjectFile.StreetRule(tags: "\(name)=\(tag)", isWalkable: $0)
        }
      }
    }
  }

  private mutating func licences(_ key: String, _ node: Node) -> [ProjectFile.StatedLicence] {
    guard let mapping = node.mapping else {
      wrong(
        key, node,
        Text(ja: "「データ: 利用条件」の並び", en: "a list of \"layer: terms\""))
      return []
    }
    return mapping.compactMap { layer, value in
      guard let layer = layer.scalar?.string, let text = text("\(key): \(layer)", value) else {
        return nil
      }
      return ProjectFile.StatedLicence(layer: layer, text: text)
    }
  }

  private mutating func day(_ key: String, _ node: Node) -> CalendarDay? {
    guard let text = text(key, node) else { return nil }
    if let day = CalendarDay(written: text) { return day }
    wrong(key, node, Text(ja: "2026-08-15 のような日付", en: "a day such as 2026-08-15"))
    return nil
  }

  mutating func truth(_ key: String, _ node: Node) -> Bool? {
    switch node.scalar?.string.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      wrong(key, node, Text(ja: "true か false", en: "true or false"))
      return nil
    }
  }

  private mutating func language(_ key: String, _ node: Node) -> Language? {
    if let language = node.scalar.flatMap({ Language(rawValue: $0.string) }) { return language }
    wrong(key, node, Text(ja: "ja か en", en: "ja or en"))
    return nil
  }

  private mutating func kinds(_ key: String, _ node: Node) -> [OrganizationKind] {
    guard let mapping = node.mapping else {
      wrong(
        key, node,
        Text(ja: "「slug: {ja: 名前, en: name}」の並び", en: "a list of \"slug: {ja, en}\""))
      return []
    }
    return mapping.compactMap { slugNode, value in
      let slug = slugNode.scalar?.string ?? ""
      let isSlug = slug.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
      }
      guard !slug.isEmpty, isSlug else {
        wrong(
          "\(key): \(slug)", slugNode,
          Text(ja: "半角の小文字・数字・ハイフンの slug", en: "a slug of a–z, 0–9 and hyphens"))
        return nil
      }
      return kind(slug, "\(key): \(slug)", value)
    }
  }

  private mutating func kind(_ slug: String, _ key: String, _ node: Node) -> OrganizationKind? {
    guard let mapping = node.mapping else {
      wrong(key, node, Text(ja: "{ja: 名前, en: name}", en: "{ja: 名前, en: name}"))
      return nil
    }
    var names: [String: String] = [:]
    var aliases: [String] = []
    for (fieldNode, value) in mapping {
      let field = fieldNode.scalar?.string ?? ""
      switch field {
      case "ja", "en": names[field] = text("\(key): \(field)", value)
      case "aliases": aliases = list("\(key): \(field)", value)
      default: unknown(field, fieldNode, ["ja", "en", "aliases"])
      }
    }
    guard let ja = names["ja"] ?? names["en"], let en = names["en"] ?? names["ja"] else {
      wrong(key, node, Text(ja: "ja か en の名前", en: "a name under ja or en"))
      return nil
    }
    return OrganizationKind(slug: slug, name: Text(ja: ja, en: en), aliases: aliases)
  }

  // MARK: Messages

  mutating func unknown(_ key: String, _ node: Node, _ known: [String]) {
    let near = Spelling.nearest(to: key, among: known)
    let all = known.joined(separator: ", ")
    findings.append(
      Finding(
        .error,
        what: Text(ja: "「\(key.shortened)」というキーはありません", en: "unknown key \(key.quoted)"),
        at: Place(file: path, row: node.mark?.line),
        remedy: Text(
          ja: (near.map { "「\($0)」のことですか？" } ?? "") + "使えるキー：\(all)",
          en: (near.map { "Did you mean \"\($0)\"? " } ?? "") + "Known keys: \(all)")))
  }

  mutating func wrong(_ key: String, _ node: Node, _ wanted: Text) {
    findings.append(
      Finding(
        .error,
        what: Text(
          ja: "「\(key)」の値が違います", en: "the value of \"\(key)\" is of the wrong sort"),
        at: Place(file: path, row: node.mark?.line),
        remedy: Text(ja: "\(wanted.ja)を書いてください", en: "Write \(wanted.en)")))
  }
}
