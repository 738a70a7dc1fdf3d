import Planner
import Testing

@testable import PlannerData

/// Spellings of addresses and the town that is meant, by people who know the places; `nil`: no
/// town can be said.
@Suite struct AddressSpellingTable {
  struct Row: CustomTestStringConvertible {
    var address: String
    var town: String?
    var beside: String
    var testDescription: String { address + (beside.isEmpty ? "" : " | " + beside) }

    init(_ address: String, _ town: String?, beside: String = "") {
      self.address = address
      self.town = town
      self.beside = beside
    }
  }

  static let prefectureAndCounty = [
    Row("千葉県東金市東岩崎1-1", "東金市東岩崎"), Row("東金市東岩崎1番地1", "東金市東岩崎"),
    Row("東金市東岩崎１－１", "東金市東岩崎"), Row("千葉県 東金市 東岩崎 1-1", "東金市東岩崎"),
    Row("千葉県　東金市　東岩崎　１番地の１", "東金市東岩崎"),
    Row("千葉県山武郡九十九里町片貝4099", "山武郡九十九里町片貝"),
    Row("千葉県九十九里町片貝4099", "山武郡九十九里町片貝"), Row("山武郡九十九里町片貝4099", "山武郡九十九里町片貝"),
    Row("九十九里町片貝4099", "山武郡九十九里町片貝"), Row("九十九里町不動堂450", "山武郡九十九里町不動堂"),
    Row("横芝光町宮川11902", "山武郡横芝光町宮川"), Row("山武郡横芝光町横芝", "山武郡横芝光町横芝"),
    Row("長生郡長生村七井土1", "長生郡長生村七井土"), Row("一宮町一宮2457", "長生郡一宮町一宮"),
    Row("長生郡一宮町一宮2457", "長生郡一宮町一宮"), Row("印旛郡栄町安食台1-2", "印旛郡栄町安食台"),
    Row("印旛郡栄町安食台2-1-1", "印旛郡栄町安食台二丁目"), Row("栄町安食938-1", "印旛郡栄町安食"),
    Row("匝瑳郡横芝光町宮川11902", "山武郡横芝光町宮川"),
  ]
  static let wards = [
    Row("千葉市中央区祐光1-25-3", "千葉市中央区祐光一丁目"), Row("千葉県千葉市中央区祐光1-25-3", "千葉市中央区祐光一丁目"),
    Row("千葉市祐光1-25-3", "千葉市中央区祐光一丁目"), Row("千葉市緑町1-5", "千葉市稲毛区緑町一丁目"),
    Row("千葉市中央区中央3-10-8", "千葉市中央区中央三丁目"), Row("中央区祐光1-25-3", "千葉市中央区祐光一丁目"),
    Row("中央区中央3丁目10番8号", "千葉市中央区中央三丁目", beside: "千葉市"),
    Row("緑区誉田町2-21", "千葉市緑区誉田町二丁目", beside: "千葉市"),
    Row("稲毛区園生町1107", "千葉市稲毛区園生町", beside: "千葉県千葉市"),
    Row("栄町30-1", "千葉市中央区栄町", beside: "千葉市中央区"), Row("千葉市栄町30-1", "千葉市中央区栄町"),
    Row("千葉市緑区おゆみ野中央7-6-1", "千葉市緑区おゆみ野中央七丁目"),
    Row("千葉市緑区オユミ野中央七丁目6番地1", "千葉市緑区おゆみ野中央七丁目"),
  ]
  static let numbers = [
    Row("千葉市中央区祐光三丁目", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3丁目", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光３丁目４番５号", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光三丁目四番五号", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光３－４－５", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3‐4‐5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3–4–5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3—4—5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3−4−5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3ー4ー5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3―4―5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3〜4〜5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3ｰ4ｰ5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3一4一5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3の4の5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光三の四", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光三ー四ー五", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光三-四-五", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光 3 丁目 4 番 5 号", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光3 4 5", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光3丁目4-5", "千葉市中央区祐光三丁目"), Row("千葉市中央区祐光03-04", "千葉市中央区祐光三丁目"),
    Row("千葉市中央区祐光9-1-1", "千葉市中央区祐光"), Row("千葉市中央区祐光", "千葉市中央区祐光"),
    Row("東金市田間2-1-1", "東金市田間二丁目"), Row("東金市田間391", "東金市田間"),
    Row("東金市田間", "東金市田間"), Row("東金市田間三十九番地", "東金市田間"), Row("東金市田間1丁目", "東金市田間一丁目"),
    Row("東金市東岩崎二丁目22番地", "東金市東岩崎"),
  ]
  static let variants = [
    Row("鎌ケ谷市新鎌ケ谷2-6-1", "鎌ケ谷市新鎌ケ谷二丁目"), Row("鎌ヶ谷市新鎌ヶ谷2-6-1", "鎌ケ谷市新鎌ケ谷二丁目"),
    Row("鎌が谷市新鎌が谷2-6-1", "鎌ケ谷市新鎌ケ谷二丁目"), Row("鎌ガ谷市新鎌カ谷２丁目", "鎌ケ谷市新鎌ケ谷二丁目"),
    Row("鎌ｹ谷市新鎌ｹ谷2丁目", "鎌ケ谷市新鎌ケ谷二丁目"), Row("鎌ヶ谷市冨岡1-1-1", "鎌ケ谷市富岡一丁目"),
    Row("袖ヶ浦市蔵波台4-1", "袖ケ浦市蔵波台四丁目"), Row("袖ケ浦市藏波台4-1", "袖ケ浦市蔵波台四丁目"),
    Row("千葉市中央区松が丘町257", "千葉市中央区松ケ丘町"), Row("千葉市中央区松ヶ丘町257", "千葉市中央区松ケ丘町"),
    Row("東金市松之郷久我台1641-1", "東金市松之郷"), Row("東金市松ノ郷1641", "東金市松之郷"),
    Row("東金市松の郷1641", "東金市松之郷"), Row("船橋市日ノ出2-1", "船橋市日の出二丁目"),
    Row("船橋市日之出2-1", "船橋市日の出二丁目"), Row("船橋市髙根台6-1", "船橋市高根台六丁目"),
    Row("銚子市犬吠崎9576", "銚子市犬吠埼"), Row("銚子市犬吠﨑9576", "銚子市犬吠埼"),
    Row("東金市東岩﨑1-1", "東金市東岩崎"), Row("大網白里市萓野556", "大網白里市萱野"),
    Row("大網白里町金谷郷275", "大網白里市金谷郷"), Row("千葉県山武郡大網白里町金谷郷275", "大網白里市金谷郷"),
    Row("旭市ニ3754", "旭市ニ"), Row("旭市二3754", "旭市ニ"), Row("旭市イの2337", "旭市イ"),
    Row("旭市イ-2337", "旭市イ"), Row("旭市ｲ2337番地", "旭市イ"), Row("山武市蓮沼ハ4607", "山武市蓮沼ハ"),
    Row("山武市蓮沼八4607", "山武市蓮沼ハ"), Row("八街市八街ほ35-29", "八街市八街ほ"),
    Row("八街市八街ホ35-29", "八街市八街ほ"), Row("四街道市四街道1-2-3", "四街道市四街道一丁目"),
  ]
  static let sections = [
    Row("流山市大字流山123", "流山市大字流山"), Row("流山市流山123", "流山市大字流山"),
    Row("流山市流山8-1071-2", "流山市流山八丁目"), Row("東金市大字東岩崎1番地1", "東金市東岩崎"),
    Row("東金市大字松之郷字久我台1641番地1", "東金市松之郷"), Row("東金市字東岩崎1", "東金市東岩崎"),
    Row("旭市鎌数字川西5146", "旭市鎌数"), Row("九十九里町大字片貝小字浜4099", "山武郡九十九里町片貝"),
    Row("東金市東岩崎地先", "東金市東岩崎"), Row("東金市田間無番地", "東金市田間"),
    Row("南房総市北朝夷2392", "南房総市千倉町北朝夷"), Row("南房総市千倉町北朝夷2392", "南房総市千倉町北朝夷"),
    Row("山武市松尾町松尾95", "山武市松尾町松尾"),
  ]
  static let numeralNames = [
    Row("成田市十余三59-515", "成田市十余三"), Row("成田市三里塚1", "成田市三里塚"),
    Row("成田市三里塚光ヶ丘1-1", "成田市三里塚光ケ丘"), Row("柏市十余二249-1", "柏市十余二"),
    Row("船橋市習志野台8-1", "船橋市習志野台八丁目"), Row("船橋市習志野台八丁目1番", "船橋市習志野台八丁目"),
    Row("千葉県長生郡長生村七井土一七八九", "長生郡長生村七井土"),
  ]
  static let dressing = [
    Row("〒283-8511 千葉県東金市東岩崎1番地1", "東金市東岩崎"), Row("〒２８３－８５１１千葉県東金市東岩崎1-1", "東金市東岩崎"),
    Row("283-8511 東金市東岩崎1-1", "東金市東岩崎"), Row("2838511 東金市東岩崎1-1", "東金市東岩崎"),
    Row("〒283-8511\n東金市東岩崎1-1", "東金市東岩崎"), Row("東金市東岩崎1-1 東金ビル3F", "東金市東岩崎"),
    Row("東金市東岩崎1-1東金ビル3階301号室", "東金市東岩崎"), Row("東金市東岩崎1-1（市役所内）", "東金市東岩崎"),
    Row("東金市東岩崎1-1 ※駐車場なし", "東金市東岩崎"), Row("東金市(東岩崎)", "東金市東岩崎"),
    Row("東金市役所（東岩崎1-1）", "東金市東岩崎", beside: "東金市"), Row("  東金市東岩崎1-1　", "東金市東岩崎"),
    Row("東金市東岩崎1-1、2階", "東金市東岩崎"), Row("(東金市東岩崎1-1)", "東金市東岩崎"),
  ]
  static let beside = [
    Row("東岩崎1-1", "東金市東岩崎", beside: "東金市"), Row("東岩崎1-1", "東金市東岩崎", beside: "12213"),
    Row("東岩崎1-1", "東金市東岩崎", beside: "122131"), Row("瀬戸554-1", "印西市瀬戸", beside: "印西市"),
    Row("瀬戸554-1", "野田市瀬戸", beside: "野田市"), Row("片貝4099", "山武郡九十九里町片貝", beside: "九十九里町"),
    Row("片貝4099", "山武郡九十九里町片貝", beside: "千葉県山武郡九十九里町"),
    Row("東岩崎1-1", "東金市東岩崎"), Row("千葉県東岩崎1-1", "東金市東岩崎"),
    Row("東金市東岩崎1-1", "東金市東岩崎", beside: "山武市"),
  ]
  /// What cannot be told must not be told wrongly.
  static let none = [
    Row("瀬戸554-1", nil), Row("栄町30-1", nil), Row("", nil), Row("―", nil), Row("なし", nil),
    Row("東京都千代田区千代田1-1", nil), Row("茨城県東金市東岩崎1-1", nil), Row("横浜市中区山下町1", nil),
    Row("東岩崎1-1", nil, beside: "横浜市"), Row("東金市東新田1", nil), Row("東金市役所", nil),
    Row("東金市", nil), Row("東金市1-1", nil), Row("千葉県", nil), Row("旭市役所", nil),
    Row("館山市館山1", nil), Row("1-1", nil), Row("※未定", nil),
  ]

