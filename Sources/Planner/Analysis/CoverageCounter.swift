/// The reach relation seen from the blocks: which stations reach each reached block. Most blocks
/// are reached by none, and are not here.
struct ReachedBlocks: Sendable {
  /// Ascending.
  let block: [Int32]
  /// The piece of each.
  let piece: [Int32]
  /// `first[i] ..< first[i + 1]` are the entries of block `i`, by station.
  let first: [Int32]
  let station: [Int32]
  let meters: [Double]
  /// By living-area layer and area: indices of the reached blocks in it, ascending.
  let ofLivingArea: [[[Int32]]]

  init(_ reach: Reach, _ blocks: Blocks, _ pieceOfBlock: [Int32]) {
    var count = [Int32](repeating: 0, count: blocks.count)
    for block in reach.block { count[Int(block)] += 1 }
    var block: [Int32] = []
    var first: [Int32] = [0]
    // from here on, the index of a reached block, and −1 for the others
    for index in 0..<blocks.count {
      guard count[index] > 0 else {
        count[index] = -1
        continue
      }
      first.append((first.last ?? 0) + count[index])
      count[index] = Int32(block.count)
      block.append(Int32(index))
    }
    var next = first
    var station = [Int32](repeating: 0, count: reach.pairCount)
    var meters = [Double](repeating: 0, count: reach.pairCount)
    for origin in 0..<reach.stationCount {
      for pair in reach.pairs(of: origin) {
        let index = Int(count[Int(reach.block[pair])])
        station[Int(next[index])] = Int32(origin)
        meters[Int(next[index])] = reach.meters[pair]
        next[index] += 1
      }
    }
    piece = block.map { pieceOfBlock[Int($0)] }
    ofLivingArea = blocks.livingAreaBlocks.map { areas in
      areas.map { list in list.compactMap { count[Int($0)] >= 0 ? count[Int($0)] : nil } }
    }
    self.block = block
    self.first = first
    self.station = station
    self.meters = meters
  }
}

/// Sums residents over blocks for a set of stations.
struct CoverageCounter: Sendable {
  /// With the blocks that the walk reaches.
  let region: Region
  /// As it is read.
  let folded: Region
  let walk: Walk
  let reached: ReachedBlocks
  let positions: [Position<Plane>]
  let stationMunicipality: [Int?]
  let pieceOfBlock: [Int32]
  let suppressed: SuppressedPieces?

  /// What a set of stations does to every reached block.
  private struct Marks {
    /// Stations in reach, up to 255.
    var depth: [UInt8]
    /// A station of the block's own municipality is in reach.
    var own: [Bool]
    /// The nearest station in reach; −1 without one.
    var nearest: [Int32]
  }

  func answer(for stations: [Int], areas: CoveredArea) -> CoverageAnswer {
    let marks = mark(stations)
    let distances = walk.nearestMeters(in: folded, of: stations.map { positions[$0] })
    let perPiece = countPieces(marks)
    let blocks = region.blocks
    let study = region.study

    var ofMunicipality = [[Int]](repeating: [], count: study.municipalities.count)
    for piece in 0..<blocks.pieceCount {
      ofMunicipality[Int(blocks.pieceMunicipality[piece])].append(piece)
    }
    var stationsIn = [Int](repeating: 0, count: study.municipalities.count)
    for station in stations {
      if let municipality = stationMunicipality[station] { stationsIn[municipality] += 1 }
    }

    // areas that are unions of municipalities: the region, each of them, each zone
    let zones = study.zoneSystems.flatMap { system in
      system.zones.map { zone in
        (system.name, zone.name, Set(zone.members.flatMap { study.members(of: $0) }).sorted())
      }
    }
    let all = Array(study.municipalities.indices)
    let unions = [all] + all.map { [$0] } + zones.map { $0.2 }
    var nearest = nearestDistances(distances, unions, ofMunicipality)[...]
    func tallies(of municipalities: [Int]) -> [Tally] {
      let pieces =
        municipalities == all
        ? Array(0..<blocks.pieceCount) : municipalities.flatMap { ofMunicipality[$0] }.sorted()
      return sum(pieces, perPiece).with(nearest.popFirst())
    }
    let wholeTallies = tallies(of: all)

    var result: [AreaCoverage] = []
    for (index, municipality) in study.municipalities.enumerated() {
      result.append(
        AreaCoverage(
          layer: .municipality, code: municipality.code.text, name: municipality.name,
          areaKm2: areas.municipalityKm2[index],
          coveredKm2: covered(areas.coveredMunicipalityKm2[index]), tallies: tallies(of: [index]),
          stationCount: stationsIn[index]))
    }
    for (system, name, members) in zones {
      result.append(
        AreaCoverage(
          layer: .zone(system), code: name, name: name,
          areaKm2: members.reduce(0) { $0 + areas.municipalityKm2[$1] },
          coveredKm2: covered(members.reduce(0) { $0 + areas.coveredMunicipalityKm2[$1] }),
          tallies: tallies(of: members),
          stationCount: members.reduce(0) { $0 + stationsIn[$1] }))
    }
    for (layer, content) in study.livingAreaLayers.enumerated() {
      let nearest = nearestDistances(distances, inLivingAreas: layer)
      for (index, area) in content.areas.enumerated() {
        result.append(
          AreaCoverage(
            layer: .livingArea(content.name), code: area.code, name: area.name,
            areaKm2: areas.livingAreaKm2[layer][index],
            coveredKm2: covered(areas.coveredLivingAreaKm2[layer][index]),
            tallies: sum(
              blocks: blocks.livingAreaBlocks[layer][index],
              reached: reached.ofLivingArea[layer][index], marks
            ).with(nearest[index]),
            stationCount: nil))
      }
    }
    let whole = AreaCoverage(
      layer: .region, code: "", name: "",
      areaKm2: areas.municipalityKm2.reduce(0, +),
      coveredKm2: covered(areas.coveredMunicipalityKm2.reduce(0, +)),
      tallies: wholeTallies, stationCount: stations.count)
    return CoverageAnswer(
      stationCount: stations.count, region: whole, areas: result, flows: flows(marks))
  }

