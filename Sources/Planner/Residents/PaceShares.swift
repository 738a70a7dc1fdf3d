/// How the blocks of a region came to be there once for every pace.
struct PaceFold: Sendable {
  let bands: [PaceBand]
  /// By band: with which repetition of the blocks it walks.
  let walkOfBand: [Int]
  let walkCount: Int

  /// A counted attribute, added to or taken off those who go one walk.
  struct Term {
    let attribute: Int
    let sign: Double
    let walk: Int
  }

  /// Of which counts those with an attribute are put together: 65 and over of `65+` at the pace
  /// of 65–74, less `75+` at that pace, and `75+` at their own.
  func terms(of attribute: Int, among attributes: [ResidentAttribute]) -> [Term] {
    func terms(_ band: PaceBand, sign: Double, walk: Int) -> [Term] {
      func list(_ slugs: [String], _ sign: Double) -> [Term] {
        slugs.compactMap { slug in
          attributes.firstIndex { $0.slug == slug }.map {
            Term(attribute: $0, sign: sign, walk: walk)
          }
        }
      }
      return list(band.plus, sign) + list(band.minus, -sign)
    }
    let other = walkOfBand[bands.count - 1]
    guard attribute > 0 else {
      return [Term(attribute: 0, sign: 1, walk: other)]
        + bands.indices.dropLast().flatMap { band in
          terms(bands[band], sign: 1, walk: walkOfBand[band])
            + terms(bands[band], sign: -1, walk: other)
        }
    }
    let within = PaceShares.bands(of: attributes[attribute].slug, bands)
    guard within.above != nil else {
      return [Term(attribute: attribute, sign: 1, walk: walkOfBand[within.own])]
    }
    return [within.own, within.above].compactMap { $0 }.flatMap {
      terms(bands[$0], sign: 1, walk: walkOfBand[$0])
    }
  }
}

/// Of every piece, the residents who walk alike: what a population counts, taken apart into
/// bands that do not overlap.
///
/// For every attribute the bands add up to the whole. `total` is in all bands; what is counted of
/// an age is in the bands of that age (65 and over in 65–74 and in 75 and over); what is no age
/// (households, one-person elderly households, anything of the user's own) is with the others.
struct PaceShares: Sendable {
  /// `residents[b][a][p]`: of piece `p` with attribute `a` in band `b`.
  let residents: [[[Double]]]

  /// - Parameters:
  ///   - bands: of `PaceBand.bands(of:)` for the attributes of the blocks.
  ///   - blocks: whose pieces are taken apart.
  /// - Complexity: O(bands × attributes × pieces).
  init(_ bands: [PaceBand], of blocks: Blocks) {
    let pieces = blocks.pieceCount
    let other = bands.count - 1
    var residents = bands.map { _ in
      blocks.attributes.map { _ in [Double](repeating: 0, count: pieces) }
    }
    func sum(_ slugs: [String], _ piece: Int) -> Double {
      slugs.reduce(0) { total, slug in
        total + (blocks.attributeIndex(slug).map { blocks.pieceResidents[$0][piece] } ?? 0)
      }
    }
    // the bands themselves; where a file counts more of 75 and over than of 65 and over, nobody
    // is between them
    for piece in 0..<pieces {
      let sizes = bands.dropLast().map {
        max(0, sum($0.plus, piece) - sum($0.minus, piece))
      }
      let all = blocks.pieceResidents[0][piece]
      let counted = sizes.reduce(0, +)
      // more people with an age than people: each band its share of the people
      let factor = counted > all && counted > 0 ? all / counted : 1
      var rest = all
      for (band, size) in sizes.enumerated() {
        residents[band][0][piece] = size * factor
        rest -= size * factor
      }
      residents[other][0][piece] = factor < 1 ? 0 : max(0, rest)
    }
    for (index, attribute) in blocks.attributes.enumerated().dropFirst() {
      let slug = attribute.slug
      let within = Self.bands(of: slug, bands)
      for piece in 0..<pieces {
        let count = blocks.pieceResidents[index][piece]
        guard let above = within.above else {
          residents[within.own][index][piece] = count
          continue
        }
        let older = min(count, sum(bands[above].plus, piece))
        residents[above][index][piece] = older
        residents[within.own][index][piece] = count - older
      }
    }
    self.residents = residents
  }

  /// The band in which an attribute lies, and, for 65 and over, the one above it.
  static func bands(of slug: String, _ bands: [PaceBand]) -> (own: Int, above: Int?) {
    guard let own = bands.firstIndex(where: { $0.plus == [slug] }) else {
      return (band(around: slug, bands) ?? bands.count - 1, nil)
    }
    return (
      own, bands[own].minus.first.flatMap { part in bands.firstIndex { $0.plus == [part] } }
    )
  }

  /// The band of all those of an age that is no band itself: 85 and over are of 75 and over.
  private static func band(around slug: String, _ bands: [PaceBand]) -> Int? {
    guard slug == "85+" else { return nil }
    return bands.firstIndex { $0.slug == "75+" } ?? bands.firstIndex { $0.slug == "65+" }
  }
}
