public import Planner

/// The terms under which a layer may be used and passed on, as far as they are known.
public struct Licence: Sendable, Hashable {
  /// What the terms come to for somebody who wants to publish.
  public enum Use: String, Sendable, Hashable, CaseIterable {
    /// Any use, with the credit line.
    case free
    /// What is made from it must be under the same terms.
    case shareAlike = "share-alike"
    case nonCommercial = "non-commercial"
    /// The terms differ by edition or by part, and the file does not tell which hold.
    case unclear
    /// Somebody has looked them up and named them, in words that do not tell by themselves.
    case stated
  }

  public var name: Text
  public var use: Use

  public init(name: Text, use: Use) {
    self.name = name
    self.use = use
  }

  /// Terms in a person's own words, such as `CC BY 4.0` or 非商用.
  public init(stated text: String) {
    let key = Spelling.widthFolded(text).lowercased()
    func mentions(_ words: String...) -> Bool { words.contains { key.contains($0) } }
    name = Text(verbatim: text)
    if mentions("非商用", "商用不可", "by-nc", "by nc", "noncommercial", "non-commercial") {
      use = .nonCommercial
    } else if mentions("odbl", "by-sa", "by sa", "継承", "share-alike", "sharealike") {
      use = .shareAlike
    } else if mentions(
      "cc by", "cc-by", "cc0", "商用可", "pdl", "公共データ利用規約", "政府標準利用規約", "public domain",
      "パブリックドメイン", "mit", "apache")
    {
      use = .free
    } else {
      use = .stated
    }
  }

  /// Whether it must be looked at before anything made from the layer is published.
  public var needsLook: Bool { use == .nonCommercial || use == .unclear }

  var json: JSONValue { .members(["name": .text(name), "use": .string(use.rawValue)]) }
}

/// `--licence LAYER=TEXT`: the terms of a layer that nothing in its file tells.
struct StatedLicences {
  private let stated: [ProjectFile.StatedLicence]
  private let project: ProjectFile

  init(_ project: ProjectFile) {
    stated = project.licences
    self.project = project
  }

  /// The files of a project by the names under which a licence can be given for them.
  private var layers: [(names: [String], path: String)] {
    let single: [(String, [String])] = [
      ("stations", [project.stations].compactMap { $0 }),
      ("municipalities", [project.municipalities].compactMap { $0 }),
      ("population", project.populationFiles),
      ("population-totals", [project.populationTotals].compactMap { $0 }),
      ("land", [project.land].compactMap { $0 }), ("gazetteer", project.gazetteer),
      ("streets", project.streets), ("elevation", project.elevation),
      ("closed", project.closed),
      ("towns", project.towns),
    ]
    let named: [(String, [ProjectFile.NamedFile])] = [
      ("living-areas", project.livingAreas), ("zones", project.zones),
      ("candidates", project.candidates),
    ]
    return single.flatMap { role, paths in paths.map { ([role], $0) } }
      + named.flatMap { role, files in files.map { ([role, $0.name], $0.path) } }
  }

  /// What was stated for a file; what names the file itself wins over what names its layer.
  func licence(ofFile path: String, role: String) -> Licence? {
    func last(_ names: [String]) -> Licence? {
      stated.last { names.contains($0.layer) }.map { Licence(stated: $0.text) }
    }
    // a member of an archive is known by the archive, too
    let own = layers.filter { path == $0.path || path.hasPrefix($0.path + "/") }
    return last(([path] + own.map(\.path)).flatMap { [$0, Self.lastComponent($0)] })
      ?? last(own.flatMap(\.names).filter { $0 != role }) ?? last([role])
  }

  /// Errors for licences of layers that the project does not have.
  var unknown: [Finding] {
    let known = layers.flatMap { $0.names + [$0.path, Self.lastComponent($0.path)] }
    let slugs = layers.flatMap(\.names).reduce(into: [String]()) { list, name in
      if !list.contains(name) { list.append(name) }
    }
    return stated.filter { !known.contains($0.layer) }.map { entry in
      let near = Spelling.nearest(to: entry.layer, among: slugs)
      return Finding(
        .error,
        what: Text(
          ja: "--licence の「\(entry.layer.shortened)」というデータは指定されていません",
          en: "--licence: no layer \(entry.layer.quoted) is given"),
        remedy: Text(
          ja: (near.map { "「\($0)」のことですか？" } ?? "") + "使えるもの：\(slugs.joined(separator: ", "))",
          en: (near.map { "Did you mean \($0)? " } ?? "")
            + "Known: \(slugs.joined(separator: ", "))"))
    }
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

extension ProjectFile.StatedLicence {
  /// Reads the values of `--licence`, such as `population=CC BY 4.0`: one for a layer.
  ///
  /// - Throws: `Failure` (usage) naming every value that lacks a part, and every layer with two.
  public static func list(_ values: [String]) throws -> [Self] {
    var licences: [Self] = []
    var findings: [Finding] = []
    for value in values {
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).trimmingBlanks }
      if parts.count < 2 || parts[0].isEmpty || parts[1].isEmpty {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "--licence「\(value.shortened)」には、データと利用条件が要ります",
              en: "--licence \(value.quoted) must name a layer and its terms"),
            remedy: Text(
              ja: "--licence \"population=CC BY 4.0\" のように書いてください",
              en: "Write it like --licence \"population=CC BY 4.0\"")))
      } else if licences.contains(where: { $0.layer == parts[0] && $0.text != parts[1] }) {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "--licence に「\(parts[0].shortened)」の利用条件が2つあります",
              en: "--licence gives two terms for \(parts[0].quoted)"),
            remedy: Text(ja: "1つにしてください", en: "Give one")))
      } else {
        licences.append(Self(layer: parts[0], text: parts[1]))
      }
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
    return licences
  }
}

