public import Planner

/// What a caller says of population files that they do not say plainly themselves.
public struct PopulationOptions: Sendable, Hashable {
  /// Which count columns to take: their names in the file, or `65+=COLUMN` to say what one means.
  /// Without a column known as the total, the first is it. `nil` takes every column that is known
  /// by itself.
  public var columns: [String]?
  /// The level of the grid, where the codes do not tell it.
  public var level: GridLevel?
  /// Which year's columns to take, where there are several.
  public var year: Int?

  public init(columns: [String]? = nil, level: GridLevel? = nil, year: Int? = nil) {
    self.columns = columns?.isEmpty ?? true ? nil : columns
    self.level = level
    self.year = year
  }
}

extension PopulationOptions {
  /// What a project says of its population files.
  ///
  /// - Throws: `Failure` (usage) for a grid or a year that is none.
  init(_ project: ProjectFile) throws {
    self.init(columns: project.populationColumns)
    var findings: [Finding] = []
    if let text = project.populationGrid {
      let key = Spelling.key(text)
      level = GridLevel.allCases.first { Spelling.key($0.slug) == key }
      if level == nil {
        let known = GridLevel.allCases.map(\.slug).joined(separator: ", ")
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "「\(text.shortened)」というメッシュの大きさはありません",
              en: "there is no grid of \(text.quoted)"),
            remedy: Text(ja: "使えるもの：" + known, en: "Known: " + known)))
      }
    }
    if let text = project.populationYear {
      year = Int(Spelling.widthFolded(text).filter { $0 != "年" && $0 != " " })
      if !(1990...2100).contains(year ?? 0) {
        findings.append(
          Finding(
            .error,
            what: Text(
              ja: "人口の年「\(text.shortened)」が分かりません",
              en: "the year \(text.quoted) of the population is not understood"),
            remedy: Text(ja: "2030 のように西暦で書いてください", en: "Write it like 2030")))
      }
    }
    if project.populationYear != nil, !project.populationColumns.isEmpty {
      findings.append(
        Finding(
          .error,
          what: Text(
            ja: "--population-year と --population-column が両方あります",
            en: "both --population-year and --population-column are given"),
          remedy: Text(
            ja: "列を指定するなら、その年の列だけを書き、--population-year は外してください",
            en: "Columns that are named say which year they are of: leave out --population-year")))
    }
    guard findings.isEmpty else { throw Failure(.usage, findings) }
  }
}

/// Residents out of one or several files.
public struct PopulationReading: Sendable {
  public var value: Population
  /// Those of severity error are rows that are missing from the value.
  public var findings: [Finding]
  /// In the order in which they were named.
  public var files: [InputFile]
}
