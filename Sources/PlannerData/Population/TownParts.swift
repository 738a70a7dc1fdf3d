internal import Planner

/// The features of a layer of census towns (町丁・字等の境界, 小地域), brought together: a town in
/// several parts has a feature for each, and cells of water (HCODE 8154) are no town.
struct TownParts {
  /// Features by town, in the order of their first ones. Of water only what has residents.
  let parts: [[VectorFeature]]
  let findings: [Finding]

  /// `nil` where the layer is none of census towns.
  ///
  /// - Parameters:
  ///   - layer: as read.
  ///   - total: the field of everybody.
  init?(_ layer: VectorLayer, total: Int) {
    guard let key = layer.fieldIndex("KEY_CODE"), let sort = layer.fieldIndex("HCODE") else {
      return nil
    }
    var order: [String] = []
    var features: [String: [VectorFeature]] = [:]
    var waterCount = 0
    var inhabited: [Int] = []
    for feature in layer.features {
      let isWater = feature.text(sort).flatMap { Self.number($0) } == 8154
      if isWater {
        guard let text = feature.text(total), let count = Self.number(text), count != 0 else {
          waterCount += 1
          continue
        }
        inhabited.append(feature.index + 1)
      }
      // what has no code is a town of its own
      let name = (feature.text(key) ?? "#\(feature.index)") + (isWater ? "~" : "")
      if features[name] == nil { order.append(name) }
      features[name, default: []].append(feature)
    }
    parts = order.compactMap { features[$0] }
    var findings: [Finding] = []
    if waterCount > 0 {
      findings.append(
        Finding(
          .note,
          what: Text(
            ja: "水面（HCODE 8154）の図形\(waterCount)個は使いません",
            en: "\(waterCount) cell(s) of water (HCODE 8154) are not used"),
          at: Place(file: layer.path), remedy: Text(verbatim: "")))
    }
    if !inhabited.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "水面（HCODE 8154）なのに人口のある図形が\(inhabited.count)個あります"
              + "（\(inhabited.listed(in: .ja))）。陸地として数えます",
            en: "\(inhabited.count) cell(s) of water (HCODE 8154) have residents "
              + "(\(inhabited.listed(in: .en))); they are counted as land"),
          at: Place(file: layer.path),
          remedy: Text(ja: "HCODE と人口を確かめてください", en: "Check HCODE and the residents")))
    }
    self.findings = findings
  }

  private static func number(_ text: String) -> Double? {
    guard case .number(let value) = DecimalNumber(text) else { return nil }
    return value
  }

  /// The counts of a town out of those of its parts: their sum, or once where every part repeats
  /// the town's.
  static func combined(_ rows: [[Double?]]) -> (row: [Double?], isRepeated: Bool) {
    guard let first = rows.first, rows.count > 1 else { return (rows.first ?? [], false) }
    if rows.allSatisfy({ $0 == first }), first.contains(where: { $0 ?? 0 > 0 }) {
      return (first, true)
    }
    let sums = first.indices.map { index -> Double? in
      rows.reduce(0) { sum, row in sum.flatMap { known in row[index].map { known + $0 } } }
    }
    return (sums, false)
  }

  static func repeatedNote(_ features: [Int], _ layer: VectorLayer) -> Finding {
    Finding(
      .note,
      what: Text(
        ja: "飛び地のある町丁・字のうち、同じ人口が図形ごとに書かれたものは一度だけ数えます"
          + "（\(features.listed(in: .ja))）",
        en: "towns in several parts that each repeat the same residents are counted once "
          + "(\(features.listed(in: .en)))"),
      at: Place(file: layer.path),
      remedy: Text(
        ja: "図形ごとに別の人口なら、KEY_CODE を別にしてください",
        en: "If each part has residents of its own, give it a KEY_CODE of its own"))
  }
}
