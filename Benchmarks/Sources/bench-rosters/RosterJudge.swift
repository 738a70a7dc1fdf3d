import Foundation
import Planner
import PlannerData

/// What `check` and `--fix` made of a generated list, beside the truth.
struct RosterJudge {
  /// By code of finding.
  struct Score: Equatable {
    /// Mistakes that are in the lists.
    var faults = 0
    /// Found, with a mend that was made.
    var mended = 0
    /// Found, and left to a person.
    var proposed = 0
    var missed = 0
    /// Findings where there is no mistake.
    var falseAlarms = 0
  }

  private(set) var scores: [String: Score] = [:]
  /// Cells that were changed to what is in the truth.
  private(set) var rightCells = 0
  /// Cells that were changed to something else. There must be none.
  private(set) var wrongCells = 0
  private(set) var lostRows = 0
  private(set) var rows = 0
  /// Seeds with something missed or a false alarm, a line each, for looking at.
  private(set) var remarks: [String] = []

  init() {}

  /// Checks and mends one list.
  ///
  /// - Parameters:
  ///   - roster: the list.
  ///   - folder: with `outlines.geojson` and `towns.csv`; the list is written there too.
  mutating func judge(_ roster: GeneratedRoster, in folder: String) throws {
    let path = "\(folder)/list-\(roster.seed).csv"
    try Data(roster.bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var project = ProjectFile()
    project.stations = path
    if roster.isPlane { project.stationsCRS = GeneratedRoster.planeSystem }
    if roster.hasOutlines { project.municipalities = "\(folder)/outlines.geojson" }
    if roster.hasGazetteer { project.gazetteer = ["\(folder)/towns.csv"] }
    let checkup = Checkup(project)
    rows += roster.cells.count
    compare(checkup, roster)
    try compareCells(checkup.mended().csv, roster)
  }

  private mutating func compare(_ checkup: Checkup, _ roster: GeneratedRoster) {
    var found: [GeneratedRoster.Fault: Bool] = [:]
    for entry in checkup.findings where entry.layer == "stations" && entry.code != .reading {
      let fault = GeneratedRoster.Fault(
        code: entry.code.rawValue, row: entry.finding.place.row ?? 0)
      found[fault] = (found[fault] ?? false) || entry.isCertain
    }
    for fault in roster.faults {
      scores[fault.code, default: Score()].faults += 1
      switch found[fault] {
      case true?: scores[fault.code, default: Score()].mended += 1
      case false?: scores[fault.code, default: Score()].proposed += 1
      case nil:
        scores[fault.code, default: Score()].missed += 1
        remark("missed", fault, roster)
      }
    }
    for fault in found.keys where !roster.faults.contains(fault) && !roster.allowed.contains(fault)
    {
      scores[fault.code, default: Score()].falseAlarms += 1
      remark("false alarm", fault, roster)
    }
  }

  private mutating func remark(
    _ what: String, _ fault: GeneratedRoster.Fault, _ roster: GeneratedRoster
  ) {
    let row = fault.row - 2
    let cells = roster.cells.indices.contains(row) ? roster.cells[row].joined(separator: "|") : ""
    remarks.append(
      "\(what) \(fault.code): seed \(roster.seed) row \(fault.row)"
        + (roster.hasOutlines ? "" : " without outlines")
        + (roster.hasGazetteer ? "" : " without towns")
        + (roster.isPlane ? " in metres" : "") + (roster.isOldDatum ? " in the old datum" : "")
        + " \(cells)")
  }

  private mutating func compareCells(_ csv: String, _ roster: GeneratedRoster) {
    let table = Self.parsed(csv)
    guard table.count == roster.cells.count + 1 else {
      lostRows += abs(roster.cells.count + 1 - table.count)
      remarks.append("rows lost: seed \(roster.seed)")
      return
    }
    for (row, fields) in table.dropFirst().enumerated() {
      for (column, field) in fields.enumerated() {
        let before = roster.inEncoding(roster.cells[row][column])
        guard field != before else { continue }
        let truth = roster.inEncoding(roster.truth[row][column])
        // half-width is right, whatever else is wrong with a number
        if field == truth || GeneratedRoster.wide(field) == before {
          rightCells += 1
        } else {
          wrongCells += 1
          remarks.append(
            "wrong mend: seed \(roster.seed) row \(row + 2) \(before) to \(field), not \(truth)")
        }
      }
    }
  }

  /// RFC 4180.
  static func parsed(_ csv: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = csv.unicodeScalars.drop { $0 == "\u{FEFF}" }[...]
    while let scalar = scalars.popFirst() {
      if isQuoted {
        if scalar != "\"" {
          field.unicodeScalars.append(scalar)
        } else if scalars.first == "\"" {
          field.unicodeScalars.append(scalar)
          scalars.removeFirst()
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        row.append(field)
        field = ""
      } else if scalar == "\n" {
        rows.append(row + [field])
        (row, field) = ([], "")
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
