package import Planner

/// What the public may be told of a station, besides where it is (which its own precision
/// decides).
public enum PublicField: String, Sendable, Hashable, CaseIterable {
  /// The identifier of the network's own list.
  case id
  case name
  case kind
  case services
  /// In which the published position lies.
  case municipality
  /// Only of stations whose exact position is published.
  case address
  case hours
  case season
  case url
  case joined
  case phone
  case contact
  case notes

  /// What is published unless somebody asks for something else. The identifier is not among
  /// them: it is internal, and gaps in a numbering tell of stations that are not shown.
  public static let standard: [PublicField] = [
    .name, .kind, .services, .municipality, .address, .hours, .season, .url,
  ]

  /// What speaks of persons, or may: published only by name, and never without a warning.
  public static let personal: Set<PublicField> = [.phone, .contact, .notes]

  /// Reads a list such as `name,kind,services`, by English or Japanese names. Their order and
  /// repetitions do not matter.
  ///
  /// - Throws: `Failure` (usage) naming every word that is none, with what it may have meant.
  public static func list(_ text: String) throws -> [PublicField] {
    let words = text.split(whereSeparator: { ",、，".contains($0) }).map { String($0).trimmingBlanks }
    var fields: Set<PublicField> = []
    var findings: [Finding] = []
    for word in words where !word.isEmpty {
      if let field = vocabulary[word] {
        fields.insert(field)
        continue
      }
      let suggestion = vocabulary.suggestion(for: word)
      let known = allCases.map(\.rawValue).joined(separator: ", ")
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "--fields の「\(word.shortened)」という公開項目はありません",
            en: "--fields: there is no public field \(word.quoted)"),
          remedy: Text(
            ja: suggestion.ja + "使えるもの：\(known)。位置は拠点ごとの公開精度（precision）で決まります",
            en: suggestion.en + "Known: \(known). Positions follow each station's precision")))
    }
    if fields.isEmpty, findings.isEmpty {
      findings.append(
        Finding(
          .error,
          what: Text(ja: "--fields に項目がありません", en: "--fields names no field"),
          remedy: Text(
            ja: "name,kind,services のように書くか、--fields を外してください",
            en: "Write name,kind,services, or leave --fields out")))
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
    return allCases.filter(fields.contains)
  }

  /// The names under which station lists have these columns.
  private static let vocabulary = Vocabulary(
    allCases.map { field in
      let column = ColumnDefinition.stations.first { $0.slug == field.rawValue }
      return (value: field, spellings: [field.rawValue] + (column?.aliases ?? []))
    })

  /// The heading of a table's column.
  package var title: Text {
    switch self {
    case .id: Text(ja: "番号", en: "id")
    case .name: Text(ja: "名称", en: "name")
    case .kind: Text(ja: "種別", en: "kind")
    case .services: Text(ja: "機能", en: "services")
    case .municipality: Text(ja: "市町村", en: "municipality")
    case .address: Text(ja: "住所", en: "address")
    case .hours: Text(ja: "開設時間", en: "hours")
    case .season: Text(ja: "期間", en: "season")
    case .url: Text(ja: "ホームページ", en: "url")
    case .joined: Text(ja: "参加日", en: "joined")
    case .phone: Text(ja: "電話番号", en: "phone")
    case .contact: Text(ja: "担当者", en: "contact")
    case .notes: Text(ja: "備考", en: "notes")
    }
  }
}
