public import Planner

/// Reads a layer of living areas (生活圏域): school districts of 国土数値情報 (A27, A32; both
/// generations), or any polygon layer.
///
/// Polygons of one area are gathered. Areas come in the order of their codes, and may overlap
/// each other. An area without a name is called 区域1, 区域2, … from the south-west, so that the
/// order of the file makes no difference.
///
/// - Parameters:
///   - path: of the file.
///   - name: what results call the layer.
///   - layer: which layer, where the file has several.
///   - crs: overrides the system that the file declares.
/// - Returns: the areas; findings of severity error are features missing from them.
/// - Throws: `Failure` (data) for a file that cannot be read, or has no usable polygon.
public func readLivingAreas(
  path: String, name: String, layer: String? = nil, crs: CoordinateReferenceSystem? = nil
) throws -> Reading<LivingAreaLayer> {
  let read = try readVectorLayer(path: path, layer: layer, kind: .polygons, role: "living-areas")
  let dialect = LivingAreaDialect(of: read.value)
  var outlines = try OutlineReading(read.value, crs: crs)
  typealias Part = (feature: VectorFeature, outline: MultiPolygon<Geographic>)
  var groups: [String: (names: Set<String>, parts: [Part])] = [:]
  var unnamed: [Part] = []
  for feature in read.value.features {
    guard let outline = outlines.outline(of: feature) else { continue }
    guard let area = dialect.area(of: feature) else {
      unnamed.append((feature, outline))
      continue
    }
    groups[area.code, default: ([], [])].names.insert(area.name)
    groups[area.code]?.parts.append((feature, outline))
  }
  var areas: [LivingAreaLayer.Area] = []
  for (code, group) in groups.sorted(by: { $0.key < $1.key }) {
    areas.append(
      LivingAreaLayer.Area(
        code: code, name: group.names.min() ?? code,
        outline: try outlines.soundOutline(of: group.parts)))
  }
  for (index, part) in unnamed.sorted(by: { $0.outline.precedes($1.outline) }).enumerated() {
    let name = "区域\(index + 1)"
    areas.append(
      LivingAreaLayer.Area(
        code: name, name: name, outline: try outlines.soundOutline(of: [part])))
  }
  areas.removeAll { $0.outline.isEmpty }
  let findings = read.findings + outlines.findings
  guard !areas.isEmpty else { throw Failure(.data, findings.filter { $0.severity == .error }) }
  return Reading(
    LivingAreaLayer(name: name, areas: areas), findings: findings,
    file: read.file.described(by: Provenance(ofFile: read.file.path)))
}

/// Reads land that is not in the study area, such as neighbouring prefectures: the polygons of
/// any layer, one outline per feature.
///
/// - Parameters:
///   - path: of the file.
///   - layer: which layer, where the file has several.
///   - crs: overrides the system that the file declares.
/// - Returns: the outlines; findings of severity error are features missing from them.
/// - Throws: `Failure` (data) for a file that cannot be read, or has no usable polygon.
public func readLand(
  path: String, layer: String? = nil, crs: CoordinateReferenceSystem? = nil
) throws -> Reading<[MultiPolygon<Geographic>]> {
  let read = try readVectorLayer(path: path, layer: layer, kind: .polygons, role: "land")
  var outlines = try OutlineReading(read.value, crs: crs)
  var land: [MultiPolygon<Geographic>] = []
  for feature in read.value.features {
    guard let outline = outlines.outline(of: feature) else { continue }
    let sound = try outlines.soundOutline(of: [(feature, outline)])
    if !sound.isEmpty { land.append(sound) }
  }
  let findings = read.findings + outlines.findings
  guard !land.isEmpty else { throw Failure(.data, findings.filter { $0.severity == .error }) }
  return Reading(land, findings: findings, file: read.file)
}

/// How a layer of living areas says which area a polygon is. One case per way of saying it.
private enum LivingAreaDialect {
  /// A name that is unique only within a municipality: school districts until 2016.
  case byName(within: Int, name: Int)
  /// School districts from 2021: the school's own code.
  case schoolByCode(code: Int, name: Int)
  /// Any layer.
  case fields(code: Int?, name: Int?)

  static let codeNames = [
    "code", "コード", "area_code", "圏域コード", "区域コード", "KEY_CODE", "学校コード", "圏域ID", "id",
  ]
  static let nameNames = [
    "name", "名称", "area_name", "圏域名", "日常生活圏域", "日常生活圏域名", "圏域", "区域名", "地区名", "学区名", "学校名",
    "S_NAME", "area", "地域名", "title",
  ]

  init(of layer: VectorLayer) {
    for prefix in ["A27", "A32"] {
      func field(_ number: Int) -> Int? { layer.fieldIndex("\(prefix)_00\(number)") }
      // A27 numbered the district's fields after the school point's, 005 to 008
      if prefix == "A27", let code = field(5), let name = field(7) {
        self = .byName(within: code, name: name)
        return
      }
      guard let first = field(1), let third = field(3) else { continue }
      if let fourth = field(4), Self.holdsSchoolCodes(third, of: layer) {
        self = .schoolByCode(code: third, name: fourth)
      } else {
        self = .byName(within: first, name: third)
      }
      return
    }
    let name =
      layer.fieldIndex(anyOf: Self.nameNames)
      ?? layer.fieldNames.indices.first { index in
        layer.features.contains { feature in
          feature.text(index).map { Double($0) == nil } ?? false
        }
      }
    let code = layer.fieldIndex(anyOf: Self.codeNames)
    if let code, let name, Self.isShared(code, byNamesIn: name, of: layer) {
      // a municipality's code, say, which several of its areas have
      self = .byName(within: code, name: name)
    } else {
      self = .fields(code: code, name: name)
    }
  }

  private static func isShared(_ code: Int, byNamesIn name: Int, of layer: VectorLayer) -> Bool {
    var names: [String: String] = [:]
    for feature in layer.features {
      guard let code = feature.text(code), let name = feature.text(name) else { continue }
      if let other = names.updateValue(name, forKey: code), other != name { return true }
    }
    return false
  }

  /// Codes such as `B112210000011` are ASCII; names of schools are not.
  private static func holdsSchoolCodes(_ field: Int, of layer: VectorLayer) -> Bool {
    let values = layer.features.compactMap { $0.text(field) }
    return !values.isEmpty && values.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
  }

  /// The area that a feature belongs to; `nil` for one that says nothing of itself.
  func area(of feature: VectorFeature) -> (code: String, name: String)? {
    switch self {
    case .byName(let municipality, let name):
      guard let name = feature.text(name) else { return nil }
      return ([feature.text(municipality), name].compactMap { $0 }.joined(separator: "-"), name)
    case .schoolByCode(let code, let name), .fields(let code?, let name?):
      guard let code = feature.text(code) ?? feature.text(name) else { return nil }
      return (code, feature.text(name) ?? code)
    case .fields(let code, let name):
      guard let text = (code ?? name).flatMap({ feature.text($0) }) else { return nil }
      return (text, text)
    }
  }
}
