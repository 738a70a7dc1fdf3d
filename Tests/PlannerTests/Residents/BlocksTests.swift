import Testing

@testable import Planner

@Suite struct BlocksTests {
  @Test("residents are conserved from cells to pieces to blocks", arguments: 0..<50)
  func conservation(seed: Int) throws {
    let country = try RandomCountry(
      seed, level: [.m500, .m250, .m125, .km1, .m100][seed % 5], extent: 0.4)
    let region = try country.region()
    let blocks = region.blocks
    for (attribute, counts) in country.counts.enumerated() {
      let inFile = counts.reduce(0, +)
      let outside =
        region.outside.wholeUnits[attribute] + region.outside.cutUnits[attribute]
      #expect(isClose(blocks.residents(attribute: attribute) + outside, inFile))
      var byBlocks = 0.0
      for piece in 0..<blocks.pieceCount {
        #expect(!blocks.blocks(ofPiece: piece).isEmpty)
        for _ in blocks.blocks(ofPiece: piece) {
          byBlocks += blocks.residentsPerBlock(attribute: attribute, piece: piece)
        }
      }
      #expect(isClose(byBlocks, blocks.residents(attribute: attribute)))
    }
  }

  @Test("blocks lie in their own municipality and stand where PROJ says", arguments: 0..<50)
  func places(seed: Int) throws {
    let country = try RandomCountry(seed)
    let region = try country.region()
    let blocks = region.blocks
    let projection = try Projection(from: .jgd2011, to: region.crs)
    let positions = (0..<blocks.count).map { blocks.position(of: $0) }
    let degrees: [Position<Geographic>] = projection.inverse(positions)
    let locators = country.municipalities.map { OutlineLocator(LatticeEdges($0.outline)) }
    let pieceOfBlock = blocks.pieceOfBlocks()
    var misplaced = 0
    var offLattice = 0.0
    for block in 0..<blocks.count {
      let home = Int(blocks.pieceMunicipality[Int(pieceOfBlock[block])])
      if !locators[home].contains(degrees[block]) { misplaced += 1 }
      let cell = country.cells[Int(blocks.pieceUnit[Int(pieceOfBlock[block])])]
      #expect(GridCell(containing: degrees[block], level: cell.level) == cell)
      // lattice centres come back as halves; free points in slivers do not
      let u = Lattice.u(degrees[block].x)
      let v = Lattice.v(degrees[block].y)
      let nearest: [Position<Plane>] = projection.forward([
        Lattice.position(u: u.rounded(.down) + 0.5, v: v.rounded(.down) + 0.5)
      ])
      let off = nearest[0].distance(to: positions[block])
      if off < 1 { offLattice = max(offLattice, off) }
    }
    #expect(misplaced == 0)
    #expect(offLattice < 2e-6, "interpolated positions are off by \(offLattice) m")
  }

  @Test("cells of 100 m have their blocks at the quarters' centres", arguments: 0..<4)
  func tenths(seed: Int) throws {
    let country = try RandomCountry(seed, level: .m100, extent: 0.2)
    let region = try country.region()
    let blocks = region.blocks
    let projection = try Projection(from: .jgd2011, to: region.crs)
    let positions = (0..<blocks.count).map { blocks.position(of: $0) }
    let degrees: [Position<Geographic>] = projection.inverse(positions)
    let locators = country.municipalities.map { OutlineLocator(LatticeEdges($0.outline)) }
    var piecesOfUnit: [Int32: Int] = [:]
    for unit in blocks.pieceUnit { piecesOfUnit[unit, default: 0] += 1 }
    var whole = 0
    for piece in 0..<blocks.pieceCount {
      let cell = country.cells[Int(blocks.pieceUnit[piece])]
      let range = blocks.blocks(ofPiece: piece)
      for block in range {
        #expect(GridCell(containing: degrees[block], level: .m100) == cell)
        #expect(locators[Int(blocks.pieceMunicipality[piece])].contains(degrees[block]))
      }
      guard range.count == 4, piecesOfUnit[blocks.pieceUnit[piece]] == 1 else { continue }
      whole += 1
      for (block, share) in zip(range, [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]) {
        let there: [Position<Plane>] = projection.forward([
          cell.corner(east: share.0, north: share.1)
        ])
        #expect(there[0].distance(to: positions[block]) < 1e-6)
      }
    }
    #expect(whole > 20)
  }

  @Test("a cell with populated neighbours outside has other land, one at the shore has not")
  func shore() throws {
    let cell = try #require(GridCell(code: "534022791"))
    // the outline covers the west half of the cell
    let outline = MultiPolygon([
      Polygon(
        exterior: try #require(
          Ring([
            cell.corner(east: -3, north: -3), cell.corner(east: 0.5, north: -3),
            cell.corner(east: 0.5, north: 4), cell.corner(east: -3, north: 4),
          ])))
    ])
    let municipality = Municipality(
      code: try #require(MunicipalityCode("12213")), name: "東金市", outline: outline)
    func region(
      neighbor: Bool, land: [MultiPolygon<Geographic>]? = nil
    ) throws -> Region {
      let east = GridCell(level: .m500, column: cell.column + 1, row: cell.row)
      return try Region(
        study: StudyArea(municipalities: [municipality], neighboringLand: land),
        population: Population(
          attributes: [.total], units: .cells(neighbor ? [cell, east] : [cell]),
          counts: [neighbor ? [100, 30] : [100]]),
        crs: CoordinateReferenceSystem("EPSG:6677"))
    }
    let shore = try region(neighbor: false)
    #expect(isClose(shore.blocks.residents(), 100))
    #expect(shore.outside.cutUnits == [0])
    let border = try region(neighbor: true)
    #expect(isClose(border.blocks.residents(), 50))
    #expect(isClose(border.outside.cutUnits[0], 50))
    #expect(border.outside.wholeUnits == [30])
    // with a land file the neighbours' population does not matter
    let strip = MultiPolygon([
      Polygon(
        exterior: try #require(
          Ring([
            cell.corner(east: 0.5, north: -3), cell.corner(east: 0.75, north: -3),
            cell.corner(east: 0.75, north: 4), cell.corner(east: 0.5, north: 4),
          ])))
    ])
    let known = try region(neighbor: true, land: [strip])
    #expect(isClose(known.blocks.residents(), 100 * 0.5 / 0.75))
  }

  @Test("areas of any shape conserve residents, too", arguments: 0..<20)
  func areas(seed: Int) throws {
    let country = try RandomCountry(seed)
    let other = try RandomCountry(seed + 1000)
    let study = try StudyArea(municipalities: country.municipalities)
    let outlines = other.municipalities.map(\.outline)
    let region = try Region(
      study: study,
      population: Population(
        attributes: [.total], units: .areas(outlines),
        counts: [outlines.indices.map { Double(100 << $0) }]),
      crs: RandomCountry.crs)
    let total = outlines.indices.reduce(0) { $0 + Double(100 << $1) }
    #expect(
      isClose(
        region.blocks.residents() + region.outside.wholeUnits[0] + region.outside.cutUnits[0],
        total))
    #expect(region.blocks.residents() > 0)
  }
}
