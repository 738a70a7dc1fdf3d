internal import Planner

/// Which ways of OpenStreetMap people may walk along, and which barriers stop them.
///
/// One table of rules, of which the first that holds decides; rules are written as
/// `TagConditions`. What no rule speaks of is no street: buildings, rivers, railways, ferries.
struct WalkableWays: Sendable {
  struct Rule: Sendable {
    let tags: String
    let isWalkable: Bool
    /// Where the rule comes from.
    let source: String
  }

  /// For ways. In Japan a `trunk` is a national road with footways or without, where walking is
  /// lawful; a `motorway` and what is tagged `motorroad` are closed to people on foot by law.
  static let ways: [Rule] = [
    Rule(
      tags: "highway=construction|proposed|planned|abandoned|disused|razed|demolished|no",
      isWalkable: false, source: "OSM wiki, Key:highway (Lifecycle): not there, or not yet"),
    Rule(
      tags: "foot=no|private|use_sidepath", isWalkable: false,
      source: "OSM wiki, Key:foot: the most special tag wins over access"),
    Rule(
      tags: "route=ferry", isWalkable: false, source: "OSM wiki, Tag:route=ferry: a ride, no walk"),
    Rule(
      tags: "highway=* & foot=yes|designated|permissive|official|destination|customers|public",
      isWalkable: true, source: "OSM wiki, Key:foot: wins over access and over the class of a road"),
    Rule(
      tags: "access=no|private|agricultural|forestry|delivery|military|permit", isWalkable: false,
      source: "OSM wiki, Key:access: holds for every means of transport not named by itself"),
    Rule(
      tags: "highway=corridor|elevator", isWalkable: false,
      source: "OSM wiki, Simple Indoor Tagging: open in opening hours only"),
    Rule(
      tags: "highway=* & indoor=yes|room|corridor|area|level", isWalkable: false,
      source: "OSM wiki, Simple Indoor Tagging: open in opening hours only"),
    Rule(
      tags: "highway=* & sidewalk=both|left|right|yes", isWalkable: true,
      source: "OSM wiki, Key:sidewalk: implies that people on foot are allowed"),
    Rule(
      tags: "highway=* & sidewalk:both=yes", isWalkable: true,
      source: "OSM wiki, Key:sidewalk"),
    Rule(
      tags: "highway=* & sidewalk:left=yes", isWalkable: true,
      source: "OSM wiki, Key:sidewalk"),
    Rule(
      tags: "highway=* & sidewalk:right=yes", isWalkable: true,
      source: "OSM wiki, Key:sidewalk"),
    Rule(
      tags: "motorroad=yes", isWalkable: false,
      source: "道路法第48条の11（自動車専用道路）; OSM wiki, Key:motorroad"),
    Rule(
      tags: "highway=motorway|motorway_link", isWalkable: false,
      source: "高速自動車国道法第17条; OSM wiki, Access restrictions, Japan"),
    Rule(
      tags: "highway=trunk|trunk_link", isWalkable: true,
      source: "OSM wiki, Access restrictions, Japan: foot=yes on trunk roads"),
    Rule(
      tags: "highway=primary|primary_link|secondary|secondary_link|tertiary|tertiary_link"
        + "|unclassified|residential|living_street|service|road|track",
      isWalkable: true, source: "OSM wiki, Access restrictions: open to all by default"),
    Rule(
      tags: "highway=footway|path|pedestrian|steps|cycleway|bridleway", isWalkable: true,
      source: "OSM wiki, Access restrictions: open to people on foot by default"),
    Rule(
      tags: "man_made=pier", isWalkable: true, source: "OSM wiki, Tag:man_made=pier: foot=yes"),
  ]

  /// For nodes on ways. A gate that nothing is said of is open.
  static let nodes: [Rule] = [
    Rule(
      tags: "barrier=* & foot=no|private", isWalkable: false, source: "OSM wiki, Key:foot"),
    Rule(
      tags: "barrier=* & foot=yes|designated|permissive|official|destination|customers|public",
      isWalkable: true, source: "OSM wiki, Key:foot: wins over access"),
    Rule(
      tags: "barrier=* & access=no|private|agricultural|forestry|delivery|military|permit",
      isWalkable: false, source: "OSM wiki, Key:access"),
    Rule(
      tags: "barrier=* & locked=yes", isWalkable: false, source: "OSM wiki, Key:locked"),
    Rule(
      tags: "barrier=wall|fence|hedge|retaining_wall|city_wall|ditch", isWalkable: false,
      source: "OSM wiki, Key:barrier: linear barriers, which a way cannot cross"),
  ]

  /// Tags that bind people on foot to a direction. `oneway` alone is for vehicles.
  private static let directionKeys = [
    "oneway:foot", "foot:forward", "foot:backward", "conveying", "highway",
  ]

  private let wayRules: [(conditions: Conditions, isWalkable: Bool)]
  private let nodeRules: [(conditions: Conditions, isWalkable: Bool)]
  /// The tags on which anything depends, in the order of `values` everywhere here.
  let keys: [String]
  private let direction: [Int]

  /// Rules with places in `keys` for keys: millions of ways go through them.
  private typealias Conditions = [(key: Int, values: [String])]

  init() {
    let parsed = (Self.ways + Self.nodes).compactMap { rule in
      TagConditions(rule.tags).map { (conditions: $0, isWalkable: rule.isWalkable) }
    }
    let keys = Set(parsed.flatMap { $0.conditions.tags.map(\.key) } + Self.directionKeys).sorted()
    func place(_ key: String) -> Int { keys.firstIndex(of: key) ?? 0 }
    let rules = parsed.map { rule in
      (
        conditions: rule.conditions.tags.map { (key: place($0.key), values: $0.values) },
        isWalkable: rule.isWalkable
      )
    }
    self.keys = keys
    wayRules = Array(rules.prefix(Self.ways.count))
    nodeRules = Array(rules.dropFirst(Self.ways.count))
    direction = Self.directionKeys.map(place)
  }

  /// How people may walk along a way; nothing where they may not, or where it is no street.
  func passage(_ values: [String?]) -> StreetLines.Passage {
    guard Self.decide(wayRules, values) == true else { return [] }
    func value(_ key: Int) -> String? { values[direction[key]] }
    var passage = StreetLines.Passage.both
    switch value(0) {
    case "yes", "1", "true": passage = .forward
    case "-1", "reverse": passage = .backward
    case "no":
      passage = .both
    default:
      // an escalator; other moving walks may be walked beside
      if value(4) == "steps" {
        if value(3) == "forward" { passage = .forward }
        if value(3) == "backward" { passage = .backward }
      }
    }
    if value(1) == "no" { passage.remove(.forward) }
    if value(2) == "no" { passage.remove(.backward) }
    return passage
  }

  /// Whether people get past a node.
  func isPassable(node values: [String?]) -> Bool { Self.decide(nodeRules, values) ?? true }

  /// What the first rule that holds says; `nil` where none does.
  private static func decide(
    _ rules: [(conditions: Conditions, isWalkable: Bool)], _ values: [String?]
  ) -> Bool? {
    for rule in rules {
      let holds = rule.conditions.allSatisfy { key, wanted in
        guard let value = values[key] else { return false }
        return TagConditions.matches(value, wanted)
      }
      if holds { return rule.isWalkable }
    }
    return nil
  }
}
