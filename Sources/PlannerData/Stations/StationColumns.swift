internal import Planner

/// All values of a table or a layer, by row and column; none where they are not at hand.
struct ColumnValues {
  var count = 0
  var text: (_ row: Int, _ column: Int) -> String = { _, _ in "" }

  func column(_ column: Int) -> some Sequence<String> {
    (0..<count).lazy.map { text($0, column) }.filter { !$0.isEmpty }
  }
}

/// What of a station list only its values tell.
enum StationColumns {
  /// A column of its own for one service, with a mark in every row that offers it.
  struct ServiceMark {
    var column: Int
    var service: Service
  }

  /// The names of the columns; without one of those by which names are known, 国土数値情報 has it
  /// under a number.
  static func definitions(_ header: [String], _ values: ColumnValues) -> [ColumnDefinition] {
    let slugs = ColumnDefinition.slugs(ColumnDefinition.stations)
    let hasName = header.contains { ColumnDefinition.slug(of: $0, in: slugs) == "name" }
    let official =
      hasName
      ? nil
      : CandidateColumns.officialName(header) { Array(values.column($0).prefix(500)) }
    guard let official else { return ColumnDefinition.stations }
    return ColumnDefinition.stations.map {
      $0.slug == "name" ? ColumnDefinition("name", $0.aliases + [official]) : $0
    }
  }

  /// Columns that are called as a service is and hold marks: ○, 有, 1, TRUE. One with hours or
  /// other words in it is none.
  static func serviceMarks(in columns: ColumnMap, _ values: ColumnValues) -> [ServiceMark] {
    columns.unknown.compactMap { column in
      guard let service = service(named: columns.header[column]) else { return nil }
      var (marks, others) = (0, 0)
      for text in values.column(column) {
        if FieldParsing.mark(text) == nil { others += 1 } else { marks += 1 }
      }
      return marks > 0 && others <= marks ? ServiceMark(column: column, service: service) : nil
    }
  }

  /// What a list with columns of services, but none of them for staying, leaves open.
  static func impliedServices(in columns: ColumnMap, _ marks: [ServiceMark]) -> Finding? {
    guard let first = marks.first, columns["services"] == nil,
      !marks.contains(where: { $0.service == .dropIn })
    else { return nil }
    let names = marks.map { columns.header[$0.column] }
    return Finding(
      .warning,
      what: Text(
        ja: "居場所の列がないので、機能の列（\(names.listed(in: .ja))）に印のある行はその機能だけの拠点、"
          + "どれにも印のない行は居場所として読みました",
        en:
          "there is no column of drop-in, so that rows with a mark (\(names.listed(in: .en))) offer "
          + "only what is marked, and rows without one are places to drop in"),
      at: Place(file: columns.file, column: columns.header[first.column]),
      remedy: Text(
        ja: "居場所でもあるところが分かるように、「居場所」の列を加えて ○ を付けてください",
        en: "Add a column \"drop-in\" with a mark wherever people may simply stay"))
  }

  /// `クール`, `クールの有無`, `クーリングシェルターの指定`, `機能_相談`.
  private static func service(named name: String) -> Service? {
    if let service = Vocabulary.services[name] { return service }
    var key = Spelling.key(ColumnDefinition.bareName(name)?.name ?? name)
    for beginning in ["機能", "サービス", "役割"] where key.hasPrefix(beginning) {
      key = String(key.dropFirst(beginning.count))
    }
    for ending in ["の有無", "有無", "の指定", "指定", "の実施", "実施", "の登録", "フラグ"]
    where key.hasSuffix(ending) {
      key = String(key.dropLast(ending.count))
    }
    return Vocabulary.services[key]
  }

  /// Lists of others have kinds of their own (`有形文化財`, `認可保育施設`). Where not one of many values
  /// is a kind, or nearly one, the column means something else.
  static func foreignKinds(
    in columns: ColumnMap, _ kinds: Vocabulary<OrganizationKind>, _ values: ColumnValues, row: Int?
  ) -> Finding? {
    guard let column = columns["kind"] else { return nil }
    var words: Set<String> = []
    var count = 0
    for text in values.column(column) where !StationRow.isUnknownKind(text) {
      count += 1
      guard words.insert(text).inserted else { continue }
      guard kinds[text] == nil else { return nil }
    }
    guard count >= 10, words.count <= 200,
      words.allSatisfy({ kinds.suggestion(for: $0).en.isEmpty })
    else { return nil }
    let examples = words.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
    }
    let name = columns.header[column]
    return Finding(
      .warning,
      what: Text(
        ja: "列「\(name)」の値はどれも団体の種別ではないので、種別として使いません"
          + "（\(examples.listed(upTo: 5, in: .ja))）",
        en: "no value in column \(name.quoted) is a kind of organisation, so it is not used as one "
          + "(\(examples.listed(upTo: 5, in: .en)))"),
      at: Place(file: columns.file, row: row, column: name),
      remedy: Text(
        ja: "種別ごとの集計に使うなら、種別（医療福祉、公共など）の列を加えてください",
        en: "Add a column with the kinds of the network to count by kind"))
  }
}
