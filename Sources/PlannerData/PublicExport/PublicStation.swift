public import Planner

/// A station as the public sees it: nothing in it comes from what is not published.
public struct PublicStation: Sendable, Hashable {
  /// Made of what is published of the station and of nothing else, so it stays the same while
  /// that does; the list's identifier where that is itself among the published fields.
  public let id: String
  /// Rounded to seven decimals; the point of the town or the centre of a grid cell where that is
  /// all that may be known.
  public let position: Position<Geographic>
  /// `exact`, `town` or `mesh`.
  public let precision: PublishedPrecision
  /// `nil` where it is unknown or not published.
  public let kind: OrganizationKind?
  /// Empty where they are not published.
  public let services: [Service]
  /// Cleaned of what screens could take for something else than text. `kind` and `services`
  /// have members of their own.
  public let texts: [PublicField: String]

  /// The name, or else what sort of place it is.
  public var title: String { texts[.name] ?? kind?.name.ja ?? "拠点" }
}

/// A station that is not published, and why. For the person who runs the export; a public file
/// says nothing of it, not even how many there are.
public struct WithheldStation: Sendable, Hashable {
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    case noConsent
    case hidden
    /// Has left, or is not open on the day that was asked about.
    case notOpen
    /// Offers none of the services, or is of none of the kinds, that were asked for.
    case notAskedFor
    /// Should be rounded to a grid cell, and lies where the grid has no codes.
    case noGridCell

    public var text: Text {
      switch self {
      case .noConsent: Text(ja: "公開の同意がない", en: "no consent")
      case .hidden: Text(ja: "位置を非公開とする指定", en: "marked hidden")
      case .notOpen: Text(ja: "退会・参加前・季節外", en: "left, not joined yet or out of season")
      case .notAskedFor: Text(ja: "指定した機能・種別でない", en: "not of the services or kinds asked for")
      case .noGridCell: Text(ja: "丸めるメッシュがない場所", en: "outside the grid it should be rounded to")
      }
    }
  }

  public let id: StationID
  public let reason: Reason
}

/// The public list: derived first, and all that any public layer is made from.
struct PublicStations {
  private(set) var published: [PublicStation] = []
  /// The same stations for analyses: at their published positions, in the same order, with
  /// nothing of the list but what an analysis needs.
  private(set) var stations: [Station] = []
  private(set) var withheld: [WithheldStation] = []
  private(set) var findings: [Finding] = []
  /// What may tell of a person, in fields that are published.
  private(set) var personal: [Finding] = []

  init(of plan: LoadedPlan, fields: [PublicField]) throws {
    let question = plan.request.question
    var sources: [Station] = []
    var places: [(position: Position<Geographic>, precision: PublishedPrecision)] = []
    for station in plan.stations {
      switch Self.verdict(on: station, question, plan.gazetteer) {
      case .withhold(let reason): withheld.append(WithheldStation(id: station.id, reason: reason))
      case .publish(let position, let precision):
        sources.append(station)
        places.append((position, precision))
      }
    }
    let municipalities = plan.region.municipalities(of: places.map(\.position))
    let projection = try Projection(from: plan.region.degrees, to: plan.region.crs)
    let planes: [Position<Plane>] = projection.forward(places.map(\.position))
    var seen: [String: Int] = [:]
    for (index, station) in sources.enumerated() {
      let municipality = municipalities[index].map { plan.region.study.municipalities[$0].name }
      let texts = self.texts(of: station, fields, places[index].precision, municipality)
      let kind = fields.contains(.kind) ? station.kind : nil
      var id =
        fields.contains(.id)
        ? PublicText.clean(station.id.text)
        : Self.publicID(name: texts[.name], kind: kind, position: places[index].position)
      seen[id, default: 0] += 1
      if let count = seen[id], count > 1 { id += "-\(count)" }
      published.append(
        PublicStation(
          id: id, position: places[index].position, precision: places[index].precision,
          kind: kind,
          services: fields.contains(.services) ? station.services.sorted() : [], texts: texts))
      stations.append(
        Station(
          id: station.id, name: "", kind: station.kind, services: station.services,
          position: planes[index], geographic: places[index].position, season: station.season))
    }
    let towns = zip(sources, places).count { $0.precision == .town && $1.precision == .mesh }
    if towns > 0 {
      findings.append(Self.townsAreRounded(towns, hasGazetteer: plan.gazetteer != nil))
    }
  }

  private enum Verdict {
    case publish(Position<Geographic>, PublishedPrecision)
    case withhold(WithheldStation.Reason)
  }

  /// A town whose point is nearer to another's than this may be a few houses; its stations are
  /// rounded to a cell instead.
  private static let smallestTownMeters = 200.0
  /// Farther away than this a town's point says nothing of a place.
  private static let widestTownMeters = 3000.0

