public import Planner

/// What may be shown to everybody, and nothing else.
///
/// Private by default: a station is published only if its organisation consented and its
/// position is not hidden. The public list (`published`) is derived first, and every layer is
/// made from that list alone, with every station at its published position: leaving a withheld
/// station out of the input, or moving it, changes no byte of an output. So no outline, count or
/// difference can tell where it is. Nor do public files name the digests of their inputs, by
/// which a guess at the full list could be confirmed.
public struct PublicExport: Sendable {
  /// A layer of the public GeoJSON.
  public enum Layer: String, Sendable, Hashable, CaseIterable {
    case stations
    /// All published catchments together, overlaps dissolved.
    case catchments
    /// Where one more station would reach most people whom no published one does.
    case gaps
    /// Municipalities with the share of their residents in reach of a published station.
    case coverage

    public static let standard: [Layer] = [.stations, .catchments, .gaps]

    /// Reads a list such as `stations,gaps`.
    ///
    /// - Throws: `Failure` (usage) naming every word that is none, with what it may have meant, or
    ///   where there is no word at all.
    public static func list(_ text: String) throws -> [Layer] {
      let known = allCases.map(\.rawValue)
      let words = text.split(whereSeparator: { ",、，".contains($0) })
        .map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
      guard !words.isEmpty else {
        throw Failure(
          .usage,
          what: Text(ja: "--layers にレイヤーがありません", en: "--layers names no layer"),
          remedy: Text(
            ja: "stations,gaps のように書くか、--layers を外してください",
            en: "Write stations,gaps, or leave --layers out"))
      }
      let findings = words.filter { Layer(rawValue: $0) == nil }.map { word in
        let near = Spelling.nearest(to: word, among: known)
        return Finding(
          .error,
          what: Text(
            ja: "--layers の「\(word.shortened)」という公開レイヤーはありません",
            en: "--layers: there is no public layer \(word.quoted)"),
          remedy: Text(
            ja: (near.map { "「\($0)」のことですか？" } ?? "")
              + "使えるもの：\(known.joined(separator: ", "))",
            en: (near.map { "Did you mean \($0)? " } ?? "")
              + "Known: \(known.joined(separator: ", "))"))
      }
      guard findings.isEmpty else { throw Failure(.usage, findings) }
      return allCases.filter { words.contains($0.rawValue) }
    }
  }

  public let fields: [PublicField]
  package let region: Region
  package let walk: Walk
  let question: CoverageQuestion
  package let notices: [Text]
  package let credits: [Text]
  /// The terms of the layers that go into the public data.
  let licences: LicenceSummary
  private let list: PublicStations
  /// What the person who runs the export should know before handing it on.
  public let findings: [Finding]
  /// Those of the findings that concern persons. Whoever silences warnings must see them even so:
  /// what has been published cannot be taken back.
  public let personalFindings: [Finding]

  /// - Throws: `Failure` where positions cannot be transformed, which their having been read
  ///   rules out.
  public init(_ plan: LoadedPlan, fields: [PublicField] = PublicField.standard) throws {
    self.fields = PublicField.allCases.filter(fields.contains)
    region = plan.region
    walk = plan.walk
    question = plan.request.question
    let files = plan.files.filter { Self.publicRoles.contains($0.role) }
    licences = LicenceSummary(files)
    notices = plan.sidecarNotices + licences.notices
    let others = plan.files.filter { !Self.publicRoles.contains($0.role) }.map(\.credit)
    // what has gone into no public number needs no credit there
    credits = plan.credits.filter { credit in
      !others.contains(credit) || files.contains { $0.credit == credit }
    }
    list = try PublicStations(of: plan, fields: self.fields)
    personalFindings = Self.personalFields(self.fields) + list.personal
    findings =
      personalFindings + Self.layersToLookAt(plan) + list.findings
      + (list.published.isEmpty ? [Self.nothingToPublish] : [])
  }

