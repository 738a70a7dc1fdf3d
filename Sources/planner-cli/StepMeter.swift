private import Dispatch
import Planner
private import Synchronization

/// Shows somebody who is watching that a step that takes longer than a second is still under way:
/// for how long, and where parts of it are counted, how fast and how long it will take. Where
/// timings are wanted, says of each step that has ended how long it took.
final class StepMeter: Sendable {
  /// How much of what goes on is told.
  struct Manner {
    /// Whether anything is.
    var isHeard = true
    /// Whether somebody is watching.
    var isWatched = false
    /// Whether each step is told with its time, watched or not.
    var isTimed = false
  }

  private struct Step {
    /// When the step began, and when the part of it that is counted.
    var began = ContinuousClock.now
    var started = ContinuousClock.now
    var done = 0
    var all = 0
    /// Whether there is a line to be taken back.
    var isShown = false
    /// Whether it is being shown how long it takes.
    var isRunning = false
    /// Whether it has begun, and its time has not been told.
    var isUnderWay = false
    var isTicking = false
  }

  private let step = Mutex(Step())
  private let manner = Mutex(Manner())
  private let firstBegan = Mutex<ContinuousClock.Instant?>(nil)
  private let write: @Sendable (String) -> Void
  /// Without control sequences, which not everybody wants; wider than any line here.
  private static let clearLine = "\r" + String(repeating: " ", count: 60) + "\r"

  /// - Parameter write: to the terminal, as it is.
  init(write: @escaping @Sendable (String) -> Void) { self.write = write }

  func tell(_ new: Manner) { manner.withLock { $0 = new } }

  /// Says what is done next, on a line that stays.
  func begin(_ text: String) {
    let manner = manner.withLock { $0 }
    guard manner.isHeard, manner.isWatched || manner.isTimed else { return }
    firstBegan.withLock { if $0 == nil { $0 = .now } }
    let mustTick = step.withLock { step in
      clear(&step)
      if manner.isTimed { tellTime(&step) }
      write(text + "\n")
      let isTicking = step.isTicking
      step = Step()
      step.isUnderWay = true
      step.isRunning = manner.isWatched
      step.isTicking = isTicking || manner.isWatched
      return manner.isWatched && !isTicking
    }
    if mustTick { tick() }
  }

  /// Ends the last step, with the time that all took where timings are wanted.
  func finish() {
    end()
    guard manner.withLock({ $0.isHeard && $0.isTimed }), let first = firstBegan.withLock({ $0 })
    else { return }
    step.withLock { tellTime(&$0) }
    let seconds = first.duration(to: .now) / .seconds(1)
    write(words("全体：", "in all: ") + Self.time(seconds) + "\n")
  }

  /// `1.25秒`
  static func time(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)" + words("秒", " s")
  }

  private func tellTime(_ step: inout Step) {
    guard step.isUnderWay else { return }
    step.isUnderWay = false
    write("  " + Self.time(step.began.duration(to: .now) / .seconds(1)) + "\n")
  }

  func note(_ done: Int, of all: Int) {
    step.withLock { step in
      // what is told late must not go back
      step.done = all == step.all ? max(done, step.done) : done
      if all != step.all { step.started = .now }
      step.all = all
    }
  }

  /// Takes the line back, so that something else can be said.
  func end() {
    step.withLock { step in
      clear(&step)
      step.isRunning = false
    }
  }

  private func clear(_ step: inout Step) {
    if step.isShown { write(Self.clearLine) }
    step.isShown = false
  }

  private func tick() {
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.5) { [self] in
      let goesOn = step.withLock { step in
        guard step.isRunning else {
          step.isTicking = false
          return false
        }
        let seconds = step.started.duration(to: .now) / .seconds(1)
        if seconds >= 1 {
          write(Self.clearLine + "  " + Self.line(seconds: seconds, done: step.done, of: step.all))
          step.isShown = true
        }
        return true
      }
      if goesOn { tick() }
    }
  }

  /// `12 / 100（毎秒3.1、残り約28秒）`; only the time where nothing is counted.
  static func line(seconds: Double, done: Int, of all: Int) -> String {
    let elapsed = Int(seconds)
    guard all > 0, done > 0 else { return words("\(elapsed)秒", "\(elapsed) s") }
    let rate = Double(done) / seconds
    let left = Int((Double(all - done) / rate).rounded(.up))
    let tenths = Double(Int(rate * 10)) / 10
    return words(
      "\(done) / \(all)（毎秒\(tenths)、残り約\(left)秒）",
      "\(done) of \(all) (\(tenths) per second, about \(left) s left)")
  }
}
