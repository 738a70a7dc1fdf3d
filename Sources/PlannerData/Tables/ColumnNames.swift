internal import Planner

/// A column that a reader understands, under every name by which files call it.
struct ColumnDefinition: Sendable {
  /// The canonical name, `lat`.
  let slug: String
  let aliases: [String]

  init(_ slug: String, _ aliases: [String] = []) {
    self.slug = slug
    self.aliases = aliases
  }

  static let stations: [ColumnDefinition] = [
    ColumnDefinition(
      "id",
      [
        "no", "no.", "番号", "管理番号", "拠点番号", "拠点ID", "施設番号", "識別番号", "station_id", "整理番号",
        "通し番号", "通番", "連番", "№", "施設ID", "食堂ID",
      ]),
    ColumnDefinition(
      "name",
      [
        "名称", "施設名称", "施設名", "名前", "拠点名", "拠点名称", "ステーション名", "事業所名", "station", "施設等名称",
        "施設の名称", "こども食堂名", "子ども食堂名", "食堂名", "こども食堂の名称", "居場所名", "団体・施設名", "公共施設名称",
      ]),
    ColumnDefinition(
      "kind",
      [
        "種別", "分類", "カテゴリ", "カテゴリー", "施設種別", "団体種別", "機関種別", "category",
      ]),
    ColumnDefinition(
      "services", ["service", "機能", "サービス", "役割", "提供サービス", "サービス種別"]),
    ColumnDefinition("lat", ["latitude", "緯度", "緯度(世界測地系)", "緯度(10進)", "緯度(度)", "北緯", "施設緯度"]),
    ColumnDefinition(
      "lon",
      [
        "lng", "long", "longitude", "経度", "経度(世界測地系)", "経度(10進)", "経度(度)", "東経", "施設経度",
      ]),
    ColumnDefinition("x", ["easting", "easting_m", "東距", "東距(m)", "x(m)"]),
    ColumnDefinition("y", ["northing", "northing_m", "北距", "北距(m)", "y(m)"]),
    ColumnDefinition(
      "joined",
      [
        "参加日", "登録日", "加入日", "入会日", "加盟日", "参加年月日", "登録年月日", "加入年月日", "入会年月日", "参加開始日",
        "joined_on",
      ]),
    ColumnDefinition(
      "left",
      [
        "退会日", "脱退日", "脱会日", "廃止日", "閉鎖日", "退会年月日", "脱退年月日", "廃止年月日", "退会年月", "退会年度", "left_on",
      ]),
    ColumnDefinition("season", ["期間", "季節", "開設期間", "実施期間"]),
    ColumnDefinition("consent", ["公開同意", "公開の同意", "掲載同意", "公開可否", "公開", "掲載可否"]),
    ColumnDefinition(
      "precision",
      [
        "公開精度", "公開の精度", "公開位置の精度", "精度", "位置の精度", "位置精度", "公開範囲", "公開方法",
        "位置公開", "公開位置",
      ]),
    ColumnDefinition(
      "location_accuracy", ["geo_precision", "geocode_precision", "geocoding_accuracy", "座標精度"]),
    ColumnDefinition(
      "address",
      [
        "住所", "所在地", "所在地_連結表記", "所在地住所", "施設住所", "施設所在地", "開催場所住所", "開催住所", "所在",
        "開催場所の住所",
      ]),
    ColumnDefinition(
      "municipality",
      ["市町村", "市区町村", "市町村名", "市区町村名", "所在地_市区町村", "自治体", "自治体名", "市町", "市町名", "所在市町村"]),
    ColumnDefinition(
      "hours",
      [
        "開設時間", "開館時間", "利用時間", "開所時間", "営業時間", "opening_hours", "開放可能日等(開館時間等)", "開放可能日等",
        "開放可能日", "開放日時", "開放時間", "開催日時", "開催日", "開設日時", "利用可能日時", "開館日時",
      ]),
    ColumnDefinition(
      "url", ["ホームページ", "ウェブサイト", "webサイト", "website", "HP", "ホームページURL", "リンク", "掲載URL"]),
    ColumnDefinition("phone", ["電話番号", "電話", "tel"]),
    ColumnDefinition("contact", ["担当者", "担当者名", "担当", "連絡先"]),
    ColumnDefinition("notes", ["note", "備考", "特記事項", "メモ", "remarks", "その他", "備考欄"]),
  ]

  static let municipalityCode = ColumnDefinition(
    "code",
    [
      "code5", "コード", "市町村コード", "市区町村コード", "団体コード", "全国地方公共団体コード",
      "都道府県市区町村コード", "都道府県コード又は市区町村コード", "municipality_code", "jcode", "jiscode",
      "N03_007",
    ])

  static let zones: [ColumnDefinition] = [
    ColumnDefinition("area", ["zone", "圏域", "圏域名", "地域", "地域名", "区域", "zone_name", "area_name"]),
    municipalityCode,
    ColumnDefinition(
      "municipality", ["市町村", "市区町村", "市町村名", "市区町村名", "自治体", "自治体名", "市町", "市町名"]),
    ColumnDefinition("source", ["出典", "典拠", "根拠", "資料"]),
  ]
}

