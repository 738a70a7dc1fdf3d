private import CGDAL
internal import Planner

/// Rasters side by side as one (a virtual raster, VRT), put together by GDAL in memory. It is gone
/// with the last that holds it.
final class GDALMosaic: Sendable {
  /// Under which GDAL opens it.
  let path: String

  /// - Parameter paths: rasters of one system with north up; where they overlap, the last counts.
  ///   Cells are as fine as those of the finest, between the centres of coarser ones bilinear.
  /// - Throws: `Failure` (data) with what GDAL said.
  init(of paths: [String]) throws {
    let path = GDAL.memoryFolder() + "/mosaic.vrt"
    self.path = path
    try GDAL.prepare()
    try GDAL.collectingMessages { messages in
      let options = GDAL.withStringList(["-resolution", "highest", "-r", "bilinear", "-strict"]) {
        GDALBuildVRTOptionsNew($0.mutable, nil)
      }
      defer { GDALBuildVRTOptionsFree(options) }
      let made = GDAL.withStringList(paths) {
        GDALBuildVRT(path, Int32(paths.count), nil, $0.constant, options, nil)
      }
      guard let made else { throw Self.notMade(paths, messages.joined) }
      GDALClose(made)
    }
  }

  deinit { VSIUnlink(path) }

  private static func notMade(_ paths: [String], _ said: String) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "標高のラスターを1枚につなげられません（GDAL: \(said)）",
        en: "the rasters of heights cannot be put together (GDAL: \(said))"),
      at: Place(file: paths.joined(separator: ", ")),
      remedy: Text(
        ja: "gdalwarp で1つのファイルにまとめてください", en: "Make one file of them, such as by gdalwarp"))
  }
}
