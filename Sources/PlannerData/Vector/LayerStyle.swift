/// How a layer is drawn by programs that find its style beside it. Lengths are millimetres on
/// the screen or on paper, colours `#rrggbb`.
public struct LayerStyle: Sendable, Hashable {
  /// What one class of features looks like.
  public enum Symbol: Sendable, Hashable {
    case marker(Shape, color: String, sizeMm: Double)
    case line(color: String, widthMm: Double)
    /// `opacity` is that of the inside, 0 to 1.
    case fill(color: String, opacity: Double, stroke: String, strokeMm: Double, isDashed: Bool)
  }

  /// Shapes that can be told apart without colours.
  public enum Shape: String, Sendable, Hashable {
    case cross = "cross_fill"
    case square
    case triangle
    case star
    case circle
    case diamond
    case hexagon
  }

  public struct Category: Sendable, Hashable {
    /// `nil`: everything that no other category names.
    public var value: String?
    public var label: String
    public var symbol: Symbol
  }

  public struct Class: Sendable, Hashable {
    /// Both ends are inside; the first class that holds a value has it.
    public var range: ClosedRange<Double>
    public var label: String
    public var symbol: Symbol
  }

  public enum Rule: Sendable, Hashable {
    case single(Symbol)
    /// By the text of a field.
    case categories(field: String, [Category])
    /// By the number of a field; features without a number are not drawn.
    case classes(field: String, [Class])
  }

  public struct Label: Sendable, Hashable {
    /// In the expressions of QGIS: field names in double quotes.
    public var expression: String
    public var sizePoints: Double
    public var color: String
    /// Whether a rim keeps it readable on any ground.
    public var hasRim: Bool
  }

  /// Unique for a layer; what a program shows in its list of styles.
  public var name: String
  public var rule: Rule
  public var label: Label?

  public init(name: String, rule: Rule, label: Label? = nil) {
    self.name = name
    self.rule = rule
    self.label = label
  }
}
