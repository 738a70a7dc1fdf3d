import Foundation

extension Double {
  package func fixed(_ decimals: Int) -> String { String(format: "%.\(decimals)f", self) }
}

extension String {
  /// To a width in characters, on the left when negative.
  package func padded(_ width: Int) -> String {
    let gap = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? gap + self : self + gap
  }
}