  /// `nil` where the walk makes no area.
  private func covered(_ km2: Double) -> Double? {
    if case .radius = walk { km2 } else { nil }
  }

  /// For every union of municipalities and attribute; `nil` without stations.
  private func nearestDistances(
    _ distances: [Double]?, _ unions: [[Int]], _ ofMunicipality: [[Int]]
  ) -> [[NearestDistances?]] {
    guard let distances else { return unions.map { _ in [] } }
    let blocks = region.blocks
    let groups = ofMunicipality.map { pieces in
      pieces.map { NearestQuantiles.Run(piece: $0, range: blocks.blocks(ofPiece: $0)) }
    }
    return NearestQuantiles(blocks: blocks, distances: distances, groups: groups)
      .distances(ofAreas: unions)
  }

  /// For every living area of a layer and attribute.
  private func nearestDistances(
    _ distances: [Double]?, inLivingAreas layer: Int
  ) -> [[NearestDistances?]] {
    let lists = region.blocks.livingAreaBlocks[layer]
    guard let distances else { return lists.map { _ in [] } }
    let groups = lists.map { list -> [NearestQuantiles.Run] in
      var runs: [NearestQuantiles.Run] = []
      for (position, block) in list.enumerated() {
        let piece = Int(pieceOfBlock[Int(block)])
        if let last = runs.indices.last, runs[last].piece == piece {
          runs[last].range = runs[last].range.lowerBound..<position + 1
        } else {
          runs.append(NearestQuantiles.Run(piece: piece, range: position..<position + 1))
        }
      }
      return runs
    }
    return NearestQuantiles(
      blocks: region.blocks, distances: distances, groups: groups, lists: lists
    ).distances(ofAreas: lists.indices.map { [$0] })
  }

  private func mark(_ stations: [Int]) -> Marks {
    let blocks = region.blocks
    let count = reached.block.count
    var marks = Marks(
      depth: [UInt8](repeating: 0, count: count), own: [Bool](repeating: false, count: count),
      nearest: [Int32](repeating: -1, count: count))
    var counts = [Bool](repeating: false, count: positions.count)
    for station in stations { counts[station] = true }
    let home = stationMunicipality.map { $0.map(Int32.init) ?? -1 }
    for index in 0..<count {
      let municipality = blocks.pieceMunicipality[Int(reached.piece[index])]
      var best = Double.infinity
      for entry in Int(reached.first[index])..<Int(reached.first[index + 1]) {
        let station = Int(reached.station[entry])
        guard counts[station] else { continue }
        if marks.depth[index] < .max { marks.depth[index] += 1 }
        if home[station] == municipality { marks.own[index] = true }
        // stations come in the order of their ids, so the lower id keeps a tie
        if reached.meters[entry] < best {
          best = reached.meters[entry]
          marks.nearest[index] = Int32(station)
        }
      }
    }
    return marks
  }

  /// Blocks of a piece: reached by an own station, and by exactly 1, 2 and 3 or more.
  private struct PieceCount {
    var own: Int32 = 0
    var once: Int32 = 0
    var twice: Int32 = 0
    var more: Int32 = 0

    mutating func add(depth: UInt8, own isOwn: Bool) {
      switch depth {
      case 0: return
      case 1: once += 1
      case 2: twice += 1
      default: more += 1
      }
      if isOwn { own += 1 }
    }
  }

