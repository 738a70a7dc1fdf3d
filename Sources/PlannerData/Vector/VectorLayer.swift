public import Planner

/// The coordinates of a file as they stand there, in whatever system the file uses: degrees or
/// metres, `x` east and `y` north. Nothing but a reader works in this space.
public enum FileSpace: Space {}

/// The shape of a feature, in the file's own coordinates. Heights are dropped; a collection is
/// reduced to its members of the highest dimension.
public enum VectorGeometry: Sendable, Hashable {
  case points([Position<FileSpace>])
  case lines([[Position<FileSpace>]])
  case polygons(MultiPolygon<FileSpace>)

  public enum Kind: String, Sendable, Hashable {
    case points
    case lines
    case polygons

    /// For messages.
    public var name: Text {
      switch self {
      case .points: Text(ja: "点", en: "points")
      case .lines: Text(ja: "線", en: "lines")
      case .polygons: Text(ja: "面", en: "polygons")
      }
    }
  }

  public var kind: Kind {
    switch self {
    case .points: .points
    case .lines: .lines
    case .polygons: .polygons
    }
  }

  /// An outline in any space, to be written to a file whose system is that space's.
  public init<S: Space>(outline: MultiPolygon<S>) {
    self = .polygons(outline.inSpace(FileSpace.self))
  }

  /// A point in any space, to be written to a file whose system is that space's.
  public init<S: Space>(point: Position<S>) {
    self = .points([Position(x: point.x, y: point.y)])
  }

  /// Lines in any space, to be written to a file whose system is that space's.
  public init<S: Space>(lines: [[Position<S>]]) {
    self = .lines(lines.map { line in line.map { Position(x: $0.x, y: $0.y) } })
  }
}

/// One feature of a vector file.
public struct VectorFeature: Sendable, Hashable {
  /// The identifier that the file itself gives, where it gives one.
  public var id: String?
  /// Counted from 0 in file order. Messages count from 1.
  public var index: Int
  /// By the layer's `fieldNames`, in that order; `nil` where the file has no value. Numbers are
  /// as the file writes them, nested values are JSON.
  public var values: [String?]
  /// `nil` for a feature without a geometry.
  public var geometry: VectorGeometry?

  public init(id: String?, index: Int, values: [String?], geometry: VectorGeometry?) {
    self.id = id
    self.index = index
    self.values = values
    self.geometry = geometry
  }
}

/// A layer as read, before anything is made of it: the common form of all vector formats.
public struct VectorLayer: Sendable {
  /// As the caller named the file, for messages.
  public var path: String
  public var name: String
  /// What the file declares; `nil` where it declares nothing that can be known.
  public var crs: CoordinateReferenceSystem?
  public var fieldNames: [String]
  public var features: [VectorFeature]
  /// What the reader noticed: rings too short to enclose anything, an encoding it settled, …
  public var findings: [Finding]

  public init(
    path: String, name: String, crs: CoordinateReferenceSystem?, fieldNames: [String],
    features: [VectorFeature], findings: [Finding] = []
  ) {
    self.path = path
    self.name = name
    self.crs = crs
    self.fieldNames = fieldNames
    self.features = features
    self.findings = findings
  }

  /// The position of a field in `values`, by its exact name or else regardless of case.
  public func fieldIndex(_ name: String) -> Int? {
    fieldNames.firstIndex(of: name)
      ?? fieldNames.firstIndex { $0.lowercased() == name.lowercased() }
  }

  /// The first of several fields that the layer has.
  public func fieldIndex(anyOf names: [String]) -> Int? {
    for name in names {
      if let index = fieldIndex(name) { return index }
    }
    return nil
  }

  /// The non-blank values of a feature by field name.
  public func fields(of feature: VectorFeature) -> [String: String] {
    var fields: [String: String] = [:]
    for (name, value) in zip(fieldNames, feature.values) {
      if let value, !value.isEmpty { fields[name] = value }
    }
    return fields
  }

  /// Where a feature is, for messages: its number in the file, from 1, as the row.
  public func place(of feature: VectorFeature, field: String? = nil) -> Place {
    Place(file: path, row: feature.index + 1, column: field)
  }

  /// How many features have a geometry of a kind.
  public func count(of kind: VectorGeometry.Kind) -> Int {
    features.count { $0.geometry?.kind == kind }
  }
}

extension VectorFeature {
  /// A value without the blanks around it; `nil` where it is blank or there is no such field.
  func text(_ field: Int?) -> String? {
    guard let field, field < values.count, let value = values[field] else { return nil }
    let trimmed = value.trimmingBlanks
    return trimmed.isEmpty ? nil : trimmed
  }
}

extension String {
  /// Without blanks, ideographic ones included, at either end.
  var trimmingBlanks: String {
    guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
    let rest = drop(while: \.isWhitespace)
    guard let end = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...end])
  }
}

extension MultiPolygon {
  /// The same numbers, meant in another space.
  func inSpace<T: Space>(_ space: T.Type) -> MultiPolygon<T> {
    mapPositions { positions in positions.map { Position<T>(x: $0.x, y: $0.y) } }
  }
}
