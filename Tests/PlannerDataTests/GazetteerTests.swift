import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct GazetteerFiles {
  private let folder: Workspace

  init() throws { folder = try Workspace() }

  private func read(_ texts: [String]) throws -> Gazetteer {
    let paths = try texts.enumerated().map { try folder.write($1, as: "\($0).csv") }
    return try readGazetteer(paths: paths).gazetteer
  }

  @Test func theAddressBaseRegistryComesInTwoFiles() throws {
    let names = """
      lg_code,machiaza_id,machiaza_type,pref,pref_kana,county,county_kana,city,city_kana,ward,ward_kana,oaza_cho,oaza_cho_kana,chome,chome_kana,chome_number,koaza,koaza_kana,rsdt_addr_flg,ablt_date
      121011,0001001,2,千葉県,チバケン,,,千葉市,チバシ,中央区,チュウオウク,祐光,ユウコウ,一丁目,１チョウメ,1,,,1,
      124036,0002000,1,千葉県,チバケン,山武郡,サンブグン,九十九里町,クジュウクリマチ,,,片貝,カタカイ,,,,,,0,
      122131,0003101,3,千葉県,チバケン,,,東金市,トウガネシ,,,松之郷,マツノゴウ,,,,久我台,クガダイ,0,
      122131,0009000,1,千葉県,チバケン,,,東金市,トウガネシ,,,廃町,ハイマチ,,,,,,0,2001-01-01
      """
    // spreadsheets drop the zeros at the front
    let points = """
      lg_code,machiaza_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid
      121011,1001,1,140.12,35.61,EPSG:6668
      124036,0002000,0,140.43,35.53,EPSG:6668
      122131,0003101,0,140.34,35.54,EPSG:6668
      122131,0009000,0,140.35,35.55,EPSG:6668
      """
    for texts in [[names, points], [points, names]] {
      let gazetteer = try read(texts)
      #expect(gazetteer.townCount == 3)
      #expect(gazetteer.locate("千葉市中央区祐光1-2-3").found?.name == "千葉市中央区祐光一丁目")
      #expect(gazetteer.locate("九十九里町片貝1").found?.name == "山武郡九十九里町片貝")
      let hamlet = try #require(gazetteer.locate("東金市松之郷字久我台1641").found)
      #expect(hamlet.name == "東金市松之郷久我台")
      #expect(hamlet.position == Position(longitude: 140.34, latitude: 35.54))
      #expect(gazetteer.locate("廃町1", code: MunicipalityCode("12213")).found?.accuracy != .town)
    }
    for half in [names, points] {
      let failure = try failure { try read([half]) }
      #expect(failure.description.contains("Give both mt_town and mt_town_pos"))
    }
  }

  @Test func olderHeadersOfTheRegistry() throws {
    let gazetteer = try read([
      """
      全国地方公共団体コード,町字id,町字区分コード,都道府県名,都道府県名_カナ,郡名,郡名_カナ,市区町村名,政令市区名,大字・町名,丁目名,小字名
      124036,0002000,1,千葉県,チバケン,山武郡,サンブグン,九十九里町,,片貝,,
      """,
      """
      全国地方公共団体コード,町字id,住居表示フラグ,代表点_経度,代表点_緯度
      124036,0002000,0,140.43,35.53
      """,
    ])
    #expect(gazetteer.locate("九十九里町片貝1").found?.name == "山武郡九十九里町片貝")
  }

  @Test func geolonia() throws {
    let gazetteer = try read([
      """
      "都道府県コード","都道府県名","都道府県名カナ","都道府県名ローマ字","市区町村コード","市区町村名","市区町村名カナ","市区町村名ローマ字","大字町丁目名","大字町丁目名カナ","大字町丁目名ローマ字","小字・通称名","緯度","経度"
      "12","千葉県","チバケン","CHIBA KEN","12213","東金市","トウガネシ","TOGANE SHI","松之郷","マツノゴウ","MATSUNOGO","久我台","35.54","140.34"
      "12","千葉県","チバケン","CHIBA KEN","12213","東金市","トウガネシ","TOGANE SHI","松之郷","マツノゴウ","MATSUNOGO","","35.55","140.35"
      """
    ])
    #expect(gazetteer.locate("東金市松之郷字久我台1").found?.position.longitude == 140.34)
    #expect(gazetteer.locate("東金市松之郷1").found?.position.longitude == 140.35)
  }

  @Test func inCP932() throws {
    let path = try folder.write(
      [UInt8](
        try #require(AddressFixture.csv.data(using: .shiftJIS, allowLossyConversion: false))),
      as: "12_2022.csv")
    let gazetteer = try readGazetteer(paths: [path]).gazetteer
    #expect(gazetteer.townCount == AddressFixture.towns.count)
    #expect(gazetteer.locate("東金市東岩崎1").found?.name == "東金市東岩崎")
  }

  @Test func aListOfNamesOnlyGetsTheCodesOfChiba() throws {
    let gazetteer = try read(["city,town,lon,lat\n千葉市中央区,祐光一丁目,140.1,35.6\n東金市,田間,140.2,35.5\n"])
    #expect(
      gazetteer.locate("田間1", code: MunicipalityCode("12213")).found?.certainty == .certain)
    #expect(gazetteer.locate("茨城県東金市田間1").doubt == .otherPrefecture)
    // one that is not there makes all of them doubtful
    let mixed = try read(["city,town,lon,lat\n水戸市,栄町,140.4,36.3\n東金市,田間,140.2,35.5\n"])
    #expect(mixed.locate("茨城県水戸市栄町1").found?.name == "水戸市栄町")
  }

  @Test func theFirstFileIsPreferred() throws {
    let row = "city,town,lon,lat\n東金市,田間,"
    let gazetteer = try read([row + "140.2,35.5\n", row + "140.201,35.5\n"])
    #expect(gazetteer.locate("東金市田間").found?.position.longitude == 140.2)
  }

  @Test func oneNameOfTwoPlacesFarApartIsAmbiguous() throws {
    let gazetteer = try read(["city,town,lon,lat\n香取市,貝塚,140.5,35.9\n香取市,貝塚,140.6,35.8\n"])
    let match = gazetteer.locate("香取市貝塚1995")
    #expect(match.found == nil)
    #expect(match.doubt == .ambiguous)
  }

  // MARK: What is none

  @Test(arguments: [
    ("id,name,lat,lon\n1,集会所,35.5,140.2\n", "no gazetteer"),
    ("市区町村名,大字町丁目名\n東金市,田間\n", "no gazetteer"),
    ("市区町村名,大字町丁目名,緯度,経度\n", "no data row"),
    ("市区町村名,大字町丁目名,緯度,経度\n東金市,田間,140.2,35.5\n東金市,東岩崎,140.3,35.5\n", "swapped"),
    ("市区町村名,大字町丁目名,緯度,経度\n東金市,田間,x,y\n", "no usable row"),
    ("市区町村名,大字町丁目名,緯度,経度\n東金市,田間,-48684,48298\n", "outside Japan"),
    ("市区町村名,大字町丁目名,緯度,経度\n,,35.5,140.2\n", "no usable row"),
    ("市区町村名,大字町丁目名,緯度,経度\n東金市,田間,NaN,inf\n", "no usable row"),
    ("{\"type\": \"FeatureCollection\"}", "no gazetteer"),
    ("\n\n\n", "no header"),
  ])
  func refusesWhatIsNone(_ text: String, _ said: String) throws {
    let failure = try failure { try read([text]) }
    #expect(failure.cause == .data)
    #expect(failure.description.contains(said), "\(failure)")
    #expect(failure.findings.allSatisfy { !$0.remedy.ja.isEmpty && $0.place.file != nil })
  }

  @Test func tellsOfEveryFileAtOnce() throws {
    let failure = try failure { try read(["a,b\n1,2\n", "c,d\n1,2\n"]) }
    #expect(failure.findings.count == 2)
    let missing = try self.failure { try readGazetteer(paths: [folder.path("none.csv")]) }
    #expect(missing.cause == .data)
  }

  @Test func aRowThatCannotBeUsedIsSaid() throws {
    let path = try folder.write(
      "市区町村名,大字町丁目名,緯度,経度\n東金市,田間,35.5,140.2\n東金市,東岩崎,140.3,35.5\n東金市,東新宿,,\n")
    let reading = try readGazetteer(paths: [path])
    let finding = try #require(reading.findings.first)
    #expect(finding.severity == .warning)
    #expect(finding.place.row == 3)
    #expect(finding.what.en.contains("swapped: 1, row 3"))
    #expect(finding.what.en.contains("no latitude and longitude: 1, row 4"))
    #expect(reading.gazetteer.townCount == 1)
  }

  private func failure<T>(_ body: () throws -> T) throws -> Failure {
    try PlannerDataTests.failure(body)
  }
}

