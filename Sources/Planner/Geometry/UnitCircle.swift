#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Corner `index` of a regular polygon with `count` corners on the unit circle, from the east
/// counter-clockwise.
package func unitCircle(_ index: Int, of count: Int) -> (x: Double, y: Double) {
  let angle = 2 * Double.pi * Double(index) / Double(count)
  return (cos(angle), sin(angle))
}
