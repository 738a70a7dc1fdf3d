/// Residents as a file counts them, before they are cut into blocks.
public struct Population: Sendable {
  /// What is counted; the first is always everybody.
  public let attributes: [ResidentAttribute]
  /// Where: the shapes in which population data comes.
  public let units: Units
  /// `counts[a][u]`: residents with attribute `a` in unit `u`. Finite and not negative. Where a
  /// value is suppressed it is zero here and the unit is in `suppressed`.
  public let counts: [[Double]]
  /// Indices of units of which at least one attribute is suppressed (秘匿), ascending.
  public let suppressed: [Int]

  public enum Units: Sendable {
    /// Cells of one level, each at most once.
    case cells([GridCell])
    /// Areas with counts; residents are spread evenly over them.
    case areas([MultiPolygon<Geographic>])
    /// Points with counts: one block each.
    case points([Position<Geographic>])
    /// The same in metres of the working CRS, whichever that will be.
    case plane([Position<Plane>])

    public var count: Int {
      switch self {
      case .cells(let cells): cells.count
      case .areas(let areas): areas.count
      case .points(let points): points.count
      case .plane(let points): points.count
      }
    }
  }

  /// Units are put in an order of their own, whatever order they come in: cells by code, areas and
  /// points from south to north.
  public init(
    attributes: [ResidentAttribute], units: Units, counts: [[Double]], suppressed: [Int] = []
  ) {
    precondition(attributes.first == .total && attributes.count == counts.count)
    precondition(counts.allSatisfy { $0.count == units.count })
    self.attributes = attributes
    let isSuppressed = Set(suppressed)
    // on one spot the counts decide, so that only units that are the same in all are in no order
    func precedes(_ a: Int, _ b: Int) -> Bool {
      for list in counts where list[a] != list[b] { return list[a] < list[b] }
      return !isSuppressed.contains(a) && isSuppressed.contains(b)
    }
    let order: [Int]
    switch units {
    case .cells(let cells):
      guard !zip(cells, cells.dropFirst()).allSatisfy(<) else {
        self.units = units
        self.counts = counts
        self.suppressed = suppressed
        return
      }
      order = cells.indices.sorted { cells[$0] < cells[$1] }
      self.units = .cells(order.map { cells[$0] })
    case .areas(let areas):
      order = areas.indices.sorted {
        areas[$0].precedes(areas[$1]) || !areas[$1].precedes(areas[$0]) && precedes($0, $1)
      }
      self.units = .areas(order.map { areas[$0] })
    case .points(let points):
      order = points.indices.sorted {
        let (a, b) = (points[$0], points[$1])
        return a == b ? precedes($0, $1) : (a.y, a.x) < (b.y, b.x)
      }
      self.units = .points(order.map { points[$0] })
    case .plane(let points):
      order = points.indices.sorted {
        let (a, b) = (points[$0], points[$1])
        return a == b ? precedes($0, $1) : (a.y, a.x) < (b.y, b.x)
      }
      self.units = .plane(order.map { points[$0] })
    }
    self.counts = counts.map { list in order.map { list[$0] } }
    self.suppressed = order.indices.filter { isSuppressed.contains(order[$0]) }
  }
}

/// Census totals of municipalities, to which modelled residents are scaled or compared.
public struct PopulationTotals: Sendable {
  public struct Row: Sendable {
    public let code: MunicipalityCode
    public let name: String
    /// By attribute slug; `total` is always there.
    public let counts: [String: Double]

    public init(code: MunicipalityCode, name: String, counts: [String: Double]) {
      self.code = code
      self.name = name
      self.counts = counts
    }
  }

  public let rows: [Row]
  /// `2020年国勢調査`, or what the file is called.
  public let source: Text

  public init(rows: [Row], source: Text) {
    self.rows = rows
    self.source = source
  }
}
