import Foundation

/// Memory of this process, and how fast the machine moves it.
package enum Memory {
  /// The most that this process had in use at one time. Unlike what `wait4` tells, it does not
  /// begin at what the parent held.
  package static var peakMegabytes: Double {
    #if os(Linux)
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
      }
      return 0
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }

  /// Bytes a second that one thread reads and writes in a row, by its processor time: the best of some sweeps
  /// `a[i] += 3 · b[i]` over 256 MB each, three accesses of eight bytes an element.
  package static func streamBytesPerSecond() -> Double {
    let count = 32 << 20
    var a = [Double](repeating: 1, count: count)
    let b = [Double](repeating: 2, count: count)
    var best = Double.infinity
    for _ in 0..<5 {
      let watch = Stopwatch()
      a.withUnsafeMutableBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          for index in 0..<count { a[index] += 3 * b[index] }
        }
      }
      best = min(best, watch.cpuSeconds)
    }
    precondition(a[count / 2] == 31)
    return Double(count) * 24 / best
  }

  /// Processor seconds for one read at a random place of so many bytes, each of which tells the next: what
  /// a search pays that waits for every corner. The best of three walks.
  package static func secondsPerDependentRead(ofBytes bytes: Int) -> Double {
    let count = max(2, bytes / 4)
    // one ring through all places (Sattolo 1986)
    var next = (0..<count).map { UInt32($0) }
    var random = SeededRandom(seed: 11)
    for index in stride(from: count - 1, to: 0, by: -1) {
      next.swapAt(index, Int.random(in: 0..<index, using: &random))
    }
    let steps = 2_000_000
    var best = Double.infinity
    var place: UInt32 = 0
    for _ in 0..<3 {
      let watch = Stopwatch()
      for _ in 0..<steps { place = next[Int(place)] }
      best = min(best, watch.cpuSeconds)
    }
    precondition(Int(place) < count)
    return best / Double(steps)
  }
}