/// Any town of a gazetteer, in any spelling, is itself.
@Suite struct AddressLaws {
  /// A spelling of a town and what is behind it, at random.
  static func spelling(
    _ city: String, _ town: String, _ dice: inout Dice
  ) -> String {
    var town = town
    var hasNumber = false
    if town.hasSuffix("丁目"), let number = chome(of: town) {
      let base = String(town.dropLast(2 + KanjiNumber.written(number).count))
      let wide = String(
        String(number).unicodeScalars.map { Character(Unicode.Scalar($0.value + 0xFEE0) ?? $0) })
      hasNumber = true
      town =
        base
        + [
          "\(KanjiNumber.written(number))丁目", "\(number)丁目", "\(wide)丁目", "\(number)-11-22",
          "\(wide)－１１－２２", "\(number)の11の22", "\(number)丁目11番22号",
          "\(KanjiNumber.written(number))丁目十一番二十二号", "\(number)‐11‐22", " \(number) 丁目 11-22",
          "\(KanjiNumber.written(number))-十一-二十二",
        ].randomElement(using: &dice, or: "")
    } else {
      town = town.replacing("大字", with: "")
      if Bool.random(using: &dice), !town.isEmpty { town = "大字" + town }
    }
    for (a, b) in [
      ("ケ", "ヶ"), ("ヶ", "が"), ("が", "ケ"), ("之", "の"), ("の", "ノ"), ("高", "髙"), ("崎", "﨑"),
      ("沢", "澤"), ("辺", "邊"), ("浜", "濱"), ("富", "冨"),
    ] where Bool.random(using: &dice) {
      town = town.replacing(a, with: b)
    }
    if !hasNumber {
      let isNumeral = town.unicodeScalars.last.map(KanjiNumber.isNumeral) ?? false
      town += ["", "1番地", "１２３４番地の５", "4321-1", "字西谷1234", isNumeral ? "" : "番外"].randomElement(
        using: &dice, or: "")
    }
    var county = ""
    var city = city
    if let end = city.firstIndex(of: "郡"), city.hasSuffix("町") || city.hasSuffix("村") {
      county = String(city[...end])
      city = String(city[city.index(after: end)...])
    }
    let head = ["", "千葉県", "〒260-0000 千葉県", "千葉県　"].randomElement(using: &dice, or: "")
    let space = ["", " ", "　"].randomElement(using: &dice, or: "")
    let tail = ["", "（集会所）", " ※要予約", "　中央ビル"].randomElement(using: &dice, or: "")
    return head + (Bool.random(using: &dice) ? county : "") + city + space + town
      + (town.hasSuffix("番外") ? "" : tail)
  }

