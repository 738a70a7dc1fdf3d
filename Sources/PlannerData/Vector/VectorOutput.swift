public import Planner

/// A layer to be written.
public struct OutputLayer: Sendable {
  public enum Value: Sendable, Hashable {
    case text(String)
    case number(Double)
    case integer(Int)
    /// No value.
    case none
  }

  public enum FieldType: Sendable, Hashable {
    case text
    case number
    case integer
  }

  public struct Field: Sendable, Hashable {
    public var name: String
    public var type: FieldType

    public init(_ name: String, _ type: FieldType) {
      self.name = name
      self.type = type
    }
  }

  public struct Row: Sendable {
    /// One per field, in their order.
    public var values: [Value]
    public var geometry: VectorGeometry?

    public init(_ values: [Value], geometry: VectorGeometry?) {
      self.values = values
      self.geometry = geometry
    }
  }

  public var name: String
  /// The system in which the geometries are.
  public var crs: CoordinateReferenceSystem
  public var kind: VectorGeometry.Kind
  public var fields: [Field]
  public var rows: [Row]
  /// What must be said of the layer: notices, credits, terms. The description of a layer in a
  /// GeoPackage; in formats that have none, a last field `sources` of every row.
  public var about: String?
  /// How it is drawn; only a GeoPackage keeps it, for QGIS.
  public var style: LayerStyle?

  /// Fields whose names differ only in case, or are those of the row number and of the geometry,
  /// get a number behind their names: a count may be called anything, and no format takes a name
  /// twice.
  public init(
    name: String, crs: CoordinateReferenceSystem, kind: VectorGeometry.Kind, fields: [Field],
    rows: [Row], about: String? = nil, style: LayerStyle? = nil
  ) {
    precondition(rows.allSatisfy { $0.values.count == fields.count })
    self.name = name
    self.crs = crs
    self.kind = kind
    self.fields = Self.distinct(fields)
    self.rows = rows
    self.about = about
    self.style = style
  }

  private static func distinct(_ fields: [Field]) -> [Field] {
    var taken: Set = ["fid", "geometry"]
    return fields.map { field in
      var field = field
      let name = field.name
      var number = 1
      while !taken.insert(field.name.lowercased()).inserted {
        number += 1
        field.name = "\(name)_\(number)"
      }
      return field
    }
  }

  var withSourcesField: OutputLayer {
    guard let about else { return self }
    var layer = self
    layer.fields.append(Field("sources", .text))
    for index in layer.rows.indices { layer.rows[index].values.append(.text(about)) }
    return layer
  }
}

/// A format that GDAL writes for us. GeoJSON is not among them: public maps need it exactly
/// after RFC 7946, which is written elsewhere.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case geoPackage = "gpkg"
  case flatGeobuf = "fgb"
  case kml

  /// By the extension of a path; `nil` for any other.
  public init?(path: String) {
    self.init(rawValue: fileExtension(path))
  }

  var driver: String {
    switch self {
    case .geoPackage: "GPKG"
    case .flatGeobuf: "FlatGeobuf"
    case .kml: "LIBKML"
    }
  }

  var describesLayers: Bool { self == .geoPackage }

  /// FlatGeobuf holds one layer.
  var holdsSeveralLayers: Bool { self != .flatGeobuf }
}

/// Writes layers to one file, whole or not at all: the file is made in memory and then takes the
/// place of an older one in one step. The same layers give the same bytes.
///
/// In a GeoPackage, styles stand in the table `layer_styles`, where QGIS looks for them. What it and
/// the list of contents say of the day of a change is always 2000-01-01: no clock is in an output.
///
/// KML is in WGS 84 degrees by definition; geometries in another system are transformed by GDAL.
///
/// - Throws: `Failure` (usage) for several layers in a format that holds one, (file) where the
///   place cannot be written to.
public func writeVectorFile(
  _ layers: [OutputLayer], to path: String, as format: OutputFormat
) throws {
  guard layers.count == 1 || format.holdsSeveralLayers && !layers.isEmpty else {
    throw Failure(
      .usage,
      what: Text(
        ja: "FlatGeobufには1つのレイヤーしか入りません（\(layers.count)個あります）",
        en: "FlatGeobuf holds one layer, not \(layers.count)"),
      at: Place(file: path),
      remedy: Text(ja: "GeoPackage（.gpkg）にしてください", en: "Write a GeoPackage (.gpkg) instead"))
  }
  let layers = format.describesLayers ? layers : layers.map(\.withSourcesField)
  try GDALOutput.withBytes(of: layers, as: format, for: path) { bytes in
    var file = try OutputFile(path)
    try file.write(bytes)
    try file.commit()
  }
}
