import Planner

/// Where some residents live, as every document writes it.
extension JSONValue {
  static func municipalities(_ parts: [Gap.Part], in study: StudyArea) -> JSONValue {
    .array(
      parts.map { part in
        .members([
          "code": .string(study.municipalities[part.index].code.text),
          "name": .string(study.municipalities[part.index].name),
          "residents": .number(part.residents), "share": .number(part.share),
        ])
      })
  }

  /// What numbers by attribute can be where values are suppressed; left out where all is published.
  static func bounds(
    _ ranges: [ClosedRange<Double>?], of attributes: [ResidentAttribute]
  ) -> [Member] {
    let known = zip(attributes, ranges).compactMap { attribute, range in
      range.map {
        Member(
          attribute.slug,
          .members(["lower": .number($0.lowerBound), "upper": .number($0.upperBound)]))
      }
    }
    return known.isEmpty ? [] : [.init("bounds", .object(known))]
  }

  static func livingAreas(_ parts: [Gap.Part], in study: StudyArea) -> JSONValue {
    .array(
      parts.map { part in
        let layer = study.livingAreaLayers[part.layer]
        return .members([
          "layer": .string(layer.name), "code": .string(layer.areas[part.index].code),
          "name": .string(layer.areas[part.index].name),
          "residents": .number(part.residents), "share": .number(part.share),
        ])
      })
  }
}
