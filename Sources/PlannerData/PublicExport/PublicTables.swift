public import Planner

extension PublicExport {
  /// One row per station, for spreadsheets and for maps that take tables. The credits stand in
  /// every row, since rows are what people copy.
  public func csv(_ language: Language = .ja) -> [UInt8] {
    let ja = language == .ja
    var header: [String] = []
    for field in fields {
      header.append(field.title[language])
      if field == .kind { header.append(ja ? "種別コード" : "kind_slug") }
      if field == .services { header.append(ja ? "機能コード" : "service_slugs") }
    }
    header += ja ? ["緯度", "経度", "公開精度", "出典"] : ["lat", "lon", "precision", "attribution"]
    let terms = licences.line(language)
    if terms != nil { header.append(ja ? "利用条件" : "licence") }
    if !notices.isEmpty { header.append(ja ? "注意" : "notice") }
    var table = CSVText(header)
    for station in published {
      var row: [String] = []
      for field in fields {
        switch field {
        case .kind:
          row += [station.kind?.name[language] ?? "", station.kind?.slug ?? ""]
        case .services:
          row.append(station.services.map { $0.name[language] }.joined(separator: ";"))
          row.append(station.services.map(\.slug).joined(separator: ";"))
        default: row.append(station.texts[field] ?? "")
        }
      }
      row += [
        "\(station.position.latitude)", "\(station.position.longitude)",
        station.precision.rawValue, credits.map { $0[language] }.joined(separator: " / "),
      ]
      if let terms { row.append(terms) }
      if !notices.isEmpty { row.append(notices.map { $0[language] }.joined(separator: " / ")) }
      table.add(row)
    }
    return Array(table.text.utf8)
  }

  /// The stations as KML 2.2, as Google My Maps and uMap take it. Written here: GDAL's driver
  /// has no styles by kind and no place for credits.
  public func kml() -> [UInt8] {
    var xml = XMLText()
    xml.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    xml.open("kml", " xmlns=\"http://www.opengis.net/kml/2.2\"")
    xml.open("Document")
    xml.element("name", "拠点マップ")
    let terms = licences.line(.ja).map { Text(verbatim: $0) }
    let about = (notices + credits + [terms].compactMap(\.self) + [Self.publishedOnlyNote])
      .map { PublicText.html($0.ja) }
    xml.element("description", about.joined(separator: "<br>"))
    var styled: Set<String> = []
    for slug in published.map({ $0.kind?.slug }).sorted(by: { $0 ?? "" < $1 ?? "" })
    where styled.insert(Self.styleID(slug)).inserted {
      xml.open("Style", " id=\"\(PublicText.xml(Self.styleID(slug)))\"")
      xml.open("IconStyle")
      xml.element("color", Self.kmlColor(PublicStyle(kind: slug).color))
      xml.close("IconStyle")
      xml.close("Style")
    }
    for station in published {
      xml.open("Placemark", " id=\"\(PublicText.xml(station.id))\"")
      xml.element("name", station.title)
      // viewers render it as HTML
      xml.element(
        "description",
        descriptionLines(of: station).map { PublicText.html($0) }.joined(separator: "<br>"))
      xml.element("styleUrl", "#" + Self.styleID(station.kind?.slug))
      xml.open("ExtendedData")
      for (name, value) in extendedData(of: station) {
        xml.line(
          "<Data name=\"\(PublicText.xml(name))\"><value>\(PublicText.xml(value))</value></Data>")
      }
      xml.close("ExtendedData")
      xml.open("Point")
      xml.element("coordinates", "\(station.position.longitude),\(station.position.latitude)")
      xml.close("Point")
      xml.close("Placemark")
    }
    xml.close("Document")
    xml.close("kml")
    return Array(xml.text.utf8)
  }

  private func extendedData(of station: PublicStation) -> [(String, String)] {
    var data: [(String, String)] = []
    for field in fields where field != .name {
      switch field {
      case .kind:
        guard let kind = station.kind else { continue }
        data += [("kind", kind.slug), ("kindName", kind.name.ja)]
      case .services:
        data.append(("services", station.services.map(\.slug).joined(separator: ";")))
        data.append(("serviceNames", station.serviceNames(.ja)))
      default:
        guard let text = station.texts[field] else { continue }
        data.append((field.rawValue, text))
      }
    }
    data.append(("precision", station.precision.rawValue))
    return data
  }

  private static func styleID(_ slug: String?) -> String { "kind-" + (slug ?? "unknown") }

  /// KML writes colours as alpha, blue, green, red.
  private static func kmlColor(_ color: String) -> String {
    let digits = Array(color.dropFirst())
    return "ff" + String(digits[4...5]) + String(digits[2...3]) + String(digits[0...1])
  }
}

/// Lines of XML with their indentation.
private struct XMLText {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  mutating func open(_ name: String, _ attributes: String = "") {
    line("<\(name)\(attributes)>")
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    line("</\(name)>")
  }

  mutating func element(_ name: String, _ content: String) {
    line("<\(name)>\(PublicText.xml(content))</\(name)>")
  }
}
