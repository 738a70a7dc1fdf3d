/// What sort of organisation lends a place: the network's seven kinds, and whatever further
/// kinds a project file adds. A kind that nobody stated is `nil` where a kind is optional,
/// never one of these.
public struct OrganizationKind: Sendable, Hashable, Comparable {
  /// `medical-welfare`: lower-case, stable, used in files.
  public let slug: String
  public let name: Text
  /// Further spellings under which files name this kind.
  public let aliases: [String]

  public init(slug: String, name: Text, aliases: [String] = []) {
    self.slug = slug
    self.name = name
    self.aliases = aliases
  }

  public static func == (a: Self, b: Self) -> Bool { a.slug == b.slug }
  public static func < (a: Self, b: Self) -> Bool { a.slug < b.slug }
  public func hash(into hasher: inout Hasher) { hasher.combine(slug) }

  /// The seven kinds of ホッとステーション, in the order in which the network lists them.
  public static let network: [OrganizationKind] = [
    OrganizationKind(
      slug: "medical-welfare", name: Text(ja: "医療福祉", en: "medical and welfare"),
      aliases: ["医療・福祉", "福祉", "医療", "medical", "welfare"]),
    OrganizationKind(
      slug: "public", name: Text(ja: "公共", en: "public"), aliases: ["公共施設", "行政"]),
    OrganizationKind(
      slug: "temple-shrine", name: Text(ja: "寺社", en: "temple or shrine"),
      aliases: ["寺院", "神社", "お寺", "temple", "shrine", "宗教"]),
    OrganizationKind(slug: "tourism", name: Text(ja: "観光", en: "tourism"), aliases: ["観光施設"]),
    OrganizationKind(
      slug: "restaurant", name: Text(ja: "飲食", en: "restaurant"),
      aliases: ["飲食店", "cafe", "カフェ"]),
    OrganizationKind(
      slug: "education", name: Text(ja: "教育", en: "education"), aliases: ["学校", "school"]),
    OrganizationKind(
      slug: "commerce", name: Text(ja: "商工", en: "commerce and industry"),
      aliases: ["商業", "商店", "shop", "企業"]),
  ]
}
