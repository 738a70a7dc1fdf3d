private import Dispatch

/// `body(0) … body(count - 1)` on as many threads as the machine has, results in index order.
///
/// The work of an index must not depend on the others; then the result does not depend on the
/// number of threads. Of several errors the one with the lowest index is thrown.
package func inParallel<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  guard count > 1 else { return count == 1 ? [try body(0)] : [] }
  let slots = UnsafeMutablePointer<Swift.Result<Result, any Error>?>.allocate(capacity: count)
  slots.initialize(repeating: nil, count: count)
  defer {
    slots.deinitialize(count: count)
    slots.deallocate()
  }
  // each iteration writes its own slot, and all are read after the last has ended
  nonisolated(unsafe) let shared = slots
  withoutActuallyEscaping(body) { body in
    DispatchQueue.concurrentPerform(iterations: count) { index in
      shared[index] = Swift.Result { try body(index) }
    }
  }
  return try (0..<count).compactMap { try slots[$0]?.get() }
}

/// The same for work that cannot fail.
package func inParallel<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let throwing: @Sendable (Int) throws -> Result = { body($0) }
  return (try? inParallel(count, throwing)) ?? []
}

extension Array where Element: Sendable {
  /// Lets several threads write the elements in place. Every element may be written by one of
  /// them only, and read by none before all have ended.
  mutating func withSharedBuffer(_ body: (SharedBuffer<Element>) throws -> Void) rethrows {
    try withUnsafeMutableBufferPointer { try body(SharedBuffer($0)) }
  }
}

/// Memory into which several threads write, each its own part.
struct SharedBuffer<Element>: @unchecked Sendable {
  private let buffer: UnsafeMutableBufferPointer<Element>

  fileprivate init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }

  subscript(index: Int) -> Element {
    get { buffer[index] }
    nonmutating set { buffer[index] = newValue }
  }
}

/// Cuts `0..<count` into runs of about equal length. The number of runs is fixed by the length
/// alone, never by the machine, so that sums taken run by run come out the same everywhere.
func fixedRuns(of count: Int, length: Int = 65_536) -> [Range<Int>] {
  stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
}