  @Test(
    arguments: prefectureAndCounty + wards + numbers + variants + sections + numeralNames
      + dressing + beside + none)
  func findsTheTown(_ row: Row) throws {
    let match = try Self.gazetteer().locate(row.address, municipality: row.beside)
    let isTown = match.found.map { $0.accuracy < .municipality } ?? false
    #expect(
      (isTown ? match.found?.name : nil) == row.town,
      "\(match.doubt?.rawValue ?? "") \(match.guesses)")
    if let name = row.town,
      let index = AddressFixture.towns.indices.first(where: { AddressFixture.name($0) == name })
    {
      #expect(match.found?.position == AddressFixture.position(index))
    }
  }

  @Test func thereAreEnoughOfThem() {
    let rows =
      Self.prefectureAndCounty + Self.wards + Self.numbers + Self.variants + Self.sections
      + Self.numeralNames + Self.dressing + Self.beside + Self.none
    #expect(rows.count >= 150)
    #expect(Set(rows.map { $0.testDescription }).count == rows.count)
  }

  private static let shared = Result { try AddressFixture.gazetteer() }
  private static func gazetteer() throws -> Gazetteer { try shared.get() }
}

@Suite struct AddressDoubts {
  private func match(
    _ address: String, _ beside: String = "", code: String? = nil
  ) throws -> AddressMatch {
    try AddressFixture.gazetteer().locate(
      address, municipality: beside, code: code.flatMap { MunicipalityCode($0) })
  }

