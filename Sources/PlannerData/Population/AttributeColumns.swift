internal import Planner

/// The columns by which population files count residents: everybody, the age bands and households,
/// as the census, its grids, the projections and municipal tables name them.
enum AttributeColumns {
  static let definitions: [ColumnDefinition] = [
    ColumnDefinition(
      ResidentAttribute.total.slug,
      [
        "総数", "人口", "総人口", "人口総数", "人口(総数)", "人口計", "合計", "pop", "population", "ALL", "jinko",
        "pop2020",
      ] + years.flatMap { ["population_\($0)", "PTN_\($0)", "POP\($0)"] }),
    band("0-14", ["U14", "age_0_14", "年少", "年少人口", "15歳未満", "15歳未満人口"], projection: "PTA"),
    band(
      "15-64", ["A15.64", "age_15_64", "生産年齢", "生産年齢人口", "15歳以上65歳未満"], projection: "PTB"),
    band(
      "65+",
      ["O65", "age_65_over", "age_65+", "over65", "65over", "高齢者", "高齢者人口", "高齢人口", "老年", "老年人口"],
      projection: "PTC"),
    band(
      "75+", ["O75", "age_75_over", "age_75+", "over75", "75over", "後期高齢者", "後期高齢者人口"],
      projection: "PTD"),
    band("85+", ["O85", "age_85_over", "age_85+", "over85", "85over"]),
    ColumnDefinition(
      ResidentAttribute.households.slug, ["世帯総数", "総世帯数", "世帯数", "SETAI"]),
    ColumnDefinition(
      ResidentAttribute.elderlyAlone.slug,
      [
        "高齢単身世帯数 一般世帯数", "高齢単身世帯数", "高齢単身世帯", "65歳以上の単身世帯数", "高齢者単身世帯数",
        "高齢者のいる単独世帯数",
      ]),
  ]

  private static let years = Array(stride(from: 2000, through: 2070, by: 5))

  private static func band(
    _ slug: String, _ further: [String], projection: String? = nil
  ) -> ColumnDefinition {
    let spoken = slug.hasSuffix("+") ? slug.dropLast() + "歳以上" : slug + "歳"
    let projections = projection.map { prefix in years.map { "\(prefix)_\($0)" } } ?? []
    return ColumnDefinition(
      slug,
      ["", "人口", "人口総数", "人口(総数)"].map { spoken + $0 } + further + projections)
  }

  private static let known: [ResidentAttribute] =
    [.total] + ResidentAttribute.ageBands + [.households, .elderlyAlone]

  /// The known attribute of a slug.
  static func attribute(_ slug: String) -> ResidentAttribute? {
    known.first { $0.slug == slug }
  }

  /// A known attribute by any of its names, or a new one under the name given.
  static func attribute(named name: String) -> ResidentAttribute {
    let key = Spelling.key(name)
    let definition = definitions.first { definition in
      ([definition.slug] + definition.aliases).contains { Spelling.key($0) == key }
    }
    return definition.flatMap { attribute($0.slug) }
      ?? ResidentAttribute(slug: name, name: Text(verbatim: name))
  }

  /// Slugs of the bands that do not overlap, and so may not add up to more than everybody.
  static let disjointBands = ["0-14", "15-64", "65+"]

  /// Slugs in the order in which results list them.
  static let slugs = known.map(\.slug)
}

/// What a cell of a count column says.
enum CountField: Sendable, Hashable {
  case count(Double)
  /// `*`, `X` or blank: the value is withheld to protect the few people behind it.
  case suppressed
  case negative
  case notFinite
  /// More than there are people: a code or a distance in the wrong column, or digits run together.
  case tooMany
  case unreadable

  /// No place on earth has as many.
  static let most = 1e9

  /// The number as read, or what the token stands for: `-` is zero in census tables.
  init(_ number: DecimalNumber, text: @autoclosure () -> String) {
    switch number {
    case .number(let value):
      self =
        !value.isFinite
        ? .notFinite : value < 0 ? .negative : value > Self.most ? .tooMany : .count(value)
    case .blank:
      self = .suppressed
    case .unreadable:
      switch Spelling.widthFolded(text()).filter({ $0 != " " }) {
      case "*", "**", "***", "X", "x", "＊": self = .suppressed
      case "-": self = .count(0)
      default: self = .unreadable
      }
    }
  }
}

extension DelimitedTable {
  func count(row: Int, column: Int) -> CountField {
    CountField(number(row: row, column: column), text: text(row: row, column: column))
  }

  /// Why a count cannot be used.
  func badCount(_ field: CountField, row: Int, column: Int) -> Finding {
    let text = text(row: row, column: column)
    let what: Text
    var remedy = Text(
      ja: "元の表を確かめてください。秘匿の値は * で書きます",
      en: "Check the original table; a suppressed value is written as *")
    switch field {
    case .negative:
      what = Text(
        ja: "人数が負の数です（\(text.shortened)）", en: "a negative number of people (\(text.shortened))")
    case .notFinite:
      what = Text(
        ja: "人数が有限の数ではありません（\(text.shortened)）",
        en: "a number of people that is not finite (\(text.shortened))")
    case .tooMany:
      what = Text(
        ja: "人数が多すぎます（\(text.shortened)）", en: "too many people (\(text.shortened))")
      remedy = Text(
        ja: "元の表を確かめてください。列の取り違えや、桁のつながりかもしれません",
        en: "Check the original table; it may be another column, or two numbers run together")
    case .suppressed, .count:
      what = Text(ja: "総数がありません", en: "there is no total")
      remedy = Text(
        ja: "総数は秘匿されないので、元の表から書き写してください。人がいないなら 0 と書きます",
        en: "Totals are never suppressed: take it from the original table, or write 0 for nobody")
    case .unreadable:
      what = Text(
        ja: "「\(text.shortened)」は人数として読めません",
        en: "\(text.quoted) cannot be read as a number of people")
    }
    return Finding(.error, what: what, at: place(row: row, column: column), remedy: remedy)
  }
}
