internal import Planner

/// How the layers of a plan look in QGIS: the colours of the map page, shapes that say the same
/// without colours, and words in both languages, since a layer is of no language.
extension LayerStyle {
  private static func words(_ text: Text) -> String { "\(text.ja) / \(text.en)" }

  private static func shape(of kind: OrganizationKind?) -> Shape {
    switch kind?.slug {
    case "medical-welfare": .cross
    case "public": .square
    case "temple-shrine": .triangle
    case "tourism": .star
    case "education": .diamond
    case "commerce": .hexagon
    default: .circle
    }
  }

  /// By kind, all that a plan knows, and what is of none.
  private static func byKind(_ kinds: [OrganizationKind], sizeMm: Double, other: Text) -> Rule {
    .categories(
      field: "kind",
      kinds.map { kind in
        Category(
          value: kind.slug, label: words(kind.name),
          symbol: .marker(
            shape(of: kind), color: PublicStyle(kind: kind.slug).color, sizeMm: sizeMm))
      } + [
        Category(
          value: nil, label: words(other),
          symbol: .marker(
            shape(of: nil), color: PublicStyle(kind: nil).color, sizeMm: sizeMm))
      ])
  }

  static func stations(_ kinds: [OrganizationKind]) -> LayerStyle {
    LayerStyle(
      name: "stations",
      rule: byKind(kinds, sizeMm: 2.6, other: Text(ja: "種別不明", en: "kind unknown")))
  }

  /// Larger than stations, with their rank.
  static func steps(_ kinds: [OrganizationKind]) -> LayerStyle {
    LayerStyle(
      name: "recommend",
      rule: byKind(kinds, sizeMm: 5, other: Text(ja: "どの種別でも", en: "any kind")),
      label: Label(expression: "\"rank\"", sizePoints: 8, color: "#000000", hasRim: true))
  }

  /// The share of residents in reach, in the classes of the map page.
  static let coverage = LayerStyle(
    name: "coverage",
    rule: .classes(
      field: "share",
      [
        coverageClass(0...0.0005, "0%", "#f4f1ea"),
        coverageClass(0.0005...0.1, "10%未満 / under 10%", "#d3e3f3"),
        coverageClass(0.1...0.25, "10–25%", "#9cc4e4"),
        coverageClass(0.25...0.5, "25–50%", "#5a9bd0"),
        coverageClass(0.5...0.75, "50–75%", "#2b6cb0"),
        coverageClass(0.75...1, "75%以上 / 75% and more", "#0b3c6f"),
      ]),
    label: Label(expression: "\"name\"", sizePoints: 8, color: "#333333", hasRim: true))

  private static func coverageClass(
    _ range: ClosedRange<Double>, _ label: String, _ color: String
  ) -> Class {
    Class(
      range: range, label: label,
      symbol: .fill(
        color: color, opacity: 0.85, stroke: "#6b7280", strokeMm: 0.26, isDashed: false))
  }

  static let livingAreas = LayerStyle(
    name: "living areas",
    rule: .single(
      .fill(color: "#7b3294", opacity: 0, stroke: "#7b3294", strokeMm: 0.4, isDashed: true)),
    label: Label(expression: "\"name\"", sizePoints: 7, color: "#7b3294", hasRim: true))

  static let catchments = LayerStyle(
    name: "catchments",
    rule: .single(
      .fill(color: "#26a69a", opacity: 0.2, stroke: "#00695c", strokeMm: 0.26, isDashed: false)))

  static let reachedStreets = LayerStyle(
    name: "reached streets", rule: .single(.line(color: "#00695c", widthMm: 0.4)))

  /// By how many one more station would reach; the first fifty are numbered.
  static let gaps = LayerStyle(
    name: "gaps",
    rule: .classes(
      field: "residents",
      [
        gapClass(0...100, "100人未満 / under 100", 0.1), gapClass(100...300, "100–300", 0.2),
        gapClass(300...1000, "300–1,000", 0.35),
        gapClass(1000...1e9, "1,000人以上 / 1,000 and more", 0.55),
      ]),
    label: Label(
      expression: "CASE WHEN \"rank\" <= 50 THEN \"rank\" END", sizePoints: 8, color: "#8c2d04",
      hasRim: true))

  private static func gapClass(
    _ range: ClosedRange<Double>, _ label: String, _ opacity: Double
  ) -> Class {
    Class(
      range: range, label: label,
      symbol: .fill(
        color: "#ec7014", opacity: opacity, stroke: "#8c2d04", strokeMm: 0.1, isDashed: false))
  }

  /// Wider where more residents cross.
  static let flows = LayerStyle(
    name: "flows",
    rule: .classes(
      field: "residents",
      [
        flowClass(0...100, "100人未満 / under 100", 0.3), flowClass(100...1000, "100–1,000", 0.8),
        flowClass(1000...1e9, "1,000人以上 / 1,000 and more", 1.6),
      ]))

  private static func flowClass(
    _ range: ClosedRange<Double>, _ label: String, _ widthMm: Double
  ) -> Class {
    Class(range: range, label: label, symbol: .line(color: "#6a0dad", widthMm: widthMm))
  }
}