  @Test func aTownOfTwoMunicipalitiesIsNotPlacedAndBothAreGuessed() throws {
    let match = try match("瀬戸554-1")
    #expect(match.found == nil)
    #expect(match.doubt == .ambiguous)
    #expect(Set(match.guesses) == ["野田市瀬戸", "印西市瀬戸"])
  }

  @Test func anUnknownTownIsPlacedAtItsMunicipalityWithGuesses() throws {
    let match = try match("東金市東岩先1-1")
    #expect(match.found?.accuracy == .municipality)
    #expect(match.found?.name == "東金市")
    #expect(match.doubt == .unknownTown)
    #expect(match.guesses.first == "東金市東岩崎")
    #expect(match.guesses.count <= 3)
  }

  @Test func theMunicipalityIsTheMeanOfItsTowns() throws {
    let found = try #require(try match("野田市").found)
    #expect(found.position == AddressFixture.position(15))
    #expect(found.certainty == .certain)
    let wide = try #require(try match("南房総市").found)
    // rows 39…42 of the fixture
    #expect(abs(wide.position.longitude - 140.0405) < 1e-9)
    let meters = 0.0015 * 111_412.84 * 0.8141  // cos 35.5°
    #expect(abs((wide.accuracyMeters ?? 0) - meters) < 1)
  }

