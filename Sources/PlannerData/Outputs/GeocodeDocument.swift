public import Planner

/// The answer of `planner-cli geocode`: the list as it came, with a position for each row, how
/// exact it is, and under which name it was found.
public struct GeocodeDocument: Sendable {
  private let list: GeocodedList
  /// The gazetteer's and the list's own.
  private let files: [InputFile]
  private let credits: [Text]

  /// Columns that are added; a list that has them already, since it was placed before, gets them
  /// anew.
  static let added = [
    "location_accuracy", "location_accuracy_m", "location_name", "location_certainty",
    "location_note", "location_guesses",
  ]

  /// - Parameters:
  ///   - list: with its rows placed.
  ///   - gazetteerFiles: by which.
  public init(_ list: GeocodedList, gazetteerFiles: [InputFile]) {
    self.list = list
    files = (gazetteerFiles + [list.file]).map { file in
      file.described(by: Provenance(ofFile: file.path, role: file.role))
    }
    credits = files.compactMap(\.credit).reduce(into: []) { credits, credit in
      if !credits.contains(credit) { credits.append(credit) }
    }
  }

  /// The columns of the list that stay as they are.
  private var kept: [Int] {
    let added = Set(Self.added.map(Spelling.key))
    return list.header.indices.filter { !added.contains(Spelling.key(list.header[$0])) }
  }

  private func values(_ row: GeocodedList.Row, _ language: Language) -> [String] {
    let found = row.match.found
    return [
      found?.accuracy.rawValue ?? "",
      found?.accuracyMeters.map { Figure.fixed($0, 0) } ?? "", found?.name ?? "",
      found.map { row.isOwn ? "" : $0.certainty.rawValue } ?? "",
      row.match.doubt?.text[language] ?? "", row.match.guesses.joined(separator: "；"),
    ]
  }

  /// The row's own coordinates as written, also where they cannot be used; else its place to seven
  /// decimals; blank where it has none.
  private func coordinates(_ row: GeocodedList.Row) -> (latitude: String, longitude: String) {
    if row.isOwn || row.match.doubt == .unusableCoordinates,
      let latitude = list.latitudeColumn, let longitude = list.longitudeColumn,
      !row.fields[latitude].isEmpty || !row.fields[longitude].isEmpty
    {
      return (row.fields[latitude], row.fields[longitude])
    }
    guard let found = row.match.found else { return ("", "") }
    let rounded = GeoJSONDocument.rounded(found.position)
    return ("\(rounded.latitude)", "\(rounded.longitude)")
  }

  /// The list's own rows and columns, blank coordinates filled in, columns added behind.
  public func csv(_ language: Language) -> String {
    let kept = kept
    let hasColumns = list.latitudeColumn != nil
    var table = CSVText(
      kept.map { list.header[$0] } + (hasColumns ? [] : ["lat", "lon"]) + Self.added)
    for row in list.rows {
      let (latitude, longitude) = coordinates(row)
      let own = kept.map { column in
        column == list.latitudeColumn
          ? latitude : column == list.longitudeColumn ? longitude : row.fields[column]
      }
      table.add(own + (hasColumns ? [] : [latitude, longitude]) + values(row, language))
    }
    return table.text
  }

  /// `planner.geocode.v1`.
  public func json() -> JSONValue {
    .object(
      [.init("format", .string("planner.geocode.v1"))] + GeoJSONDocument.internalAudience
        + summaryMembers + [
          .init(
            "rows",
            .array(
              list.rows.map { row in
                .object(
                  [.init("row", .integer(row.number))] + position(row) + details(row)
                    + [.init("fields", .object(fields(row)))])
              }))
        ])
  }

  /// Features for the rows that have a place; the others are under `unplaced`.
  public func geoJSON() -> GeoJSONDocument {
    GeoJSONDocument(
      members: [.init("format", .string("planner.geocode.v1"))]
        + GeoJSONDocument.internalAudience + summaryMembers,
      features: list.rows.compactMap { row in
        row.match.found.map { found in
          GeoJSONDocument.Feature(
            id: "row-\(row.number)",
            properties: fields(row) + details(row), geometry: .point(found.position))
        }
      })
  }

  private func position(_ row: GeocodedList.Row) -> [JSONValue.Member] {
    let point = row.match.found.map { GeoJSONDocument.rounded($0.position) }
    return [
      .init("lat", .optional(point?.latitude)), .init("lon", .optional(point?.longitude)),
    ]
  }

  private func details(_ row: GeocodedList.Row) -> [JSONValue.Member] {
    let found = row.match.found
    return [
      .init("location_accuracy", .optional(found?.accuracy.rawValue)),
      .init(
        "location_accuracy_m", .optional(found?.accuracyMeters.map { ($0 * 10).rounded() / 10 })),
      .init("location_name", found.map { row.isOwn ? .null : .string($0.name) } ?? .null),
      .init(
        "location_certainty",
        found.map { row.isOwn ? .null : .string($0.certainty.rawValue) } ?? .null),
      .init("location_note", .optional(row.match.doubt?.rawValue)),
      .init("location_guesses", .array(row.match.guesses.map { .string($0) })),
    ]
  }

  /// The fields of a row, each name once.
  private func fields(_ row: GeocodedList.Row) -> [JSONValue.Member] {
    var used: [String: Int] = [:]
    return kept.map { column in
      var name = list.header[column].isEmpty ? "column \(column + 1)" : list.header[column]
      used[name, default: 0] += 1
      if let count = used[name], count > 1 { name += " (\(count))" }
      return .init(name, .string(row.fields[column]))
    }
  }

  private var summaryMembers: [JSONValue.Member] {
    [
      .init(
        "summary",
        .object(
          [.init("rows", .integer(list.rows.count))]
            + LocationAccuracy.allCases.map { .init($0.rawValue, .integer(list.count($0))) }
            + [.init("unplaced", .integer(list.unplacedCount))])),
      .init(
        "unplaced",
        .array(
          list.misses.map { row in
            .members([
              "row": .integer(row.number), "address": .string(row.address),
              "placed": .optional(row.match.found?.name),
              "reason": .string((row.match.doubt ?? .unknownPlace).rawValue),
              "why": .text((row.match.doubt ?? .unknownPlace).text),
              "guesses": .array(row.match.guesses.map { .string($0) }),
            ])
          })),
      .init("credits", .array(credits.map { .text($0) })),
      .init("files", .array(files.map(\.json))),
    ]
  }

  /// One line: how many rows are placed how exactly.
  public func summary(_ language: Language) -> String {
    let counts = LocationAccuracy.allCases.map { ($0.name[language], list.count($0)) }
      .filter { $0.1 > 0 }
    return language == .ja
      ? "\(list.rows.count)行：" + counts.map { "\($0.0)\($0.1)" }.joined(separator: "、")
        + "、置けない行\(list.unplacedCount)"
      : "\(list.rows.count) rows: " + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        + ", not placed \(list.unplacedCount)"
  }
}
