/// A straight-line walking standard in metres: a policy distance, not a walk along streets, and
/// never divided by a detour factor. A distance of exactly the radius is inside.
public struct WalkRadius: Sendable, Hashable {
  public let meters: Double
  /// The named standard it comes from, if any.
  public let preset: Preset?

  /// Nobody walks farther, and nothing is planned for more.
  public static let longestKilometers = 100

  /// `nil` unless the radius is finite, positive and at most `longestKilometers`.
  public init?(meters: Double) {
    guard meters.isFinite, meters > 0, meters <= Double(Self.longestKilometers) * 1_000 else {
      return nil
    }
    self.meters = meters
    self.preset = nil
  }

  public init(_ preset: Preset) {
    self.meters = preset.meters
    self.preset = preset
  }

  /// A published standard, with the words that say where it comes from.
  public struct Preset: Sendable, Hashable {
    public let slug: String
    public let meters: Double
    public let meaning: Text
    public let source: Text

    static let handbook = Text(
      ja: "国土交通省「都市構造の評価に関するハンドブック」",
      en: "MLIT, Handbook for the Evaluation of Urban Structure")
    static let parks = Text(
      ja: "都市公園の誘致距離（都市公園法運用の標準）", en: "service distances of urban parks, Japan")

    public static let all: [Preset] = [
      Preset(
        slug: "mlit-general-800", meters: 800,
        meaning: Text(ja: "一般的な徒歩圏", en: "walking area, general"), source: handbook),
      Preset(
        slug: "mlit-elderly-500", meters: 500,
        meaning: Text(ja: "高齢者の徒歩圏", en: "walking area, older people"), source: handbook),
      Preset(
        slug: "bus-300", meters: 300,
        meaning: Text(ja: "バス停の徒歩圏", en: "walking area of a bus stop"),
        source: Text(
          ja: "公共団体の計画で用いられる値（原典未確認）",
          en: "used in municipal plans (original not verified)")),
      Preset(
        slug: "park-250", meters: 250,
        meaning: Text(ja: "街区公園の誘致距離", en: "block park"), source: parks),
      Preset(
        slug: "park-500", meters: 500,
        meaning: Text(ja: "近隣公園の誘致距離", en: "neighbourhood park"), source: parks),
      Preset(
        slug: "park-1000", meters: 1000,
        meaning: Text(ja: "地区公園の誘致距離", en: "district park"), source: parks),
      Preset(
        slug: "maff-500-straight", meters: 500,
        meaning: Text(ja: "食料品アクセス困難人口の直線距離", en: "food access, straight line"),
        source: Text(
          ja: "農林水産政策研究所「食料品アクセス困難人口」",
          en: "PRIMAFF, Population with difficult access to food")),
    ]
  }
}
