internal import Planner
internal import PlannerData

/// The map library that a web map carries inside it: its code, its style sheet and its licence.
public struct Leaflet: Sendable {
  let script: [UInt8]
  let style: [UInt8]

  /// Where Debian's `libjs-leaflet` and npm put it.
  static let usualFolders = [
    "/usr/share/javascript/leaflet", "/usr/share/nodejs/leaflet/dist", "/usr/local/share/leaflet",
    "/opt/homebrew/share/leaflet",
  ]

  /// - Parameter folder: with `leaflet.js` (or `leaflet.min.js`) and `leaflet.css`; `nil`: where
  ///   systems put them.
  /// - Throws: `Failure` (file) where there is none.
  public init(in folder: String? = nil) throws {
    for place in folder.map({ [$0] }) ?? Self.usualFolders {
      guard let style = Self.read(place + "/leaflet.css"),
        let script = Self.read(place + "/leaflet.min.js") ?? Self.read(place + "/leaflet.js")
      else { continue }
      self.script = Self.licence + Self.withoutSourceMap(script)
      self.style = style
      return
    }
    throw Failure(
      .file,
      what: Text(
        ja: "地図の部品 Leaflet が見つかりません", en: "the map library Leaflet is not found"),
      at: Place(file: folder ?? Self.usualFolders[0]),
      remedy: Text(
        ja:
          "apt install libjs-leaflet で入れるか、--leaflet で leaflet.js と leaflet.css のあるフォルダーを指定してください",
        en: "Install it with apt install libjs-leaflet, or name the folder of leaflet.js and "
          + "leaflet.css with --leaflet"))
  }

  private static let licence = Array(
    """
    /* Leaflet, a JavaScript library for interactive maps. https://leafletjs.com
     * (c) 2010-2023 Volodymyr Agafonkin, (c) 2010-2011 CloudMade. BSD 2-Clause licence:
     * Redistribution and use in source and binary forms, with or without modification, are
     * permitted provided that the copyright notice, the list of conditions and the disclaimer of
     * https://github.com/Leaflet/Leaflet/blob/main/LICENSE are retained. THIS SOFTWARE IS PROVIDED
     * "AS IS", WITHOUT WARRANTIES OF ANY KIND. */

    """.utf8)

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = try? FileBytes(reading: path, role: Text(ja: "Leaflet", en: "Leaflet")) else {
      return nil
    }
    return Array(file.content)
  }

  /// A page that stands alone has no source map to fetch.
  private static func withoutSourceMap(_ script: [UInt8]) -> [UInt8] {
    let text = String(decoding: script, as: UTF8.self)
    guard let found = text.ranges(of: "//# sourceMappingURL").last else { return script }
    return Array(text[..<found.lowerBound].utf8)
  }
}