  /// The terms of the layers in one line; `nil` where there is nothing to say.
  package var terms: Text? {
    guard let ja = licences.line(.ja), let en = licences.line(.en) else { return nil }
    return Text(ja: ja, en: en)
  }

  /// In the order of the list.
  public var published: [PublicStation] { list.published }
  /// For the person who runs the export, never for a public file.
  public var withheld: [WithheldStation] { list.withheld }
  /// The published stations as analyses take them.
  var stations: [Station] { list.stations }

  /// How many stations are published and how many are not, and why: for the person who runs the
  /// export.
  public func report(_ language: Language) -> String {
    reportLines(language, namesWithheld: true).joined(separator: "\n")
  }

  /// The lines of the report, with the identifiers of withheld stations or with their number
  /// alone.
  func reportLines(_ language: Language, namesWithheld: Bool) -> [String] {
    let ja = language == .ja
    let all = published.count + withheld.count
    let rounded = published.count { $0.precision != .exact }
    var lines = [
      ja
        ? "公開する拠点：\(all)か所のうち\(published.count)か所（うち位置を丸めたもの\(rounded)か所）"
        : "Published: \(published.count) of \(all) stations, \(rounded) of them rounded"
    ]
    for reason in WithheldStation.Reason.allCases {
      let ids = withheld.filter { $0.reason == reason }.map(\.id.text)
      guard !ids.isEmpty else { continue }
      let names = ids.listed(upTo: 8, in: language)
      lines.append(
        (ja
          ? "公開しない拠点：\(ids.count)か所（\(reason.text.ja)）"
          : "Withheld: \(ids.count) (\(reason.text.en))")
          + (namesWithheld ? (ja ? "：" : ": ") + names : ""))
    }
    if !withheld.isEmpty {
      lines.append(
        ja
          ? "この内訳は公開データには入っていません。"
          : "None of this is in the public data.")
    }
    return lines
  }

  // MARK: What to look at before handing it on

  private static func personalFields(_ fields: [PublicField]) -> [Finding] {
    let personal = fields.filter(PublicField.personal.contains)
    guard !personal.isEmpty else { return [] }
    let names = personal.map(\.rawValue).joined(separator: ", ")
    return [
      Finding(
        .warning,
        what: Text(
          ja: "個人に関わる項目も公開します：\(names)", en: "fields that concern persons are published: \(names)"
        ),
        remedy: Text(
          ja: "公開の同意がこの項目にも及ぶか確かめてください",
          en: "Make sure that consent extends to them"))
    ]
  }

  /// What goes into public data: the list itself, outlines, counts, and the points at which
  /// stations of precision `town` are shown.
  private static let publicRoles = [
    "stations", "municipalities", "population", "population-totals", "land", "gazetteer",
    "streets", "elevation", "closed",
  ]

  /// Layers that go into public data and may not be published just so: whose terms are
  /// non-commercial, differ by edition, or are not known, and whose credit line nobody has given.
  private static func layersToLookAt(_ plan: LoadedPlan) -> [Finding] {
    let layers = plan.files.filter { publicRoles.contains($0.role) }
    // the station list is the network's own, and addresses have shown their place already
    let open = layers.filter { $0.role != "stations" && $0.role != "gazetteer" }
    let uncredited = open.filter { $0.attribution == nil }
    // which line is whose cannot be told; as many lines as layers will do
    let isCreditMissing = uncredited.count > plan.request.project.attribution.count
    return layers.compactMap { file in
      if let licence = file.licence {
        return licence.needsLook ? restricted(file, licence) : nil
      }
      let isOpen = open.contains(file)
      let lacksCredit = isOpen && isCreditMissing && file.attribution == nil
      return isOpen ? unknownTerms(file, lacksCredit: lacksCredit) : nil
    }
  }

