internal import Planner

/// Under which names lists of places have what a candidate needs.
enum CandidateColumns {
  private static let own: [ColumnDefinition] = [
    ColumnDefinition("id", ["jmh_id"] + stationAliases("id")),
    ColumnDefinition(
      "name",
      stationAliases("name") + [
        "name_ja", "nam_ja", "name:ja", "店舗名", "店名", "企業名", "会社名", "団体名", "法人名", "学校名",
        "寺院名", "神社名", "title",
      ]),
    ColumnDefinition("cost_yen", ["cost", "費用", "費用(円)", "経費"]),
    ColumnDefinition(
      "location_accuracy",
      ["geo_precision", "位置精度", "位置の精度", "座標精度", "geocode_precision", "geocoding_accuracy"]),
  ]
  static let all =
    own + ["lat", "lon", "x", "y"].map { ColumnDefinition($0, stationAliases($0)) }

  private static func stationAliases(_ slug: String) -> [String] {
    ColumnDefinition.stations.first { $0.slug == slug }?.aliases ?? []
  }

  /// Data sets of 国土数値情報 and the numbers of the fields that hold the name, which differ by
  /// edition: in the other editions that number is a code.
  private static let landInformation: [(prefix: String, names: [Int])] = [
    ("P02", [4]), ("P04", [2]), ("P05", [3]), ("P12", [2]), ("P14", [7, 8]), ("P27", [5]),
    ("P29", [4, 5]),
  ]

  /// What the columns of a list mean. Of several that could be meant the most telling one is
  /// taken: these lists are made by others, for other purposes.
  ///
  /// - Parameters:
  ///   - header: the names of the columns.
  ///   - file: for messages.
  ///   - row: of the header, for messages.
  ///   - values: some values of a column.
  /// - Returns: the columns by their canonical names.
  /// - Throws: `Failure` (data) where two columns have the same name.
  static func map(
    header: [String], file: String, row: Int?, values: (Int) -> [String]
  ) throws -> ColumnMap {
    let keys = header.map(Spelling.key)
    let official = officialName(header, values)
    let definitions = all.map { definition in
      if definition.slug == "name", let official { return ColumnDefinition("name", [official]) }
      let found = ([definition.slug] + definition.aliases).first {
        keys.contains(Spelling.key($0))
      }
      return found.map { ColumnDefinition(definition.slug, [$0]) } ?? definition
    }
    let columns = try ColumnMap(header: header, file: file, row: row, definitions: definitions)
    if columns["cost_yen"] == nil, let name = header.first(where: isCostOfAnotherUnit) {
      throw Failure(
        .data,
        what: Text(
          ja: "費用の単位が円かどうか分かりません", en: "whether these costs are in yen is not clear"),
        at: Place(file: file, row: row, column: name),
        remedy: Text(
          ja: "1か所にかかる金額を円に直し、列の名前を「費用（円）」にしてください。費用として使わないなら、「参考額」などの別の名前にしてください",
          en: "Write the cost of a station in yen under \"cost\"; call the column something else "
            + "where it is no such cost"))
    }
    return columns
  }

  /// `費用（千円）`, `費用 万円`, `費用（月額）`.
  private static func isCostOfAnotherUnit(_ name: String) -> Bool {
    let names = (["cost_yen"] + (all.first { $0.slug == "cost_yen" }?.aliases ?? []))
      .map(Spelling.key)
    if let bare = ColumnDefinition.bareName(name), !bare.addition.isEmpty {
      return names.contains(Spelling.key(bare.name))
    }
    let key = Spelling.key(name)
    return names.contains { key.hasPrefix($0) } && ["千円", "万円"].contains { key.hasSuffix($0) }
  }

  static func officialName(_ header: [String], _ values: (Int) -> [String]) -> String? {
    for (prefix, names) in landInformation {
      for number in names {
        let field = "_00\(number)"
        let index = header.firstIndex { name in
          // P12a_002 is the one of the points, and P14_007_ja what a service makes of P14_007
          name.uppercased().hasPrefix(prefix)
            && (name.hasSuffix(field) || name.hasSuffix(field + "_ja"))
        }
        guard let index else { continue }
        let words = values(index).filter { !$0.isEmpty }
        let codes = words.count { $0.utf8.allSatisfy { $0 < 0x80 } }
        if !words.isEmpty, codes * 2 < words.count { return header[index] }
      }
    }
    return nil
  }

