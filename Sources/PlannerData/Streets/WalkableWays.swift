internal import Planner

/// Which ways of OpenStreetMap people may walk along, and which barriers stop them.
///
/// One table of rules, of which the first that holds decides; rules are written as
/// `TagConditions`. What no rule speaks of is no street: buildings, rivers, railways, ferries. The
/// rules of a plan (`StreetRules`) stand before the table.
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
  /// `bridge`, `tunnel` and `layer`, where they are asked for.
  private let span: [Int]
  /// All that decides, as text: two with the same text decide alike.
  let statement: String

  /// Rules with places in `keys` for keys: millions of ways go through them.
  private typealias Conditions = [(key: Int, values: [String])]

  /// - Parameters:
  ///   - own: rules of a plan, before those of the table; those that are no rules are left out
  ///     (`StreetRules` tells them).
  ///   - readsSpans: whether bridges and tunnels are to be told from other ways.
  init(own: [ProjectFile.StreetRule] = [], readsSpans: Bool = false) {
    let added = own.map { Rule(tags: $0.tags, isWalkable: $0.isWalkable, source: "planner.yaml") }
    // a rule for barriers is one for nodes, as those of the table are
    func isForNodes(_ rule: Rule) -> Bool {
      TagConditions(rule.tags)?.tags.contains { $0.key == "barrier" } ?? false
    }
    let ways = added.filter { !isForNodes($0) } + Self.ways
    let nodes = added.filter(isForNodes) + Self.nodes
    func parsed(_ rules: [Rule]) -> [(conditions: TagConditions, isWalkable: Bool)] {
      rules.compactMap { rule in TagConditions(rule.tags).map { ($0, rule.isWalkable) } }
    }
    let (wayTags, nodeTags) = (parsed(ways), parsed(nodes))
    let spanKeys = readsSpans ? Self.spanKeys : []
    let keys = Set(
      (wayTags + nodeTags).flatMap { $0.conditions.tags.map(\.key) } + Self.directionKeys + spanKeys
    ).sorted()
    func place(_ key: String) -> Int { keys.firstIndex(of: key) ?? 0 }
    func placed(
      _ rules: [(conditions: TagConditions, isWalkable: Bool)]
    ) -> [(conditions: Conditions, isWalkable: Bool)] {
      rules.map { rule in
        (
          conditions: rule.conditions.tags.map { (key: place($0.key), values: $0.values) },
          isWalkable: rule.isWalkable
        )
      }
    }
    self.keys = keys
    wayRules = placed(wayTags)
    nodeRules = placed(nodeTags)
    direction = Self.directionKeys.map(place)
    span = spanKeys.map(place)
    statement =
      (ways + nodes).map { "\($0.tags): \($0.isWalkable)\n" }.joined()
      + (Self.directionKeys + spanKeys).joined(separator: ",")
  }

  private static let spanKeys = ["bridge", "tunnel", "layer"]

  /// Whether a way is a bridge or a tunnel, which leaves the ground between its ends.
  func isSpan(_ values: [String?]) -> Bool {
    span.prefix(2).contains { key in values[key].map { $0 != "no" } ?? false }
  }

  /// Whether a way may cross others without meeting them: a bridge, a tunnel, or what lies on a
  /// layer of its own.
  func passesOthers(_ values: [String?]) -> Bool {
    isSpan(values) || span.dropFirst(2).contains { key in values[key].map { $0 != "0" } ?? false }
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
