internal import Planner

/// Under which names lists of towns have their columns. One table for all of them:
///
/// - 位置参照情報 (MLIT), 大字・町丁目レベル and 街区レベル, https://nlftp.mlit.go.jp/isj/
/// - アドレス・ベース・レジストリ (Digital Agency), `mt_town` and `mt_town_pos`, the newer English and
///   the older Japanese headers
/// - Geolonia 住所データ
/// - code4fukui/TownID, decoded
/// - any table of `city`, `town`, `lat` and `lon`
enum GazetteerColumns {
  static let all: [ColumnDefinition] = [
    // every one of them has either no code or the code of the place itself
    ColumnDefinition("code", ["lg_code", "市区町村コード", "全国地方公共団体コード"]),
    ColumnDefinition("town_id", ["machiaza_id", "町字id"]),
    ColumnDefinition("prefecture", ["pref", "都道府県名", "都道府県"]),
    ColumnDefinition("county", ["郡名"]),
    ColumnDefinition("city", ["市区町村名", "市町村名", "市区町村", "municipality"]),
    ColumnDefinition("ward", ["政令市区名"]),
    ColumnDefinition(
      "town", ["大字町丁目名", "大字・町丁目名", "大字・丁目名", "oaza_cho", "大字・町名", "町丁目", "町字", "町丁・字名"]),
    ColumnDefinition("chome", ["丁目名"]),
    ColumnDefinition("hamlet", ["koaza", "小字名", "小字・通称名"]),
    ColumnDefinition("block", ["街区符号・地番", "街区符号"]),
    ColumnDefinition("lat", ["rep_lat", "緯度", "緯度(代表点)", "代表点_緯度", "latitude", "lat_cell_centre"]),
    ColumnDefinition(
      "lon", ["rep_lon", "経度", "経度(代表点)", "代表点_経度", "longitude", "lng", "lon_cell_centre"]),
    ColumnDefinition("representative", ["代表フラグ"]),
    ColumnDefinition("history_before", ["更新前履歴フラグ"]),
    ColumnDefinition("history_after", ["更新後履歴フラグ"]),
    ColumnDefinition("abolished", ["ablt_date", "廃止日"]),
  ]
}

/// A row of a list of towns.
struct GazetteerEntry {
  /// 千葉県; blank where the list does not say.
  var prefecture = ""
  /// 山武郡; blank in a city, or where it stands before the name of the town.
  var county = ""
  /// 東金市, 九十九里町, 千葉市; perhaps with its county before it and its ward behind.
  var city = ""
  /// 中央区 of a city with wards.
  var ward = ""
  var code: MunicipalityCode?
  /// 東岩崎, 祐光一丁目.
  var town = ""
  /// 街区符号 or lot number.
  var block: String?
  var position: Position<Geographic>

  init(position: Position<Geographic>) { self.position = position }
}
