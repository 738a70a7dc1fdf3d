internal import Planner

/// A source of official or open data, known by the names of its fields: the credit it asks for,
/// and the terms of its editions.
///
/// Terms differ by data set *and* by edition, so an edition that the file does not tell is
/// `unclear` unless all editions are free. What is said here of 国土数値情報 is what its list of
/// data sets and the pages of the editions say (nlftp.mlit.go.jp/ksj, 2025).
struct KnownSource {
  /// Names of fields or other marks of which one stands near the beginning of the file.
  let marks: [String]
  /// Of 国土数値情報, by which the names of its files begin: `A27` of `A27-10_12.shp`.
  var product: String?
  let credit: Text
  /// Of editions by their year, the first that fits.
  var editions: [(years: ClosedRange<Int>, licence: Licence)] = []
  /// Whether it is a form of lists that anybody may use for a list of their own.
  var isCommonForm = false
  /// Of an edition that is not known, or of one that is not among `editions`; `nil` where nobody
  /// has looked.
  var licence: Licence?

  /// The first source that a file's beginning shows.
  ///
  /// - Parameter head: the beginning of the file as text, or the names of its columns.
  /// - Returns: `nil` for a file of no source that is known.
  static func known(byHead head: String) -> KnownSource? {
    all.first { source in source.marks.contains { head.contains($0) } }
  }

  /// The source whose data are named so: `N03-21_12.topojson` tells it where no field stands near.
  static func known(byName path: String) -> KnownSource? {
    all.first { source in source.product.map { year(of: $0, in: path) != nil } ?? false }
  }

  /// The terms of the edition of which a file is.
  func licence(ofFile path: String) -> Licence? {
    guard let product, let year = Self.year(of: product, in: path) else { return licence }
    return editions.first { $0.years.contains(year) }?.licence ?? licence
  }

