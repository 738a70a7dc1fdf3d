import Foundation

/// A GeoTIFF of one band of 32-bit floats, byte by byte: no program is needed to make one.
struct GeoTIFF {
  var columns: Int
  var rows: Int
  /// The western and the northern edge, in the system.
  var west: Double
  var north: Double
  var cellMeters: Double
  /// Of the projected system.
  var epsg: UInt16
  var noData: String?
  /// Row by row from the north.
  var heights: [Float]

  private struct Tag {
    let number: UInt16
    /// 2 text, 3 of two bytes, 4 of four, 12 of eight.
    let type: UInt16
    let count: Int
    let content: Data
  }

  private static func bytes<T>(_ values: [T]) -> Data { values.withUnsafeBytes { Data($0) } }

  /// Little-endian, as this machine is.
  var data: Data {
    func shorts(_ number: UInt16, _ values: [UInt16]) -> Tag {
      Tag(number: number, type: 3, count: values.count, content: Self.bytes(values))
    }
    func long(_ number: UInt16, _ value: Int) -> Tag {
      Tag(number: number, type: 4, count: 1, content: Self.bytes([UInt32(value)]))
    }
    func doubles(_ number: UInt16, _ values: [Double]) -> Tag {
      Tag(number: number, type: 12, count: values.count, content: Self.bytes(values))
    }
    let pixels = Self.bytes(heights)
    func tags(pixelsAt offset: Int) -> [Tag] {
      var tags = [
        long(256, columns), long(257, rows), shorts(258, [32]), shorts(259, [1]),
        shorts(262, [1]), long(273, offset), shorts(277, [1]), long(278, rows),
        long(279, pixels.count), shorts(339, [3]),
        doubles(33550, [cellMeters, cellMeters, 0]), doubles(33922, [0, 0, 0, west, north, 0]),
        // a projected system, cells are areas, and which system
        shorts(34735, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg]),
      ]
      if let noData {
        let text = Data(noData.utf8) + [0]
        tags.append(Tag(number: 42113, type: 2, count: text.count, content: text))
      }
      return tags
    }
    let count = tags(pixelsAt: 0).count
    let firstLong = 8 + 2 + 12 * count + 4
    let longBytes = tags(pixelsAt: 0).filter { $0.content.count > 4 }
      .reduce(0) { $0 + $1.content.count + $1.content.count % 2 }
    var directory = Self.bytes([UInt16(count)])
    var rest = Data()
    for tag in tags(pixelsAt: firstLong + longBytes) {
      directory += Self.bytes([tag.number, tag.type]) + Self.bytes([UInt32(tag.count)])
      if tag.content.count > 4 {
        directory += Self.bytes([UInt32(firstLong + rest.count)])
        rest += tag.content + Data(count: tag.content.count % 2)
      } else {
        directory += tag.content + Data(count: 4 - tag.content.count)
      }
    }
    return Data("II".utf8) + Self.bytes([UInt16(42)]) + Self.bytes([UInt32(8)]) + directory
      + Data(count: 4) + rest + pixels
  }
}
