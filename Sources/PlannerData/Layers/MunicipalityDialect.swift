internal import Planner

/// How a boundary file says which municipality a feature is. One case per way of saying it.
enum MunicipalityDialect {
  /// 国土数値情報 N03. Until 2023 `N03_004` is the municipality or the ward and `N03_003` the
  /// county or the designated city; from 2024 `N03_004` is the city and `N03_005` the ward.
  case n03(prefecture: Int?, county: Int?, municipality: Int?, ward: Int?, code: Int)
  /// Any layer with a code field and perhaps a name field.
  case fields(code: Int, name: Int?)

  /// Names under which boundary files carry the code, most telling first.
  static let codeNames = [
    "N03_007", "code", "行政区域コード", "全国地方公共団体コード", "市区町村コード", "団体コード",
    "JCODE", "KEY_CODE", "city_code", "citycode", "muni_code", "lg_code", "code5", "コード",
    // a TopoJSON has the code as the id of its geometries
    "id",
  ]
  static let nameNames = [
    "name", "市区町村名", "名称", "CITY_NAME", "市町村名", "自治体名", "nam_ja", "name_ja",
    "GST_NAME", "CITYNAME", "SIKUCHOSON", "団体名",
  ]

  /// By the field that the caller named, which must exist then, or by what is plainly there.
  init(of layer: VectorLayer, codeField: String?) throws {
    // N03's code named outright is still N03, with its names
    if let codeField, codeField.uppercased() != Self.codeNames[0] {
      guard let code = layer.fieldIndex(codeField) else {
        throw Self.noCodeField(
          Text(ja: "「\(codeField)」という列がありません", en: "there is no field \(codeField)"), layer)
      }
      self = .fields(code: code, name: layer.fieldIndex(anyOf: Self.nameNames))
      return
    }
    if let code = layer.fieldIndex("N03_007") {
      self = .n03(
        prefecture: layer.fieldIndex("N03_001"), county: layer.fieldIndex("N03_003"),
        municipality: layer.fieldIndex("N03_004"), ward: layer.fieldIndex("N03_005"), code: code)
      return
    }
    let found = Self.codeNames.lazy.compactMap { layer.fieldIndex($0) }
      .first { Self.holdsCodes($0, of: layer) }
    guard let found else {
      throw Self.noCodeField(
        Text(ja: "市区町村コードの列が見つかりません", en: "no field plainly holds municipality codes"), layer)
    }
    self = .fields(code: found, name: layer.fieldIndex(anyOf: Self.nameNames))
  }

  /// Whether nearly all values are codes of a prefecture that exists: a field called `code` may
  /// as well be that of a land use.
  private static func holdsCodes(_ field: Int, of layer: VectorLayer) -> Bool {
    let values = layer.features.compactMap { $0.text(field) }
    let valid = values.count { MunicipalityCode(spreadsheet: $0) != nil }
    return !values.isEmpty && Double(valid) >= 0.9 * Double(values.count)
  }

  /// What one feature says.
  struct Entry {
    var code: MunicipalityCode?
    /// The code as written, for messages.
    var written: String?
    var name: String?
    /// 所属未定地: land that belongs to no municipality yet.
    var isUnassigned = false
    var prefecture: Int?
  }

  func entry(of feature: VectorFeature) -> Entry {
    switch self {
    case .n03(let prefecture, let county, let municipality, let ward, let code):
      var entry = Entry(written: feature.text(code))
      entry.code = entry.written.flatMap { MunicipalityCode(spreadsheet: $0) }
      entry.prefecture = feature.text(prefecture).flatMap { Prefecture.number(ofName: $0) }
      let own = feature.text(municipality)
      if let ward = feature.text(ward) {
        entry.name = (own ?? "") + ward
      } else if let own, own.hasSuffix("区"), let city = feature.text(county), city.hasSuffix("市") {
        entry.name = city + own
      } else {
        entry.name = own
      }
      entry.isUnassigned =
        entry.code?.isUnassigned ?? false || own == Self.unassignedName
        || (entry.written == nil && own == nil)
      return entry
    case .fields(let code, let name):
      var entry = Entry(written: feature.text(code))
      entry.code = entry.written.flatMap { MunicipalityCode(spreadsheet: $0) }
      entry.name = feature.text(name).map { Self.shortName($0) }
      entry.isUnassigned =
        entry.code?.isUnassigned ?? false || entry.name?.hasSuffix(Self.unassignedName) ?? false
      return entry
    }
  }

  static let unassignedName = "所属未定地"

  /// Without prefecture and county: 千葉県山武郡九十九里町 is 九十九里町, but 郡山市 stays.
  static func shortName(_ name: String) -> String {
    var rest = Substring(name)
    if let prefecture = Prefecture.names.first(where: { rest.hasPrefix($0) }),
      rest.count > prefecture.count
    {
      rest = rest.dropFirst(prefecture.count)
    }
    if rest.hasSuffix("町") || rest.hasSuffix("村"), let county = rest.firstIndex(of: "郡"),
      county != rest.startIndex
    {
      let tail = rest[rest.index(after: county)...]
      if tail.count > 1 { rest = tail }
    }
    return String(rest)
  }

  private static func noCodeField(_ what: Text, _ layer: VectorLayer) -> Failure {
    let sample = layer.fieldNames.enumerated().prefix(20).map { index, name in
      let value = layer.features.lazy.compactMap { $0.text(index) }.first ?? "–"
      return "\(name) (\(value.prefix(12)))"
    }
    return Failure(
      .data, what: what, at: Place(file: layer.path),
      remedy: Text(
        ja: "5桁のコードがある列を --municipality-code で指定してください。列（最初の値）：\(sample.joined(separator: "、"))",
        en: "Name the field of five-digit codes with --municipality-code. Fields (first value): "
          + sample.joined(separator: ", ")))
  }
}

/// The 47 prefectures by number.
enum Prefecture {
  static let names = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県",
    "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県",
    "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
  ]

  static func number(ofName name: String) -> Int? {
    names.firstIndex(of: name).map { $0 + 1 }
  }
}

extension MunicipalityCode {
  /// Also takes what a column of numbers makes of codes (`12101.0`); `nil` outside the 47
  /// prefectures.
  init?(spreadsheet text: String) {
    let whole = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    self.init(whole)
    guard (1...47).contains(prefecture) else { return nil }
  }
}
