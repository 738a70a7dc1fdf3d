/// Colours and symbols by which viewers that know simplestyle draw the public layers.
///
/// The colours are those of Okabe and Ito, which people with any colour vision can tell apart;
/// the symbols (of the Maki set) say the same once more.
package struct PublicStyle {
  package let color: String
  let symbol: String

  /// Of a kind by its slug; `nil` for a kind that nobody stated.
  package init(kind slug: String?) {
    (color, symbol) =
      switch slug {
      case "medical-welfare": ("#d55e00", "hospital")
      case "public": ("#0072b2", "town-hall")
      case "temple-shrine": ("#cc79a7", "religious-buddhist")
      case "tourism": ("#56b4e9", "attraction")
      case "restaurant": ("#e69f00", "restaurant")
      case "education": ("#009e73", "school")
      case "commerce": ("#f0e442", "shop")
      case nil: ("#999999", "marker")
      default: ("#000000", "marker")
      }
  }

  var members: [JSONValue.Member] {
    [
      .init("marker-color", .string(color)), .init("marker-symbol", .string(symbol)),
      .init("marker-size", .string("medium")),
    ]
  }

  /// Of an area.
  static func area(
    stroke: String, width: Double = 1.5, fill: String, opacity: Double
  ) -> [JSONValue.Member] {
    [
      .init("stroke", .string(stroke)), .init("stroke-width", .number(width)),
      .init("stroke-opacity", .number(0.9)), .init("fill", .string(fill)),
      .init("fill-opacity", .number(opacity)),
    ]
  }
}
