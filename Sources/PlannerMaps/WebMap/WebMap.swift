public import Planner
internal import PlannerData

/// A map as one HTML file that needs nothing else: it opens from a stick, without a network.
///
/// Its content security policy admits only the scripts and styles that are in it, by their
/// digests, and, if tiles are asked for, pictures of one host. Text of the input is data of the
/// page, which the script shows as text.
public struct WebMap: Sendable {
  public let content: WebMapContent
  public let language: Language
  /// Whether the maps of the Geospatial Information Authority may be fetched as a background,
  /// which tells that host which area is looked at.
  public let hasTiles: Bool

  public init(_ content: WebMapContent, language: Language, hasTiles: Bool) {
    self.content = content
    self.language = language
    self.hasTiles = hasTiles
  }

  static let tileHost = "https://cyberjapandata.gsi.go.jp"

  /// The file's bytes, the same for the same content.
  public func html(_ leaflet: Leaflet) -> [UInt8] {
    let scripts = [leaflet.script, PackageResources.web_map_js]
    let styles = [leaflet.style, PackageResources.web_map_css]
    func allowed(_ parts: [[UInt8]]) -> String {
      parts.map { "'sha256-\(Digest.base64SHA256($0))'" }.joined(separator: " ")
    }
    // the library positions what it draws by attributes of style set from its script, which the
    // policy does not touch
    let policy = [
      "default-src 'none'", "script-src \(allowed(scripts))", "style-src \(allowed(styles))",
      "img-src data:" + (hasTiles ? " \(Self.tileHost)" : ""), "base-uri 'none'",
      "form-action 'none'",
    ].joined(separator: "; ")
    let title = PublicText.xml(content.title[language])
    var page = Array(
      """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>

      """.utf8)
    for style in styles { page += Array("<style>".utf8) + style + Array("</style>\n".utf8) }
    page += Array("</head>\n".utf8) + Array(body.utf8)
    page += Array("<script type=\"application/json\" id=\"planner-data\">".utf8)
    page += Self.withoutMarkup(data.compact())
    page += Array("</script>\n".utf8)
    for script in scripts { page += Array("<script>".utf8) + script + Array("</script>\n".utf8) }
    page += Array("</body>\n</html>\n".utf8)
    return page
  }

  // MARK: The skeleton

  private func word(_ ja: String, _ en: String) -> String {
    PublicText.xml(language == .ja ? ja : en)
  }

  private var body: String {
    let isInternal = content.edition == .committee
    let mark = word("内部資料", "INTERNAL")
    func paragraphs(_ texts: [Text], _ kind: String) -> String {
      texts.map { "<p class=\"\(kind)\">\(PublicText.xml($0[language]))</p>" }.joined(
        separator: "\n")
    }
    let tiles =
      hasTiles
      ? """
      <label class="row"><input type="checkbox" id="tiles"> <span>\(word("地理院タイル（要ネット接続）", "GSI map tiles (needs a network)"))</span></label>
      """ : ""
    let months =
      content.data.hasMonths
      ? """
      <label for="month">\(word("月", "Month"))</label><select id="month"></select>
      """ : ""
    let unchanging =
      isInternal
      ? word(
        "拠点・割合・徒歩圏は、選んだ機能と月のものです。空白地、次に声をかける場所、市町村境をこえる利用は、選んでも変わりません。",
        "Stations, shares and catchments are those of the service and month. Gaps, whom to ask next and the use across municipal lines stay as they are."
      )
      : word(
        "拠点は、選んだ機能と月のものです。割合は機能も月も選ばないときだけ示し、徒歩圏と空白地は、選んでも変わりません。",
        "Stations are those of the service and month. Shares are shown only without either; catchments and gaps stay as they are."
      )
    return """
      <body>
      <a id="skip" href="#search">\(word("一覧と検索へ", "To the lists"))</a>
      <main id="panel">
      <button type="button" id="sheet">\(word("一覧を開く・閉じる", "Open or close the lists"))</button>
      <h1>\(PublicText.xml(content.title[language]))</h1>
      \(isInternal ? "<p><span class=\"edition\">\(mark)</span></p>" : "")
      \(paragraphs(content.notices, "notice"))
      <p id="finding" role="status"></p>
      <p id="shown"></p>
      <div class="screen">
      <h2>\(word("場所をさがす", "Find a place"))</h2>
      <input type="search" id="search" autocomplete="off" aria-label="\(word("名前・地名（かなでも）", "A name, in kanji or kana"))" placeholder="\(word("名前・地名（かなでも）", "A name, in kanji or kana"))">
      <ul class="list" id="results" aria-live="polite"></ul>
      <h2>\(word("条件", "Question"))</h2>
      <div class="fields">
      <label for="service">\(word("機能", "Service"))</label><select id="service"></select>
      <label for="age">\(word("人", "People"))</label><select id="age"></select>
      \(months)
      </div>
      <p class="small">\(unchanging)</p>
      </div>
      <h2>\(word("表示するもの", "What is shown"))</h2>
      <div id="layers"></div>
      \(tiles)
      <div class="tabs screen" role="tablist">
      <button type="button" role="tab" data-tab="steps">\(word("次に声をかける", "Whom to ask"))</button>
      <button type="button" role="tab" data-tab="gaps">\(word("空白地", "Gaps"))</button>
      <button type="button" role="tab" data-tab="areas">\(word("市町村", "Municipalities"))</button>
      </div>
      <p class="small" id="list-note"></p>
      <ul class="list" id="list"></ul>
      <div class="actions screen">
      <button type="button" id="whole">\(word("全体を見る", "Whole area"))</button>
      <button type="button" id="print">\(word("印刷", "Print"))</button>
      <button type="button" id="link">\(word("この表示のリンクをコピー", "Copy a link to this view"))</button>
      </div>
      <h2>\(word("この地図について", "About this map"))</h2>
      \(paragraphs(content.notes, "small"))
      \(paragraphs(content.credits, "small"))
      <p class="small">\(word("「よかったら使って」。できる範囲で、無理をしない、が合言葉です。", "Use them if you like: as far as each can, without strain."))</p>
      </main>
      <div id="stage">
      <div id="map" role="application" aria-label="\(word("地図。矢印キーで動かし、＋と−で拡大・縮小します", "Map: arrow keys move it, + and − zoom"))"></div>
      \(isInternal ? "<div id=\"watermark\" aria-hidden=\"true\">\(mark)</div>" : "")
      </div>

      """
  }

  /// Data of a page must not end its element: `<`, `>` and `&` occur in texts only, where they can
  /// be written by their numbers.
  private static func withoutMarkup(_ json: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    for byte in json {
      switch byte {
      case UInt8(ascii: "<"): result += Array("\\u003c".utf8)
      case UInt8(ascii: ">"): result += Array("\\u003e".utf8)
      case UInt8(ascii: "&"): result += Array("\\u0026".utf8)
      default: result.append(byte)
      }
    }
    return result
  }
}
