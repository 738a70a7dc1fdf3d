/// The area for which a plan is made: its municipalities, and the ways in which they are
/// grouped or crossed.
public struct StudyArea: Sendable {
  /// By code.
  public let municipalities: [Municipality]
  public let zoneSystems: [ZoneSystem]
  public let livingAreaLayers: [LivingAreaLayer]
  /// Land beyond the outlines, such as neighbouring prefectures; `nil` when unknown, and then
  /// the population file's own cells tell shore from border.
  public let neighboringLand: [MultiPolygon<Geographic>]?
  /// There are no outlines: see `Region.init(planar:crs:)`. The one entry of `municipalities` then
  /// stands for everything and is no municipality.
  public let isPlanar: Bool

  /// - Throws: `Failure` (data) for a study area without a municipality, or with a code twice.
  public init(
    municipalities: [Municipality], zoneSystems: [ZoneSystem] = [],
    livingAreaLayers: [LivingAreaLayer] = [], neighboringLand: [MultiPolygon<Geographic>]? = nil
  ) throws {
    let sorted = municipalities.sorted { $0.code < $1.code }
    guard !sorted.isEmpty else {
      throw Failure(
        .data,
        what: Text(ja: "市町村が一つもありません", en: "there is no municipality"),
        remedy: Text(
          ja: "行政区域のファイルを --municipalities で指定してください",
          en: "Give the boundary file with --municipalities"))
    }
    for (a, b) in zip(sorted, sorted.dropFirst()) where a.code == b.code {
      throw Failure(
        .data,
        what: Text(
          ja: "市町村コード \(a.code) が二度あります（\(a.name)、\(b.name)）",
          en: "municipality code \(a.code) occurs twice (\(a.name), \(b.name))"),
        remedy: Text(
          ja: "同じ市町村の図形は一つにまとめてください", en: "Dissolve the parts of one municipality"))
    }
    self.municipalities = sorted
    self.zoneSystems = zoneSystems
    self.livingAreaLayers = livingAreaLayers
    self.neighboringLand = neighboringLand?.sorted { $0.precedes($1) }
    isPlanar = false
  }

  init(unbounded whole: Municipality) {
    municipalities = [whole]
    zoneSystems = []
    livingAreaLayers = []
    neighboringLand = nil
    isPlanar = true
  }

  public var bounds: Bounds<Geographic> {
    var bounds = Bounds<Geographic>()
    for municipality in municipalities { bounds.add(municipality.outline.bounds) }
    return bounds
  }

  /// The working CRS when none is named: the plane rectangular zone of the prefecture that most
  /// municipalities belong to.
  public var defaultCRS: CoordinateReferenceSystem? {
    var count: [Int: Int] = [:]
    for municipality in municipalities { count[municipality.code.prefecture, default: 0] += 1 }
    let prefecture = count.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    return .planeRectangular(prefecture: prefecture, at: bounds.center)
  }

  /// The municipality in which each point lies; `nil` outside all outlines.
  ///
  /// - Complexity: a few edges per point, once an outline's edges are in their strips.
  public func municipalities(of points: [Position<Geographic>]) -> [Int?] {
    let boxes = municipalities.map(\.outline.bounds)
    var locators: [Int: OutlineLocator] = [:]
    return points.map { point in
      for municipality in boxes.indices where boxes[municipality].contains(point) {
        let locator =
          locators[municipality]
          ?? OutlineLocator(LatticeEdges(municipalities[municipality].outline))
        locators[municipality] = locator
        if locator.contains(point) { return municipality }
      }
      return nil
    }
  }

  /// Indices of the municipalities that a zone's code stands for: the one with that code, or
  /// the wards of a designated city (12100 stands for 12101 to 12106 where wards are kept).
  ///
  /// Outlines and codes may be of different years: an old code (12402) stands for the municipality
  /// that took its place (12239), and a new one for all that went into it where the outlines are
  /// older.
  public func members(of code: MunicipalityCode) -> [Int] {
    let old = Set(code.predecessors)
    let own = municipalities.indices.filter {
      municipalities[$0].code == code || old.contains(municipalities[$0].code)
    }
    if !own.isEmpty { return own }
    if DesignatedCity.codes.contains(code) {
      return municipalities.indices.filter {
        DesignatedCity.city(ofWard: municipalities[$0].code) == code
      }
    }
    guard code.current != code else { return [] }
    return municipalities.indices.filter { municipalities[$0].code == code.current }
  }