  private static func chome(of town: String) -> Int? {
    let run = town.dropLast(2).unicodeScalars.reversed().prefix(while: KanjiNumber.isNumeral)
    return KanjiNumber.suffix(of: Array(run.reversed())[...], isPositional: false)?.value
  }

  @Test(arguments: 0..<20)
  func anyTownInAnySpellingIsItself(_ seed: Int) throws {
    let gazetteer = try AddressFixture.gazetteer()
    var dice = Dice(seed: UInt64(seed))
    for town in AddressFixture.towns {
      let address = Self.spelling(town.city, town.town, &dice)
      let found = gazetteer.locate(address).found
      #expect(found?.name == town.city + town.town, "\(address)")
    }
  }

  @Test func kanjiNumbersAreReadAsTheyAreWritten() {
    for number in 1...9999 {
      let run = Array(KanjiNumber.written(number).unicodeScalars)
      let read = KanjiNumber.suffix(of: run[...], isPositional: false)
      #expect(read?.value == number && read?.length == run.count)
    }
    func read(_ text: String, _ isPositional: Bool) -> [Int]? {
      KanjiNumber.suffix(of: Array(text.unicodeScalars)[...], isPositional: isPositional)
        .map { [$0.value, $0.length] }
    }
    #expect(read("二〇一", true) == [201, 3])
    #expect(read("三一", false) == [1, 1])
    #expect(read("千十", false) == [1010, 2])
    #expect(read("十百", false) == [100, 1])
    #expect(read("", true) == nil)
  }

  /// Noise ends in an answer, whatever it is.
  @Test(arguments: 0..<10)
  func noiseIsRead(_ seed: Int) throws {
    let gazetteer = try AddressFixture.gazetteer()
    var dice = Dice(seed: UInt64(seed) &+ 99)
    let letters = Array(
      "千葉県市東金田間1２三-ー－（）()「」〒※大字字丁目番号十百千一の之ノケヶが　 \n\u{FEFF}\u{E0100}Aé😀の゙".unicodeScalars)
    for _ in 0..<500 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<24, using: &dice) {
        if let letter = letters.randomElement(using: &dice) { view.append(letter) }
      }
      let match = gazetteer.locate(
        String(view), municipality: String(view.prefix(4).reversed().map(Character.init)))
      #expect((match.found == nil) || match.found.map { $0.position.latitude.isFinite } == true)
      #expect(match.guesses.count <= 3)
      #expect(match.found != nil || match.doubt != nil)
    }
    let long = String(repeating: "東金市東岩崎１－", count: 100)
    #expect(gazetteer.locate(long).found?.name == "東金市東岩崎")
    #expect(gazetteer.locate("東金市田間" + String(repeating: "9", count: 1000)).found != nil)
    // what no address can be is not looked at
    for text in [
      String(repeating: "東金市東岩崎１－", count: 20_000), String(repeating: "九", count: 50_000) + "丁目",
    ] {
      let match = gazetteer.locate(text)
      #expect(match.found == nil && match.doubt == .unknownPlace)
    }
  }
}

extension Array {
  fileprivate func randomElement(using dice: inout Dice, or other: Element) -> Element {
    randomElement(using: &dice) ?? other
  }
}