extension ColumnDefinition {
  /// The columns of which a file may have several, the first of which is kept: they are shown, and
  /// nothing is computed from them.
  private static let texts: Set<String> = [
    "address", "hours", "url", "phone", "contact", "notes", "municipality",
  ]

  var isText: Bool { Self.texts.contains(slug) }

  /// Canonical names by the keys of all names.
  static func slugs(_ definitions: [ColumnDefinition]) -> [String: String] {
    var slugs: [String: String] = [:]
    for definition in definitions {
      for name in [definition.slug] + definition.aliases {
        slugs[Spelling.key(name)] = definition.slug
      }
    }
    return slugs
  }

  /// What a column of a name is: as it is written, or without what people add to names.
  static func slug(of name: String, in slugs: [String: String]) -> String? {
    if let slug = slugs[Spelling.key(name)] { return slug }
    return bareName(name).flatMap { bare in
      slugs[Spelling.key(bare.name)].flatMap { slug in
        isSafe(slug, without: bare.addition) ? slug : nil
      }
    }
  }

  /// A name without footnote marks and a bracket at its end (`住所※1`, `名称(必須)`), and what was
  /// in the bracket; `nil` for a name without either.
  static func bareName(_ name: String) -> (name: String, addition: String)? {
    let written = Spelling.widthFolded(name)
    var bare = written[...]
    var addition = ""
    func isMark(_ character: Character) -> Bool { "※*●◎■□◆★☆▼ \n\r\t".contains(character) }
    bare = bare.drop(while: isMark)
    // ※1, *2
    if let mark = bare.lastIndex(where: { "※*".contains($0) }),
      bare[bare.index(after: mark)...].allSatisfy({ $0.isNumber })
    {
      bare = bare[..<mark]
    }
    while let last = bare.last, isMark(last) { bare.removeLast() }
    if let last = bare.last, ")]】〕".contains(last),
      let open = bare.lastIndex(where: { "([【〔".contains($0) })
    {
      addition = String(bare[bare.index(after: open)...].dropLast())
      bare = bare[..<open]
      while let last = bare.last, isMark(last) { bare.removeLast() }
    }
    return bare.count == written.count || bare.isEmpty ? nil : (String(bare), addition)
  }

  /// Whether a column means the same without what is in the bracket. What may be published is
  /// never guessed, and of coordinates only a few words are known not to matter: 日本測地系 would.
  private static func isSafe(_ slug: String, without addition: String) -> Bool {
    // thousands, shares and the like are other numbers
    guard !otherUnits.contains(where: { addition.contains($0) }) else { return false }
    switch slug {
    case "cost_yen":
      return addition.isEmpty
        || ["円", "yen", "税込", "税抜", "税別", "概算", "必須", "任意"].contains(addition.lowercased())
    case "consent", "precision", "joined", "left", "x", "y": return addition.isEmpty
    case "lat", "lon":
      return addition.isEmpty
        || ["世界測地系", "10進", "十進", "jgd20", "wgs84", "北緯", "東経", "必須", "任意", "度", "小数"].contains {
          addition.lowercased().contains($0)
        }
    default: return true
    }
  }

  private static let otherUnits = [
    "千人", "万人", "百人", "千世帯", "千円", "万円", "百万", "%", "％", "割合", "比率", "構成比",
  ]
}

/// Which column of a file is which.
struct ColumnMap: Sendable {
  let file: String
  let header: [String]
  private var indices: [String: Int]
  private let definitions: [ColumnDefinition]
  /// Columns that no definition names.
  private(set) var unknown: [Int]

  /// - Throws: `Failure` (data) naming both columns where two mean the same.
  init(
    header: [String], file: String, row: Int?, definitions: [ColumnDefinition],
    ignoring ignored: [String] = []
  ) throws {
    let slugs = ColumnDefinition.slugs(definitions)
    let texts = Set(definitions.filter(\.isText).map(\.slug))
    let ignoredKeys = Set(ignored.map(Spelling.key))
    let keys = header.map(Spelling.key)
    var meanings = keys.map { slugs[$0] }
    // a name that is written exactly wins over one with additions
    let exact = Set(meanings.compactMap { $0 })
    for (index, name) in header.enumerated() where meanings[index] == nil && !keys[index].isEmpty {
      let slug = ColumnDefinition.slug(of: name, in: slugs)
      meanings[index] = slug.flatMap { exact.contains($0) ? nil : $0 }
    }
    var indices: [String: Int] = [:]
    var unknown: [Int] = []
    var findings: [Finding] = []
    for (index, name) in header.enumerated() {
      if let slug = meanings[index] {
        guard let first = indices[slug] else {
          indices[slug] = index
          continue
        }
        if texts.contains(slug), keys[first] != keys[index] {
          unknown.append(index)
        } else {
          findings.append(Self.twice(header[first], name, slug, Place(file: file, row: row)))
        }
      } else if !keys[index].isEmpty, !ignoredKeys.contains(keys[index]) {
        unknown.append(index)
      }
    }
    guard findings.isEmpty else { throw Failure(.data, findings) }
    self.file = file
    self.header = header
    self.indices = indices
    self.definitions = definitions
    self.unknown = unknown
  }

