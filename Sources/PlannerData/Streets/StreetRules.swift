internal import Planner

/// What is wrong with a plan's own rules for streets (`streets-rules`).
///
/// A misspelt rule would hold for nothing and change nothing, without a word; so keys are those
/// that make a difference to people on foot, and the values of the important ones are known.
enum StreetRules {
  /// Keys of which any value is taken, beside those of `values`.
  private static let freeKeys = [
    "surface", "smoothness", "tracktype", "width", "incline", "lit", "ford", "bridge", "tunnel",
    "layer", "wheelchair", "informal", "covered", "hazard", "oneway", "maxspeed", "lanes", "name",
    "ref", "seasonal", "trail_visibility", "sac_scale", "handrail", "step_count", "locked",
    "sidewalk:left", "sidewalk:right", "sidewalk:both", "crossing", "footway", "man_made",
    "railway", "route", "conveying",
  ]

  private static let access = [
    "yes", "no", "private", "designated", "permissive", "destination", "customers", "official",
    "public", "use_sidepath", "agricultural", "forestry", "delivery", "military", "permit",
    "unknown", "discouraged",
  ]

  /// Source: OSM wiki, the pages of the keys; taginfo for those in use.
  private static let values: [String: [String]] = [
    "highway": [
      "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
      "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
      "living_street", "service", "road", "track", "pedestrian", "footway", "path", "steps",
      "cycleway", "bridleway", "corridor", "elevator", "platform", "raceway", "busway",
      "bus_guideway", "escape", "via_ferrata", "construction", "proposed", "planned", "abandoned",
      "disused", "razed", "demolished", "no",
    ],
    "foot": access, "access": access,
    "sidewalk": ["both", "left", "right", "yes", "no", "none", "separate"],
    "motorroad": ["yes", "no"],
    "indoor": ["yes", "no", "room", "corridor", "area", "level"],
    "service": [
      "driveway", "alley", "parking_aisle", "drive-through", "emergency_access", "siding", "yard",
      "spur",
    ],
    "barrier": [
      "gate", "lift_gate", "swing_gate", "bollard", "block", "cycle_barrier", "kissing_gate",
      "stile", "turnstile", "full-height_turnstile", "entrance", "chain", "toll_booth", "wall",
      "fence", "hedge", "retaining_wall", "city_wall", "ditch", "kerb", "cattle_grid", "log",
      "rope", "debris", "jersey_barrier", "border_control", "sally_port", "yes", "no",
    ],
  ]

  /// Errors for rules that are not understood, and for keys and values that are not known.
  static func findings(_ rules: [ProjectFile.StreetRule]) -> [Finding] {
    var findings: [Finding] = []
    for rule in rules {
      guard let conditions = TagConditions(rule.tags) else {
        findings.append(notUnderstood(rule.tags))
        continue
      }
      for (key, wanted) in conditions.tags {
        guard let known = values[key] else {
          if !freeKeys.contains(key) {
            findings.append(unknown("\(key)", rule.tags, among: values.keys.sorted() + freeKeys))
          }
          continue
        }
        for value in wanted where !known.contains(value) {
          findings.append(unknown(value, rule.tags, among: known))
        }
      }
    }
    return findings
  }

  private static func notUnderstood(_ text: String) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "streets-rules の「\(text.shortened)」はタグとして読めません",
        en: "streets-rules: \(text.quoted) is no tag"),
      remedy: Text(
        ja: "highway: {steps: no} か、\"highway=path & surface=mud\": no のように書いてください",
        en: "Write highway: {steps: no}, or \"highway=path & surface=mud\": no"))
  }

  private static func unknown(
    _ word: String, _ tags: String, among known: [String]
  ) -> Finding {
    let near = Spelling.nearest(to: word, among: known)
    let all = known.joined(separator: ", ")
    return Finding(
      .error,
      what: Text(
        ja: "streets-rules の「\(tags.shortened)」の「\(word.shortened)」は知られていません",
        en: "streets-rules, \(tags.quoted): \(word.quoted) is not known"),
      remedy: Text(
        ja: (near.map { "「\($0)」のことですか？ " } ?? "") + "使えるもの：" + all,
        en: (near.map { "Did you mean \($0)? " } ?? "") + "Known: " + all))
  }
}