  private func countPieces(_ marks: Marks) -> [PieceCount] {
    var counts = [PieceCount](repeating: PieceCount(), count: region.blocks.pieceCount)
    for index in reached.block.indices {
      counts[Int(reached.piece[index])].add(depth: marks.depth[index], own: marks.own[index])
    }
    return counts
  }

  private func sum(_ pieces: some Collection<Int>, _ counts: [PieceCount]) -> [Tally] {
    let blocks = region.blocks
    let tallies = blocks.attributes.indices.map { attribute in
      var tally = Tally()
      let residents = blocks.pieceResidents[attribute]
      for piece in pieces {
        let size = blocks.pieceFirstBlock[piece + 1] - blocks.pieceFirstBlock[piece]
        let count = counts[piece]
        tally.add(
          residents: residents[piece], blocks: Double(size), own: Double(count.own),
          depth: (Double(count.once), Double(count.twice), Double(count.more)))
      }
      return tally
    }
    guard var hidden = SuppressedTally(suppressed, blocks) else { return tallies }
    for piece in pieces {
      let count = counts[piece]
      hidden.add(
        piece: piece,
        count: Double(blocks.pieceFirstBlock[piece + 1] - blocks.pieceFirstBlock[piece]),
        covered: Double(count.once + count.twice + count.more))
    }
    return hidden.bounded(tallies)
  }

  /// Of the blocks of a living area: all of them, and those of them that are reached.
  private func sum(
    blocks list: [Int32], reached inside: [Int32], _ marks: Marks
  ) -> [Tally] {
    let blocks = region.blocks
    var tallies = [Tally](repeating: Tally(), count: blocks.attributes.count)
    var hidden = SuppressedTally(suppressed, blocks)
    var next = 0
    // runs of blocks of one piece share their residents per block
    var index = 0
    while index < list.count {
      let piece = pieceOfBlock[Int(list[index])]
      var size = 0
      while index < list.count, pieceOfBlock[Int(list[index])] == piece {
        size += 1
        index += 1
      }
      var count = PieceCount()
      while next < inside.count, reached.piece[Int(inside[next])] == piece {
        count.add(
          depth: marks.depth[Int(inside[next])], own: marks.own[Int(inside[next])])
        next += 1
      }
      hidden?.add(
        piece: Int(piece), count: Double(size),
        covered: Double(count.once + count.twice + count.more))
      for attribute in tallies.indices {
        tallies[attribute].add(
          residents: blocks.residentsPerBlock(attribute: attribute, piece: Int(piece))
            * Double(size),
          blocks: Double(size), own: Double(count.own),
          depth: (Double(count.once), Double(count.twice), Double(count.more)))
      }
    }
    return hidden?.bounded(tallies) ?? tallies
  }

  private func flows(_ marks: Marks) -> [Flow] {
    let blocks = region.blocks
    let outside = region.study.municipalities.count
    struct Sum {
      var residents = 0.0
      var onlyAcross = 0.0
    }
    var sums: [Int: Sum] = [:]
    for index in reached.block.indices where marks.nearest[index] >= 0 {
      let piece = Int(reached.piece[index])
      let perBlock = blocks.residentsPerBlock(attribute: 0, piece: piece)
      guard perBlock > 0 else { continue }
      let home = Int(blocks.pieceMunicipality[piece])
      let server = stationMunicipality[Int(marks.nearest[index])] ?? outside
      let key = home * (outside + 1) + server
      sums[key, default: Sum()].residents += perBlock
      if !marks.own[index] { sums[key, default: Sum()].onlyAcross += perBlock }
    }
    return sums.keys.sorted().compactMap { key in
      guard let sum = sums[key] else { return nil }
      let server = key % (outside + 1)
      return Flow(
        residentsOf: key / (outside + 1), servedBy: server == outside ? nil : server,
        residents: sum.residents, onlyAcross: sum.onlyAcross)
    }
  }
}

extension [Tally] {
  /// The same with distances, where there are any.
  fileprivate func with(_ nearest: [NearestDistances?]?) -> [Tally] {
    guard let nearest, !nearest.isEmpty else { return self }
    var tallies = self
    for attribute in tallies.indices { tallies[attribute].nearest = nearest[attribute] }
    return tallies
  }
}

extension Tally {
  /// Adds some blocks that share a piece's residents evenly.
  fileprivate mutating func add(
    residents: Double, blocks: Double, own: Double, depth counts: (Double, Double, Double)
  ) {
    self.residents += residents
    let perBlock = residents / blocks
    let reached = counts.0 + counts.1 + counts.2
    // all of them means all residents, to the last bit
    covered += reached == blocks ? residents : perBlock * reached
    coveredByOwn += own == blocks ? residents : perBlock * own
    depth[0] += perBlock * (blocks - reached)
    depth[1] += perBlock * counts.0
    depth[2] += perBlock * counts.1
    depth[3] += perBlock * counts.2
  }
}
