/// A day of the Gregorian calendar, without a clock and without a time zone.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// `nil` for a day that does not exist, such as 30 February.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDay.days(inMonth: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2024-07-01`, `2024/7/1` and `2024.7.1`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "-" || $0 == "/" || $0 == "." })
    guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2]), parts[0].count == 4
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The fiscal year (年度), April to March, to which the day belongs.
  public var fiscalYear: Int { month >= 4 ? year : year - 1 }

  public var description: String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// The months of the year in which something is open.
public struct Season: Sendable, Hashable {
  private let bits: UInt16

  private init(bits: UInt16) { self.bits = bits }

  public static let allYear = Season(bits: 0b1_1111_1111_1110)

  /// From one month through another, over the new year where the first is the later one.
  public init(from first: Int, through last: Int) {
    var bits: UInt16 = 0
    var month = first
    while true {
      bits |= 1 << UInt16(month)
      if month == last { break }
      month = month % 12 + 1
    }
    self.bits = bits
  }

  public func contains(month: Int) -> Bool { bits & (1 << UInt16(month)) != 0 }

  public func intersection(_ other: Season) -> Season { Season(bits: bits & other.bits) }
}
