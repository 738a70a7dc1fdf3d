public import Planner

/// A recommendation for spreadsheets and maps.
extension RecommendationDocument {
  // MARK: Spreadsheets

  /// One row for every step of every view.
  public func csv(_ language: Language) -> String {
    let ja = language == .ja
    let ages = attributes.indices.dropFirst()
    var header =
      ja
      ? ["見方", "view", "順位", "年", "種別", "市町村", "メッシュ", "経度", "緯度", "新しく届く人"]
      : ["view", "rank", "year", "kind", "municipality", "cell", "lon", "lat", "newly_covered"]
    header += ages.map { attributes[$0].name[language] }
    // where something is suppressed, what the numbers can be
    let hidden = hidden
    for name in hidden.map({ attributes[$0].name[language] }) {
      header += ja ? ["\(name)の下限", "\(name)の上限"] : ["\(name)_lower", "\(name)_upper"]
    }
    header +=
      ja
      ? [
        "届く人の累計", "割合", "目的の累計", "目的の上限", "届く市町村", "届く生活圏域", "最寄り拠点", "最寄り距離m",
        "次によい種別", "その差", "残る割合", "説明",
      ]
      : [
        "covered_after", "share_after", "objective_after", "bound_after", "municipalities",
        "living_areas", "nearest_station", "nearest_m", "next_best_kind", "fewer", "stays",
        "sentence",
      ]
    if namesCandidates { header += ja ? ["候補ID", "候補の名前"] : ["candidate_id", "candidate"] }
    var table = CSVText(
      header, notices: plan.notices + plan.scenario, sources: plan.sources(language),
      language: language)
    for view in recommendation.plans {
      for index in view.steps.indices {
        let step = view.steps[index]
        let candidate = candidate(step)
        let point = point(candidate)
        // the slug stays for programs, whatever the language
        var row = ja ? [name(of: view).ja] : []
        row += [
          view.view.rawValue, "\(index + 1)", year(ofStep: index, in: view).map(String.init) ?? "",
          kindName(candidate.kind)[language],
          candidate.municipality.map { municipalities[$0].name } ?? "",
          cell(candidate)?.code ?? "", Figure.fixed(point.longitude, 6),
          Figure.fixed(point.latitude, 6), Figure.fixed(step.newlyCovered.first ?? 0, 2),
        ]
        row += ages.map {
          step.newlyCovered.indices.contains($0) ? Figure.fixed(step.newlyCovered[$0], 2) : ""
        }
        for attribute in hidden {
          let number = step.newlyCovered[attribute]
          let range = step.newlyCoveredBounds[attribute] ?? number...number
          row += [Figure.fixed(range.lowerBound, 2), Figure.fixed(range.upperBound, 2)]
        }
        row += [
          Figure.fixed(step.coveredAfter, 2), Figure.fixed(step.shareAfter, 4),
          Figure.fixed(step.prefixObjective, 2), Figure.fixed(step.prefixBound, 2),
          parts(step.municipalities) { municipalities[$0.index].name },
          parts(step.livingAreas) {
            plan.region.study.livingAreaLayers[$0.layer].areas[$0.index].name
          },
          shownNearest(of: step).first.map { plan.stations[$0.station].name } ?? "",
          shownNearest(of: step).first.map { Figure.fixed($0.meters, 0) } ?? "",
          step.otherKinds.first?.kind.name[language] ?? "",
          step.otherKinds.first.map {
            Figure.fixed(gain(ofStep: index, in: view) - $0.newlyCovered, 2)
          } ?? "",
          step.stays.map { Figure.fixed($0, 2) } ?? "", sentence(index, in: view)[language],
        ]
        if namesCandidates {
          row += candidate.kind == nil ? ["", ""] : [candidate.id.text, candidate.name]
        }
        table.add(row)
      }
    }
    return table.text
  }

  /// The attributes of which some step has suppressed values.
  private var hidden: [Int] {
    attributes.indices.filter { attribute in
      recommendation.plans.contains { plan in
        plan.steps.contains { $0.newlyCoveredBounds[attribute] != nil }
      }
    }
  }

  func parts(_ parts: [Gap.Part], _ name: (Gap.Part) -> String) -> String {
    parts.filter { $0.share >= 0.005 }.map {
      "\(name($0))(\(Figure.fixed($0.share * 100, 0))%)"
    }.joined(separator: " ")
  }

  // MARK: Maps

  /// A point for every step of the answer: the centre of its 500 m cell unless candidates are
  /// named.
  public func geoJSON() -> GeoJSONDocument {
    GeoJSONDocument(
      members: [
        .init("format", .string("planner.recommend-steps.v1"))
      ] + GeoJSONDocument.internalAudience + [
        .init("assumptions", assumptions)
      ],
      features: (first?.steps.indices ?? 0..<0).compactMap { index in
        guard let first else { return nil }
        let candidate = candidate(first.steps[index])
        return GeoJSONDocument.Feature(
          id: "step-\(index + 1)",
          properties: members(ofStep: index, in: first) + [
            .init("sentence", .text(sentence(index, in: first))),
            .init("title", .string("\(index + 1) \(kindName(candidate.kind).ja)")),
          ] + PublicStyle(kind: candidate.kind?.slug).members,
          geometry: .point(point(candidate)))
      })
  }

  /// The same for GeoPackage or FlatGeobuf, in degrees.
  public func layer() -> OutputLayer {
    let ages = attributes.indices.dropFirst()
    var fields: [OutputLayer.Field] = [
      .init("rank", .integer), .init("kind", .text), .init("municipality", .text),
      .init("cell", .text), .init("newly_covered", .number),
    ]
    fields += ages.map { .init(attributes[$0].slug, .number) }
    fields += [
      .init("covered_after", .number), .init("share_after", .number), .init("stays", .number),
      .init("sentence_ja", .text), .init("sentence_en", .text),
    ]
    if namesCandidates { fields.append(.init("candidate", .text)) }
    return OutputLayer(
      name: "recommend", crs: .jgd2011, kind: .points, fields: fields,
      rows: (first?.steps.indices ?? 0..<0).compactMap { index in
        guard let first else { return nil }
        let step = first.steps[index]
        let candidate = candidate(step)
        let sentence = sentence(index, in: first)
        func text(_ value: String?) -> OutputLayer.Value { value.map { .text($0) } ?? .none }
        func number(_ value: Double?) -> OutputLayer.Value { value.map { .number($0) } ?? .none }
        var values: [OutputLayer.Value] = [
          .integer(index + 1), text(candidate.kind?.slug),
          text(candidate.municipality.map { municipalities[$0].name }),
          text(cell(candidate)?.code), number(step.newlyCovered.first),
        ]
        values += ages.map {
          number(step.newlyCovered.indices.contains($0) ? step.newlyCovered[$0] : nil)
        }
        values += [
          .number(step.coveredAfter), .number(step.shareAfter), number(step.stays),
          .text(sentence.ja), .text(sentence.en),
        ]
        if namesCandidates { values.append(text(candidate.kind == nil ? nil : candidate.name)) }
        let shown = point(candidate)
        return OutputLayer.Row(values, geometry: .points([Position(x: shown.x, y: shown.y)]))
      },
      about: plan.about, style: .steps(plan.request.project.allKinds))
  }
}
