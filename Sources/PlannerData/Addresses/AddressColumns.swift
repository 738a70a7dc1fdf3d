internal import Planner

/// Where in a list the addresses are, and what stands beside them.
///
/// Sources of the names: 自治体標準オープンデータセット (所在地_連結表記 and its parts), the older
/// 推奨データセット (住所, 都道府県コード又は市区町村コード), lists of cool shelters, むすびえ, and what
/// spreadsheets of offices use.
struct AddressColumns {
  /// The joined address, each in turn where the one before is blank.
  private(set) var joined: [Int]
  /// 都道府県, 市区町村, 町字, 番地以下: used where there is no joined address.
  private(set) var parts: [Int]
  /// Those parts of which one must say something: 町字 and 番地以下.
  private let telling: [Int]
  private let prefecture: Int?
  private let municipality: Int?
  private let code: Int?
  /// The column that messages name.
  let shown: Int
  let name: String

  static let joinedNames = [
    "所在地_連結表記", "address", "住所", "所在地", "施設所在地", "所在地住所", "所在地・住所", "住所・所在地", "施設の住所",
    "施設住所", "開催場所住所", "会場住所", "設置場所住所", "full_address", "street_address", "addr",
  ]
  private static let partNames = [
    ["所在地_都道府県", "住所_都道府県"], ["所在地_市区町村", "住所_市区町村", "所在地_市町村"],
    ["所在地_町字", "住所_町字", "町名"], ["所在地_番地以下", "住所_番地以下", "番地", "番地以下"],
  ]
  private static let prefectureNames = ["所在地_都道府県", "都道府県名", "都道府県", "prefecture", "pref"]
  private static let municipalityNames = [
    "所在地_市区町村", "市区町村名", "市町村名", "市区町村", "市町村", "municipality", "city", "自治体名", "市町名",
  ]
  private static let codeNames = [
    "所在地_全国地方公共団体コード", "市区町村コード", "市町村コード", "都道府県コード又は市区町村コード",
    "全国地方公共団体コード", "municipality_code", "code5", "jcode", "団体コード",
  ]

  /// `nil` where there is no column of addresses.
  ///
  /// - Parameters:
  ///   - header: the names of the columns.
  ///   - named: columns to take for the address, joined in this order, instead of known ones.
  init?(header: [String], named: [Int] = []) {
    let keys = header.map(Spelling.key)
    func first(_ names: [String]) -> Int? {
      names.lazy.compactMap { keys.firstIndex(of: Spelling.key($0)) }.first
    }
    let isNamed = !named.isEmpty
    joined =
      isNamed
      ? [] : Self.joinedNames.compactMap { keys.firstIndex(of: Spelling.key($0)) }
    // a municipality alone is no address
    telling = isNamed ? named : Self.partNames[2...].compactMap(first)
    parts = isNamed ? named : telling.isEmpty ? [] : Self.partNames.compactMap(first)
    guard let shown = joined.first ?? parts.last else { return nil }
    self.shown = shown
    name = header[shown]
    let own = Set(named)
    prefecture = first(Self.prefectureNames).flatMap { own.contains($0) ? nil : $0 }
    municipality = first(Self.municipalityNames).flatMap { own.contains($0) ? nil : $0 }
    code = first(Self.codeNames)
  }

  /// The address of a row; blank where it has none.
  func address(_ field: (Int) -> String) -> String {
    for column in joined {
      let text = field(column).trimmingBlanks
      if !text.isEmpty { return text }
    }
    guard telling.contains(where: { !field($0).trimmingBlanks.isEmpty }) else { return "" }
    return parts.map { field($0).trimmingBlanks }.joined()
  }

  /// Places a row by its address.
  func locate(in gazetteer: Gazetteer, _ field: (Int) -> String) -> AddressMatch {
    let address = address(field)
    guard !address.isEmpty else { return AddressMatch(doubt: .noAddress) }
    var beside = municipality.map(field)?.trimmingBlanks ?? ""
    if !beside.isEmpty, let prefecture, MunicipalityCode(Spelling.widthFolded(beside)) == nil {
      beside = field(prefecture).trimmingBlanks + beside
    }
    let code = self.code.flatMap { MunicipalityCode(Spelling.widthFolded(field($0))) }
    return gazetteer.locate(address, municipality: beside, code: code)
  }
}
