internal import Planner

/// A vector layer whose polygons or points are grid cells, as the future-population grids come:
/// the codes say where the cells are, exactly.
struct GridLayer {
  private let layer: VectorLayer

  /// `nil` where there is no field of codes, or the codes are not of cells that contain the
  /// features: towns of the census have a KEY_CODE too.
  init?(_ layer: VectorLayer) throws {
    let names = Set(([GridColumns.code.slug] + GridColumns.code.aliases).map(Spelling.key))
    guard let field = layer.fieldNames.firstIndex(where: { names.contains(Spelling.key($0)) })
    else { return nil }
    // a few dozen, all over the layer
    let step = max(1, layer.features.count / 40)
    let sample = stride(from: 0, to: layer.features.count, by: step).map { layer.features[$0] }
    var outlines = try OutlineReading(layer)
    var fitting = 0
    for feature in sample {
      guard let text = feature.text(field), let code = GridCodes.mended(text) else { continue }
      let center: Position<Geographic>?
      switch feature.geometry?.kind {
      case .polygons: center = outlines.outline(of: feature)?.bounds.center
      case .points: center = outlines.point(of: feature)
      default: center = nil
      }
      guard let center else { continue }
      let cells = [GridLevel.m250, .m100].compactMap { GridCell(code: code, tenDigits: $0) }
      if cells.contains(where: { cell in
        GridCell(containing: center, level: cell.level).map { found in
          abs(found.column - cell.column) <= 1 && abs(found.row - cell.row) <= 1
        } ?? false
      }) {
        fitting += 1
      }
    }
    guard fitting * 2 > sample.count else { return nil }
    self.layer = layer
  }

  /// The fields as a table, the header above the first feature.
  func table() throws -> FileBytes {
    func line(_ fields: some Sequence<String>) -> String {
      fields.map {
        "\""
          + $0.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\""
      }.joined(separator: ",") + "\n"
    }
    var bytes = Array(line(layer.fieldNames).utf8)
    for feature in layer.features {
      bytes += line(layer.fieldNames.indices.map { feature.text($0) ?? "" }).utf8
    }
    return try FileBytes(bytes, path: layer.path)
  }
}
