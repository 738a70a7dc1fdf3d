internal import Planner

/// Columns of one table for several years, as the future-population grids have them: `PTN_2030`
/// is everybody in 2030, `PTC_2030` those of 65 and more, `HITOKU2030` a mark of suppression and
/// `GASSAN2030` the cell that took the ages in (国土数値情報 将来推計人口).
struct YearColumns {
  /// What the column before its year means; `nil` is known, and no count of ours.
  private static let stems: [String: String?] = [
    "ptn": "total", "pop": "total", "population": "total", "pta": "0-14", "ptb": "15-64",
    "ptc": "65+", "ptd": "75+", "hitoku": GridColumns.projectionFlag.slug,
    "gassan": GridColumns.projectionHost.slug,
  ]

  /// The years for which there is a total, ascending.
  let years: [Int]
  private let columns: [(column: Int, year: Int, slug: String?)]

  init(_ names: [String]) {
    columns = names.enumerated().compactMap { column, name in
      let key = Spelling.key(name)
      guard let year = Self.year(of: name) else { return nil }
      var stem = key.dropLast(4)
      if stem.last == "-" { stem.removeLast() }
      if let slug = Self.stems[String(stem)] { return (column, year, slug) }
      // five-year groups and shares: known, and not counts that we take
      return ["pt", "rt"].contains(stem.prefix(2)) && stem.count <= 4 ? (column, year, nil) : nil
    }
    years = Set(columns.filter { $0.slug == "total" }.map(\.year)).sorted()
  }

  /// The year with which a name ends.
  static func year(of name: String) -> Int? {
    let digits = Spelling.key(name).suffix(4)
    guard digits.count == 4, let year = Int(digits), (1990...2100).contains(year) else {
      return nil
    }
    return year
  }

  /// The names with the columns of one year under our own names, and those of the others blank.
  ///
  /// - Throws: `Failure` (data), naming the years that there are, where one has to be chosen.
  func names(
    _ names: [String], year wanted: Int?, at place: Place
  ) throws -> [String] {
    guard !years.isEmpty else {
      guard let wanted else { return names }
      throw Failure(
        .data,
        what: Text(
          ja: "\(wanted)年が指定されていますが、年ごとの人口の列がありません",
          en: "the year \(wanted) is asked for, but there are no columns of years"),
        at: place,
        remedy: Text(
          ja: "--population-year を外すか、将来推計人口（PTN_2030 など）のファイルを使ってください",
          en: "Leave out --population-year, or use a file with columns such as PTN_2030"))
    }
    let listed = years.map(String.init).joined(separator: ", ")
    guard let year = wanted ?? (years.count == 1 ? years[0] : nil) else {
      throw Failure(
        .data,
        what: Text(
          ja: "\(years.count)つの年の人口があります（\(listed)）",
          en: "there are residents of \(years.count) years (\(listed))"),
        at: place,
        remedy: Text(
          ja: "使う年を --population-year \(years[0]) のように指定してください",
          en: "Choose one with --population-year \(years[0]), say"))
    }
    guard years.contains(year) else {
      throw Failure(
        .data,
        what: Text(ja: "\(year)年の人口の列がありません", en: "there is no column for \(year)"),
        at: place,
        remedy: Text(
          ja: "--population-year に指定できる年：\(listed)",
          en: "Years for --population-year: \(listed)"))
    }
    return renamed(names, year)
  }

  private func renamed(_ names: [String], _ year: Int) -> [String] {
    var names = names
    for entry in columns { names[entry.column] = entry.year == year ? entry.slug ?? "" : "" }
    return names
  }

  /// The columns of suppression that go with columns chosen by name, if these are of one year.
  func marks(ofYears chosen: [Int]) -> (flag: Int?, host: Int?) {
    guard let year = chosen.first, Set(chosen).count == 1 else { return (nil, nil) }
    func column(_ slug: String) -> Int? {
      columns.first { $0.year == year && $0.slug == slug }?.column
    }
    return (column(GridColumns.projectionFlag.slug), column(GridColumns.projectionHost.slug))
  }
}
