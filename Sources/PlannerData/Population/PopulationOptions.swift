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

/// Residents out of one or several files.
public struct PopulationReading: Sendable {
  public var value: Population
  /// Those of severity error are rows that are missing from the value.
  public var findings: [Finding]
  /// In the order in which they were named.
  public var files: [InputFile]
}