  @Test func aTownIsAsExactAsTheNextTownIsNear() throws {
    // the points are 0.001° apart: 90.7 m at 35.5° N
    let found = try #require(try match("東金市東岩崎1").found)
    #expect(found.accuracy == .town)
    #expect(abs((found.accuracyMeters ?? 0) - 90.7) < 0.2)
  }

  @Test(arguments: [
    ("東金市東岩崎1-1", "", AddressMatch.Certainty.certain, nil as AddressMatch.Doubt?),
    ("東岩崎1-1", "", .probable, .noMunicipality),
    ("東岩崎1-1", "東金市", .certain, nil),
    ("東金市東岩崎1-1", "山武市", .probable, .contradiction),
    ("東金市松之郷久我台1", "", .probable, .unreadRest),
    ("東金市松之郷字久我台1", "", .certain, nil),
    ("東金市田間2-1", "", .probable, .numberMayBeLot),
    ("東金市田間2-1-1", "", .certain, nil),
    ("千葉市中央区祐光9丁目", "", .probable, .unknownChome),
    ("南房総市北朝夷1", "", .probable, .abbreviated),
    ("東金市役所（東岩崎1-1）", "東金市", .probable, .inBrackets),
  ])
  func saysHowSureItIs(
    _ address: String, _ beside: String, _ certainty: AddressMatch.Certainty,
    _ doubt: AddressMatch.Doubt?
  ) throws {
    let match = try match(address, beside)
    #expect(match.found?.certainty == certainty)
    #expect(match.doubt == doubt)
  }

  @Test(arguments: [
    ("", AddressMatch.Doubt.noAddress), ("東京都千代田区千代田1", .otherPrefecture),
    ("横浜市中区山下町1", .unknownPlace), ("東金市", .noTown),
  ])
  func saysWhyNot(_ address: String, _ doubt: AddressMatch.Doubt) throws {
    #expect(try match(address).doubt == doubt)
  }

