/// A style in the XML of QGIS 3 (QML), as its table `layer_styles` in a GeoPackage holds it.
///
/// Symbols are written with `prop` elements, which every release of QGIS 3 reads. Texts from
/// files are escaped, and characters that XML cannot hold are left out. No font is named: the
/// program takes its own, which has the characters of its user.
struct QGISStyle {
  let style: LayerStyle

  var qml: String {
    var text = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    text +=
      "<qgis version=\"3.22\" styleCategories=\"Symbology|Labeling\" "
      + "labelsEnabled=\"\(style.label == nil ? 0 : 1)\">\n"
    text += renderer
    if let label = style.label { text += labeling(label) }
    return text + "</qgis>\n"
  }

  private var renderer: String {
    switch style.rule {
    case .single(let symbol):
      return element(
        "renderer-v2", [("type", "singleSymbol")] + Self.plain, symbols([symbol]))
    case .categories(let field, let categories):
      let list = categories.enumerated().map { index, category in
        element(
          "category",
          [
            ("value", category.value ?? ""), ("symbol", "\(index)"), ("label", category.label),
            ("render", "true"),
          ])
      }
      return element(
        "renderer-v2", [("type", "categorizedSymbol"), ("attr", field)] + Self.plain,
        element("categories", [], list.joined()) + symbols(categories.map(\.symbol)))
    case .classes(let field, let classes):
      let list = classes.enumerated().map { index, one in
        element(
          "range",
          [
            ("lower", "\(one.range.lowerBound)"), ("upper", "\(one.range.upperBound)"),
            ("symbol", "\(index)"), ("label", one.label), ("render", "true"),
          ])
      }
      return element(
        "renderer-v2",
        [("type", "graduatedSymbol"), ("attr", field), ("graduatedMethod", "GraduatedColor")]
          + Self.plain,
        element("ranges", [], list.joined()) + symbols(classes.map(\.symbol)))
    }
  }

  private static let plain = [
    ("symbollevels", "0"), ("enableorderby", "0"), ("forceraster", "0"),
  ]

  // MARK: Symbols

  private func symbols(_ symbols: [LayerStyle.Symbol]) -> String {
    element("symbols", [], symbols.enumerated().map { symbol($1, named: "\($0)") }.joined())
  }

  private func symbol(_ symbol: LayerStyle.Symbol, named name: String) -> String {
    let (type, layer, properties): (String, String, [(String, String)]) =
      switch symbol {
      case .marker(let shape, let color, let size):
        (
          "marker", "SimpleMarker",
          [
            ("name", shape.rawValue), ("color", rgba(color)), ("outline_color", rgba("#333333")),
            ("outline_style", "solid"), ("outline_width", "0.2"), ("outline_width_unit", "MM"),
            ("size", "\(size)"), ("size_unit", "MM"), ("scale_method", "diameter"),
            ("angle", "0"),
          ]
        )
      case .line(let color, let width):
        (
          "line", "SimpleLine",
          [
            ("line_color", rgba(color, 0.7)), ("line_style", "solid"), ("line_width", "\(width)"),
            ("line_width_unit", "MM"), ("capstyle", "round"), ("joinstyle", "round"),
          ]
        )
      case .fill(let color, let opacity, let stroke, let width, let isDashed):
        (
          "fill", "SimpleFill",
          [
            ("color", rgba(color, opacity)), ("style", opacity > 0 ? "solid" : "no"),
            ("outline_color", rgba(stroke)), ("outline_style", isDashed ? "dash" : "solid"),
            ("outline_width", "\(width)"), ("outline_width_unit", "MM"), ("joinstyle", "round"),
          ]
        )
      }
    let inside = properties.map { element("prop", [("k", $0), ("v", $1)]) }.joined()
    return element(
      "symbol",
      [
        ("type", type), ("name", name), ("alpha", "1"), ("clip_to_extent", "1"),
        ("force_rhr", "0"),
      ],
      element(
        "layer", [("class", layer), ("enabled", "1"), ("pass", "0"), ("locked", "0")], inside))
  }

  /// `#5a9bd0` as `90,155,208,255`.
  private func rgba(_ color: String, _ opacity: Double = 1) -> String {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [value >> 16 & 255, value >> 8 & 255, value & 255, Int((opacity * 255).rounded())]
    return parts.map(String.init).joined(separator: ",")
  }

  // MARK: Labels

  private func labeling(_ label: LayerStyle.Label) -> String {
    let rim = element(
      "text-buffer",
      [
        ("bufferDraw", label.hasRim ? "1" : "0"), ("bufferSize", "0.8"),
        ("bufferSizeUnits", "MM"), ("bufferColor", rgba("#ffffff")), ("bufferOpacity", "1"),
        ("bufferNoFill", "1"), ("bufferJoinStyle", "128"),
      ])
    let settings =
      element(
        "text-style",
        [
          ("fieldName", label.expression), ("isExpression", "1"),
          ("fontSize", "\(label.sizePoints)"), ("fontSizeUnit", "Point"), ("fontWeight", "50"),
          ("textColor", rgba(label.color)), ("textOpacity", "1"), ("multilineHeight", "1"),
        ], rim)
      // over the point, or over a point inside of the area
      + element("placement", [("placement", "1"), ("quadOffset", "4"), ("priority", "5")])
      + element(
        "rendering", [("drawLabels", "1"), ("obstacle", "0"), ("fontMaxPixelSize", "10000")])
    return element("labeling", [("type", "simple")], element("settings", [], settings))
  }

  // MARK: XML

  private func element(
    _ name: String, _ attributes: [(String, String)], _ inside: String = ""
  ) -> String {
    let list = attributes.map { " \($0)=\"\(PublicText.xml(Self.allowed($1)))\"" }.joined()
    return inside.isEmpty ? "<\(name)\(list)/>\n" : "<\(name)\(list)>\n\(inside)</\(name)>\n"
  }

  /// Without the characters that XML 1.0 has no way to write.
  private static func allowed(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0xFFFD, 0x1_0000...: result.append(scalar)
      case 0x9, 0xA, 0xD: result.append(" ")
      default: break
      }
    }
    return String(result)
  }
}