  /// The year in a name such as `N03-20240101_12.geojson` or `chibacity_A27-10_districts.shp`.
  static func year(of product: String, in path: String) -> Int? {
    let name = path.split(separator: "/").last ?? ""
    guard let mark = name.range(of: product + "-") else { return nil }
    let digits = name[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
    if digits.count == 8 || digits.count == 4 { return Int(digits.prefix(4)) }
    return digits.count == 2 ? Int(digits).map { 2000 + $0 } : nil
  }

  static let openStreetMap = KnownSource(
    marks: [],
    credit: Text(
      ja: "© OpenStreetMap contributors（ODbL）", en: "© OpenStreetMap contributors (ODbL)"),
    licence: Licence(name: Text(verbatim: "ODbL 1.0"), use: .shareAlike))

  private static let all: [KnownSource] = [
    KnownSource(
      // the ward's field came with the edition of 2024
      marks: ["N03_005"], product: "N03",
      credit: landInformation("行政区域データ", "administrative areas"), licence: attribution),
    KnownSource(
      marks: ["N03_00"], product: "N03",
      credit: landInformation("行政区域データ", "administrative areas"),
      editions: [(2024...2099, attribution)], licence: landInformationFree),
    KnownSource(
      // fields that only the editions until 2016 have
      marks: ["A27_007", "A27_008"], product: "A27",
      credit: landInformation("小学校区データ", "elementary school districts"),
      licence: nonCommercial),
    KnownSource(
      marks: ["A27_00"], product: "A27",
      credit: landInformation("小学校区データ", "elementary school districts"),
      editions: [(2000...2016, nonCommercial)], licence: partlyRestricted),
    KnownSource(
      marks: ["A32_00"], product: "A32",
      credit: landInformation("中学校区データ", "junior high school districts"),
      editions: [(2000...2016, nonCommercial)], licence: partlyRestricted),
    KnownSource(
      marks: ["P14_00"], product: "P14",
      credit: landInformation("福祉施設データ", "welfare facilities"),
      editions: [(2000...2015, nonCommercial)], licence: byEdition),
    KnownSource(
      marks: ["P29_00"], product: "P29", credit: landInformation("学校データ", "schools"),
      editions: [(2000...2013, nonCommercial)], licence: byEdition),
    KnownSource(
      marks: ["G04d_00"],
      credit: landInformation("標高・傾斜度5次メッシュデータ", "heights and slopes, 250 m grid")),
    KnownSource(
      marks: ["P02_00"], credit: landInformation("公共施設データ", "public facilities")),
    KnownSource(
      marks: ["P04_00"], credit: landInformation("医療機関データ", "medical institutions")),
    KnownSource(
      marks: ["P05_00"],
      credit: landInformation("市町村役場等及び公的集会施設データ", "town halls and community centres")),
    KnownSource(
      marks: ["P12_00", "P12a_00"], credit: landInformation("観光資源データ", "sights")),
    KnownSource(
      marks: ["P27_00"], credit: landInformation("文化施設データ", "cultural facilities")),
    KnownSource(
      marks: ["N02_00"], credit: landInformation("鉄道データ", "railways")),
    KnownSource(
      marks: ["大字町丁目名ローマ字"],
      credit: Text(
        ja: "Geolonia 住所データ（CC BY 4.0）を加工して作成", en: "Geolonia addresses (CC BY 4.0), processed"),
      licence: attribution),
    KnownSource(
      marks: ["大字町丁目コード", "街区符号・地番"],
      credit: Text(
        ja: "「位置参照情報」（国土交通省）を加工して作成", en: "Location reference information (MLIT), processed"),
      licence: Licence(
        name: Text(
          ja: "位置参照情報の利用条件（出典の明記で利用できる）",
          en: "terms of the location reference information (any use, with credit)"),
        use: .free)),
    KnownSource(
      marks: ["machiaza_id", "町字id", "町字ID,町字区分"],
      credit: Text(
        ja: "「アドレス・ベース・レジストリ」（デジタル庁）を加工して作成",
        en: "Address Base Registry (Digital Agency of Japan), processed"),
      licence: Licence(
        name: Text(
          ja: "アドレス・ベース・レジストリの利用規約", en: "terms of the Address Base Registry"),
        use: .stated)),
    KnownSource(
      marks: ["geo3x3_level"],
      credit: Text(
        ja: "「位置参照情報」（国土交通省）を加工した TownID（code4fukui、MITライセンス）を加工して作成",
        en: "TownID (code4fukui, MIT), made from location reference information (MLIT), processed"),
      licence: Licence(name: Text(verbatim: "MIT"), use: .free)),
    KnownSource(
      marks: ["jmh_id"],
      credit: Text(
        ja: "jp-municipal-heritage（CC BY 4.0）を加工して作成",
        en: "jp-municipal-heritage (CC BY 4.0), processed"),
      licence: attribution),
    KnownSource(
      marks: ["KEY_CODE", "T0011", "PTN_20"],
      credit: Text(
        ja: "出典：政府統計の総合窓口(e-Stat)（https://www.e-stat.go.jp/）を加工して作成",
        en: "Source: e-Stat, Portal Site of Official Statistics of Japan, processed"),
      licence: Licence(
        name: Text(
          ja: "政府標準利用規約（第2.0版）", en: "Government of Japan Standard Terms of Use 2.0"),
        use: .free)),
    KnownSource(
      marks: ["fgd.gsi.go.jp"],
      credit: Text(
        ja: "出典：国土地理院（基盤地図情報を加工して作成）",
        en: "Source: Geospatial Information Authority of Japan (Fundamental Geospatial Data), "
          + "processed"),
      licence: Licence(
        name: Text(
          ja: "国土地理院コンテンツ利用規約（測量成果の複製・使用の手続が要ることがある）",
          en: "GSI terms of use (copies of survey results may need an application)"),
        use: .unclear)),
    KnownSource(
      marks: ["openstreetmap.org", "OpenStreetMap contributors", "\"@id\": \"node/", "osm_id"],
      credit: openStreetMap.credit, licence: openStreetMap.licence),
    KnownSource(
      // the standard data sets of municipalities, both generations
      marks: ["全国地方公共団体コード", "都道府県コード又は市区町村コード"],
      credit: Text(
        ja: "自治体標準オープンデータセットの様式による自治体のオープンデータを加工して作成",
        en: "Open data of a municipality (standard data set of Japanese municipalities), processed"),
      isCommonForm: true,
      licence: Licence(
        name: Text(
          ja: "CC BY 4.0（標準の条件。自治体のページで確かめてください）",
          en: "CC BY 4.0 (the standard's terms; check the municipality's page)"),
        use: .free)),
  ]

  private static let attribution = Licence(name: Text(verbatim: "CC BY 4.0"), use: .free)
  private static let nonCommercial = Licence(
    name: Text(ja: "国土数値情報の利用条件（この版は非商用）", en: "terms of the NLNI: non-commercial edition"),
    use: .nonCommercial)
  private static let landInformationFree = Licence(
    name: Text(
      ja: "国土数値情報の利用条件（出典の明記で商用も可）",
      en: "terms of the NLNI (any use, with credit)"),
    use: .free)
  private static let partlyRestricted = Licence(
    name: Text(
      ja: "2021年版からは CC BY 4.0（一部制限）、2016年版までは非商用",
      en: "CC BY 4.0 with restrictions in part from 2021; non-commercial until 2016"),
    use: .unclear)
  private static let byEdition = Licence(
    name: Text(
      ja: "国土数値情報の利用条件（版により非商用）",
      en: "terms of the NLNI (some editions are non-commercial)"),
    use: .unclear)

  private static func landInformation(_ ja: String, _ en: String) -> Text {
    Text(
      ja: "「国土数値情報（\(ja)）」（国土交通省）を加工して作成",
      en: "National Land Information, \(en) (MLIT), processed")
  }
}