  @Test func theCodeOfAPublisherDoesNotOverruleTheAddress() throws {
    #expect(try match("山武市蓮沼ハ1", code: "12213").found?.name == "山武市蓮沼ハ")
    #expect(try match("東岩崎1", code: "12213").found?.name == "東金市東岩崎")
    #expect(try match("祐光1-2-3", code: "12100").found?.name == "千葉市中央区祐光一丁目")
    // a town of another municipality's name is in the municipality of the code
    #expect(try match("栄町30-1", code: "12101").found?.name == "千葉市中央区栄町")
    #expect(try match("東岩崎1", code: "14100").doubt == .unknownMunicipality)
  }

  @Test func noMunicipalityOfTheGazetteerStandsInForAnother() throws {
    let match = try match("東岩崎1-1", "横浜市")
    #expect(match.found == nil)
    #expect(match.doubt == .unknownMunicipality)
    #expect(match.guesses == ["東金市東岩崎"])
  }

  @Test func blocksAndLotsArePlacedByTheirRepresentativePoint() throws {
    let gazetteer = try AddressFixture.gazetteer([AddressFixture.csv, AddressFixture.blocks])
    func found(_ address: String) -> AddressMatch.Found? { gazetteer.locate(address).found }
    let block = try #require(found("千葉市中央区祐光1-25-3"))
    #expect(block.accuracy == .block)
    #expect(block.position == Position(longitude: 140.1251, latitude: 35.6151))
    #expect(block.name == "千葉市中央区祐光一丁目25")
    #expect(found("千葉市中央区祐光一丁目26番1号")?.position.longitude == 140.1261)
    #expect(found("東金市東岩崎1-1")?.position.longitude == 140.3661)
    #expect(found("東金市東岩崎1641番地1")?.accuracy == .town)
    #expect(found("東金市東岩崎1641-1")?.position.longitude == 140.3671)
    // abolished, and never there
    #expect(found("千葉市中央区祐光1-99")?.accuracy == .town)
    #expect(found("千葉市中央区祐光1-3")?.accuracy == .town)
    // the town keeps the point of the list of towns
    #expect(found("千葉市中央区祐光1丁目")?.position == AddressFixture.position(0))
  }

  @Test func ofBlocksAloneTheTownIsTheirMean() throws {
    let gazetteer = try AddressFixture.gazetteer([AddressFixture.blocks])
    let found = try #require(gazetteer.locate("東金市東岩崎500").found)
    #expect(found.accuracy == .town)
    #expect(abs(found.position.longitude - (140.3661 + 140.3671) / 2) < 1e-9)
  }

  @Test func namesThePlaceByTheNearestTown() throws {
    let gazetteer = try AddressFixture.gazetteer()
    let near = try #require(
      gazetteer.nearestTown(to: Position(longitude: 140.0204, latitude: 35.501)))
    #expect(near.name == "東金市東新宿")
    // 0.0004° east and 0.001° north
    #expect(abs(near.meters - 116.7) < 0.5)
    #expect(
      gazetteer.nearestTown(to: Position(longitude: 140.0204, latitude: 35.501), within: 100)
        == nil)
    #expect(gazetteer.nearestTown(to: Position(longitude: 135, latitude: 34)) == nil)
    #expect(gazetteer.nearestTown(to: Position(longitude: .nan, latitude: 35)) == nil)
  }

  @Test func theNearestIsTheNearestOfAll() throws {
    var dice = Dice(seed: 7)
    let points = (0..<400).map { _ in
      Position<Geographic>(
        longitude: .random(in: 140...140.3, using: &dice),
        latitude: .random(in: 35...35.3, using: &dice))
    }
    let grid = PointGrid(points)
    for _ in 0..<200 {
      let point = Position<Geographic>(
        longitude: .random(in: 139.9...140.4, using: &dice),
        latitude: .random(in: 34.9...35.4, using: &dice))
      let brute = points.indices.min { points[$0].meters(to: point) < points[$1].meters(to: point) }
      #expect(grid.nearest(to: point)?.index == brute)
    }
  }
}
