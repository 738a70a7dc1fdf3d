public import Planner

/// What becomes of the wards of designated cities.
public enum WardHandling: String, Sendable, Hashable, CaseIterable {
  /// Each ward is a municipality of its own.
  case keep
  /// The wards of a city are one municipality, under the city's code.
  case merge
}

/// Reads municipal outlines: 国土数値情報 N03 of any year, or any polygon layer with a field of
/// municipality codes.
///
/// Parts of one code become one outline. Land that belongs to no municipality yet (所属未定地)
/// is kept apart, under the prefecture's code (`12000`). The result is in the order of codes.
///
/// - Parameters:
///   - path: of the file.
///   - codeField: the field of codes, where it is not found by itself.
///   - wards: what becomes of the wards of designated cities.
///   - layer: which layer, where the file has several.
///   - crs: overrides the system that the file declares.
/// - Returns: findings of severity error are features missing from the value: without a usable
///   code, without a polygon, or out of range.
/// - Throws: `Failure` (data) for a file that cannot be read, or in which no municipality is left.
public func readMunicipalities(
  path: String, codeField: String? = nil, wards: WardHandling = .keep, layer: String? = nil,
  crs: CoordinateReferenceSystem? = nil
) throws -> Reading<[Municipality]> {
  let read = try readVectorLayer(path: path, layer: layer, kind: .polygons, role: "municipalities")
  let dialect = try MunicipalityDialect(of: read.value, codeField: codeField)
  var outlines = try OutlineReading(read.value, crs: crs)
  var gathering = MunicipalityGathering(layer: read.value, wards: wards)
  let entries = read.value.features.map { dialect.entry(of: $0) }
  let commonPrefecture = entries.lazy.compactMap { $0.code?.prefecture }.first
  for (feature, entry) in zip(read.value.features, entries) {
    var entry = entry
    entry.prefecture = entry.prefecture ?? entry.code?.prefecture ?? commonPrefecture
    guard let identity = gathering.identity(of: entry, feature) else { continue }
    guard let outline = outlines.outline(of: feature) else { continue }
    gathering.add(identity, feature, outline)
  }
  let municipalities = try gathering.municipalities(&outlines)
  var findings = read.findings + outlines.findings + gathering.findings
  let blank = entries.count { $0.isUnassigned && $0.written == nil && $0.name == nil }
  if blank > 3 || blank * 20 > entries.count {
    findings.append(.blankEntries(blank, of: entries.count, path))
  }
  guard !municipalities.isEmpty else {
    throw Failure(
      .data,
      findings.filter { $0.severity == .error } + [
        Finding(
          .error,
          what: Text(ja: "使える市区町村が1つもありません", en: "no usable municipality in the file"),
          at: Place(file: path),
          remedy: Text(
            ja: "国土数値情報N03など、市区町村の面のファイルを指定してください",
            en: "Name a file of municipal polygons, such as N03"))
      ])
  }
  return Reading(
    municipalities, findings: findings,
    file: read.file.described(by: Provenance(ofFile: read.file.path)))
}

/// Parts on their way to municipalities.
private struct MunicipalityGathering {
  struct Identity {
    let code: MunicipalityCode
    let name: String
  }

  struct Group {
    /// How many parts go by each name.
    var names: [String: Int] = [:]
    var parts: [(feature: VectorFeature, outline: MultiPolygon<Geographic>)] = []
  }

  let layer: VectorLayer
  let wards: WardHandling
  private(set) var findings: [Finding] = []
  private var groups: [MunicipalityCode: Group] = [:]

  init(layer: VectorLayer, wards: WardHandling) {
    self.layer = layer
    self.wards = wards
  }