  subscript(slug: String) -> Int? { indices[slug] }

  /// Gives each of two columns the meaning of the other.
  mutating func exchange(_ a: String, _ b: String) {
    (indices[a], indices[b]) = (indices[b], indices[a])
  }

  /// The same columns without the meaning of one of them.
  mutating func forget(_ slug: String) {
    guard let index = indices.removeValue(forKey: slug) else { return }
    unknown = (unknown + [index]).sorted()
  }

  /// Takes columns out of those of which nothing is known.
  mutating func know(_ columns: [Int]) { unknown.removeAll(where: columns.contains) }

  /// What an unmatched canonical column may be called in this file: the unknown column whose
  /// name is nearest to one of its names.
  func nearMiss(for slug: String) -> String? {
    guard indices[slug] == nil, let definition = definitions.first(where: { $0.slug == slug })
    else { return nil }
    let names = ([slug] + definition.aliases).filter { $0.count >= 2 }
    return unknown.lazy.map { header[$0] }.first { name in
      Spelling.key(name).count >= 3 && Spelling.nearest(to: name, among: names) != nil
    }
  }

  /// One note on all columns that are not used, with what a misspelt one may have meant.
  var unknownNote: Finding? {
    guard !unknown.isEmpty else { return nil }
    let names = unknown.map { header[$0] }
    let suggestions = definitions.compactMap { definition in
      nearMiss(for: definition.slug).map { (written: $0, slug: definition.slug) }
    }
    let ja = suggestions.map { "「\($0.written)」は「\($0.slug)」のことですか？" }.joined()
    let en = suggestions.map { "Did you mean \"\($0.slug)\" by \($0.written.quoted)? " }.joined()
    return Finding(
      .note,
      what: Text(
        ja: "使わない列があります：\(names.listed(in: .ja))",
        en: "columns that are not used: \(names.listed(in: .en))"),
      at: Place(file: file),
      remedy: Text(
        ja: ja + "使うつもりの列なら、名前を直してください",
        en: en + "Rename a column if it should be used"))
  }

  /// An error for every unknown column that may say what must not be published: were it passed
  /// over, the station would be shown more exactly than was agreed.
  func privacyFindings(row: Int?) -> [Finding] {
    let parts: [(part: String, slug: String)] = [
      ("精度", "precision"), ("同意", "consent"), ("公開", "consent"),
    ]
    return unknown.compactMap { index in
      let name = header[index]
      let near = ["consent", "precision", "left"].first { slug in
        // 入会日 is one character from 退会日, and the contrary
        guard slug != "left" || name.allSatisfy(\.isASCII) else { return false }
        let definition = definitions.first { $0.slug == slug }
        let names = ([slug] + (definition?.aliases ?? [])).filter { $0.count >= 3 }
        return Spelling.key(name).count >= 3 && Spelling.nearest(to: name, among: names) != nil
      }
      let slug = near ?? parts.first { Spelling.key(name).contains($0.part) }?.slug
      return slug.map { privacyFinding(column: index, meant: $0, row: row) }
    }
  }

  /// A warning for every unknown column that may say of a row that it is over: were it passed
  /// over in silence, whoever has left would be counted.
  func endingFindings(row: Int?) -> [Finding] {
    let words = ["退会", "脱退", "脱会", "廃止", "閉鎖", "閉所", "休止", "休業", "閉店", "辞退", "活動状況", "状態"]
    return unknown.filter { index in words.contains { header[index].contains($0) } }.map { index in
      Finding(
        .warning,
        what: Text(
          ja: "列「\(header[index])」は、いまも続いているかどうかを表すようですが、使いません",
          en: "the column \(header[index].quoted) seems to say what is over, and is not used"),
        at: Place(file: file, row: row, column: header[index]),
        remedy: Text(
          ja: "やめた日の列なら名前を「退会日」に直し、やめたところの行は除いてください",
          en: "Call a column of the days of leaving \"left\", and remove the rows of those that "
            + "are over"))
    }
  }

  func privacyFinding(column: Int, meant slug: String, row: Int?) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "列「\(header[column])」は公開してよいかどうかに関わるようですが、意味が分かりません",
        en: "the column \(header[column].quoted) seems to say what may be published, but is not "
          + "known"),
      at: Place(file: file, row: row, column: header[column]),
      remedy: Text(
        ja: "列の名前を「\(slug)」にするか、関係がなければこの列を除いてください",
        en: "Name it \"\(slug)\", or remove the column if it means something else"))
  }

  private static func twice(
    _ first: String, _ second: String, _ slug: String, _ place: Place
  ) -> Finding {
    Finding(
      .error,
      what: Text(
        ja: "列「\(first)」と列「\(second)」はどちらも「\(slug)」の意味です",
        en: "columns \(first.quoted) and \(second.quoted) both mean \"\(slug)\""),
      at: place,
      remedy: Text(
        ja: "使う方だけを残すか、もう一方の名前を変えてください",
        en: "Keep the one to use, or rename the other"))
  }
}