  /// What else than a welfare facility a row of 国土数値情報 P14 is.
  enum Stranger {
    /// 児童遊園: open grounds with swings, without anybody to ask or a room to sit in the cool.
    case playground
    /// 幼稚園: a school (公共施設分類 16 and not 19).
    case kindergarten
  }

  /// Tells them, in lists of 国土数値情報 P14.
  ///
  /// - Parameters:
  ///   - header: the names of the columns.
  ///   - name: the column of names.
  /// - Returns: what a row is, by its name and the text of its columns; always `nil` in other
  ///   lists, in which a 遊び場 may be a room.
  static func strangers(
    header: [String], name: Int?
  ) -> (_ name: String, _ field: (Int) -> String) -> Stranger? {
    func isField(_ column: Int, _ number: String) -> Bool {
      header[column].uppercased().hasPrefix("P14_00" + number)
    }
    guard let name, isField(name, "") else { return { _, _ in nil } }
    // the codes of the edition in which names are the seventh field; in others they are elsewhere
    func column(_ number: String) -> Int? {
      isField(name, "7") ? header.indices.first { isField($0, number) } : nil
    }
    let publicClass = column("5")
    let welfareClass = column("6")
    return { name, field in
      let isPlayground =
        welfareClass.map { field($0) == "410" } ?? false
        || ["児童遊園", "子どもの遊び場", "子供の遊び場", "こどもの遊び場"].contains { name.contains($0) }
      if isPlayground { return .playground }
      return publicClass.map { field($0).hasPrefix("16") } ?? false ? .kindergarten : nil
    }
  }

  /// A note where an unused column may have been meant; lists of places have many that are not.
  /// What only stations have (when they joined or left) is not asked of candidates.
  static func misspelt(_ columns: ColumnMap) -> Finding? {
    let isNear = all.contains { columns.nearMiss(for: $0.slug) != nil }
    let ofStations = ColumnDefinition.slugs(
      ColumnDefinition.stations.filter {
        ["joined", "left", "consent", "season"].contains($0.slug)
      })
    let isOfStations = columns.unknown.contains {
      ofStations[Spelling.key(columns.header[$0])] != nil
    }
    return isNear || isOfStations ? columns.unknownNote : nil
  }

  /// The column in which a list says of each row what kind it is, and the kinds by their names.
  static func statedKinds(
    _ header: [String]
  ) -> (column: Int, kinds: Vocabulary<OrganizationKind>)? {
    let names = Set((["kind"] + stationAliases("kind")).map(Spelling.key))
    return header.firstIndex { names.contains(Spelling.key($0)) }
      .map { ($0, Vocabulary(kinds: OrganizationKind.network)) }
  }

  /// The column that says where a row's place is in words.
  static func address(_ header: [String]) -> Int? {
    let names = (AddressColumns.joinedNames + ["location"]).map(Spelling.key)
    let keys = header.map(Spelling.key)
    return names.lazy.compactMap { keys.firstIndex(of: $0) }.first
  }

  /// Whether a position is only the centre of a municipality or a town, by what a list says of
  /// its accuracy.
  static let accuracies = Vocabulary<Bool>([
    (
      true,
      [
        "municipality", "city", "ward", "town", "village", "prefecture", "locality", "oaza",
        "machiaza", "centroid", "approximate", "市区町村", "市町村", "市町村役場", "都道府県", "市", "区", "町",
        "村", "町丁目", "町丁", "町丁・字", "町字", "大字", "字", "丁目", "代表点", "中心", "中心点",
      ]
    ),
    (
      false,
      [
        "address", "exact", "rooftop", "building", "parcel", "block", "point", "gps", "番地", "地番",
        "号", "街区", "住所", "建物", "正確", "地点",
      ]
    ),
  ])
}
