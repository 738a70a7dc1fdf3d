extension Candidate {
  /// Ideal sites that nobody occupies: one in every populated unit of the population (a grid
  /// cell, an area, a point), at the block nearest to the middle of the unit's blocks, so that it
  /// stands on land and in the study area.
  ///
  /// They are of no kind and have no name. Their ids are `anywhere:` with the code of the 125 m
  /// grid square in which they stand, so that they do not hang on what else is in the population
  /// file; a second one in the same square is numbered.
  ///
  /// - Returns: sorted by id.
  /// - Throws: `Failure` where the region's working CRS cannot be turned back into degrees.
  public static func anywhere(in region: Region) throws -> [Candidate] {
    let sites = middles(of: region.blocks)
    let projection = try Projection(from: region.degrees, to: region.crs)
    let degrees: [Position<Geographic>] = projection.inverse(sites.map(\.position))
    var candidates: [Candidate] = []
    candidates.reserveCapacity(sites.count)
    var uses: [String: Int] = [:]
    for (site, geographic) in zip(sites, degrees) {
      let square =
        GridCell(containing: geographic, level: .m125)?.code
        // outside of the grid, which covers Japan only
        ?? "\(Int(site.position.easting.rounded())),\(Int(site.position.northing.rounded()))"
      uses[square, default: 0] += 1
      let number = uses[square] ?? 1
      candidates.append(
        Candidate(
          id: CandidateID("anywhere:" + square + (number > 1 ? "-\(number)" : "")), name: "",
          kind: nil, position: site.position, geographic: geographic,
          municipality: site.municipality))
    }
    return candidates.sorted { $0.id < $1.id }
  }

  private struct Site {
    var position: Position<Plane>
    var municipality: Int
  }

  /// In the order of the units, which follows from where they are.
  private static func middles(of blocks: Blocks) -> [Site] {
    var pieces: [Int32: [Int]] = [:]
    for (piece, unit) in blocks.pieceUnit.enumerated() where blocks.pieceResidents[0][piece] > 0 {
      pieces[unit, default: []].append(piece)
    }
    return pieces.sorted { $0.key < $1.key }.compactMap { _, pieces in
      var (x, y, count) = (0.0, 0.0, 0.0)
      for piece in pieces {
        for block in blocks.blocks(ofPiece: piece) {
          x += blocks.eastings[block]
          y += blocks.northings[block]
          count += 1
        }
      }
      let middle = Position<Plane>(easting: x / count, northing: y / count)
      var nearest: (meters: Double, site: Site)?
      for piece in pieces {
        for block in blocks.blocks(ofPiece: piece) {
          let position = blocks.position(of: block)
          let meters = position.distance(to: middle)
          // the four blocks around the middle of a square are equally near but for rounding
          if meters < (nearest?.meters ?? .infinity) - 1e-6 {
            nearest = (
              meters,
              Site(position: position, municipality: Int(blocks.pieceMunicipality[piece]))
            )
          }
        }
      }
      return nearest?.site
    }
  }
}
