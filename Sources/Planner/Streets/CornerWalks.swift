/// How far it is from every corner of a street network to the nearest of some corners, and which
/// of them that is: by corner, `nil` beyond the limit or where there is no walk.
///
/// It is what the search left behind, 8 bytes a corner; numbers are unpacked when they are asked
/// for, since clearing and writing memory for all corners would take longer than a short search.
public struct CornerWalks: RandomAccessCollection, Sendable {
  private let states: [UInt64]

  /// - Parameter states: by corner, centimetres in the upper half, the place in the list of
  ///   corners in the lower; the largest number where there is no walk.
  init(states: [UInt64]) { self.states = states }

  public var startIndex: Int { 0 }
  /// The number of the network's corners.
  public var endIndex: Int { states.count }

  /// The walk from a corner.
  public subscript(corner: Int) -> (centimeters: Int, index: Int)? {
    let state = states[corner]
    return state == .max ? nil : (Int(state >> 32), Int(state & 0xFFFF_FFFF))
  }
}
