package import Planner

extension [Finding] {
  /// The same for a screen: of each sort the first so many, then how many more there are. A column
  /// that is wrong is wrong in thousands of rows, and they would hide everything else.
  ///
  /// Findings are of one sort if they are equally grave, speak of the same column of the same
  /// file, and say to do the same; those without a row stand for themselves.
  ///
  /// - Parameter limit: how many of a sort are kept.
  /// - Returns: in the same order; what is left out is counted after the last that is kept.
  package func summarized(upTo limit: Int = 20) -> [Finding] {
    func sort(_ finding: Finding) -> Sort? {
      finding.place.row == nil
        ? nil
        : Sort(
          severity: finding.severity, file: finding.place.file, column: finding.place.column,
          remedy: finding.remedy)
    }
    var number: [Sort: Int] = [:]
    var left: [Sort: [Int]] = [:]
    for finding in self {
      guard let sort = sort(finding) else { continue }
      number[sort, default: 0] += 1
      // as many as are shown, and one more
      if let row = finding.place.row, number[sort] ?? 0 > limit, left[sort]?.count ?? 0 < 6 {
        left[sort, default: []].append(row)
      }
    }
    var seen: [Sort: Int] = [:]
    return flatMap { finding -> [Finding] in
      guard let sort = sort(finding), let all = number[sort], all > limit else { return [finding] }
      seen[sort, default: 0] += 1
      let position = seen[sort] ?? 0
      if position < limit { return [finding] }
      guard position == limit else { return [] }
      let rest = all - limit
      guard rest > 0 else { return [finding] }
      var more = finding
      more.place.row = nil
      let rows = left[sort] ?? []
      more.what = Text(
        ja: "同じものがほかに\(rest)件あります（\(rows.listed(in: .ja))）",
        en: "\(rest) more of the same sort (\(rows.listed(in: .en)))")
      return [finding, more]
    }
  }
}

private struct Sort: Hashable {
  var severity: Finding.Severity
  var file: String?
  var column: String?
  var remedy: Text
}
