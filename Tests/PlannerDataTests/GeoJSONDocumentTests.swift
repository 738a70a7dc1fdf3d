import Foundation
import Planner
import Testing

@testable import PlannerData

@Suite struct GeoJSONDocumentTests {
  func ring(_ corners: [(Double, Double)]) throws -> Ring<Geographic> {
    try #require(Ring(corners.map { Position(x: $0.0, y: $0.1) }))
  }

  func parsed(_ document: GeoJSONDocument) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(document.serialized()))
    return try #require(object as? [String: Any])
  }

  func feature(_ outline: MultiPolygon<Geographic>, id: String = "a") -> GeoJSONDocument.Feature {
    GeoJSONDocument.Feature(
      id: id, properties: [.init("name", .string("海"))], geometry: .outline(outline))
  }

  @Test func ringsTurnTheRightWayAndClose() throws {
    let clockwise = try ring([(140, 35), (140, 36), (141, 36), (141, 35)])
    let hole = try ring([(140.2, 35.2), (140.4, 35.2), (140.4, 35.4), (140.2, 35.4)])
    let document = GeoJSONDocument(
      members: [.init("attribution", .array([.string("出典")]))],
      features: [feature(MultiPolygon([Polygon(exterior: clockwise, holes: [hole])]))])
    let object = try parsed(document)
    #expect(object["type"] as? String == "FeatureCollection")
    #expect(object["bbox"] as? [Double] == [140, 35, 141, 36])
    #expect(object["crs"] == nil)
    #expect(object["attribution"] as? [String] == ["出典"])
    let found = try #require((object["features"] as? [[String: Any]])?.first)
    #expect(found["id"] as? String == "a")
    let geometry = try #require(found["geometry"] as? [String: Any])
    #expect(geometry["type"] as? String == "Polygon")
    let rings = try #require(geometry["coordinates"] as? [[[Double]]])
    #expect(rings[0] == [[140, 35], [141, 35], [141, 36], [140, 36], [140, 35]])
    #expect(
      rings[1] == [
        [140.2, 35.2], [140.2, 35.4], [140.4, 35.4], [140.4, 35.2], [140.2, 35.2],
      ])
  }

  @Test func roundingLeavesNoDefects() throws {
    let tiny = 2e-8
    // two corners on one spot, and a spike there and back at the seam
    let square = try ring([
      (140.2, 35), (140, 35), (140 + tiny, 35), (140.1, 35), (140.1, 35.1), (140, 35.1),
      (140, 35),
    ])
    let rounded = GeoJSONDocument.rounded(MultiPolygon([Polygon(exterior: square)]))
    let corners = try #require(rounded.polygons.first).exterior.positions.map { [$0.x, $0.y] }
    #expect(corners == [[140, 35], [140.1, 35], [140.1, 35.1], [140, 35.1], [140, 35]])

    let sliver = try ring([(140, 35), (141, 35), (141, 35 + tiny)])
    let speck = try ring([(140, 35), (140 + tiny, 35), (140, 35 + tiny)])
    let outline = MultiPolygon([
      Polygon(exterior: sliver), Polygon(exterior: square, holes: [speck]),
    ])
    let kept = GeoJSONDocument.rounded(outline)
    #expect(kept.polygons.count == 1)
    #expect(kept.polygons[0].holes.isEmpty)

    let object = try parsed(
      GeoJSONDocument(features: [feature(MultiPolygon([Polygon(exterior: sliver)]))]))
    #expect(object["bbox"] == nil)
    let features = try #require(object["features"] as? [[String: Any]])
    #expect(features[0]["geometry"] is NSNull)
  }

  @Test func severalPartsAndPoints() throws {
    let document = GeoJSONDocument(features: [
      feature(MultiPolygon(try outline(140, 35).polygons + outline(141, 36).polygons)),
      .init(
        id: "p", properties: [],
        geometry: .point(Position(longitude: 139.123456789, latitude: 35.000000049))),
    ])
    let text = String(decoding: document.serialized(), as: UTF8.self)
    #expect(text.contains("[139.1234568, 35]"))
    let features = try #require(try parsed(document)["features"] as? [[String: Any]])
    let geometry = try #require(features[0]["geometry"] as? [String: Any])
    #expect(geometry["type"] as? String == "MultiPolygon")
    #expect((geometry["coordinates"] as? [[[[Double]]]])?.count == 2)
    #expect(try parsed(document)["bbox"] as? [Double] == [139.1234568, 35, 141.1, 36.1])
  }
}
