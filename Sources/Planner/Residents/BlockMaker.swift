/// Makes blocks of a population and a study area: cuts, places, projects, and finds living areas.
struct BlockMaker {
  let study: StudyArea
  let population: Population
  let projection: Projection

  /// A patch before projection: some lattice centres of a square, or one free point.
  private struct Seed {
    var piece: Int32
    /// The square's south-west corner on the lattice; of a free point, the square it is in.
    var column: Int32
    var row: Int32
    /// Steps along the square's side, at most 8.
    var side: Int32
    /// Index into the free points; −1 for lattice centres.
    var freePoint: Int32
    /// Bit `side · r + c`: the centre in row `r` and column `c` is a block.
    var mask: UInt64
  }

  private var seeds: [Seed] = []
  private var freePoints: [Position<Geographic>] = []
  private var pieceFirstBlock: [Int32] = [0]
  private var blockCount = 0

  init(study: StudyArea, population: Population, projection: Projection) {
    self.study = study
    self.population = population
    self.projection = projection
  }

  struct Made {
    var blocks: Blocks
    var outside: OutsideResidents
    var findings: [Finding]
  }

  mutating func make() throws -> Made {
    let cut: Pieces
    switch population.units {
    case .cells(let cells):
      cut = try Pieces.ofCells(cells, of: population, in: study)
      placeCells(cells, cut.pieces)
    case .points(let points):
      cut = placePoints(points)
    case .plane(let points):
      // the municipality is looked up in degrees, and the way there and back is exact to a
      // nanometre
      cut = placePoints(projection.inverse(points))
    case .areas(let areas):
      let made = try AreaPieces.cut(areas, of: population, by: study)
      cut = made.pieces
      try placeAreas(made.outlines)
    }
    let positions = project()
    let blocks = Blocks(
      attributes: population.attributes,
      pieceMunicipality: cut.pieces.map(\.municipality),
      pieceResidents: population.counts.map { counts in
        cut.pieces.map { counts[Int($0.unit)] * $0.share }
      },
      pieceFirstBlock: pieceFirstBlock,
      pieceUnit: cut.pieces.map(\.unit), suppression: population.groups,
      eastings: positions.eastings, northings: positions.northings,
      patchFirstBlock: positions.patchFirstBlock, patchPiece: seeds.map(\.piece),
      patchBounds: positions.patchBounds,
      livingAreaBlocks: livingAreas(positions.patchFirstBlock))
    return Made(blocks: blocks, outside: cut.outside, findings: cut.findings)
  }

  // MARK: Placing

  private mutating func placePoints(_ points: [Position<Geographic>]) -> Pieces {
    let locators = study.municipalities.map { OutlineLocator(LatticeEdges($0.outline)) }
    let cut = Pieces.ofPoints(points, of: population, locators: locators)
    for (piece, part) in cut.pieces.enumerated() {
      addFreePoint(points[Int(part.unit)], piece: piece)
      pieceFirstBlock.append(Int32(blockCount))
    }
    return cut
  }

  private mutating func placeCells(_ cells: [GridCell], _ pieces: [Pieces.Piece]) {
    guard let level = cells.first?.level else { return }
    guard let steps = Lattice.steps(along: level) else { return placeTenths(cells, pieces) }
    let side = min(8, steps)
    let squares = steps / side
    let full: UInt64 = side == 8 ? .max : (1 << UInt64(side * side)) - 1
    // only municipalities that cut a cell need their crossings
    let cutting = Set(pieces.lazy.filter { !$0.isWhole }.map { Int($0.municipality) }).sorted()
    var scanlines = [Scanlines?](repeating: nil, count: study.municipalities.count)
    var edges = [LatticeEdges?](repeating: nil, count: study.municipalities.count)
    let area = study
    let made = inParallel(cutting.count) { index -> (LatticeEdges, Scanlines) in
      let edges = LatticeEdges(area.municipalities[cutting[index]].outline)
      return (edges, Scanlines(edges))
    }
    for (index, municipality) in cutting.enumerated() {
      (edges[municipality], scanlines[municipality]) = made[index]
    }
    var locators: [Int32: OutlineLocator] = [:]

    seeds.reserveCapacity(pieces.count * squares * squares)
    for (index, piece) in pieces.enumerated() {
      let cell = cells[Int(piece.unit)]
      let column = Int(cell.column) * steps
      let row = Int(cell.row) * steps
      let before = blockCount
      let lines = piece.isWhole ? nil : scanlines[Int(piece.municipality)]
      for squareRow in 0..<squares {
        for squareColumn in 0..<squares {
          let west = column + squareColumn * side
          let south = row + squareRow * side
          var mask = full
          if let lines {
            mask = 0
            for line in 0..<side {
              mask |=
                lines.mask(row: south + line, firstColumn: west, count: side)
                << UInt64(line * side)
            }
          }
          guard mask != 0 else { continue }
          seeds.append(
            Seed(
              piece: Int32(index), column: Int32(west), row: Int32(south), side: Int32(side),
              freePoint: -1, mask: mask))
          blockCount += mask.nonzeroBitCount
        }
      }
      if blockCount == before {
        // a corner too small for a centre: one block at a point inside it
        let locator =
          locators[piece.municipality]
          ?? OutlineLocator(
            edges[Int(piece.municipality)]
              ?? LatticeEdges(study.municipalities[Int(piece.municipality)].outline))
        locators[piece.municipality] = locator
        let u = Double(column)...Double(column + steps)
        let v = Double(row)...Double(row + steps)
        let point = locator.interiorPoint(u: u, v: v)
        addFreePoint(
          Lattice.position(
            u: point?.u ?? (u.lowerBound + u.upperBound) / 2,
            v: point?.v ?? (v.lowerBound + v.upperBound) / 2),
          piece: index)
      }
      pieceFirstBlock.append(Int32(blockCount))
    }
  }

