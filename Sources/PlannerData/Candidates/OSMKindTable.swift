public import Planner

/// Which tags of OpenStreetMap make a place a candidate, and of which kind.
///
/// Rules are written as `TagConditions`. The first that holds decides; a project's own come before
/// the standard ones.
public struct OSMKindTable: Sendable {
  private struct Rule {
    var conditions: TagConditions
    /// `nil`: no candidate.
    var kind: OrganizationKind?
  }

  private let rules: [Rule]

  /// The kind as a rule writes it for places that are none.
  static let none = "none"

  /// The standard rules. Guideposts, works of art and vacant shops are no organisation that
  /// could be asked.
  private static let standard: [(tags: String, kind: String)] = [
    ("shop=vacant|no", none),
    ("tourism=information & information=office|visitor_centre", "tourism"),
    ("tourism=information|artwork|viewpoint|picnic_site|no", none),
    (
      "amenity=hospital|clinic|doctors|dentist|pharmacy|social_facility|nursing_home|childcare",
      "medical-welfare"
    ),
    ("healthcare=*", "medical-welfare"),
    ("amenity=townhall|library|community_centre|post_office|police", "public"),
    ("office=government", "public"),
    ("amenity=place_of_worship & religion=buddhist|shinto|christian", "temple-shrine"),
    ("amenity=restaurant|cafe|fast_food|food_court", "restaurant"),
    ("amenity=school|kindergarten|college|university|prep_school", "education"),
    ("office=educational_institution", "education"),
    ("amenity=public_bath", "tourism"),
    ("highway=services|rest_area", "tourism"),
    ("tourism=*", "tourism"),
    ("amenity=bank", "commerce"),
    ("shop=*", "commerce"),
    ("office=company|association", "commerce"),
    ("craft=*", "commerce"),
  ]

  /// - Parameters:
  ///   - own: the project's rules, in any order: more conditions come before fewer, and values
  ///     before `*`.
  ///   - kinds: the kinds of organisation that are known.
  /// - Throws: `Failure` (usage) for rules that are not understood and kinds that are not known.
  public init(
    own: [ProjectFile.TagRule] = [], kinds: [OrganizationKind] = OrganizationKind.network
  ) throws {
    let vocabulary = Vocabulary(kinds: kinds)
    var findings: [Finding] = []
    var rules: [(text: String, rule: Rule)] = []
    for entry in own {
      guard let conditions = TagConditions(entry.tags) else {
        findings.append(Self.notUnderstood(entry.tags))
        continue
      }
      let isNone = Spelling.key(entry.kind) == Self.none
      let kind = isNone ? nil : vocabulary[entry.kind]
      if kind == nil, !isNone {
        let near = vocabulary.suggestion(for: entry.kind)
        let all = (kinds.map(\.slug) + [Self.none]).joined(separator: ", ")
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "osm-kinds の「\(entry.tags.shortened)」の種別「\(entry.kind.shortened)」はありません",
              en: "osm-kinds, \(entry.tags.quoted): there is no kind \(entry.kind.quoted)"),
            remedy: Text(ja: near.ja + "使えるもの：" + all, en: near.en + "Known: " + all)))
      }
      rules.append((entry.tags, Rule(conditions: conditions, kind: kind)))
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
    func rank(_ entry: (text: String, rule: Rule)) -> (Int, Int, String) {
      let conditions = entry.rule.conditions.tags
      return (-conditions.count, conditions.count { $0.values.isEmpty }, entry.text)
    }
    rules.sort { rank($0) < rank($1) }
    self.rules =
      rules.map(\.rule)
      + Self.standard.compactMap { entry in
        TagConditions(entry.tags).map { Rule(conditions: $0, kind: vocabulary[entry.kind]) }
      }
  }

  /// The keys on which the kind of a place depends, sorted.
  var keys: [String] {
    Set(rules.flatMap { $0.conditions.tags.map(\.key) }).sorted()
  }

  /// `nil` for a place that is no candidate.
  func kind(of tags: [String: String]) -> OrganizationKind? {
    rules.first { $0.conditions.hold { tags[$0] } }?.kind
  }

  private static func notUnderstood(_ text: String) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "osm-kinds の「\(text.shortened)」はタグとして読めません",
        en: "osm-kinds: \(text.quoted) is no tag"),
      remedy: Text(
        ja: "\"amenity=cafe\": restaurant のように、キー=値 で書いてください（値は | で並べ、* は何でも）",
        en: "Write KEY=VALUE, such as \"amenity=cafe\": restaurant (values with | between them, "
          + "* for any)"))
  }
}
