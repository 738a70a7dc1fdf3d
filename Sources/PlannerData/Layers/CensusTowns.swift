public import Planner

/// Census towns (町丁・字, 小地域) with their outlines, by the code that the census gives them
/// (`KEY_CODE`): what lists of towns are dissolved from.
///
/// A town in several parts has a feature for each. Cells of water (HCODE 8154) are no town.
public struct CensusTowns: Sendable {
  /// A feature of one of the layers.
  struct Part: Sendable {
    let layer: Int
    let feature: VectorFeature
  }

  public let files: [InputFile]
  /// What is wrong with the files as a whole; broken outlines are told when they are used.
  public let findings: [Finding]
  let layers: [VectorLayer]
  /// Parts by code, and the codes in order.
  let parts: [String: [Part]]
  let codes: [String]
  let names: [String: String]

  static let codeNames = ["KEY_CODE", "KEYCODE", "KEY_CODE2", "小地域コード", "町丁字コード"]
  private static let nameNames = ["S_NAME", "MOJI", "NAME", "町丁・字等名称", "町丁字名", "名称"]

  /// Reads the towns of some layers.
  ///
  /// - Parameter paths: of the files; a town may have parts in several.
  /// - Throws: `Failure` (data) for a file that cannot be read, without polygons, or without a
  ///   field of town codes.
  public init(reading paths: [String]) throws {
    var files: [InputFile] = []
    var findings: [Finding] = []
    var layers: [VectorLayer] = []
    var parts: [String: [Part]] = [:]
    var names: [String: String] = [:]
    for path in paths {
      let read = try readVectorLayer(path: path, kind: .polygons, role: "towns")
      let layer = read.value
      guard let key = layer.fieldIndex(anyOf: Self.codeNames) else {
        throw Self.noCodeField(layer)
      }
      files.append(read.file)
      findings += read.findings
      let sort = layer.fieldIndex("HCODE")
      let name = layer.fieldIndex(anyOf: Self.nameNames)
      var blank = 0
      for feature in layer.features {
        if let sort, feature.text(sort).flatMap(Self.number) == 8154 { continue }
        guard let code = feature.text(key).flatMap({ Self.digits($0) }) else {
          blank += 1
          continue
        }
        parts[code, default: []].append(Part(layer: layers.count, feature: feature))
        if let name = name.flatMap({ feature.text($0) }) { names[code] = names[code] ?? name }
      }
      if blank > 0 { findings.append(Self.blankCodes(blank, layer.path)) }
      layers.append(layer)
    }
    self.files = files
    self.findings = findings
    self.layers = layers
    self.parts = parts
    self.names = names
    codes = parts.keys.sorted()
  }

  /// The population files of a project that are layers of census towns, for projects that name no
  /// layer of towns beside them.
  static func among(_ populationFiles: [String]) -> [String] {
    populationFiles.filter { path in
      guard let file = try? FileBytes(reading: path), !TableForm.isTable(file),
        let layer = try? readVectorLayer(file, kind: .polygons, role: "towns").value
      else { return false }
      return layer.fieldIndex(anyOf: codeNames) != nil
    }
  }

  /// The towns that a code stands for, in order: itself, and what is below it. Of 11 digits
  /// (丁目), 9 (町・字) or 5 (a municipality) all 丁目 or towns below are meant; 11 digits that end
  /// in 00 are a town without 丁目, which some editions write with 9.
  func towns(of code: String) -> [String] {
    var found: [String] = parts[code] == nil ? [] : [code]
    if code.count == 5 || code.count == 9 {
      found += below(code)
    } else if found.isEmpty, code.hasSuffix("00"), parts[String(code.dropLast(2))] != nil {
      found = [String(code.dropLast(2))]
    }
    return found
  }

  private func below(_ prefix: String) -> [String] {
    var low = 0
    var high = codes.count
    while low < high {
      let middle = (low + high) / 2
      if codes[middle] < prefix { low = middle + 1 } else { high = middle }
    }
    return codes[low...].prefix { $0.hasPrefix(prefix) }.filter { $0.count > prefix.count }
  }

  func name(of code: String) -> String {
    names[code].map { "\($0) \(code)" } ?? code
  }

  /// The digits of a code; `nil` where it is none.
  static func digits(_ text: String) -> String? {
    var plain = Spelling.widthFolded(text).filter { !$0.isWhitespace && $0 != "-" && $0 != "'" }
    if plain.hasSuffix(".0") { plain.removeLast(2) }
    guard (4...11).contains(plain.count), plain.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    // a spreadsheet has lost the zero of 北海道 to 栃木
    return [4, 8, 10].contains(plain.count) ? "0" + plain : plain
  }

  private static func number(_ text: String) -> Double? {
    guard case .number(let value) = DecimalNumber(text) else { return nil }
    return value
  }

  private static func noCodeField(_ layer: VectorLayer) -> Failure {
    Failure(
      .data,
      what: Text(
        ja: "町丁・字のコード（KEY_CODE）の列がありません。見つかった列：\(layer.fieldNames.listed(in: .ja))",
        en: "there is no field of town codes (KEY_CODE); found: \(layer.fieldNames.listed(in: .en))"
      ),
      at: Place(file: layer.path),
      remedy: Text(
        ja: "e-Stat の境界データ（小地域、r2ka12 など）を --towns で指定してください",
        en: "Give the census boundaries of small areas from e-Stat (r2ka12, say) with --towns"))
  }

  private static func blankCodes(_ count: Int, _ path: String) -> Finding {
    Finding(
      .warning,
      what: Text(
        ja: "コードのない図形が\(count)個あり、町丁・字として使いません",
        en: "\(count) feature(s) have no code and are not used as towns"),
      at: Place(file: path),
      remedy: Text(
        ja: "元のデータで KEY_CODE が欠けていないか確かめてください",
        en: "Check in the original whether KEY_CODE got lost"))
  }
}