  /// Whether a code finds its place only because the municipality has changed since.
  public func isOfAnotherYear(_ code: MunicipalityCode) -> Bool {
    let members = members(of: code)
    guard !members.isEmpty, !DesignatedCity.codes.contains(code) else { return false }
    return members != municipalities.indices.filter { municipalities[$0].code == code }
  }

  /// What becomes of codes of another year: a note, and a warning where only a part of what has
  /// gone into a municipality is named, since all of it counts.
  private func changedCodes(of system: ZoneSystem) -> [Finding] {
    let codes = system.zones.flatMap(\.members)
    let changed = codes.filter { isOfAnotherYear($0) }
    guard !changed.isEmpty else { return [] }
    let named = Set(codes)
    let partly = changed.filter { code in
      code.current != code && !named.contains(code.current)
        && !code.current.predecessors.allSatisfy(named.contains)
    }
    func list(_ codes: [MunicipalityCode]) -> String {
      codes.map { code in
        let names = members(of: code).map { municipalities[$0].name }
        return "\(code)→\(names.joined(separator: "+"))"
      }.joined(separator: ", ")
    }
    var findings = [
      Finding(
        .note,
        what: Text(
          ja: "圏域「\(system.name)」の\(changed.count)件のコードは、合併や市制で変わったものとして読みました（\(list(changed))）",
          en: "\(changed.count) codes of \(system.name) are read as those of municipalities that "
            + "have merged or changed since (\(list(changed)))"),
        remedy: Text(verbatim: ""))
    ]
    if !partly.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "圏域「\(system.name)」には、合併した市町村の一部だけのコードがあります（\(list(partly))）。いまの市町村の全体を数えます",
            en: "\(system.name) names only parts of what merged (\(list(partly))); all of the "
              + "present municipality counts"),
          remedy: Text(
            ja: "いまの市町村のコードで書き直すか、生活圏域（--living-areas）として面で指定してください",
            en: "Write the present codes, or give the parts as living areas (--living-areas)")))
    }
    return findings
  }

  /// What is amiss between zones and municipalities: members that are not here, municipalities
  /// in no zone or in two.
  public func zoneFindings() -> [Finding] {
    zoneSystems.flatMap { system -> [Finding] in
      var findings: [Finding] = []
      var seen: [Int: String] = [:]
      for zone in system.zones {
        for code in zone.members {
          let indices = members(of: code)
          if indices.isEmpty {
            findings.append(
              Finding(
                .warning,
                what: Text(
                  ja: "圏域「\(system.name)」の\(zone.name)にある \(code) は対象の市町村にありません",
                  en:
                    "\(code) of zone \(zone.name) (\(system.name)) is not among the municipalities"),
                remedy: Text(
                  ja: "コードの誤りか、市町村の合併・改称かを確かめてください",
                  en: "Check for a wrong code or a merged municipality")))
          }
          for index in indices {
            // old codes of one municipality in one zone say the same
            if let other = seen[index], other != zone.name {
              findings.append(
                Finding(
                  .warning,
                  what: Text(
                    ja:
                      "\(municipalities[index].name)は圏域「\(system.name)」の\(other)と\(zone.name)の両方にあります",
                    en:
                      "\(municipalities[index].name) is in both \(other) and \(zone.name) of \(system.name)"
                  ),
                  remedy: Text(
                    ja: "圏域ごとの合計は重なります。どちらかから除いてください",
                    en: "The zones' sums overlap; remove it from one")))
            }
            seen[index] = zone.name
          }
        }
      }
      findings += changedCodes(of: system)
      let missing = municipalities.indices.filter {
        seen[$0] == nil && !municipalities[$0].code.isUnassigned
      }
      if !missing.isEmpty {
        let names = missing.prefix(3).map { municipalities[$0].name }
        findings.append(
          Finding(
            .note,
            what: Text(
              ja:
                "圏域「\(system.name)」に入らない市町村が\(missing.count)あります（\(names.joined(separator: "、"))…）",
              en:
                "\(missing.count) municipalities are in no zone of \(system.name) (\(names.joined(separator: ", "))…)"
            ),
            remedy: Text(
              ja: "一部の圏域だけを表すファイルなら、このままで構いません",
              en: "Nothing to do if the file means to name some zones only")))
      }
      return findings
    }
  }
}