  /// `nil`, with an error finding, for a feature without a usable code.
  mutating func identity(
    of entry: MunicipalityDialect.Entry, _ feature: VectorFeature
  ) -> Identity? {
    if entry.isUnassigned, let prefecture = entry.prefecture,
      let code = MunicipalityCode("\(prefecture < 10 ? "0" : "")\(prefecture)000")
    {
      return Identity(code: code, name: MunicipalityDialect.unassignedName)
    }
    guard let code = entry.code else {
      findings.append(.noCode(entry.written, entry.name, layer.place(of: feature)))
      return nil
    }
    guard wards == .merge, let city = DesignatedCity.city(ofWard: code) else {
      return Identity(code: code, name: entry.name ?? code.text)
    }
    let name = entry.name.flatMap { DesignatedCity.cityName(ofWard: $0) } ?? city.text
    return Identity(code: city, name: name)
  }

  mutating func add(
    _ identity: Identity, _ feature: VectorFeature, _ outline: MultiPolygon<Geographic>
  ) {
    var group = groups.removeValue(forKey: identity.code) ?? Group()
    group.names[identity.name, default: 0] += 1
    group.parts.append((feature, outline))
    groups[identity.code] = group
  }

  mutating func municipalities(_ outlines: inout OutlineReading) throws -> [Municipality] {
    try groups.sorted { $0.key < $1.key }.compactMap { code, group in
      // the name of most parts: which comes first must not hang on the order of the file
      let names = group.names.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map(\.key)
      if names.count > 1 { findings.append(.severalNames(names, code, layer.path)) }
      if code.isUnassigned {
        findings.append(.unassignedLand(code, parts: group.parts.count, layer.path))
      }
      let outline = try outlines.soundOutline(of: group.parts)
      return outline.isEmpty ? nil : Municipality(code: code, name: names[0], outline: outline)
    }
  }
}

extension Finding {
  fileprivate static func noCode(_ written: String?, _ name: String?, _ place: Place) -> Finding {
    let ja = name.map { "（\($0)）" } ?? ""
    let en = name.map { " (\($0))" } ?? ""
    return Finding(
      .error,
      what: written.map {
        Text(ja: "「\($0)」は市区町村コードではありません\(ja)", en: "\"\($0)\" is not a municipality code\(en)")
      } ?? Text(ja: "市区町村コードが空です\(ja)", en: "the municipality code is blank\(en)"),
      at: place,
      remedy: Text(
        ja: "5桁のコード（例：12403）を入れるか、この地物を取り除いてください",
        en: "Give it its five-digit code (12403, say), or remove this feature"))
  }

  fileprivate static func severalNames(
    _ names: [String], _ code: MunicipalityCode, _ path: String
  ) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "コード\(code)に名前が複数あります（\(names.joined(separator: "、"))）。「\(names[0])」を使いました",
        en: "code \(code) has several names (\(names.joined(separator: ", "))); \(names[0]) is used"
      ),
      at: Place(file: path),
      remedy: Text(ja: "コードが取り違えられていないか確かめてください", en: "Check that no codes are mixed up"))
  }

  /// A few are land that belongs to nobody yet; many are a table that has lost its values.
  fileprivate static func blankEntries(_ blank: Int, of all: Int, _ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "コードも名前もない地物が\(all)件のうち\(blank)件あり、所属未定地としました",
        en: "\(blank) of \(all) features have neither code nor name and are taken for land that "
          + "belongs to no municipality"),
      at: Place(file: path),
      remedy: Text(
        ja: "属性が欠けていないか（文字コード、.dbfの取り違え）を元のデータと比べてください",
        en: "Compare with the original whether their attributes were lost"))
  }

  fileprivate static func unassignedLand(
    _ code: MunicipalityCode, parts: Int, _ path: String
  ) -> Finding {
    Finding(
      .note,
      what: Text(
        ja: "どの市区町村にも属さない土地（所属未定地、\(parts)か所）をコード\(code)としました",
        en: "land that belongs to no municipality yet (\(parts) part(s)) is kept as code \(code)"),
      at: Place(file: path), remedy: Text(verbatim: ""))
  }
}