  private static func verdict(
    on station: Station, _ question: CoverageQuestion, _ gazetteer: Gazetteer?
  ) -> Verdict {
    guard station.consent else { return .withhold(.noConsent) }
    guard station.precision != .hidden else { return .withhold(.hidden) }
    guard station.isOpen(on: question.day) else { return .withhold(.notOpen) }
    guard question.includes(station) else { return .withhold(.notAskedFor) }
    switch station.precision {
    case .exact: return .publish(GeoJSONDocument.rounded(station.geographic), .exact)
    case .town where gazetteer != nil:
      if let town = gazetteer?.nearestTown(to: station.geographic, within: widestTownMeters),
        let size = gazetteer?.metersToNextTown(from: town.position), size >= smallestTownMeters
      {
        return .publish(GeoJSONDocument.rounded(town.position), .town)
      }
      fallthrough
    case .town, .mesh:
      guard let cell = GridCell(containing: station.geographic, level: .m500) else {
        return .withhold(.noGridCell)
      }
      return .publish(GeoJSONDocument.rounded(cell.center), .mesh)
    case .hidden: return .withhold(.hidden)
    }
  }

  private mutating func texts(
    of station: Station, _ fields: [PublicField], _ precision: PublishedPrecision,
    _ municipality: String?
  ) -> [PublicField: String] {
    var texts: [PublicField: String] = [:]
    for field in fields {
      let text: String?
      switch field {
      case .kind, .services: text = nil
      case .id: text = station.id.text
      // a station without a name has been given its identifier for one
      case .name: text = station.name == station.id.text ? nil : station.name
      // of the published position: the true one's would tell which part of a cell is meant
      case .municipality: text = municipality
      case .address: text = precision == .exact ? station.details[field.rawValue] : nil
      case .joined: text = station.joined?.description
      case .hours, .season, .url, .phone, .contact, .notes: text = station.details[field.rawValue]
      }
      guard let text else { continue }
      var cleaned = PublicText.clean(text)
      guard !cleaned.isEmpty else { continue }
      if field == .url {
        guard let url = PublicText.url(cleaned) else {
          findings.append(Self.unusableURL(cleaned, station))
          continue
        }
        cleaned = url
      } else if [.name, .address, .hours, .season].contains(field),
        PublicText.mentionsPerson(cleaned)
      {
        personal.append(Self.mentionsPerson(field, station))
      }
      texts[field] = cleaned
    }
    return texts
  }

  /// Twelve hexadecimal digits of published content alone. Made from the list's identifier, even
  /// by a digest, they would give the numbering back to anybody who tries all short numbers, and
  /// with its holes the stations that are not shown.
  private static func publicID(
    name: String?, kind: OrganizationKind?, position: Position<Geographic>
  ) -> String {
    let mark = "\(name ?? "")\n\(kind?.slug ?? "")\n\(position.x),\(position.y)"
    let digest = Array(mark.utf8).withUnsafeBytes { Digest.sha256($0) }
    return "s-" + digest.prefix(12)
  }

  // MARK: What the person who runs it should know

  private static func townsAreRounded(_ count: Int, hasGazetteer: Bool) -> Finding {
    Finding(
      .note,
      what: hasGazetteer
        ? Text(
          ja: "近くに公開に使える町丁目の代表点がないので、公開精度が town の\(count)か所は500mメッシュの中心で公開します",
          en: "no point of a town that may be shown is near \(count) stations of precision town; "
            + "they are published at the centre of their 500 m cell")
        : Text(
          ja: "町丁目の代表点の一覧がないので、公開精度が town の\(count)か所は500mメッシュの中心で公開します",
          en: "there is no list of towns, so \(count) stations of precision town are published "
            + "at the centre of their 500 m cell"),
      remedy: hasGazetteer
        ? Text(ja: "公開データには mesh と書かれます", en: "The public data say mesh")
        : Text(
          ja: "公開データには mesh と書かれます。町丁目の代表点で公開するには --gazetteer FILE",
          en: "The public data say mesh; --gazetteer FILE gives the towns"))
  }

  private static func unusableURL(_ text: String, _ station: Station) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "「\(text.shortened)」は http:// か https:// で始まるアドレスでないので、公開しません",
        en: "\(text.quoted) is no http or https address and is not published"),
      at: Place(file: station.place.file, row: station.place.row, column: "url"),
      remedy: Text(
        ja: "https://example.jp/ のように書いてください", en: "Write it like https://example.jp/"))
  }

  private static func mentionsPerson(_ field: PublicField, _ station: Station) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "公開する項目に電話番号かメールアドレスのようなものが含まれています",
        en: "a field that is published seems to hold a telephone number or a mail address"),
      at: Place(file: station.place.file, row: station.place.row, column: field.rawValue),
      remedy: Text(
        ja: "公開してよいか確かめ、よくなければ一覧から消してください",
        en: "Check that it may be published; if not, take it out of the list"))
  }
}
