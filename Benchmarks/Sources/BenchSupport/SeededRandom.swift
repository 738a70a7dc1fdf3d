/// SplitMix64: the same numbers on every machine and in every run.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A stream for one thing among many, such as the border between two towns, so that what is
  /// made of it does not depend on what was made before.
  package init(seed: UInt64, _ words: Int...) {
    state = seed
    for word in words {
      state ^= UInt64(bitPattern: Int64(word))
      state = next()
    }
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 up to but not including 1.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// −1 up to but not including 1.
  package mutating func signed() -> Double { 2 * unit() - 1 }
}
