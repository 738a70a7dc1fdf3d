import Foundation
import Planner
import Testing

@testable import PlannerData
@testable import PlannerMaps

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report says what stands in the JSON of its run, and nothing else.
@Suite struct ReportTests {
  /// The files beside a report, read by a parser that is none of the project's.
  private struct Files {
    let roots: [String: Any]

    init(_ results: ReportResults) throws {
      roots = try Dictionary(
        uniqueKeysWithValues: results.files.map {
          ($0.name, try JSONSerialization.jsonObject(with: Data($0.json.serialized())))
        })
    }

    /// What stands at `coverage.json#/areas/3/covered`.
    func value(_ address: String) -> Any? {
      let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, var value = roots[String(parts[0])] else { return nil }
      for token in parts[1].split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
        let name = token.replacing("~1", with: "/").replacing("~0", with: "~")
        if let list = value as? [Any], let index = Int(name), list.indices.contains(index) {
          value = list[index]
        } else if let object = value as? [String: Any], let member = object[String(name)] {
          value = member
        } else {
          return nil
        }
      }
      return value
    }

    func number(_ address: String) -> Double? { (value(address) as? NSNumber)?.doubleValue }

    /// What a figure must say, reckoned anew.
    func number(_ evidence: ReportFigure.Evidence) -> Double? {
      func sum(_ list: [String]) -> Double { list.reduce(0) { $0 + (number($1) ?? 0) } }
      switch evidence {
      case .number(let address): return number(address)
      case .sum(let list): return sum(list)
      case .count(let list):
        #expect(list.allSatisfy { value($0) != nil })
        return Double(list.count)
      case .share(let part, let whole): return sum(whole) > 0 ? sum(part) / sum(whole) : nil
      }
    }
  }

  /// As a committee writes numbers; not by the code that the report prints with.
  private func digits(_ value: Double?, _ unit: ReportUnit) -> String {
    guard let value else { return "–" }
    func fixed(_ value: Double, _ decimals: Int) -> String {
      String(format: "%.\(decimals)f", value)
    }
    switch unit {
    case .share: return fixed((value * 1000).rounded() / 10, 1) + "%"
    case .meters:
      return value < 999.5
        ? "\(Int(value.rounded()))m" : fixed((value / 100).rounded() / 10, 1) + "km"
    case .fiscalYear, .plain: return "\(Int(value.rounded()))"
    default:
      var text = "\(Int(value.rounded()))"
      var place = text.count - 3
      while place > 0 {
        text.insert(",", at: text.index(text.startIndex, offsetBy: place))
        place -= 3
      }
      return text
    }
  }

  /// Names of ages are the only words with digits in them.
  private func withoutAges(_ text: String) -> String {
    ["0〜14歳", "15〜64歳", "65歳以上", "75歳以上", "0-14", "15-64", "65+", "75+"]
      .reduce(text) { $0.replacing($1, with: "") }
  }

  private func hasDigit(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.numericType == .decimal }
  }

  private struct Made: Sendable {
    let name: String
    let results: ReportResults
    let document: ReportDocument
  }

  /// Read and reckoned once, for all that is asked of them.
  private static let made = Result {
    try towns.map { name, town in
      let results = try town.results()
      return Made(name: name, results: results, document: try ReportDocument(results))
    }
  }

  /// Pages take their time: the plain town in both languages, the others in one.
  private static func languages(ofTown town: Int) -> [Language] {
    town == 0 ? Language.allCases : [town % 2 == 0 ? .en : .ja]
  }

  static let towns: [(String, ReportTown)] = {
    var plain = ReportTown()
    plain.candidates = nil
    plain.hasLivingAreas = false
    var alone = ReportTown()
    alone.stations = "name,lat,lon\n<script>alert(1)</script>&\"'‮𠮷,35.541,140.3285\n"
    alone.names = [String(repeating: "とても長い名前の町", count: 22) + "市", "=HYPERLINK(\"x\")町"]
    var nobody = ReportTown()
    nobody.service = ["foodbank"]
    var everybody = ReportTown()
    everybody.radius = "9km"
    var untried = ReportTown()
    untried.draws = 0
    untried.radius = "500m"
    untried.furtherCandidates = "id,name,lat,lon\nd,店一,35.5255,140.3052\ne,商工会,35.5391,140.3477\n"
    return [
      ("all", ReportTown()), ("no candidates, no living areas", plain), ("odd names", alone),
      ("no station fits", nobody), ("no gap", everybody), ("not tried", untried),
    ]
  }()

  @Test(arguments: towns.indices)
  func everyNumberIsInTheJSON(town: Int) throws {
    let made = try Self.made.get()[town]
    let (name, document) = (made.name, made.document)
    let files = try Files(made.results)
    var seen = 0
    for sentence in document.sentences {
      for language in Language.allCases {
        for part in sentence[language].parts {
          switch part {
          case .words(let words): #expect(!hasDigit(withoutAges(words)), "\(name): \(words)")
          case .quote(let quote):
            let there = files.value(quote.address)
            let text =
              there as? String ?? (there as? [String: Any])?[language.rawValue] as? String
            // of digests the beginning
            #expect(text?.hasPrefix(quote.text[language]) == true, "\(name): \(quote)")
            #expect(text == quote.text[language] || quote.address.hasSuffix("/sha256"))
          case .figure(let figure), .bare(let figure):
            let truth = files.number(figure.evidence)
            let printed = sentence[language].text(language)
            #expect(printed.contains(digits(truth, figure.unit)), "\(name): \(printed) \(figure)")
            #expect((truth == nil) == (figure.value == nil), "\(name): \(figure)")
            seen += 1
          }
        }
      }
    }
    for heading in document.headings {
      // a layer's name is its user's
      #expect(!hasDigit(withoutAges(heading.ja + heading.en)), "\(heading)")
    }
    #expect(seen > 300, "\(name)")
  }

  /// The town's first sentences, reckoned by hand from the blocks' own sums.
  @Test func theFindingsAreThoseOfTheTown() throws {
    let results = try Self.made.get()[0].results
    let document = try Self.made.get()[0].document
    let plan = results.maps.plan
    let all = ReportTown.grid.split(separator: "\n").dropFirst()
      .reduce(0.0) { $0 + (Double($1.split(separator: ",")[1]) ?? 0) }
    let coverage = try Coverage(
      of: plan.region, stations: plan.stations, radius: plan.request.radius,
      question: plan.request.question
    ).answer
    #expect(abs(coverage.region.tallies[0].residents - all) < 1e-6)
    let text = document.sentences.map { $0.ja.text(.ja) }
    let covered = Figure.people(coverage.region.tallies[0].covered)
    // the station that has left does not count
    #expect(
      text.contains { $0.contains("2か所の拠点") && $0.contains("のうち\(covered)人") }, "\(text.prefix(3))")
    let page = try String(
      decoding: ReportPage(document, language: .ja).html().bytes, as: UTF8.self)
    #expect(page.contains("内部資料") && page.contains("西の区") && page.contains("重なり"))
    #expect(page.contains("一覧のある種別の中に") || page.contains("候補の一覧がない"))
  }

  @Test func fiscalYearsByHand() throws {
    let years =
      try Self.made.get()[0].results.stations.json["stations"]?["fiscalYears"]?.items ?? []
    func of(_ name: String) -> [Double] { years.compactMap { $0[name]?.value } }
    // 31 March 2023 is still of the year that began in 2022; C leaves in June 2024
    #expect(of("fiscalYear") == [2022, 2023, 2024])
    #expect(of("joined") == [2, 1, 0] && of("left") == [0, 0, 1])
    #expect(of("stations") == [2, 3, 2])
    var undated = ReportTown()
    undated.stations = "name,lat,lon\n家,35.541,140.3285\n"
    let document = try undated.document()
    #expect(document.sentences.contains { $0.ja.text(.ja).contains("参加日の列がない") })
    #expect(!document.charts.contains { $0.title.ja.contains("年度末") })
  }

  @Test func otherWalksAgreeWithCoverage() throws {
    let results = try Self.made.get()[0].results
    let plan = results.maps.plan
    let walks = results.stations.json["walks"]?.items ?? []
    #expect(walks.compactMap { $0["meters"]?.value } == [250, 300, 500, 700, 800, 1000])
    for walk in walks {
      let meters = try #require(walk["meters"]?.value)
      let coverage = try Coverage(
        of: plan.region, stations: plan.stations,
        radius: #require(WalkRadius(meters: meters)), question: plan.request.question)
      let covered = try #require(walk["covered"]?.value)
      #expect(abs(covered - coverage.answer.region.tallies[0].covered) < 1e-6)
    }
  }

  // MARK: Forms

  /// Whether a page is well-formed XML, and its text outside of pictures and the style.
  private final class Reader: NSObject, XMLParserDelegate {
    var text = ""
    var tags: [String] = []
    var isStyle = false
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      tags.append(name)
      isStyle = name == "style"
      for (key, value) in attributes where ["src", "href", "action"].contains(key) {
        #expect(value.hasPrefix("data:image/") || value.hasPrefix("#"), "\(value.prefix(40))")
      }
    }
    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      isStyle = false
      // what stands in two cells is not one number
      text += "\n"
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if !isStyle { text += string }
    }
  }

  @Test(arguments: towns.indices)
  func thePageIsWellFormedAndSaysNothingElse(town: Int) throws {
    let made = try Self.made.get()[town]
    let (name, document) = (made.name, made.document)
    for language in Self.languages(ofTown: town) {
      let page = try ReportPage(document, language: language).html()
      let parser = XMLParser(data: Data(page.bytes))
      let reader = Reader()
      parser.delegate = reader
      #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
      #expect(!reader.tags.contains("script") && !reader.tags.contains("link"))
      let source = String(decoding: page.bytes, as: UTF8.self)
      #expect(source.contains("default-src 'none'; style-src 'sha256-"))
      #expect(!source.contains("url(") && !source.contains("@import") && !source.contains("‮"))
      #expect(source.contains("<html lang=\"\(language.rawValue)\">"))
      #expect(reader.tags.count { $0 == "section" } == document.sections.count)
      #expect(reader.tags.count { $0 == "table" } == document.tables.count)
      // no number on the page that is not one of the document's
      let number = /[0-9][0-9,]*(\.[0-9]+)?/
      let texts =
        document.sentences.map { $0[language].text(language) }
        + document.headings.map { $0[language] }
      let said = Set(texts.flatMap { $0.matches(of: number).map { String($0.output.0) } })
      for match in reader.text.matches(of: number) {
        #expect(said.contains(String(match.output.0)), "\(name): \(match.output.0)")
      }
      if town == 0 {
        #expect(try page.bytes == ReportPage(document, language: language).html().bytes)
      }
    }
  }

  /// Word processors break numbers where columns are too narrow for them.
  @Test(arguments: towns.indices)
  func theDocumentHasRoomForItsNumbers(town: Int) throws {
    let document = try Self.made.get()[town].document
    for language in Self.languages(ofTown: town) {
      let bytes = try ReportPage(document, language: language).html(.raster).bytes
      let page = String(decoding: bytes, as: UTF8.self)
      // the document has the page's title above already
      #expect(!page.contains("<h1>"))
      let groups = page.matches(of: /<colgroup>(.*?)<\/colgroup>/).map { group in
        group.output.1.matches(of: /width: ([0-9]+)%/).compactMap { Int($0.output.1) }
      }
      #expect(groups.count == document.tables.count)
      for (table, widths) in zip(document.tables, groups) {
        #expect(widths.count == table.columns.count && widths.reduce(0, +) <= 100)
        for (column, width) in widths.enumerated() where table.columns[column].unit != nil {
          // a hundredth of a line holds hardly a letter of half an em
          let longest =
            table.shownRows.map { table.text($0[column], column: column, language) }
            .map(\.count).max() ?? 0
          #expect(width >= longest, "\(table.title.ja), column \(column)")
        }
      }
      let numbers = document.tables.map { table in
        table.columns.count { $0.unit != nil }
      }
      #expect(
        page.components(separatedBy: "<th scope=\"col\" style=\"text-align: right\">").count - 1
          == numbers.reduce(0, +))
    }
  }

  @Test(.enabled(if: Pandoc.isInstalled), arguments: towns.indices)
  func theDocumentIsA4(town: Int) throws {
    let document = try Self.made.get()[town].document
    let page = try ReportPage(document, language: .ja).html(.raster)
    let path = FileManager.default.temporaryDirectory.path + "/report-\(town)-\(UUID()).docx"
    let bytes = try Pandoc.docx(ofHTML: page.bytes, for: path)
    let archive = try ZipArchive(FileBytes(bytes, path: path))
    let text = String(
      decoding: try archive.content(of: try #require(archive["word/document.xml"])), as: UTF8.self)
    let sizes = text.matches(of: /<w:pgSz ([^>]*)\/>/).map { String($0.output.1) }
    #expect(sizes.count == 1 && sizes.allSatisfy { $0.contains("w:w=\"11906\"") }, "\(sizes)")
    let styles = String(
      decoding: try archive.content(of: try #require(archive["word/styles.xml"])), as: UTF8.self)
    // every style that the text has is there, and the only small one is that of cells
    for name in Set(text.matches(of: /<w:(?:p|r|tbl)Style w:val="([^"]*)"/).map(\.output.1)) {
      #expect(styles.contains("w:styleId=\"\(name)\""), "\(name)")
    }
    #expect(text.contains("<w:tbl>") && styles.contains("Yu Gothic"))
    let small = text.replacing(/<w:tbl>.*?<\/w:tbl>/.dotMatchesNewlines(), with: "")
    #expect(small.matches(of: /"Compact"/).isEmpty)
  }

  @Test func listsOfAKindAreOneRow() throws {
    let document = try Self.made.get()[5].document
    let lists = try #require(document.tables.first { $0.sheet.en == "lists" })
    #expect(lists.rows.count == 1)
    var counts: [String: Double] = [:]
    for (column, cell) in zip(lists.columns, lists.rows[0]) {
      if case .figure(let figure) = cell { counts[column.title.en] = figure.value }
    }
    // one shop is in both lists
    #expect(counts["read"] == 5 && counts["merged"] == 1 && counts["used"] == 4)
  }

  @Test func aShortTableStaysOnOnePage() throws {
    func table(_ rows: Int) -> ReportTable {
      ReportTable(
        Text(ja: "表", en: "table"), sheet: Text(ja: "表", en: "table"),
        columns: [ReportTable.Column("列", "column")],
        rows: (0..<rows).map { [.words("\($0)行目", "row \($0)")] })
    }
    func drawings(leaving room: Double, _ rows: Int) throws -> [Int] {
      var flow = PageFlow(try Canvas(.pdf, width: 595, height: 842), width: 595, height: 842)
      flow.add(height: flow.room - room) { _ in }
      flow.add(table(rows), language: .ja)
      return flow.pages.map(\.drawings.count)
    }
    // what fills the page, then a title, a header and rows
    #expect(try drawings(leaving: 300, 6) == [1 + 2 + 6])
    #expect(try drawings(leaving: 90, 6) == [1, 2 + 6])
    let long = try drawings(leaving: 90, 40)
    #expect(long.count == 2 && long[0] > 1 + 2 && long[0] + long[1] == 1 + 2 + 40 + 1, "\(long)")
  }

  @Test(arguments: towns.indices)
  func thePaperHasPagesAndFonts(town: Int) throws {
    let document = try Self.made.get()[town].document
    for language in Self.languages(ofTown: town) {
      let paper = try ReportPaper(document, language: language).pdf().bytes
      #expect(paper.starts(with: Array("%PDF-".utf8)))
      let text = String(decoding: paper, as: UTF8.self)
      let count = try #require(text.firstMatch(of: /\/Count ([0-9]+)/)?.output.1)
      #expect((4...20).contains(try #require(Int(count))), "\(count)")
      #expect(text.contains("/FontFile") && text.contains("/MediaBox [ 0 0 595.2"))
      #expect(text.contains("/Outlines"))
      if town == 0 {
        #expect(try paper == ReportPaper(document, language: language).pdf().bytes)
      }
    }
  }

  @Test(arguments: towns.indices)
  func theWorkbookIsReadBack(town: Int) throws {
    let made = try Self.made.get()[town]
    let (name, document) = (made.name, made.document)
    for language in Self.languages(ofTown: town) {
      let writer = ReportWorkbook(document, language: language)
      let bytes = try writer.xlsx(for: "report.xlsx")
      #expect(try bytes == writer.xlsx(for: "report.xlsx"))
      let book = try Workbook(FileBytes(bytes, path: "report.xlsx"))
      #expect(book.sheets.count == document.tables.count + 1)
      #expect(Set(book.sheets.map(\.name)).count == book.sheets.count)
      for table in document.tables {
        let sheet = try #require(book.sheets.first { $0.name == table.sheet[language] })
        #expect(sheet.name.count <= 31)
        let rows = sheet.rows.head(sheet.rows.count)
        #expect(rows.count == table.rows.count + 1, "\(name): \(sheet.name)")
        #expect(Set(rows[0]).count == table.columns.count, "\(rows[0])")
        for (cells, row) in zip(rows.dropFirst(), table.rows) {
          for (index, cell) in row.enumerated() where table.columns[index].unit != nil {
            let text = index < cells.count ? cells[index] : ""
            guard case .figure(let figure) = cell, let value = figure.value else {
              #expect(text.isEmpty, "\(sheet.name): \(text)")
              continue
            }
            let number =
              figure.unit == .share ? (value * 1000).rounded() / 10 : value.rounded()
            #expect(Double(text) == number, "\(sheet.name): \(text), not \(number)")
          }
        }
      }
      let archive = try ZipArchive(FileBytes(bytes, path: "report.xlsx"))
      let strings = try #require(archive["xl/sharedStrings.xml"])
      let text = String(decoding: try archive.content(of: strings), as: UTF8.self)
      #expect(!text.contains(">=") && !text.contains(">@"))
      for member in archive.members where member.name.hasPrefix("xl/worksheets/") {
        let sheet = String(decoding: try archive.content(of: member), as: UTF8.self)
        #expect(!sheet.contains("<f>") && !sheet.contains("<f "))
      }
    }
  }
}
