import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one run of a program cost.
struct Cost {
  var wallSeconds: Double
  /// User and system time of all threads.
  var cpuSeconds: Double
  /// The most memory that the process had in use at one time.
  var peakMegabytes: Double
}

/// Runs programs and measures them as wholes, from start to exit.
///
/// The kernel starts a child's memory peak at what its parent holds in that moment, so a program
/// that measures others must stay small itself: everything heavy here is a child of its own.
enum ChildProcess {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// - Parameter errorPath: where its standard error goes; that of this process when `nil`.
  static func run(_ command: [String], errorPath: String? = nil) throws -> Cost {
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") }
    variables.append(nil)
    defer { for text in arguments + variables { free(text) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let errorPath {
      posix_spawn_file_actions_addopen(
        &actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }

    fflush(nil)
    var child: pid_t = 0
    let clock = ContinuousClock()
    let start = clock.now
    let code = posix_spawnp(&child, command[0], &actions, nil, arguments, variables)
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
      wallSeconds: wall, cpuSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds,
      peakMegabytes: Double(usage.ru_maxrss) / unitsPerMegabyte)
  }

  /// The run with the median wall time of several. The memory peak is the largest of all.
  static func median(
    of count: Int, _ command: [String], errorPath: String? = nil,
    afterEach: (Cost) -> Void = { _ in }
  ) throws -> Cost {
    var costs: [Cost] = []
    for _ in 0..<max(1, count) {
      let cost = try run(command, errorPath: errorPath)
      costs.append(cost)
      afterEach(cost)
    }
    costs.sort { $0.wallSeconds < $1.wallSeconds }
    var median = costs[(costs.count - 1) / 2]
    median.peakMegabytes = costs.reduce(0) { max($0, $1.peakMegabytes) }
    return median
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
