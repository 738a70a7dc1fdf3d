public import Planner

/// Who is covered in some months of the year, where that is not the same in all of them.
public struct SeasonResult: Sendable {
  /// 1 to 12, ascending; in these the same stations are open and offer the same.
  public let months: [Int]
  public let coverage: Coverage
  /// How many of the stations that the question counts are open then.
  public let stationCount: Int
}

extension MapResults {
  /// The seasons of a year: stations out of season are left out, and services out of theirs.
  ///
  /// - Returns: every month in just one of them; none where a day was asked for, which has its
  ///   season already, or where months do not differ.
  /// - Throws: `Failure` where an overlay fails.
  /// - Complexity: one coverage for each season.
  public func seasons() throws -> [SeasonResult] {
    guard plan.request.question.day == nil else { return [] }
    var seasons: [(open: [Int: Set<Service>], months: [Int])] = []
    for month in 1...12 {
      var open: [Int: Set<Service>] = [:]
      for (index, station) in plan.stations.enumerated()
      where station.season.contains(month: month) {
        open[index] = station.services.filter { $0.months.contains(month: month) }
      }
      if let known = seasons.firstIndex(where: { $0.open == open }) {
        seasons[known].months.append(month)
      } else {
        seasons.append((open, [month]))
      }
    }
    // the same all the year round, and then it is what the map shows without a month
    if seasons.count == 1, seasons[0].open.count == plan.stations.count { return [] }
    return try seasons.map { season in
      let indices = season.open.keys.sorted()
      let stations = indices.map { index in
        var station = plan.stations[index]
        station.services = season.open[index] ?? []
        return station
      }
      return SeasonResult(
        months: season.months,
        coverage: try Coverage(
          of: plan.region, stations: stations, walk: plan.walk,
          question: plan.request.question,
          homes: indices.map { plan.stationMunicipality[$0] }),
        stationCount: stations.count { plan.request.question.includes($0) })
    }
  }
}
