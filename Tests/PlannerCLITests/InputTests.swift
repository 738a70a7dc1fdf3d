import Foundation
import Testing

/// What each broken input makes a run say, and its exit code: 64 for the call, 65 for the data.
@Suite struct InputTests {
  // MARK: The call

  @Test func saysWhichInputsAreMissing() throws {
    for command in ["coverage", "gaps", "catchments"] {
      let run = try CommandRun([command])
      #expect(run.status == 64 && run.output.isEmpty)
      for flag in ["--stations", "--municipalities", "--population"] {
        #expect(run.errorText.contains("\(flag) FILE で指定するか"), "\(run.errorText)")
      }
      #expect(run.errorText.contains("誤りが3件"))
      let english = try CommandRun([command, "--lang", "en", "--stations", "s.csv"])
      #expect(english.status == 64)
      #expect(!english.errorText.contains("missing: the station list"))
      #expect(english.errorText.contains("error: missing: the municipal outlines. Give it"))
      #expect(english.errorText.contains("2 errors; nothing was computed."))
    }
  }

  @Test(arguments: [
    (["coverage", "--statoins", "a.csv"], "--statoins"),
    (["cover"], "cover"),
    (["coverage", "--format", "yaml"], "yaml"),
    (["coverage", "--stations"], "--stations"),
    (["coverage", "--lang", "fr"], "fr"),
    (["gaps", "--minimum", "many"], "many"),
    (["catchments", "--form", "round"], "round"),
    (["export", "--layers", ""], "--layers"), (["export", "--layers", ","], "--layers"),
  ])
  func refusesWhatItDoesNotKnow(arguments: [String], word: String) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errorText.contains(word), "\(run.errorText)")
  }

  @Test(arguments: [
    (
      ["--preset", "mlit-elderly-50"], "「mlit-elderly-50」という基準はありません。「mlit-elderly-500」のことですか？",
      "no preset \"mlit-elderly-50\". Did you mean mlit-elderly-500? Known: mlit-general-800"
    ),
    (
      ["--radius", "800"], "半径「800」が分かりません。800m や 0.8km のように単位を付けて",
      "the radius \"800\" is not understood. Write it with a unit, such as 800m"
    ),
    (["--radius", "-5m"], "半径「-5m」が分かりません", "the radius \"-5m\" is not understood"),
    (["--radius", "nanm"], "半径「nanm」が分かりません", "the radius \"nanm\" is not understood"),
    (["--radius", "1e9km"], "半径「1e9km」が分かりません", "above 0 and up to 100 km"),
    (
      ["--radius", "800m", "--preset", "bus-300"], "--radius と --preset が両方あります。どちらか一つ",
      "both --radius and --preset are given. Give one of the two"
    ),
    (
      ["--service", "cafetera"], "「cafetera」という機能はありません。「cafeteria」のことですか？使えるもの：drop-in",
      "there is no service \"cafetera\". Did you mean \"cafeteria\"? Known: drop-in"
    ),
    (
      ["--kind", "寺杜"], "「寺杜」という種別はありません。「寺社」のことですか？使えるもの：medical-welfare",
      "there is no kind \"寺杜\". Did you mean \"寺社\"? Known: medical-welfare"
    ),
    (["--on", "tomorrow"], "--on の日付「tomorrow」が分かりません。2026-08-15", "Write it like 2026-08-15"),
    (["--wards", "split"], "wards は keep か merge です（「split」）", "wards is keep or merge, not"),
    (
      ["--zones", "zones.csv"], "--zones zones.csv に名前がありません。--zones 名前=ファイル",
      "Write --zones NAME=FILE"
    ),
    (["--living-areas", "=a"], "--living-areas =a に名前がありません", "--living-areas =a has no name"),
  ])
  func advisesOnSettings(flags: [String], ja: String, en: String) throws {
    let workspace = try Workspace.sample()
    for (language, words) in [("ja", ja), ("en", en)] {
      // "=": a value may begin with a dash
      var arguments = ["coverage", "--lang", language] + Sample.inputs
      for index in stride(from: 0, to: flags.count, by: 2) {
        arguments.append(flags[index] + "=" + flags[index + 1])
      }
      let run = try workspace.run(arguments)
      #expect(run.status == 64 && run.output.isEmpty)
      #expect(run.errorText.contains(words), "\(run.errorText)")
    }
  }

  @Test func listsEveryWrongSettingAtOnce() throws {
    let run = try CommandRun([
      "gaps", "--lang", "en", "--preset", "x", "--service", "kool", "--kind", "farm", "--wards",
      "?",
    ])
    #expect(run.status == 64)
    #expect(run.errorLines.count == 5 && run.errorText.contains("4 errors; nothing was computed."))
  }

  // MARK: Files that are no input at all

  /// How a file is spoilt, what a run must say of it in Japanese and in English.
  private func expect(
    _ name: String, _ spoil: (URL) throws -> Void, ja: String, en: String,
    _ further: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let workspace = try Workspace.sample()
    let url = workspace.folder.appendingPathComponent(name)
    try spoil(url)
    for (language, words) in [("ja", "誤り：\(name)" + ja), ("en", "error: \(name)" + en)] {
      let run = try workspace.run(["coverage", "--lang", language] + Sample.inputs + further)
      #expect(run.status == 65 && run.output.isEmpty, sourceLocation: sourceLocation)
      #expect(run.errorText.contains(words), "\(run.errorText)", sourceLocation: sourceLocation)
    }
    // tests must be able to remove it
    try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
  }

  @Test(arguments: ["stations.csv", "municipalities.geojson", "population.csv"])
  func filesThatCannotBeRead(name: String) throws {
    let manager = FileManager.default
    try expect(
      name, { try manager.removeItem(at: $0) }, ja: "：", en: ": ")
    try expect(
      name,
      {
        try manager.removeItem(at: $0)
        try manager.createDirectory(at: $0, withIntermediateDirectories: false)
      }, ja: "：", en: ": ")
    try expect(name, { try Data().write(to: $0) }, ja: "：", en: ": ")
  }

  @Test func namesTheTroubleWithAFile() throws {
    let workspace = try Workspace.sample()
    try workspace.write("", as: "empty.csv")
    try FileManager.default.createDirectory(
      at: workspace.folder.appendingPathComponent("folder.csv"), withIntermediateDirectories: false)
    let cases = [
      (
        "nowhere.csv", "拠点の一覧がありません。パスのつづり", "the station list does not exist. Check the spelling"
      ),
      (
        "folder.csv", "拠点の一覧の場所にフォルダーがあります。中のファイルを指定してください",
        "the station list is a folder, not a file. Name a file inside it"
      ),
      ("empty.csv", "拠点の一覧が空です（0バイト）。保存やダウンロード", "the station list is empty (0 bytes). Check"),
    ]
    for (name, ja, en) in cases {
      for (language, words) in [("ja", "\(name)：\(ja)"), ("en", "\(name): \(en)")] {
        let run = try workspace.run(
          ["coverage", "--lang", language, "--stations", name] + Sample.inputs.dropFirst(2))
        #expect(run.status == 65 && run.output.isEmpty)
        #expect(run.errorText.contains(words), "\(run.errorText)")
      }
    }
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may read everything"))
  func namesAMissingPermission() throws {
    try expect(
      "stations.csv",
      { try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: $0.path) },
      ja: "：拠点の一覧を読む権限がありません", en: ": no permission to read the station list")
  }

  @Test func tellsOfAllFilesTogether() throws {
    let workspace = try Workspace.sample(replacing: [
      "stations.csv": "id,lat,lon\na,35.5,\n", "municipalities.geojson": "{\"type\":",
      "population.csv": "KEY_CODE,total\n534022791,-5\n",
      "zones.csv": "area,code\n山武,999\n",
    ])
    let run = try workspace.run(["coverage", "--lang", "en"] + Sample.inputs + Sample.layers)
    #expect(run.status == 65)
    for words in [
      "stations.csv, row 2, column lon: half of the position is blank. Write the value",
      "municipalities.geojson: the GeoJSON ends in the middle",
      "population.csv, row 2, column total: a negative number of people (-5)",
      "zones.csv, row 2, column code: \"999\" is no municipality code",
    ] {
      #expect(run.errorText.contains(words), "\(run.errorText)")
    }
  }

  // MARK: Stations

  /// One broken row after the other, with what each must say.
  private static let brokenRows: [(row: String, ja: String, en: String)] = [
    (
      "a,寺杜,drop-in,35.55,140.37", "2行目、列「kind」：「寺杜」という種別はありません。「寺社」のことですか？使える種別：",
      "row 2, column kind: unknown kind \"寺杜\". Did you mean \"寺社\"? Known kinds:"
    ),
    (
      "b,publik,drop-in,35.55,140.37", "3行目、列「kind」：「publik」という種別はありません。「public」のことですか？",
      "row 3, column kind: unknown kind \"publik\". Did you mean \"public\"?"
    ),
    (
      "c,,フードバング,35.55,140.37", "4行目、列「services」：「フードバング」という機能はありません。「フードバンク」のことですか？",
      "row 4, column services: unknown service \"フードバング\". Did you mean \"フードバンク\"?"
    ),
    (
      "d,,drop-in;kool,35.55,140.37", "5行目、列「services」：「kool」という機能はありません。",
      "row 5, column services: unknown service \"kool\". "
    ),
    (
      "e,,,NaN,140.37", "6行目、列「lat」：位置が有限の数ではありません。計算の誤りでないか",
      "row 6, column lat: the position is not a finite number. Check the calculation"
    ),
    (
      "f,,,35.55,1e9", "7行目、列「lon」：経度 1000000000.0 は日本の範囲（122–154度）の外です。メートルの座標なら",
      "row 7, column lon: longitude 1000000000.0 is outside Japan (122–154°). If it is in metres"
    ),
    (
      "g,,,140.37,35.55", "8行目、列「lat」：緯度と経度が入れ替わっています（緯度 140.37、経度 35.55）。二つの値を入れ替え",
      "row 8, column lat: latitude and longitude are swapped (latitude 140.37, longitude 35.55). Swap"
    ),
    (
      "h,,,,", "9行目、列「lat」：位置がありません。緯度と経度を書いてください",
      "row 9, column lat: there is no position. Write latitude and longitude"
    ),
    (
      "i,,,35.55,", "10行目、列「lon」：位置の半分が空白です。値を書いてください",
      "row 10, column lon: half of the position is blank. Write the value"
    ),
    (
      "j,,,35°73',140.37", "11行目、列「lat」：「35°73'」は数ではありません。度分秒は10進の度に",
      "row 11, column lat: \"35°73'\" is not a number. Turn degrees, minutes and seconds"
    ),
    (
      "k,,,35.55,140.37", "12行目、列「id」：ID「k」は13行目でも使われています。",
      "row 12, column id: id \"k\" is used in row 13 too. Give different stations different ids"
    ),
    (
      "k,,,35.56,140.37", "13行目、列「id」：ID「k」は12行目でも使われています。",
      "row 13, column id: id \"k\" is used in row 12 too."
    ),
    (
      "l,,,35.55,140.37,x,y", "14行目：列が7個あります（見出しは5個",
      "row 14: 7 fields where the header has 5 (left over: \"x\")"
    ),
  ]

  private static var brokenList: String {
    "id,kind,services,lat,lon\n" + brokenRows.map(\.row).joined(separator: "\n")
      + "\ngood,public,cool,35.5400,140.3600\n"
  }

  @Test func listsEveryBrokenStation() throws {
    let workspace = try Workspace.sample(replacing: ["stations.csv": Self.brokenList])
    for command in ["coverage", "gaps", "catchments"] {
      let japanese = try workspace.run([command] + Sample.inputs)
      let english = try workspace.run([command, "--lang", "en"] + Sample.inputs)
      #expect(japanese.status == 65 && english.status == 65)
      #expect(japanese.output.isEmpty && english.output.isEmpty)
      for (_, ja, en) in Self.brokenRows {
        #expect(
          japanese.errorLines.contains { $0.hasPrefix("誤り：stations.csv、\(ja)") },
          "\(ja)\n\(japanese.errorText)")
        #expect(
          english.errorLines.contains { $0.hasPrefix("error: stations.csv, \(en)") },
          "\(en)\n\(english.errorText)")
      }
      let errors = english.errorLines.filter { $0.hasPrefix("error: ") }
      #expect(errors.count == Self.brokenRows.count)
      #expect(english.errorText.contains("\(errors.count) errors; nothing was computed."))
      #expect(japanese.errorText.contains("誤りが\(errors.count)件あり、計算していません。"))
    }
  }

  @Test func setsBrokenStationsAside() throws {
    let workspace = try Workspace.sample(replacing: ["stations.csv": Self.brokenList])
    let flags = ["--set-aside", "--lang", "en"]
    let run = try workspace.run(["coverage", "--format", "json"] + flags + Sample.inputs)
    #expect(run.status == 0)
    let document = try JSON(run.output)
    let aside = document["assumptions"]["setAside"].items
    #expect(aside.count == Self.brokenRows.count)
    for (index, finding) in aside.enumerated() {
      #expect(finding["file"] == .string("stations.csv"))
      #expect(finding["row"].number >= 2 && finding["row"].number <= 14)
      for part in ["what", "remedy"] {
        #expect(finding[part]["ja"].string?.isEmpty == false, "\(index)")
        #expect(finding[part]["en"].string?.isEmpty == false, "\(index)")
      }
    }
    #expect(Set(aside.map { $0["row"].number }) == Set((2...14).map(Double.init)))
    // the rest is what a list with that row alone gives
    let alone = try Workspace.sample(replacing: [
      "stations.csv": "id,kind,services,lat,lon\ngood,public,cool,35.5400,140.3600\n"
    ])
    let other = try JSON(
      try alone.run(["coverage", "--format", "json", "--lang", "en"] + Sample.inputs).output)
    for member in ["region", "areas", "flows", "services"] {
      #expect(document[member] == other[member])
    }
    #expect(document["region"]["covered"].number > 0)
    #expect(document["assumptions"]["stations"].number == 1)
    let said = run.errorLines.filter { $0.contains("set aside: ") }
    #expect(said.count == Self.brokenRows.count)
  }

  @Test(arguments: [
    ("id,name\n1,a\n", "位置の列がありません", "there are no position columns; found: id, name"),
    ("id,lat,lon\n", "見出しだけで、データの行がありません", "there is a header but no data row"),
    ("id,lat,lon\n,,\n\n", "見出しだけで、データの行がありません", "there is a header but no data row"),
    ("\n \n", "見出しの行がありません（空白だけです）", "no header row: all is blank"),
    ("id,lat,lon\n1,\"35.5,140\n", "引用符（\"）が閉じていません", "is never closed"),
    ("id,lat,lon\n1,\u{0}35.5,140\n", "値0のバイトがあります", "there is a zero byte"),
    ("y,x\n1e9,1e9\n", "1000000000.0 m は範囲外です", "1000000000.0 m is out of range"),
  ])
  func refusesStationLists(text: String, ja: String, en: String) throws {
    for (language, words) in [("ja", ja), ("en", en)] {
      let workspace = try Workspace.sample(replacing: ["stations.csv": text])
      let run = try workspace.run(["coverage", "--lang", language] + Sample.inputs)
      #expect(run.status == 65 && run.output.isEmpty)
      #expect(run.errorText.contains(words), "\(run.errorText)")
      // there is nothing left to go on with
      let aside = try workspace.run(["coverage", "--set-aside"] + Sample.inputs)
      #expect(aside.status == 65, "\(aside.errorText)")
    }
  }

  @Test func readsOldEncodings() throws {
    let workspace = try Workspace.sample()
    // 髙 ① ～ in CP932, which Shift_JIS proper does not have
    var list = Array("id,name,lat,lon\na,".utf8)
    list += [0xFB, 0xFC, 0x87, 0x40, 0x81, 0x60]
    list += Array(",35.56,140.3661\n".utf8)
    try workspace.write(list, as: "stations.csv")
    let run = try workspace.run(["catchments", "--format", "geojson"] + Sample.inputs)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(try JSON(run.output)["features"][0]["properties"]["name"] == .string("髙①～"))
    list[18] = 0xFF
    try workspace.write(list, as: "stations.csv")
    let broken = try workspace.run(["coverage", "--lang", "en"] + Sample.inputs)
    #expect(broken.status == 65 && broken.errorText.contains("error: stations.csv"))
  }

  // MARK: Municipalities

  @Test func refusesMunicipalities() throws {
    let whole = try Sample.make().municipalitiesText
    let cases = [
      (
        String(whole.prefix(whole.count / 2)), "GeoJSONが途中で終わっています",
        "the GeoJSON ends in the middle"
      ),
      ("code,name\n12213,東金市\n", "JSONではありません", "this is not JSON"),
      ("{\"type\":\"FeatureCollection\",\"features\":[]}", "地物が1つもありません", "has no features"),
      ("{\"type\":\"Topology\"", "GeoJSON", "GeoJSON"),
      (
        whole.replacing("\"code\"", with: "\"number\"").replacing("\"12", with: "\"x"),
        "市区町村コードの列が見つかりません", "no field plainly holds municipality codes"
      ),
      (
        Sample.collection([
          "{\"type\":\"Feature\",\"properties\":{\"code\":\"12213\"},\"geometry\":null}"
        ]), "地物に面（ポリゴン）がありません", "the feature has no polygon"
      ),
      (
        Sample.collection([
          "{\"type\":\"Feature\",\"properties\":{\"code\":\"12213\"},\"geometry\":"
            + "{\"type\":\"Polygon\",\"coordinates\":[[[1e9,35],[140,35],[140,36],[1e9,35]]]}}"
        ]), "緯度経度の範囲にありません", "is out of range for longitude and latitude"
      ),
    ]
    for (text, ja, en) in cases {
      let workspace = try Workspace.sample(replacing: ["municipalities.geojson": text])
      for (language, words) in [("ja", ja), ("en", en)] {
        let run = try workspace.run(["gaps", "--lang", language] + Sample.inputs)
        #expect(run.status == 65 && run.output.isEmpty)
        #expect(run.errorText.contains(words), "\(run.errorText)")
        #expect(run.errorText.contains("municipalities.geojson"))
      }
    }
  }

  // MARK: Population

  @Test(arguments: [
    (
      "KEY_CODE,total\n534022791,10\n53402279,20\n534022792,5\n",
      "500mメッシュの表に基準地域メッシュ（1km）のコードが1行あります", "1 code(s) of the"
    ),
    (
      "KEY_CODE,total\n534022791,10\n534022799,20\n", "「534022799」はメッシュコードではありません",
      "row 3, column KEY_CODE: \"534022799\" is no grid code. Write a JIS X 0410 code"
    ),
    (
      "KEY_CODE,total\n5.34E+08,10\n", "表計算ソフトが桁を丸めています", "A spreadsheet has rounded it"
    ),
    (
      "KEY_CODE,total\n534022791,-10\n", "人数が負の数です（-10）",
      "row 2, column total: a negative number of people (-10)"
    ),
    (
      "KEY_CODE,total\n534022791,many\n", "「many」", "\"many\" cannot be read as a number of people"
    ),
    ("KEY_CODE,total\n534022791,inf\n", "有限", "a number of people that is not finite (inf)"),
    (
      "KEY_CODE,total\n534022791,5340227911\n", "人数が多すぎます（5340227911）",
      "row 2, column total: too many people (5340227911). Check the original table"
    ),
    ("KEY_CODE,total\n534022791,*\n", "総数がありません", "there is no total"),
    (
      "KEY_CODE,total\n534022791,1\n534022791,2\n", "メッシュ 534022791 は3行目にもあります",
      "cell 534022791 is in row 3 too"
    ),
    ("KEY_CODE,total\n", "見出しだけで、データの行がありません", "there is a header but no data row"),
    ("total,65+\n1,2\n", "メッシュコードの列", "there is no grid code column"),
    ("KEY_CODE,name\n534022791,x\n", "総数の列", "there is no total column"),
  ])
  func refusesPopulation(text: String, ja: String, en: String) throws {
    let workspace = try Workspace.sample(replacing: ["population.csv": text])
    for (language, words) in [("ja", ja), ("en", en)] {
      let run = try workspace.run(["coverage", "--lang", language] + Sample.inputs)
      #expect(run.status == 65 && run.output.isEmpty, "\(run.text)")
      #expect(run.errorText.contains(words), "\(run.errorText)")
      #expect(run.errorText.contains("population.csv"))
    }
  }

  // MARK: Zones and living areas

  @Test func tellsOfZonesThatDoNotFit() throws {
    let workspace = try Workspace.sample(replacing: [
      "zones.csv": "area,code,source\n山武,12213,試験\n山武,13101,試験\n"
    ])
    let run = try workspace.run(
      ["coverage", "--format", "json", "--lang", "en"] + Sample.inputs + Sample.layers)
    #expect(run.status == 0)
    #expect(run.errorText.contains("warning: 13101 of zone 山武 (圏域) is not among"))
    #expect(run.errorText.contains("note: 2 municipalities are in no zone of 圏域"))
    let warnings = try JSON(run.output)["assumptions"]["warnings"].items
    #expect(warnings.contains { $0["what"]["en"].string?.contains("13101") == true })
    try workspace.write("area,code\n山武,12213\n海辺,12213\n", as: "zones.csv")
    let twice = try workspace.run(["coverage", "--lang", "en"] + Sample.inputs + Sample.layers)
    #expect(twice.status == 65)
    #expect(twice.errorText.contains("zones.csv, row 2, column code: 12213 is in more than one"))
    #expect(twice.errorText.contains("zones.csv, row 3, column code: 12213 is in more than one"))
  }

  // MARK: Nothing to say is not a crash

  /// Flips, cuts, drops and inserts bytes in one of the files.
  private static func spoil(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &dice)
      switch Int.random(in: 0..<7, using: &dice) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
      case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: at)
      case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &dice)))
      case 4: bytes.removeLast(bytes.count - at)
      case 5:
        let words = [
          "nan", "1e999", "-", ",", "\"", "\n", "[", "}", "null", "1e9", "\u{FEFF}", "９", "0",
        ]
        let word = words[Int.random(in: 0..<words.count, using: &dice)]
        bytes.insert(contentsOf: Array(word.utf8), at: at)
      default:
        // a stretch twice
        let end = min(bytes.count, at + Int.random(in: 1...200, using: &dice))
        bytes.insert(contentsOf: Array(bytes[at..<end]), at: at)
      }
    }
    return bytes
  }

  @Test(arguments: 0..<220)
  func neverCrashes(seed: Int) throws {
    var dice = Dice(seed)
    let workspace = try Workspace.sample()
    let name = ["stations.csv", "municipalities.geojson", "population.csv"][seed % 3]
    try workspace.write(Self.spoil(try workspace.read(name), &dice), as: name)
    let command = [
      ["coverage", "--format", "json"], ["gaps", "--format", "geojson", "--radius", "200m"],
      ["catchments", "--form", "nearest"], ["coverage", "--set-aside", "--format", "csv"],
    ][seed / 3 % 4]
    let run = try workspace.run(command + ["--lang", "en"] + Sample.inputs)
    #expect([0, 64, 65, 74].contains(run.status), "seed \(seed) \(name): \(run.errorText)")
    if run.status != 0 {
      #expect(run.errorText.contains("error: ") && run.output.isEmpty)
    } else if command.contains("json") || command.contains("geojson") {
      #expect(throws: Never.self) { try JSON(run.output) }
    }
  }
}
