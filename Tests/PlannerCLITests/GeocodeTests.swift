import Foundation
import Testing

@Suite struct GeocodeCommandTests {
  private let folder: Workspace
  private let gazetteer: String

  init() throws {
    folder = try Workspace()
    gazetteer = try folder.write(
      "市区町村名,大字町丁目名,緯度,経度\n東金市,東岩崎,35.56,140.366\n", as: "gazetteer.csv")
  }

  @Test func placesWhatItCanAndListsTheRest() throws {
    let list = try folder.write("name,address\na,東金市東岩崎1-1\nb,どこか\n", as: "list.csv")
    for flag in ["--stations", "--addresses"] {
      let run = try CommandRun(["geocode", flag, list, "--gazetteer", gazetteer, "--lang", "en"])
      #expect(run.status == 0)
      #expect(run.text.contains("a,東金市東岩崎1-1,35.56,140.366,town,"))
      #expect(run.errorText.contains("list.csv, row 3, column address: \"どこか\" cannot be placed"))
      #expect(run.errorText.contains("2 rows: town 1, not placed 1"))
    }
    let quiet = try CommandRun([
      "geocode", "--stations", list, "--gazetteer", gazetteer, "--quiet", "--format", "geojson",
    ])
    #expect(quiet.errorText.isEmpty && quiet.text.contains("\"FeatureCollection\""))
  }

  /// Rows of their own, placed, placed in a municipality only, and not at all.
  @Test func conformsToItsSchema() throws {
    let schema = Schema(root: try Demo.schema("geocode.v1.schema.json"))
    let list = try folder.write(
      "name,address,lat,lon\na,東金市東岩崎1-1,,\nb,どこか,,\nc,,35.5,140.3\nd,東金市,,\n",
      as: "list.csv")
    for format in ["json", "geojson"] {
      let run = try CommandRun([
        "geocode", "--stations", list, "--gazetteer", gazetteer, "--format", format,
      ])
      let document = try JSON(run.output)
      #expect(schema.defects(of: document) == [])
      let rows = format == "json" ? document["rows"].items : document["features"].items
      #expect(rows.count == (format == "json" ? 4 : 3))
      #expect(document["summary"]["unplaced"].number == 1)
      // of the two forms, each document is one
      for other in ["table", "map"] {
        let isOwn = (other == "table") == (format == "json")
        let form = Schema(
          root: .object(
            schema.root.members.merging(["anyOf": .array([schema.root["$defs"][other]])]) { $1 }))
        #expect(form.defects(of: document).isEmpty == isOwn)
      }
    }
  }

  private static let calls: [(line: String, status: Int32)] = [
    ("geocode", 64),
    ("geocode --stations LIST", 64),
    ("geocode --stations LIST --gazetteer LIST", 65),
    ("geocode --stations NONE --gazetteer GAZETTEER", 65),
    ("geocode --stations NOWHERE --gazetteer GAZETTEER", 65),
    ("geocode --stations LIST --gazetteer GAZETTEER --address-column z", 64),
    ("geocode --stations LIST --gazetteer GAZETTEER --out LIST", 64),
    ("geocode --stations LIST --gazetteer GAZETTEER --format kml", 64),
  ]

  @Test(arguments: calls)
  func endsAsItShould(_ line: String, _ status: Int32) throws {
    let paths = [
      "LIST": try folder.write("name,address\na,東金市東岩崎1-1\n", as: "list.csv"),
      "NOWHERE": try folder.write("name,address\na,どこか\n", as: "nowhere.csv"),
      "NONE": folder.path("none.csv"), "GAZETTEER": gazetteer,
    ]
    let run = try CommandRun(line.split(separator: " ").map { paths[String($0)] ?? String($0) })
    #expect(run.status == status, "\(run.errorText)")
    #expect(!run.errorText.isEmpty)
  }
}
