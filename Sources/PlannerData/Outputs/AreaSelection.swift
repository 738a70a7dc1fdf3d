public import Planner

/// Some areas by name: municipalities, zones, living areas. Selects the gaps of which at least
/// half of the residents live there.
public struct AreaSelection: Sendable {
  /// Of the municipalities and zones that were named.
  private(set) var municipalities: Set<Int> = []
  private var livingAreas: Set<[Int]> = []

  /// The municipalities in which stations lie.
  init(municipalities: Set<Int>) { self.municipalities = municipalities }

  /// What is selected, as it lies on the ground.
  package func outlines(in study: StudyArea) -> [MultiPolygon<Geographic>] {
    municipalities.sorted().map { study.municipalities[$0].outline }
      + livingAreas.sorted { $0.lexicographicallyPrecedes($1) }
      .map { study.livingAreaLayers[$0[0]].areas[$0[1]].outline }
  }

  /// Everybody who lives in what is selected; `nil` where several selected areas may overlap, so
  /// that they cannot be added up.
  package func tally(
    of coverage: CoverageAnswer, in study: StudyArea
  ) -> (residents: Double, covered: Double)? {
    guard livingAreas.isEmpty || municipalities.isEmpty && livingAreas.count == 1 else {
      return nil
    }
    let chosen: [AreaCoverage]
    if let pair = livingAreas.first {
      let layer = study.livingAreaLayers[pair[0]]
      chosen = coverage.areas.filter {
        $0.layer == .livingArea(layer.name) && $0.code == layer.areas[pair[1]].code
      }
    } else {
      let all = coverage.areas.filter { $0.layer == .municipality }
      chosen = municipalities.sorted().map { all[$0] }
    }
    return (
      chosen.reduce(0) { $0 + $1.tallies[0].residents },
      chosen.reduce(0) { $0 + $1.tallies[0].covered }
    )
  }

  /// - Parameters:
  ///   - names: codes or names of municipalities, names of zones or of living areas.
  ///   - study: in which they are looked up.
  /// - Throws: `Failure` (usage) for a name that is none of these, with the nearest ones.
  public init(_ names: [String], in study: StudyArea) throws {
    var findings: [Finding] = []
    for name in names {
      let key = Spelling.key(name)
      let named = study.municipalities.indices.filter {
        Spelling.key(study.municipalities[$0].name) == key
          || study.municipalities[$0].code.text == key
      }
      let codes = Set(named.map { study.municipalities[$0].code })
      guard codes.count < 2 else {
        findings.append(Self.namesakes(name, codes.sorted()))
        continue
      }
      municipalities.formUnion(named)
      var isKnown = !named.isEmpty
      if let code = MunicipalityCode(name) {
        let members = study.members(of: code)
        municipalities.formUnion(members)
        isKnown = isKnown || !members.isEmpty
      }
      for zone in study.zoneSystems.flatMap(\.zones) where Spelling.key(zone.name) == key {
        municipalities.formUnion(zone.members.flatMap { study.members(of: $0) })
        isKnown = true
      }
      for (layer, content) in study.livingAreaLayers.enumerated() {
        for (index, area) in content.areas.enumerated() where Spelling.key(area.name) == key {
          livingAreas.insert([layer, index])
          isKnown = true
        }
      }
      guard !isKnown else { continue }
      let known =
        study.municipalities.map(\.name) + study.zoneSystems.flatMap { $0.zones.map(\.name) }
        + study.livingAreaLayers.flatMap { $0.areas.map(\.name) }
      let near = Spelling.nearest(to: name, among: known)
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "「\(name.shortened)」という市町村・圏域・生活圏域はありません",
            en: "there is no municipality, zone or living area \(name.quoted)"),
          remedy: Text(
            ja: (near.map { "「\($0)」のことですか？" } ?? "") + "例："
              + known.listed(upTo: 8, in: .ja)
              + (study.zoneSystems.isEmpty ? "。圏域の名前は、--zones で表を付けると使えます" : ""),
            en: (near.map { "Did you mean \($0)? " } ?? "") + "Such as: "
              + known.listed(upTo: 8, in: .en)
              + (study.zoneSystems.isEmpty ? ". Names of zones need their table: --zones" : ""))))
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
  }

  private static func namesakes(_ name: String, _ codes: [MunicipalityCode]) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "「\(name.shortened)」という市町村は\(codes.count)つあります（\(codes.map(\.text).listed(in: .ja))）",
        en: "there are \(codes.count) municipalities \(name.quoted) "
          + "(\(codes.map(\.text).listed(in: .en)))"),
      remedy: Text(
        ja: "名前のかわりに、市区町村コードで書いてください", en: "Write the code of the one that is meant"))
  }

  func includes(_ gap: Gap) -> Bool {
    let here = gap.municipalities.filter { municipalities.contains($0.index) }
      .reduce(0) { $0 + $1.share }
    guard here < 0.5 else { return true }
    return gap.livingAreas.contains {
      livingAreas.contains([$0.layer, $0.index]) && $0.share >= 0.5
    }
  }
}
