/// Residents of an age, and the pace at which they walk.
///
/// Bands do not overlap, and together are everybody. Which there are follows from the age bands
/// that the population counts.
public struct PaceBand: Sendable, Hashable {
  /// `0-14`, `15-64`, `65-74`, `75+`, and `other` for residents of whom no age is counted.
  public let slug: String
  public let name: Text
  public let pace: WalkingPace
  /// Counted attributes, whose sum is the band.
  let plus: [String]
  /// Counted attributes that are taken off again: 65 to 74 is 65 and over less 75 and over.
  let minus: [String]

  /// What nobody can be told an age of.
  public static let otherSlug = "other"

  /// The bands of a population, youngest first, residents of whom no age is counted last.
  ///
  /// Children (0–14) walk as `WalkingPace.child`, those of 15–64 as `adult`, of 65–74 as
  /// `senior`, of 75 and over as `frail`, and who is in no band as `adult`. Where 75 and over is
  /// not counted, 85 and over stands for the oldest, and without either all of 65 and over walk
  /// as `senior`; a band that is not counted at all is among the others.
  ///
  /// - Parameter attributes: what the population counts.
  /// - Returns: `nil` where it counts no age.
  public static func bands(of attributes: [ResidentAttribute]) -> [PaceBand]? {
    let known = Set(attributes.lazy.filter(\.isAgeBand).map(\.slug))
    guard !known.isEmpty else { return nil }
    var bands: [PaceBand] = []
    func add(
      _ slug: String, _ ja: String, _ pace: WalkingPace, plus: [String], minus: [String] = []
    ) {
      bands.append(
        PaceBand(
          slug: slug, name: Text(ja: ja, en: slug), pace: pace, plus: plus, minus: minus))
    }
    if known.contains("0-14") { add("0-14", "0〜14歳", .child, plus: ["0-14"]) }
    if known.contains("15-64") { add("15-64", "15〜64歳", .adult, plus: ["15-64"]) }
    let oldest = ["75+", "85+"].first { known.contains($0) }
    if known.contains("65+") {
      switch oldest {
      case "75+": add("65-74", "65〜74歳", .senior, plus: ["65+"], minus: ["75+"])
      case "85+": add("65-84", "65〜84歳", .senior, plus: ["65+"], minus: ["85+"])
      default: add("65+", "65歳以上", .senior, plus: ["65+"])
      }
    }
    switch oldest {
    case "75+": add("75+", "75歳以上", .frail, plus: ["75+"])
    case "85+": add("85+", "85歳以上", .frail, plus: ["85+"])
    default: break
    }
    bands.append(
      PaceBand(
        slug: otherSlug, name: Text(ja: "年齢が分からない人など", en: "age not known, and others"),
        pace: .adult, plus: [], minus: []))
    return bands
  }
}
