internal import Planner
internal import PlannerData

/// What a number of a report counts, and so how it is printed and rounded.
enum ReportUnit: Sendable, Hashable {
  /// Whole residents.
  case people
  /// Residents weighted, expected or counted again, as the recommendation asked.
  case counted
  /// Whole households, or whatever an attribute counts.
  case households
  /// A share of 1, in percent with one decimal.
  case share
  /// Whole metres under a kilometre, tenths of kilometres above.
  case meters
  /// Of walking, with a decimal where it is no whole number.
  case minutes
  case places
  case stations
  case municipalities
  case items
  case times
  case yen
  /// A year from April through March.
  case fiscalYear
  /// A rank or a number of a year, without a unit.
  case plain

  /// With the unit, as it stands in a sentence.
  func printed(_ value: Double?, _ language: Language) -> String {
    guard let value else { return "–" }
    let number = bare(value, language)
    guard let unit = suffix(of: value)?[language] else { return number }
    return number + (language == .ja ? "" : " ") + unit
  }

  /// Without one, as it stands under a header that names it.
  func bare(_ value: Double?, _ language: Language) -> String {
    guard let value else { return "–" }
    switch self {
    case .share: return Figure.percent(value)
    case .meters: return Figure.distance(value)
    case .minutes: return value == value.rounded() ? "\(Int(value))" : Figure.fixed(value, 1)
    case .fiscalYear: return language == .ja ? "\(Int(value))年度" : "FY\(Int(value))"
    case .plain: return "\(Int(value.rounded()))"
    default: return Figure.people(value)
    }
  }

  /// The number as it is printed, for cells that are reckoned with further: in the unit of `header`.
  func rounded(_ value: Double) -> Double {
    switch self {
    case .share: (value * 1000).rounded() / 10
    case .minutes: (value * 10).rounded() / 10
    default: value.rounded()
    }
  }

  /// Of a column; `nil` where the numbers speak for themselves.
  var header: Text? {
    switch self {
    case .people: Text(ja: "人", en: "residents")
    case .counted: Text(ja: "人", en: "residents")
    case .households: Text(ja: "数", en: "count")
    case .share: Text(ja: "%", en: "%")
    case .meters: Text(ja: "m", en: "m")
    case .minutes: Text(ja: "分", en: "min")
    case .places: Text(ja: "か所", en: "places")
    case .stations: Text(ja: "か所", en: "stations")
    case .municipalities: Text(ja: "市町村", en: "municipalities")
    case .items: Text(ja: "件", en: "items")
    case .times: Text(ja: "回", en: "times")
    case .yen: Text(ja: "円", en: "yen")
    case .fiscalYear, .plain: nil
    }
  }

  private func suffix(of value: Double) -> Text? {
    let isOne = value.rounded() == 1
    switch self {
    case .people, .counted: return Text(ja: "人", en: isOne ? "resident" : "residents")
    case .households: return Text(ja: "", en: "")
    case .places: return Text(ja: "か所", en: isOne ? "place" : "places")
    case .stations: return Text(ja: "か所", en: isOne ? "station" : "stations")
    case .municipalities:
      return Text(ja: "市町村", en: isOne ? "municipality" : "municipalities")
    case .items: return Text(ja: "件", en: isOne ? "item" : "items")
    case .minutes: return Text(ja: "分", en: "min")
    case .times: return Text(ja: "回", en: isOne ? "time" : "times")
    case .yen: return Text(ja: "円", en: "yen")
    case .share, .meters, .fiscalYear, .plain: return nil
    }
  }
}

/// A number of a report with its unit and where in the JSON of the run it can be found.
struct ReportFigure: Sendable, Hashable {
  /// How it follows from the files beside the report, by addresses such as
  /// `coverage.json#/region/covered`.
  enum Evidence: Sendable, Hashable {
    case number(String)
    case sum([String])
    /// How many of the files' values are meant.
    case count([String])
    case share([String], of: [String])

