import Planner
import PlannerData

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Without a day, a station with a day of leaving is out and one with a day of joining is in,
/// whenever that is. No result depends on the day on which it is reckoned, but whoever reckons is
/// told where it matters.
struct DaysAhead {
  private let leaving: [String]
  private let joining: [String]
  private let today: CalendarDay

  init(_ stations: [Station], after today: CalendarDay) {
    self.today = today
    leaving = stations.filter { $0.left.map { today < $0 } ?? false }.map(\.id.text)
    joining = stations.filter { station in
      station.left == nil && station.joined.map { today < $0 } ?? false
    }.map(\.id.text)
  }

  var findings: [Finding] {
    let remedy = Text(
      ja: "--on \(today) のように日を指定すると、その日に参加している拠点だけを数えます",
      en: "With --on \(today), say, those that take part on the day count")
    var findings: [Finding] = []
    if !leaving.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "退会日がまだ先の拠点も、日を指定していないので除きました（\(list(leaving, .ja))）",
            en: "stations whose day of leaving is yet to come are out, since no day is given "
              + "(\(list(leaving, .en)))"),
          remedy: remedy))
    }
    if !joining.isEmpty {
      findings.append(
        Finding(
          .warning,
          what: Text(
            ja: "参加日がまだ先の拠点も、日を指定していないので数えました（\(list(joining, .ja))）",
            en: "stations that are yet to join count, since no day is given (\(list(joining, .en)))"
          ),
          remedy: remedy))
    }
    return findings
  }

  private func list(_ ids: [String], _ language: Language) -> String {
    let shown = ids.prefix(5).joined(separator: language == .ja ? "、" : ", ")
    guard ids.count > 5 else { return shown }
    return language == .ja ? shown + "ほか\(ids.count - 5)か所" : shown + " and \(ids.count - 5) more"
  }
}

extension CalendarDay {
  /// Today in Japan; `nil` where the clock says nothing that is a day.
  static func today() -> CalendarDay? {
    var seconds = time(nil) + 9 * 3600
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return nil }
    return CalendarDay(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
  }
}
