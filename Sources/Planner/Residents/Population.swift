/// Residents as a file counts them, before they are cut into blocks.
public struct Population: Sendable {
  /// What is counted; the first is always everybody.
  public let attributes: [ResidentAttribute]
  /// Where: the shapes in which population data comes.
  public let units: Units
  /// `counts[a][u]`: residents with attribute `a` in unit `u`. Finite and not negative. Where
  /// only the sum of a group is published, its members have their shares of it here, fractional;
  /// where not even that is known, zero.
  public let counts: [[Double]]
  /// Indices of units of which at least one attribute is suppressed (秘匿), ascending.
  public let suppressed: [Int]
  /// The suppressed units with the hosts of their values. Whatever is suppressed is in one.
  public let groups: SuppressionGroups

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
  ///
  /// - Parameters:
  ///   - attributes: what is counted, everybody first.
  ///   - units: where.
  ///   - counts: as published; what a group says of an attribute goes before its members' counts.
  ///   - suppressed: units of which some attribute is suppressed. Those in no group know nothing
  ///     of the attributes that are zero there.
  ///   - groups: units whose values are published together, each unit in at most one.
  public init(
    attributes: [ResidentAttribute], units: Units, counts: [[Double]], suppressed: [Int] = [],
    groups: [SuppressionGroup] = []
  ) {
    precondition(attributes.first == .total && attributes.count == counts.count)
    precondition(counts.allSatisfy { $0.count == units.count })
    self.attributes = attributes
    var groups = groups
    let grouped = Set(groups.flatMap(\.members))
    for unit in suppressed where !grouped.contains(unit) {
      groups.append(
        SuppressionGroup(
          members: [unit],
          sums: attributes.indices.map {
            $0 > 0 && counts[$0][unit] == 0 ? .unknown : .published
          }))
    }
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
        (self.counts, self.groups) = Self.sharedOut(counts, groups)
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
    var place = [Int](repeating: 0, count: order.count)
    if !groups.isEmpty { for (index, unit) in order.enumerated() { place[unit] = index } }
    (self.counts, self.groups) = Self.sharedOut(
      counts.map { list in order.map { list[$0] } },
      groups.map { group in
        SuppressionGroup(members: group.members.map { place[$0] }, sums: group.sums)
      })
    self.suppressed = order.indices.filter { isSuppressed.contains(order[$0]) }
  }

  /// Every group's total over its members.
  private static func sharedOut(
    _ counts: [[Double]], _ groups: [SuppressionGroup]
  ) -> ([[Double]], SuppressionGroups) {
    guard !groups.isEmpty, let total = counts.first else { return (counts, .none) }
    let all = SuppressionGroups(groups, everybody: total)
    var counts = counts
    for (index, group) in all.groups.enumerated() {
      for attribute in counts.indices {
        guard let shares = all.estimates(group: index, attribute: attribute) else { continue }
        for (unit, share) in zip(group.members, shares) { counts[attribute][unit] = share }
      }
    }
    return (counts, all)
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