    /// For people who look: the first addresses, and how many more.
    var described: String {
      func list(_ addresses: [String]) -> String {
        addresses.prefix(3).joined(separator: " + ")
          + (addresses.count > 3 ? " + … (\(addresses.count))" : "")
      }
      switch self {
      case .number(let address): return address
      case .sum(let addresses): return list(addresses)
      case .count(let addresses): return "n(\(list(addresses)))"
      case .share(let part, let whole): return "(\(list(part))) / (\(list(whole)))"
      }
    }
  }

  /// `nil` where there is none, such as a distance without stations.
  let value: Double?
  let unit: ReportUnit
  let evidence: Evidence

  func printed(_ language: Language) -> String { unit.printed(value, language) }
  func bare(_ language: Language) -> String { unit.bare(value, language) }
}

/// Words that stand so in the JSON of the run: a name, or a whole sentence.
struct ReportQuote: Sendable, Hashable {
  let text: Text
  let address: String

  init(_ text: Text, from address: String) {
    self.text = text
    self.address = address
  }
}

/// A sentence of a report in one language. What is written in the source are words without any
/// digit; numbers and names come with where they are from.
struct ReportLine: Sendable, Hashable, ExpressibleByStringInterpolation {
  enum Part: Sendable, Hashable {
    case words(String)
    /// With its unit.
    case figure(ReportFigure)
    /// Where the sentence says the unit.
    case bare(ReportFigure)
    case quote(ReportQuote)
  }

  var parts: [Part]

  init(_ parts: [Part]) { self.parts = parts }
  init(stringLiteral value: String) { parts = [.words(value)] }
  init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }

  struct Interpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { parts.append(.words(literal)) }
    }
    mutating func appendInterpolation(_ figure: ReportFigure) { parts.append(.figure(figure)) }
    mutating func appendInterpolation(bare figure: ReportFigure) { parts.append(.bare(figure)) }
    mutating func appendInterpolation(_ quote: ReportQuote?) {
      parts.append(quote.map { .quote($0) } ?? .words("–"))
    }
    mutating func appendInterpolation(_ line: ReportLine) { parts += line.parts }
    /// Words that are chosen; no digits but in the name of an age.
    mutating func appendInterpolation(words: String) { appendLiteral(words) }
  }
}

/// A sentence in both languages.
struct ReportSentence: Sendable, Hashable {
  let ja: ReportLine
  let en: ReportLine

  init(ja: ReportLine, en: ReportLine) {
    self.ja = ja
    self.en = en
  }

  /// Words without a number.
  init(_ text: Text) {
    self.init(ja: ReportLine([.words(text.ja)]), en: ReportLine([.words(text.en)]))
  }

  init(_ quote: ReportQuote) {
    self.init(ja: ReportLine([.quote(quote)]), en: ReportLine([.quote(quote)]))
  }

  init(_ figure: ReportFigure) {
    self.init(ja: ReportLine([.figure(figure)]), en: ReportLine([.figure(figure)]))
  }

  subscript(language: Language) -> ReportLine { language == .ja ? ja : en }

  static func + (a: Self, b: Self) -> Self {
    Self(
      ja: ReportLine(a.ja.parts + b.ja.parts),
      en: ReportLine(a.en.parts + [.words(" ")] + b.en.parts))
  }
}

extension ReportLine {
  /// As it is read.
  func text(_ language: Language) -> String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .figure(let figure): figure.printed(language)
      case .bare(let figure): figure.bare(language)
      case .quote(let quote): quote.text[language]
      }
    }.joined()
  }
}

extension [ReportQuote] {
  /// One after the other, as a list of names.
  var listed: ReportSentence {
    func line(_ separator: String) -> ReportLine {
      var parts: [ReportLine.Part] = []
      for quote in self {
        if !parts.isEmpty { parts.append(.words(separator)) }
        parts.append(.quote(quote))
      }
      return ReportLine(parts)
    }
    return ReportSentence(ja: line("・"), en: line(", "))
  }
}
