private import Dispatch
import Planner
private import Synchronization

/// Shows somebody who is watching that a step that takes longer than a second is still under way:
/// for how long, and where parts of it are counted, how fast and how long it will take.
final class StepMeter: Sendable {
  private struct Step {
    var started = ContinuousClock.now
    var done = 0
    var all = 0
    /// Whether there is a line to be taken back.
    var isShown = false
    var isRunning = false
    var isTicking = false
  }

  private let step = Mutex(Step())
  private let write: @Sendable (String) -> Void
  /// Without control sequences, which not everybody wants; wider than any line here.
  private static let clearLine = "\r" + String(repeating: " ", count: 60) + "\r"

  /// - Parameter write: to the terminal, as it is.
  init(write: @escaping @Sendable (String) -> Void) { self.write = write }

  /// Says what is done next, on a line that stays.
  func begin(_ text: String) {
    let mustTick = step.withLock { step in
      clear(&step)
      write(text + "\n")
      let isTicking = step.isTicking
      step = Step()
      step.isRunning = true
      step.isTicking = true
      return !isTicking
    }
    if mustTick { tick() }
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