extension LoadedPlan {
  /// Credit lines and terms on one line, for tables and layers that have no place for more.
  func sources(_ language: Language) -> String {
    (credits.map { $0[language] } + [LicenceSummary(files).line(language)].compactMap(\.self))
      .joined(separator: " / ")
  }

  /// The same with the notices, for layers of no language: sources are credited in Japanese.
  var about: String {
    ((notices + scenario).map(\.ja) + [sources(.ja)]).filter { !$0.isEmpty }.joined(
      separator: " / ")
  }
}

/// The terms of some files, for people: by what the files were read as.
struct LicenceSummary {
  private let files: [InputFile]

  init(_ files: [InputFile]) { self.files = files }

  static func name(ofRole role: String) -> Text {
    if let colon = role.firstIndex(of: ":") {
      let slug = String(role[role.index(after: colon)...])
      let name = Self.name(ofRole: String(role[..<colon]))
      // a kind has a name in both languages, a layer of the input the one that it was given
      let kind = OrganizationKind.network.first { $0.slug == slug }?.name ?? Text(verbatim: slug)
      return Text(ja: "\(name.ja)（\(kind.ja)）", en: "\(name.en) (\(kind.en))")
    }
    return names[role] ?? Text(verbatim: role)
  }

  private static let names: [String: Text] = [
    "stations": Text(ja: "拠点", en: "stations"),
    "municipalities": Text(ja: "市町村の境界", en: "municipal outlines"),
    "population": Text(ja: "人口", en: "population"),
    "population-totals": Text(ja: "市町村ごとの人口", en: "census totals"),
    "land": Text(ja: "隣接する陸地", en: "neighbouring land"),
    "streets": Text(ja: "道", en: "streets"),
    "elevation": Text(ja: "標高", en: "heights"),
    "closed": Text(ja: "通れない所", en: "closed places"),
    "agreement": Text(ja: "過去の依頼の記録", en: "past requests"),
    "living-areas": Text(ja: "生活圏域", en: "living areas"),
    "zones": Text(ja: "圏域", en: "zones"),
    "candidates": Text(ja: "候補", en: "candidates"),
    "towns": Text(ja: "町丁・字の境界", en: "census towns"),
    "gazetteer": Text(ja: "町丁目の一覧", en: "gazetteer"),
  ]

  /// The network's own lists have no terms.
  private static let ownRoles = ["stations", "zones", "agreement"]

  /// Roles, each once and in the order of the files, with the different terms of their files.
  private var byRole: [(role: String, licences: [Licence?])] {
    var roles: [(role: String, licences: [Licence?])] = []
    for file in files {
      guard file.licence != nil || !Self.ownRoles.contains(file.role) else { continue }
      if let index = roles.firstIndex(where: { $0.role == file.role }) {
        if !roles[index].licences.contains(file.licence) {
          roles[index].licences.append(file.licence)
        }
      } else {
        roles.append((file.role, [file.licence]))
      }
    }
    return roles
  }

  /// `利用条件：市町村の境界＝CC BY 4.0、人口＝不明`; `nil` without a file that has terms.
  func line(_ language: Language) -> String? {
    let ja = language == .ja
    // roles under the same terms stand together
    var groups: [(names: [String], licences: [Licence?])] = []
    for entry in byRole {
      let name = Self.name(ofRole: entry.role)[language]
      if let index = groups.firstIndex(where: { $0.licences == entry.licences }) {
        groups[index].names.append(name)
      } else {
        groups.append(([name], entry.licences))
      }
    }
    let parts = groups.map { names, licences in
      let terms = licences.map { $0?.name[language] ?? (ja ? "不明" : "not known") }
      return names.joined(separator: ja ? "・" : ", ") + (ja ? "＝" : ": ")
        + terms.joined(separator: ja ? "／" : " / ")
    }
    guard !parts.isEmpty else { return nil }
    return ja
      ? "利用条件：\(parts.joined(separator: "、"))。" : "Terms: \(parts.joined(separator: "; "))."
  }

  /// The terms of each file that has any, for programs.
  var json: JSONValue {
    .array(
      files.filter { $0.licence != nil || !Self.ownRoles.contains($0.role) }.map { file in
        .members([
          "layer": .string(file.role), "attribution": file.credit.map { .text($0) } ?? .null,
          "licence": file.licence?.json ?? .null,
        ])
      })
  }

  /// A notice for every role with data that may not be used commercially, or may be of such an
  /// edition.
  var notices: [Text] {
    byRole.flatMap { entry in
      entry.licences.compactMap { licence -> Text? in
        guard let licence, licence.needsLook else { return nil }
        let name = Self.name(ofRole: entry.role)
        switch licence.use {
        case .nonCommercial:
          return Text(
            ja: "\(name.ja)のデータは非商用に限られます（\(licence.name.ja)）",
            en: "The data of the \(name.en) are for non-commercial use only (\(licence.name.en))")
        default:
          return Text(
            ja: "\(name.ja)のデータの利用条件は版などにより違います。公開や配布の前に確かめてください（\(licence.name.ja)）",
            en: "The terms of the data of the \(name.en) differ by edition or part; check them "
              + "before publishing (\(licence.name.en))")
        }
      }
    }
  }
}
