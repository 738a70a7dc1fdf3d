import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one run of a program cost.
package struct Cost {
  package var wallSeconds: Double
  /// The least wall time of several runs: the one that others disturbed least.
  package var fastestSeconds: Double
  /// User and system time of all threads.
  package var cpuSeconds: Double
  /// The most memory that the process had in use at one time.
  package var peakMegabytes: Double
}

/// Runs programs and measures them as wholes, from start to exit.
///
/// The kernel starts a child's memory peak at what its parent holds in that moment, so a program
/// that measures others must stay small itself: everything heavy here is a child of its own.
package enum ChildProcess {
  package struct Problem: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
  }

  /// Runs a program to its end.
  ///
  /// - Parameter command: the program, by path or name, and its arguments.
  /// - Returns: what it cost.
  /// - Throws: `Problem` when it cannot be started, or does not end with exit code 0.
  package static func run(_ command: [String]) throws -> Cost {
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") }
    variables.append(nil)
    defer { for text in arguments + variables { free(text) } }
    fflush(nil)
    var child: pid_t = 0
    let clock = ContinuousClock()
    let start = clock.now
    let code = posix_spawnp(&child, command[0], nil, nil, arguments, variables)
    guard code == 0 else {
      throw Problem(description: "\(command[0]): \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw Problem(description: "\(command[0]) was lost") }
    }
    let wall = start.duration(to: clock.now).seconds
    guard status == 0 else {
      let what = status & 0x7F == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
      throw Problem(description: "\(command.joined(separator: " ")): \(what)")
    }
    #if canImport(Glibc)
      let unitsPerMegabyte = 1024.0
    #else
      let unitsPerMegabyte = 1_048_576.0
    #endif
    return Cost(
      wallSeconds: wall, fastestSeconds: wall,
      cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds,
      peakMegabytes: Double(usage.ru_maxrss) / unitsPerMegabyte)
  }

  /// The run with the median wall time of several, but the largest memory peak of all.
  package static func median(of count: Int, _ command: [String]) throws -> Cost {
    var costs = try (0..<max(1, count)).map { _ in try run(command) }
    costs.sort { $0.wallSeconds < $1.wallSeconds }
    var median = costs[(costs.count - 1) / 2]
    median.fastestSeconds = costs[0].wallSeconds
    median.peakMegabytes = costs.reduce(0) { max($0, $1.peakMegabytes) }
    return median
  }
}

extension Duration {
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

/// Wall and processor time from one moment on, of this process with all its threads.
package struct Stopwatch {
  package var wallSeconds: Double { start.duration(to: ContinuousClock().now).seconds }
  package var cpuSeconds: Double { Self.processorSeconds - startOfProcessor }

  private let start = ContinuousClock().now
  private let startOfProcessor = Self.processorSeconds

  package init() {}

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
