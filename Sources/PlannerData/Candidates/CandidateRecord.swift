internal import Planner

/// A row of a list of candidates as read, before it is projected into the working CRS.
struct CandidateRecord: Sendable {
  /// As the list states it; `nil` where it does not.
  var statedID: String?
  /// Blank where the list has none.
  var name: String
  /// As written; blank where the list has none.
  var address = ""
  var coordinate: StationRecord.Coordinate
  var costYen: Double?
  /// The list says that this is the centre of a municipality or a town, not the place itself.
  var isCentre = false
  /// It stands on the point that other rows of its list call such a centre, or that rows with
  /// other addresses share.
  var isOnCentre = false
  /// It is nobody to ask as a candidate of its list's kind, whatever its position.
  var stranger: CandidateColumns.Stranger?
  var place: Place
  /// Less than `point` where it was placed by its address.
  var locationAccuracy = LocationAccuracy.point

  /// The coordinates as numbers that compare: microdegrees or decimetres.
  var rounded: [Int64] {
    switch coordinate {
    case .degrees(let point), .placed(let point):
      [point.x, point.y].map { Int64(($0 * 1e6).rounded()) }
    case .plane(let point): [point.x, point.y].map { Int64(($0 * 10).rounded()) }
    }
  }

  /// An identifier that follows from what the row says, and from nothing else: for rows without
  /// an id of their own, and to tell apart rows that share one.
  func digest(kind: OrganizationKind) -> String {
    // FNV-1a, 64 bits
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let words = [kind.slug] + rounded.map(String.init) + [name]
    for byte in words.joined(separator: "\u{1F}").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// The rows of one kind in one file.
struct CandidateLayer: Sendable {
  var kind: OrganizationKind
  var path: String
  /// In which the records' coordinates are.
  var crs: CoordinateReferenceSystem
  var records: [CandidateRecord] = []
  /// Rows in which something is wrong, as findings say; they are not among the records.
  var wrong = 0
  var withoutPosition = 0
  /// Rows at (0, 0), which geocoders return for what they do not find.
  var atOrigin = 0

  init(kind: OrganizationKind, path: String, crs: CoordinateReferenceSystem) {
    self.kind = kind
    self.path = path
    self.crs = crs
  }
}