  /// Cells whose corners are not on the lattice (100 m): the four quarters' centres, as far as
  /// they lie in the piece.
  private mutating func placeTenths(_ cells: [GridCell], _ pieces: [Pieces.Piece]) {
    var locators: [Int32: OutlineLocator] = [:]
    for (index, piece) in pieces.enumerated() {
      let cell = cells[Int(piece.unit)]
      var centers = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)].map {
        cell.corner(east: $0.0, north: $0.1)
      }
      if !piece.isWhole {
        let locator =
          locators[piece.municipality]
          ?? OutlineLocator(LatticeEdges(study.municipalities[Int(piece.municipality)].outline))
        locators[piece.municipality] = locator
        centers = centers.filter(locator.contains)
        if centers.isEmpty {
          // 1.6 steps a side, so that five cells end on a whole number again
          let (u, v) = (Double(cell.column) * 8, Double(cell.row) * 8)
          let point = locator.interiorPoint(u: u / 5...(u + 8) / 5, v: v / 5...(v + 8) / 5)
          centers = [point.map { Lattice.position(u: $0.u, v: $0.v) } ?? cell.center]
        }
      }
      for center in centers { addFreePoint(center, piece: index) }
      pieceFirstBlock.append(Int32(blockCount))
    }
  }

  private mutating func placeAreas(_ outlines: [MultiPolygon<Geographic>]) throws {
    let overlay = try Overlay()
    for (index, outline) in outlines.enumerated() {
      let edges = LatticeEdges(outline)
      let lines = Scanlines(edges)
      let before = blockCount
      for row in Int((edges.minV / 8).rounded(.down))...Int((edges.maxV / 8).rounded(.down)) {
        for column in Int((edges.minU / 8).rounded(.down))...Int((edges.maxU / 8).rounded(.down)) {
          var mask: UInt64 = 0
          for line in 0..<8 {
            mask |=
              lines.mask(row: row * 8 + line, firstColumn: column * 8, count: 8)
              << UInt64(line * 8)
          }
          guard mask != 0 else { continue }
          seeds.append(
            Seed(
              piece: Int32(index), column: Int32(column * 8), row: Int32(row * 8), side: 8,
              freePoint: -1, mask: mask))
          blockCount += mask.nonzeroBitCount
        }
      }
      if blockCount == before {
        let inside: Position<Geographic>? = overlay.interiorPoint(of: try overlay.shape(outline))
        addFreePoint(inside ?? outline.bounds.center, piece: index)
      }
      pieceFirstBlock.append(Int32(blockCount))
    }
  }

  private mutating func addFreePoint(_ point: Position<Geographic>, piece: Int) {
    seeds.append(
      Seed(
        piece: Int32(piece), column: Int32(Lattice.u(point.longitude).rounded(.down)),
        row: Int32(Lattice.v(point.latitude).rounded(.down)), side: 1,
        freePoint: Int32(freePoints.count), mask: 1))
    freePoints.append(point)
    blockCount += 1
  }

  // MARK: Projecting

  private struct Positions {
    var eastings: [Double]
    var northings: [Double]
    var patchFirstBlock: [Int32]
    var patchBounds: [Bounds<Plane>]
  }

  private func project() -> Positions {
    let steps = TiledProjection.steps
    var tiles = TiledProjection.Tiles()
    var seedTile = [Int32](repeating: -1, count: seeds.count)
    for (index, seed) in seeds.enumerated() where seed.freePoint < 0 {
      seedTile[index] = tiles.number(column: Int(seed.column) / steps, row: Int(seed.row) / steps)
    }
    let tiled = TiledProjection(tiles, by: projection)
    let free: [Position<Plane>] = projection.forward(freePoints)
    let weights = (0..<steps).map {
      TiledProjection.weights(at: (Double($0) + 0.5) / Double(steps))
    }

    var patchFirstBlock = [Int32](repeating: 0, count: seeds.count + 1)
    for (index, seed) in seeds.enumerated() {
      patchFirstBlock[index + 1] = patchFirstBlock[index] + Int32(seed.mask.nonzeroBitCount)
    }
    var eastings = [Double](repeating: 0, count: blockCount)
    var northings = eastings
    var patchBounds = [Bounds<Plane>](repeating: Bounds(), count: seeds.count)
    let runs = fixedRuns(of: seeds.count, length: 4096)
    eastings.withSharedBuffer { eastings in
      northings.withSharedBuffer { northings in
        patchBounds.withSharedBuffer { patchBounds in
          _ = inParallel(runs.count) { [seeds, patchFirstBlock, seedTile] run in
            for index in runs[run] {
              var block = Int(patchFirstBlock[index])
              var box = Bounds<Plane>()
              func place(_ position: Position<Plane>) {
                eastings[block] = position.x
                northings[block] = position.y
                box.add(position)
                block += 1
              }
              let seed = seeds[index]
              if seed.freePoint >= 0 {
                place(free[Int(seed.freePoint)])
              } else {
                let side = Int(seed.side)
                for line in 0..<side {
                  let bits = seed.mask >> UInt64(line * side)
                  guard bits & ((1 << UInt64(side)) - 1) != 0 else { continue }
                  let across = tiled.line(
                    weights[(Int(seed.row) + line) % steps], acrossTile: seedTile[index])
                  for column in 0..<side where bits >> UInt64(column) & 1 == 1 {
                    place(
                      TiledProjection.mix(weights[(Int(seed.column) + column) % steps], across))
                  }
                }
              }
              patchBounds[index] = box
            }
          }
        }
      }
    }
    return Positions(
      eastings: eastings, northings: northings, patchFirstBlock: patchFirstBlock,
      patchBounds: patchBounds)
  }

  // MARK: Living areas

  /// The blocks of every area of every layer.
  private func livingAreas(_ patchFirstBlock: [Int32]) -> [[[Int32]]] {
    guard !study.livingAreaLayers.isEmpty, !seeds.isEmpty else {
      return study.livingAreaLayers.map { $0.areas.map { _ in [] } }
    }
    // patches by strips of eight lattice rows
    let firstStrip = seeds.reduce(Int.max) { min($0, Int($1.row) / 8) }
    let lastStrip = seeds.reduce(Int.min) { max($0, Int($1.row) / 8) }
    var strips = [[Int32]](repeating: [], count: lastStrip - firstStrip + 1)
    for (index, seed) in seeds.enumerated() {
      strips[Int(seed.row) / 8 - firstStrip].append(Int32(index))
    }
    return study.livingAreaLayers.map { layer in
      inParallel(layer.areas.count) { [strips, seeds, freePoints] number -> [Int32] in
        let edges = LatticeEdges(layer.areas[number].outline)
        guard edges.minV <= edges.maxV else { return [] }
        let lines = Scanlines(edges)
        var locator: OutlineLocator?
        var blocks: [Int32] = []
        let low = max(firstStrip, Int((edges.minV / 8).rounded(.down)))
        let high = min(lastStrip, Int((edges.maxV / 8).rounded(.down)))
        for strip in low...max(low, high) where strip <= high {
          for patch in strips[strip - firstStrip] {
            let seed = seeds[Int(patch)]
            guard Double(seed.column) <= edges.maxU,
              Double(seed.column + seed.side) >= edges.minU
            else { continue }
            var block = patchFirstBlock[Int(patch)]
            if seed.freePoint >= 0 {
              let finder = locator ?? OutlineLocator(edges)
              locator = finder
              if finder.contains(freePoints[Int(seed.freePoint)]) { blocks.append(block) }
              continue
            }
            let side = Int(seed.side)
            for line in 0..<side {
              let bits = seed.mask >> UInt64(line * side) & ((1 << UInt64(side)) - 1)
              guard bits != 0 else { continue }
              let inside = lines.mask(
                row: Int(seed.row) + line, firstColumn: Int(seed.column), count: side)
              for column in 0..<side where bits >> UInt64(column) & 1 == 1 {
                if inside >> UInt64(column) & 1 == 1 { blocks.append(block) }
                block += 1
              }
            }
          }
        }
        // strips run south to north, patches within them in order; blocks need their own order
        blocks.sort()
        return blocks
      }
    }
  }
}
