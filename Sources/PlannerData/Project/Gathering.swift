internal import Planner

/// Collects what readers return, and what they throw, so that all of it can be told at once.
struct Gathering {
  let stated: StatedLicences
  var files: [InputFile] = []
  var findings: [Finding] = []
  /// What stands beside files, with the roles of those beside which it stands.
  private var noticed: [(notice: Text, roles: [String])] = []
  var credits: [Text] = []
  /// No input is missing as a whole.
  var isWhole = true
  var cause = Failure.Cause.data

  init(stated: StatedLicences) { self.stated = stated }

  /// Each notice once; where it is about some of the data only, it says which.
  var notices: [Text] {
    let roles = Set(files.map(\.role))
    return noticed.map { entry in
      guard !roles.allSatisfy({ $0.hasPrefix("zones") || entry.roles.contains($0) }) else {
        return entry.notice
      }
      let names = entry.roles.map { LicenceSummary.name(ofRole: $0) }
      return Text(
        ja: names.map(\.ja).joined(separator: "・") + "について：" + entry.notice.ja,
        en: "On " + names.map(\.en).joined(separator: ", ") + ": " + entry.notice.en)
    }
  }

  /// Reads and takes; notes what is thrown, and goes on to the next file.
  mutating func take<Value>(_ read: () throws -> Reading<Value>) -> Value? {
    do {
      return take(try read())
    } catch {
      note(error)
      return nil
    }
  }

  /// The gazetteer of some files; `nil` where none is named, or what is cannot be used.
  mutating func takeGazetteer(_ paths: [String]) -> Gazetteer? {
    guard !paths.isEmpty else { return nil }
    do {
      let (gazetteer, findings, files) = try readGazetteer(paths: paths)
      for file in files { take(Reading((), findings: [], file: file)) }
      self.findings += findings
      return gazetteer
    } catch {
      note(error)
      return nil
    }
  }

  mutating func note(_ error: any Error) {
    isWhole = false
    if let failure = error as? Failure {
      findings += failure.findings
      if failure.cause == .bug { cause = .bug }
      return
    }
    cause = .bug
    findings.append(
      Finding(
        .error, what: Text(verbatim: "\(error)"),
        remedy: Text(ja: "開発者に知らせてください", en: "Please report this")))
  }

  mutating func take(_ towns: (files: [InputFile], findings: [Finding])) {
    towns.files.forEach { note($0) }
    findings += towns.findings
  }

  mutating func take(_ reading: PopulationReading) -> Population {
    reading.files.forEach { note($0) }
    findings += reading.findings
    return reading.value
  }

  mutating func take<Value>(_ reading: Reading<Value>) -> Value {
    note(reading.file)
    findings += reading.findings
    return reading.value
  }

  /// Lists a file with the credit, the terms and the notice that go with it.
  private mutating func note(_ file: InputFile) {
    let provenance = Provenance(ofFile: file.path, role: file.role)
    if let finding = provenance.finding, !findings.contains(finding) { findings.append(finding) }
    // a list of zones names its own source, row by row, and holds nothing that was modelled
    let isZones = file.role.hasPrefix("zones")
    if let notice = provenance.notice, !isZones {
      if let index = noticed.firstIndex(where: { $0.notice == notice }) {
        if !noticed[index].roles.contains(file.role) { noticed[index].roles.append(file.role) }
      } else {
        noticed.append((notice, [file.role]))
      }
    }
    if let credit = provenance.credit, !isZones, !credits.contains(credit) {
      credits.append(credit)
    }
    files.append(
      file.described(
        by: provenance, stated: stated.licence(ofFile: file.path, role: file.role)))
  }
}
