/// How far people are ready to walk along streets: metres, or minutes at a pace. Not a radius: a
/// straight line of this length reaches farther than any street does.
public struct PathBudget: Sendable, Hashable {
  public let meters: Double
  /// What it was given in; `nil` for metres.
  public let minutes: Double?
  /// At which minutes and metres belong together.
  public let pace: WalkingPace
  /// By how much longer the walk feels than it is, as in the heat of summer; the metres are those
  /// that were asked for, divided by it. 1 where nobody assumes anything.
  public let heatFactor: Double

  /// What a radius is divided by to have about the same reach, where no streets are known.
  ///
  /// Source: practice in Japan; proportional along 腰塚・小林 (1983).
  public static let detourFactor = 1.3

  /// `nil` unless the walk is finite, positive and at most 100 km.
  public init?(meters: Double, pace: WalkingPace = .adult) {
    guard meters.isFinite, meters > 0, meters <= 100_000 else { return nil }
    self.init(meters, minutes: nil, pace, heat: 1)
  }

  /// `nil` unless the walk is finite, positive and at most 100 km.
  public init?(minutes: Double, pace: WalkingPace) {
    let meters = minutes * pace.metersPerMinute
    guard meters.isFinite, meters > 0, meters <= 100_000 else { return nil }
    self.init(meters, minutes: minutes, pace, heat: 1)
  }

  private init(_ meters: Double, minutes: Double?, _ pace: WalkingPace, heat: Double) {
    self.meters = meters
    self.minutes = minutes
    self.pace = pace
    heatFactor = heat
  }

  /// Factors that can be assumed of heat: a walk that feels more than three times as long is none.
  public static let heatFactors = 1.0...3.0

  /// The same for people to whom every metre feels `factor` metres long: they come only
  /// 1 ÷ `factor` of the way.
  ///
  /// No official factor is known; whoever states one makes an assumption, and results say so.
  ///
  /// - Returns: `nil` for a factor outside of `heatFactors`.
  public func inHeat(_ factor: Double) -> PathBudget? {
    guard Self.heatFactors.contains(factor) else { return nil }
    return PathBudget(
      metersWithoutHeat / factor, minutes: minutes, pace, heat: factor)
  }

  /// How far people would walk without the heat, in metres.
  public var metersWithoutHeat: Double { meters * heatFactor }

  /// The same walk some times as long; `nil` beyond what a walk can be.
  func scaled(by factor: Double) -> PathBudget? {
    PathBudget(meters: metersWithoutHeat * factor, pace: pace).flatMap { $0.inHeat(heatFactor) }
  }

  /// Whole centimetres; a walk of exactly so many is within.
  public var centimeters: Int { Int((meters * 100 + 1e-6).rounded(.down)) }

  /// How long a walk takes, in minutes.
  public func minutes(of meters: Double) -> Double { meters / pace.metersPerMinute }
}

/// How fast people walk, in metres a minute.
public struct WalkingPace: Sendable, Hashable {
  /// `nil` for a pace that somebody stated.
  public let slug: String?
  public let metersPerMinute: Double
  public let meaning: Text
  public let source: Text

  /// `nil` unless the pace is between 5 and 300 metres a minute: what nobody walks is a slip.
  public init?(metersPerMinute: Double) {
    guard metersPerMinute.isFinite, (5...300).contains(metersPerMinute) else { return nil }
    slug = nil
    self.metersPerMinute = metersPerMinute
    meaning = Text(ja: "指定した速さ", en: "as stated")
    source = Text(ja: "指定による", en: "stated by the user")
  }

  private init(_ slug: String, _ metersPerMinute: Double, _ meaning: Text, _ source: Text) {
    self.slug = slug
    self.metersPerMinute = metersPerMinute
    self.meaning = meaning
    self.source = source
  }

  public static let adult = WalkingPace(
    "adult", 80, Text(ja: "成人", en: "adults"),
    Text(
      ja: "不動産の表示に関する公正競争規約（道路距離80mを1分）",
      en: "Fair Competition Code on Real Estate Representations, Japan (80 m of road a minute)"))
  public static let senior = WalkingPace(
    "senior", 60, Text(ja: "高齢者", en: "older people"),
    Text(
      ja: "信号の歩行速度1.0m/s、阿久津（1975）の70〜74歳男性60.7m/分",
      en: "1.0 m/s of signal timing; 60.7 m/min of men of 70 to 74 (Akutsu 1975)"))
  public static let frail = WalkingPace(
    "frail", 48, Text(ja: "虚弱な高齢者", en: "frail older people"),
    Text(ja: "フレイルの目安とされる0.8m/s", en: "0.8 m/s, a usual threshold of frailty"))
  public static let child = WalkingPace(
    "child", 60, Text(ja: "子ども", en: "children"),
    Text(ja: "仮定（1.0m/s）", en: "an assumption (1.0 m/s)"))

  public static let all: [WalkingPace] = [adult, senior, frail, child]
}
