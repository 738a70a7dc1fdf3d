public import Planner

/// How exactly the stations of a plan are located, and which of them are too inexact for its walk.
public struct StationLocations: Sendable, Hashable {
  /// All stations of the list, those left out included.
  public private(set) var counts: [LocationAccuracy: Int] = [:]
  /// Less exact than this is left out of walks under 1 km.
  public let allowed: LocationAccuracy
  public private(set) var leftOut: [StationID] = []

  /// What is allowed where nothing is said: a town's point is within a walk of most of the town,
  /// the middle of a municipality is not.
  public static let defaultAllowed = LocationAccuracy.town

  init(allowed: LocationAccuracy) { self.allowed = allowed }

  /// The least exact that a walk can be measured from.
  static func usable(
    allowed: LocationAccuracy, radiusMeters: Double
  ) -> LocationAccuracy {
    radiusMeters < LocationAccuracy.exactWalkMeters ? allowed : .municipality
  }

  /// Whether every station has coordinates of its own.
  var isExact: Bool { counts.allSatisfy { $0.key == .point || $0.value == 0 } }
  func count(_ accuracy: LocationAccuracy) -> Int { counts[accuracy] ?? 0 }

  /// Takes the stations that are too inexact out of a list.
  mutating func sift(_ placed: inout PlacedStations, radiusMeters: Double) {
    for station in placed.stations { counts[station.locationAccuracy, default: 0] += 1 }
    let usable = Self.usable(allowed: allowed, radiusMeters: radiusMeters)
    let kept = placed.stations.indices.filter { placed.stations[$0].locationAccuracy <= usable }
    leftOut = placed.stations.filter { $0.locationAccuracy > usable }.map(\.id)
    guard !leftOut.isEmpty else { return }
    placed.municipality = kept.map { placed.municipality[$0] }
    placed.stations = kept.map { placed.stations[$0] }
  }

  /// What to say of it.
  ///
  /// - Parameters:
  ///   - path: of the station list.
  ///   - radiusMeters: of the walk.
  /// - Returns: warnings: how many are left out, and how many stand at the middle of something.
  func findings(_ path: String, radiusMeters: Double) -> [Finding] {
    var findings: [Finding] = []
    let radius = Figure.distance(radiusMeters)
    if !leftOut.isEmpty {
      let names = leftOut.map(\.text)
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "位置が大まかにしか分からない拠点を\(leftOut.count)か所、計算から除きました（\(names.listed(upTo: 5, in: .ja))）",
            en: "stations located too inexactly for a walk of \(radius), left out: "
              + "\(leftOut.count) (\(names.listed(upTo: 5, in: .en)))"),
          at: Place(file: path),
          remedy: Text(
            ja: "住所か緯度・経度を直してください。半径1km未満でも含めるには --allow-accuracy "
              + LocationAccuracy.municipality.rawValue,
            en: "Mend their addresses or coordinates; --allow-accuracy "
              + "\(LocationAccuracy.municipality.rawValue) counts them in walks under 1 km too")))
    }
    let usable = Self.usable(allowed: allowed, radiusMeters: radiusMeters)
    for (accuracy, where_) in [
      (LocationAccuracy.town, Text(ja: "町丁目の代表点", en: "the point of their town")),
      (.municipality, Text(ja: "市区町村の中央", en: "the middle of their municipality")),
    ] where accuracy <= usable && count(accuracy) > 0 {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "\(where_.ja)に置いた拠点が\(count(accuracy))か所あります",
            en: "stations placed at \(where_.en): \(count(accuracy))"),
          at: Place(file: path),
          remedy: accuracy == .town
            ? Text(
              ja: "実際の場所と数百m（農村部では1km以上）ずれることがあります。半径\(radius)の結果は目安とし、分かる拠点は緯度・経度を書いてください",
              en: "The true place may be hundreds of metres away, in the country over 1 km: take "
                + "results for \(radius) as rough, and write coordinates where they are known")
            : Text(
              ja: "実際の場所と数kmずれることがあります。住所か緯度・経度を直してください",
              en: "The true place may be kilometres away: mend the address or the coordinates")))
    }
    return findings
  }

  /// - Throws: `Failure` (data) where no station is exact enough.
  func requireAny(_ placed: PlacedStations, _ path: String) throws {
    guard placed.stations.isEmpty, !leftOut.isEmpty else { return }
    throw Failure(
      .data,
      what: Text(
        ja: "\(leftOut.count)か所の拠点の位置がどれも大まかで、1km未満の徒歩圏を測れません",
        en: "all \(leftOut.count) stations are located too inexactly for a walk under 1 km"),
      at: Place(file: path),
      remedy: Text(
        ja: "町名まである住所か緯度・経度を書いてください（それでも計算するには --allow-accuracy municipality）",
        en: "Write addresses with their towns, or coordinates (--allow-accuracy municipality goes "
          + "on all the same)"))
  }

  /// For `assumptions`.
  var json: JSONValue {
    .object(
      LocationAccuracy.allCases.map { .init($0.rawValue, .integer(count($0))) } + [
        .init("leftOut", .integer(leftOut.count)), .init("allowed", .string(allowed.rawValue)),
        .init("note", .text(Self.note)),
      ])
  }

  static let note = Text(
    ja: "座標のない拠点は住所の町丁目などの代表点に置いています。allowed より大まかなものは半径1km未満の計算から除きます",
    en: "Stations without coordinates stand at the representative point of their block or town; "
      + "those less exact than allowed are left out of walks under 1 km")

  /// For people; `nil` where every station has coordinates.
  func line(_ language: Language) -> String? {
    guard !isExact else { return nil }
    let parts = LocationAccuracy.allCases.filter { count($0) > 0 }
    return language == .ja
      ? "拠点の位置：" + parts.map { "\($0.name.ja)\(count($0))" }.joined(separator: "、")
        + (leftOut.isEmpty ? "" : "（大まかすぎて除いた拠点\(leftOut.count)）") + "。"
      : "Stations located by: "
        + parts.map { "\($0.name.en) \(count($0))" }.joined(separator: ", ")
        + (leftOut.isEmpty ? "" : " (left out as too inexact: \(leftOut.count))") + "."
  }
}
