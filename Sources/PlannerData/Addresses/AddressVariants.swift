/// Characters that stand for each other in addresses.
enum AddressVariants {
  /// Common form of old and variant forms.
  ///
  /// Source: the old forms in brackets in 常用漢字表 (2010, 内閣告示第2号), those that occur in names
  /// of places; the IBM extensions of CP932 (髙, 﨑, 塚 and so on), which spreadsheets write; and
  /// pairs that JIS X 0208 has as two characters though lists of addresses use them for the same
  /// place (嶋, 舘, 埜, 渕, 篭).
  static let common = pairs(
    """
    髙高 﨑崎 嵜崎 埼崎 澤沢 邊辺 邉辺 濱浜 濵浜 嶋島 嶌島 冨富 廣広 國国 圀国 龍竜 瀧滝 舘館 槇槙 齋斎 齊斉 櫻桜 條条 眞真 圓円 學学
    會会 與与 萬万 靜静 曾曽 當当 藏蔵 藪薮 籔薮 檜桧 鷗鴎 龜亀 壽寿 榮栄 惠恵 縣県 區区 號号 德徳 淵渕 渊渕 關関 鐵鉄 來来 籠篭 靈霊
    鹽塩 橫横 穗穂 豐豊 禮礼 峯峰 埜野 栁柳 桒桑 栢柏 蘆芦 礒磯 鰺鯵 麴麹 郞郎 佛仏 傳伝 兒児 內内 兩両 劍剣 勞労 勳勲 單単 嚴厳 團団
    圍囲 壘塁 壯壮 實実 寬寛 寶宝 將将 專専 對対 屬属 峽峡 巖巌 帶帯 廳庁 彌弥 彥彦 應応 懷懐 戶戸 拂払 擔担 擴拡 數数 晝昼 曉暁 樂楽
    樓楼 樣様 檢検 權権 歐欧 步歩 歷歴 殘残 淺浅 淸清 溫温 滿満 灣湾 爐炉 狹狭 獨独 甁瓶 畫画 發発 盡尽 瑤瑶 礦鉱 祕秘 稻稲 稱称 竝並
    綠緑 經経 緖緒 縱縦 總総 聲声 肅粛 臺台 舊旧 處処 蠶蚕 裝装 觀観 讀読 變変 讓譲 豫予 賴頼 輕軽 轉転 遙遥 邨村 鄕郷 釋釈 錢銭 隱隠
    雜雑 靑青 顯顕 驛駅 驗験 髮髪 鬪闘 鷄鶏 黃黄 黑黒 黨党 齒歯 龝秋 萓萱 苅刈 槗橋
    """
  )
  .merging(compatibility) { a, _ in a }

  /// Forms of the IBM extensions that look the same in most editors.
  private static let compatibility: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{FA10}": "塚", "\u{FA12}": "晴", "\u{FA16}": "猪", "\u{FA17}": "益", "\u{FA18}": "礼",
    "\u{FA19}": "神", "\u{FA1A}": "祥", "\u{FA1B}": "福", "\u{FA1C}": "靖", "\u{FA1E}": "羽",
    "\u{FA22}": "諸", "\u{FA25}": "逸", "\u{FA26}": "都", "\u{FA2A}": "飯", "\u{FA2C}": "館",
    "\u{FA2D}": "鶴", "\u{F928}": "廊", "\u{F929}": "朗", "\u{F9DC}": "隆",
  ]

  /// Characters by which the same name is written, after hiragana became katakana: が has become
  /// ガ by then, and の ノ. Kanji that look like kana are typed for them (旭市ニ, 蓮沼ハ).
  static let alike = pairs(
    """
    ヶケ ガケ カケ ヵケ 箇ケ 个ケ 力ケ ッツ ャヤ ュユ ョヨ ァア ィイ ゥウ ェエ ォオ ヮワ ヂジ ヅズ ヱエ ヰイ
    之ノ 乃ノ 二ニ 八ハ 口ロ 工エ 夕タ 卜ト
    """)

  private static func pairs(_ table: String) -> [Unicode.Scalar: Unicode.Scalar] {
    var map: [Unicode.Scalar: Unicode.Scalar] = [:]
    for word in table.split(whereSeparator: \.isWhitespace) {
      let pair = Array(word.unicodeScalars)
      if pair.count == 2, pair[0] != pair[1] { map[pair[0]] = pair[1] }
    }
    return map
  }
}