  private static func restricted(_ file: InputFile, _ licence: Licence) -> Finding {
    let role = file.role
    guard licence.use == .nonCommercial else {
      return Finding(
        .warning,
        what: Text(
          ja: "版などにより利用条件の違うデータです（\(licence.name.ja)）",
          en: "the terms of this layer differ by edition or part (\(licence.name.en))"),
        at: Place(file: file.path),
        remedy: Text(
          ja: "入手したページで確かめ、--licence \(role)=条件 で書いてください（公開データに入ります）",
          en: "Look them up where you got it, and give them with --licence \(role)=TERMS; they go "
            + "into the public data"))
    }
    return Finding(
      .warning,
      what: Text(
        ja: "非商用に限られるデータから公開データを作ります（\(licence.name.ja)）",
        en: "public data are made from a layer for non-commercial use only (\(licence.name.en))"),
      at: Place(file: file.path),
      remedy: Text(
        ja: "公開データにもそう書きました。商用でも使われうる場所に出すなら、商用可の版に替えてください",
        en: "The public data say so. Take an edition that is free where they may be used "
          + "commercially"))
  }

  private static func unknownTerms(_ file: InputFile, lacksCredit: Bool) -> Finding {
    Finding(
      .warning,
      what: lacksCredit
        ? Text(
          ja: "出典の文も利用条件も分からないデータです",
          en: "neither the credit line nor the terms of this layer are known")
        : Text(ja: "利用条件の分からないデータです", en: "the terms of this layer are not known"),
      at: Place(file: file.path),
      remedy: Text(
        ja: (lacksCredit ? "--attribution で出典を、" : "")
          + "--licence \(file.role)=条件 で利用条件を書いてください（公開データに入ります）",
        en: "Give " + (lacksCredit ? "its credit with --attribution, and " : "")
          + "its terms with --licence \(file.role)=TERMS; they go into the public data"))
  }

  private static let nothingToPublish = Finding(
    .warning,
    what: Text(ja: "公開できる拠点がありません", en: "no station may be published"),
    remedy: Text(
      ja: "一覧の consent（公開同意）の列に「可」や同意日を書いてください",
      en: "Write yes or a date into the column consent of the list"))
}

/// A format of public data.
public enum PublicFormat: String, Sendable, Hashable, CaseIterable {
  case geojson
  case csv
  case kml

  /// By the extension of the file to be written; GeoJSON for standard output.
  ///
  /// - Throws: `Failure` (usage) for an extension that is none of these.
  public init(forOutput path: String?) throws {
    guard let path, path != "-" else {
      self = .geojson
      return
    }
    let ending = fileExtension(path)
    guard let format = PublicFormat(rawValue: ending == "json" ? "geojson" : ending) else {
      throw Failure(
        .usage,
        what: Text(
          ja: "ファイル名から形式が分かりません", en: "the file's name does not tell its format"),
        at: Place(file: path),
        remedy: Text(
          ja: ".geojson、.csv、.kml のどれかで終わる名前にするか、--format を付けてください",
          en: "Let it end with .geojson, .csv or .kml, or give --format"))
    }
    self = format
  }
}

extension PublicExport {
  /// The file's bytes in a format.
  ///
  /// - Parameters:
  ///   - format: of the file.
  ///   - layers: of the GeoJSON; the other formats hold stations only. `nil`: the usual ones.
  ///   - language: of a table's headings.
  ///   - onProgress: as of `Gaps`.
  /// - Returns: the bytes, the same for the same published stations.
  /// - Throws: `Failure` (usage) for layers that a format cannot hold.
  public func bytes(
    as format: PublicFormat, layers: [Layer]? = nil, language: Language = .ja,
    onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> [UInt8] {
    if format != .geojson, let layers, layers != [.stations] {
      throw Failure(
        .usage,
        what: Text(
          ja: "\(format.rawValue) に入るのは拠点だけです", en: "\(format.rawValue) holds stations only"),
        remedy: Text(
          ja: "--layers を外すか、GeoJSON（.geojson）にしてください",
          en: "Leave --layers out, or write GeoJSON (.geojson)"))
    }
    switch format {
    case .geojson:
      return try geoJSON(layers: layers ?? Layer.standard, onProgress: onProgress)
    case .csv: return csv(language)
    case .kml: return kml()
    }
  }
}
