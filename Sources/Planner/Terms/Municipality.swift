/// A municipality or ward by its five-digit code (全国地方公共団体コード without the check digit).
public struct MunicipalityCode: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String

  /// Takes five digits, six (the check digit must be right, and is dropped), or one fewer where a
  /// spreadsheet lost the leading zero: `9201`, and `92011` for 092011, which as five digits would
  /// be of no prefecture or of no municipality. `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    let digits = String(text.filter { !$0.isWhitespace })
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    switch digits.count {
    case 4: self.text = "0" + digits
    case 5:
      let six = "0" + digits
      let five = String(six.prefix(5))
      let isImpossible =
        (Int(digits.prefix(2)) ?? 0) > 47 || (1..<100).contains(Int(digits.suffix(3)) ?? 0)
      self.text =
        isImpossible && six.last?.wholeNumberValue == Self.checkDigit(of: five)
          && (Int(five.suffix(3)) ?? 0) >= 100 ? five : digits
    case 6:
      let five = String(digits.prefix(5))
      guard let check = digits.last?.wholeNumberValue, check == Self.checkDigit(of: five) else {
        return nil
      }
      self.text = five
    default:
      return nil
    }
  }

  /// What belongs to no municipality of no prefecture.
  static let unassigned = MunicipalityCode(digits: "00000")

  private init(digits: String) { text = digits }

  public var description: String { text }

  /// The prefecture, 1 to 47.
  public var prefecture: Int { Int(text.prefix(2)) ?? 0 }

  /// Whether this is a prefecture's code, used for land that belongs to no municipality yet.
  public var isUnassigned: Bool { text.hasSuffix("000") }

  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

  /// The sixth digit: 11 minus the weighted sum (6, 5, 4, 3, 2) modulo 11, last digit.
  static func checkDigit(of five: String) -> Int {
    let sum = zip(five, [6, 5, 4, 3, 2]).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
    return (11 - sum % 11) % 10
  }
}

/// An administrative area. A station belongs to the municipality in which its point lies.
public struct Municipality: Sendable, Hashable {
  public let code: MunicipalityCode
  public let name: String
  public let outline: MultiPolygon<Geographic>

  public init(code: MunicipalityCode, name: String, outline: MultiPolygon<Geographic>) {
    self.code = code
    self.name = name
    self.outline = outline
  }
}

/// One way of grouping municipalities, such as the eleven regions, with its source.
public struct ZoneSystem: Sendable, Hashable {
  public struct Zone: Sendable, Hashable {
    public let name: String
    public let members: [MunicipalityCode]
    /// Where the membership comes from, as the file says.
    public let source: String

    public init(name: String, members: [MunicipalityCode], source: String) {
      self.name = name
      self.members = members
      self.source = source
    }
  }

  public let name: String
  public let zones: [Zone]

  public init(name: String, zones: [Zone]) {
    self.name = name
    self.zones = zones
  }
}

/// A layer of living areas (生活圏域): school districts, 日常生活圏域, anything with an outline.
/// They may overlap and may cross municipal lines.
public struct LivingAreaLayer: Sendable, Hashable {
  public struct Area: Sendable, Hashable {
    /// Unique within the layer: the file's own code where it has one, else the name.
    public let code: String
    public let name: String
    public let outline: MultiPolygon<Geographic>

    public init(code: String, name: String, outline: MultiPolygon<Geographic>) {
      self.code = code
      self.name = name
      self.outline = outline
    }
  }

  public let name: String
  public let areas: [Area]

  public init(name: String, areas: [Area]) {
    self.name = name
    self.areas = areas
  }
}
