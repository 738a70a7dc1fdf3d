import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Where results go, in which language, and what else a run says.
@Suite struct OutputTests {
  private static let formats: [(command: [String], file: String)] = [
    (["coverage"], "a.txt"), (["coverage", "--format", "json"], "a.json"),
    (["coverage", "--format", "csv"], "a.csv"), (["gaps"], "a.txt"), (["gaps"], "a.csv"),
    (["gaps"], "a.geojson"), (["gaps"], "a.gpkg"), (["catchments"], "a.geojson"),
    (["catchments"], "a.fgb"), (["catchments", "--form", "dissolved"], "a.json"),
  ]

  // MARK: Files

  @Test(arguments: formats)
  func leavesNothingBehindWhereItCannotWrite(command: [String], file: String) throws {
    let workspace = try Workspace.sample()
    let before = try workspace.names()
    let missing = try workspace.run(command + ["--out", "no/such/\(file)"] + Sample.inputs)
    #expect(missing.status == 74 && missing.output.isEmpty)
    #expect(
      missing.errorText.contains("書き込み先のフォルダーがありません。フォルダーを作るか"), "\(missing.errorText)")
    try FileManager.default.createDirectory(
      at: workspace.folder.appendingPathComponent(file), withIntermediateDirectories: false)
    let folder = try workspace.run(
      command + ["--lang", "en", "--out", file] + Sample.inputs)
    #expect(folder.status == 74 && folder.output.isEmpty)
    #expect(
      folder.errorText.contains("\(file): the place to write to is a folder. Name a file"),
      "\(folder.errorText)")
    #expect(try workspace.names() == (before + [file]).sorted())
    #expect(try FileManager.default.contentsOfDirectory(atPath: workspace.path(file)).isEmpty)
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
  func namesAMissingPermission() throws {
    let workspace = try Workspace.sample()
    let shut = workspace.folder.appendingPathComponent("shut")
    try FileManager.default.createDirectory(at: shut, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: shut.path)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shut.path)
    }
    let run = try workspace.run(
      ["coverage", "--lang", "en", "--out", "shut/a.txt"] + Sample.inputs)
    #expect(run.status == 74 && run.errorText.contains("shut/a.txt: no permission to write"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func saysWhenTheDiskIsFull() throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(
      ["coverage", "--lang", "en", "--format", "json", "--out", "/dev/full"] + Sample.inputs)
    #expect(run.status == 74)
    #expect(run.errorText.contains("/dev/full: no space is left on the disk"), "\(run.errorText)")
  }

  @Test(arguments: formats)
  func keepsTheOldFileWhenTheRunFails(command: [String], file: String) throws {
    let workspace = try Workspace.sample(replacing: ["stations.csv": "id,lat,lon\na,,\nb,1,\n"])
    try workspace.write("the old one", as: file)
    let before = try workspace.names()
    let run = try workspace.run(command + ["--out", file] + Sample.inputs)
    #expect(run.status == 65)
    #expect(try workspace.read(file) == Array("the old one".utf8))
    #expect(try workspace.names() == before)
  }

  @Test(arguments: formats)
  func replacesTheOldFileWhole(command: [String], file: String) throws {
    let workspace = try Workspace.sample()
    try workspace.write(String(repeating: "old ", count: 1_000_000), as: file)
    let run = try workspace.run(command + ["--out", file] + Sample.inputs)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errorText)")
    let written = try workspace.read(file)
    #expect(!written.isEmpty && written.count < 4_000_000)
    #expect(try workspace.names().count == 6)
    if file.hasSuffix("json") { #expect(throws: Never.self) { try JSON(written) } }
    if file.hasSuffix("gpkg") { #expect(written.starts(with: Array("SQLite format 3".utf8))) }
    if file.hasSuffix("fgb") { #expect(written.starts(with: Array("fgb".utf8))) }
  }

  @Test func refusesToPrintABinaryFormat() throws {
    let workspace = try Workspace.sample()
    for arguments in [
      ["gaps", "--format", "gpkg"], ["catchments", "--format", "fgb", "--out", "-"],
    ] {
      let run = try workspace.run(arguments + ["--lang", "en"] + Sample.inputs)
      #expect(run.status == 64 && run.output.isEmpty)
      #expect(run.errorText.contains("needs a file. Give --out FILE."), "\(run.errorText)")
    }
    let unknown = try workspace.run(["gaps", "--lang", "en", "--out", "a.xlsx"] + Sample.inputs)
    #expect(unknown.status == 64)
    #expect(unknown.errorText.contains("the name a.xlsx does not tell the format"))
    let none = try workspace.run(["catchments", "--lang", "en", "--format", "csv"] + Sample.inputs)
    #expect(none.status == 64 && none.errorText.contains("catchments has no such format"))
  }

  // MARK: Standard output and standard error

  @Test func printsDataAndNothingElse() throws {
    // a warning and a note, so that there is something to say
    let workspace = try Workspace.sample(replacing: ["zones.csv": "area,code\n山武,12213\n"])
    let flags = Sample.inputs + Sample.layers
    for arguments in [
      ["coverage", "--format", "json"], ["gaps", "--format", "geojson"], ["catchments"],
      ["catchments", "--form", "dissolved"], ["coverage", "--format", "json", "--out", "-"],
    ] {
      let run = try workspace.run(arguments + flags)
      #expect(run.status == 0)
      #expect(throws: Never.self) { try JSON(run.output) }
      #expect(run.errorText.contains("注意：") && run.errorText.contains("メモ："))
      #expect(!run.errorOutput.contains(0x1B) && !run.output.contains(0x1B))
      let quiet = try workspace.run(arguments + ["--quiet"] + flags)
      #expect(quiet.errorOutput.isEmpty && quiet.output == run.output)
    }
    for command in ["coverage", "gaps"] {
      let run = try workspace.run([command, "--format", "csv"] + flags)
      #expect(run.status == 0 && run.output.starts(with: [0xEF, 0xBB, 0xBF]))
      #expect(!run.text.contains("注意：") && run.text.hasSuffix("\r\n"))
      let table = try workspace.run([command, "--format", "text"] + flags)
      #expect(table.status == 0 && !table.text.contains("注意："))
    }
  }

  @Test func saysWhatIsPublishedOfAPlan() throws {
    var sample = try Sample.make()
    sample.stationHeader = "id,name,kind,services,lat,lon,consent,precision,hours"
    sample.stations = [
      "1,甲,public,,35.56,140.37,yes,exact,0475-11-2222", "2,乙,public,,35.561,140.37,,exact,",
    ]
    let workspace = try Workspace()
    try sample.write(to: workspace)
    let run = try workspace.run(["plan", "--out", "results"] + Sample.inputs)
    #expect(run.status == 0)
    #expect(run.errorText.contains("電話番号かメールアドレスのようなもの"), "\(run.errorText)")
    #expect(run.errorText.contains("公開しない拠点：1か所（公開の同意がない）：2"), "\(run.errorText)")
    #expect(!run.text.contains("公開しない拠点"))
    // what concerns persons cannot be silenced, here or in export
    try workspace.write("old", as: "results/public/stations.json")
    for command in [["plan", "--out", "results"], ["export"]] {
      let quiet = try workspace.run(command + ["--quiet"] + Sample.inputs)
      #expect(quiet.status == 0 && quiet.errorText.contains("電話番号か"), "\(quiet.errorText)")
      #expect(!quiet.errorText.contains("公開しない拠点"))
      #expect(quiet.errorText.contains("results/public/stations.json") == (command[0] == "plan"))
    }
  }

  @Test func writesTheSameToAFile() throws {
    let workspace = try Workspace.sample()
    for arguments in [
      ["coverage", "--format", "json"], ["gaps", "--format", "csv"], ["catchments"],
    ] {
      let printed = try workspace.run(arguments + Sample.inputs)
      let filed = try workspace.run(
        arguments + ["--out", "x.geojson", "--format", arguments.dropFirst(2).first ?? "geojson"]
          + Sample.inputs)
      #expect(filed.status == 0 && filed.output.isEmpty, "\(filed.errorText)")
      #expect(try workspace.read("x.geojson") == printed.output)
    }
  }

  #if canImport(Glibc)
    /// What a run writes to standard error where that is a terminal.
    private func terminalText(
      _ workspace: Workspace, _ arguments: [String], environment: [String: String],
      status: Int32
    ) throws -> [UInt8] {
      // a terminal of our own, unlocked and asked for its number (TIOCSPTLCK, TIOCGPTN)
      let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      defer { close(master) }
      var number: Int32 = 0
      try #require(ioctl(master, 0x4004_5431, &number) == 0)
      try #require(ioctl(master, 0x8004_5430, &number) == 0)
      let name = "/dev/pts/\(number)"
      let terminal = FileHandle(fileDescriptor: open(name, O_RDWR | O_NOCTTY), closeOnDealloc: true)
      let run = try workspace.run(arguments, environment: environment, terminal: terminal)
      #expect(run.status == status)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(master, &buffer, buffer.count)
      return Array(buffer.prefix(max(0, count)))
    }

    private func terminalText(environment: [String: String]) throws -> [UInt8] {
      try terminalText(
        try Workspace.sample(replacing: ["stations.csv": "id,lat,lon\na,,\n"]),
        ["coverage"] + Sample.inputs, environment: environment, status: 65)
    }

    @Test(.enabled(if: access("/dev/ptmx", R_OK | W_OK) == 0, "there are no terminals"))
    func longStepsSayHowFarTheyAre() throws {
      let workspace = try Workspace.sample(replacing: [
        "shops.csv": "id,lat,lon\n1,35.55,140.35\n2,35.56,140.36\n3,35.57,140.37\n"
      ])
      let call =
        [
          "recommend", "--candidates", "commerce=shops.csv", "--draws", "100000", "--time-limit",
          "4s",
        ] + Sample.inputs
      let text = String(
        decoding: try terminalText(
          workspace, call, environment: ["LC_ALL": "en_US.UTF-8"], status: 0), as: UTF8.self)
      #expect(text.contains("checking with other assumptions"))
      #expect(text.contains(" of 100000 (") && text.contains(" per second, about "), "\(text)")
      // where nobody watches there is nothing to see
      let quiet = try workspace.run(
        call.map { ["100000": "1", "4s": "60s"][$0] ?? $0 } + ["--quiet"])
      #expect(quiet.status == 0 && quiet.errorOutput.isEmpty)
    }

    @Test(.enabled(if: access("/dev/ptmx", R_OK | W_OK) == 0, "there are no terminals"))
    func coloursOnlyATerminalThatWantsIt() throws {
      let coloured = try terminalText(environment: [:])
      #expect(String(decoding: coloured, as: UTF8.self).contains("\u{1B}[31m誤り\u{1B}[0m："))
      let plain = try terminalText(environment: ["NO_COLOR": "1"])
      #expect(!plain.contains(0x1B))
      #expect(String(decoding: plain, as: UTF8.self).contains("誤り：stations.csv"))
    }
  #endif

  // MARK: Language

  @Test(
    arguments: [
      ([:], [], true),
      (["LANG": "en_US.UTF-8"], [], false),
      (["LANG": "ja_JP.UTF-8"], [], true),
      (["LANG": "C.UTF-8"], [], true),
      (["LANG": "fr_FR.UTF-8"], [], true),
      (["LANG": "ja_JP.UTF-8", "LC_ALL": "en_GB.UTF-8"], [], false),
      (["LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"], [], true),
      (["LANG": "en_US.UTF-8", "LC_ALL": ""], [], false),
      (["LANG": "en_US.UTF-8"], ["--lang", "ja"], true),
      ([:], ["--lang=en"], false),
    ] as [([String: String], [String], Bool)])
  func speaksTheReadersLanguage(
    environment: [String: String], flags: [String], isJapanese: Bool
  ) throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(
      ["coverage"] + flags + Sample.inputs, environment: environment)
    #expect(run.status == 0)
    #expect(run.text.contains("■ 市町村別") == isJapanese)
    #expect(run.text.contains("By municipality") == !isJapanese)
    let wrong = try workspace.run(["coverage"] + flags, environment: environment)
    #expect(wrong.errorText.contains("誤り：") == isJapanese)
    #expect(wrong.errorText.contains("error: ") == !isJapanese)
    let help = try workspace.run(
      ["--help"],
      environment: environment.merging(
        flags.isEmpty ? [:] : ["LANG": isJapanese ? "ja" : "en"], uniquingKeysWith: { $1 }))
    #expect(help.status == 0 && help.text.contains("拠点の徒歩圏") == isJapanese)
  }

  @Test func answersTheSameInEveryLanguage() throws {
    let workspace = try Workspace.sample()
    for arguments in [
      ["coverage", "--format", "json"], ["gaps", "--format", "geojson"], ["catchments"],
    ] {
      let japanese = try workspace.run(arguments + ["--lang", "ja"] + Sample.inputs)
      let english = try workspace.run(arguments + ["--lang", "en"] + Sample.inputs)
      #expect(japanese.status == 0 && japanese.output == english.output)
    }
  }

  // MARK: Project files

  @Test func writesAProjectThatLoads() throws {
    for lang in ["ja", "en"] {
      let workspace = try Workspace.sample()
      let run = try workspace.run("init", "--lang", lang)
      #expect(run.status == 0 && run.output.isEmpty)
      #expect(run.errorText == (lang == "ja" ? "planner.yaml を作りました。\n" : "Wrote planner.yaml.\n"))
      let template = try workspace.read("planner.yaml")
      #expect(try workspace.run("init", "--out", "-", "--lang", lang).output == template)
      // the template names exactly the sample's files
      let loaded = try workspace.run("coverage", "--project", "planner.yaml", "--format", "json")
      #expect(loaded.status == 0, "\(loaded.errorText)")
      let again = try workspace.run("init", "--lang", "en")
      #expect(again.status == 74)
      #expect(again.errorText.contains("planner.yaml exists. Choose another name with --out"))
      #expect(try workspace.read("planner.yaml") == template)
      #expect(try workspace.run("init", "--force", "--lang", lang).status == 0)
      #expect(try workspace.read("planner.yaml") == template)
    }
  }

  @Test func putsFlagsOverTheProjectFile() throws {
    let workspace = try Workspace.sample(replacing: [
      "planner.yaml": """
      stations: stations.csv
      municipalities: municipalities.geojson
      population: population.csv
      preset: mlit-elderly-500
      service: [cool]
      kind: public
      set-aside: false
      lang: en
      attribution: [first]
      """
    ])
    let flags = ["coverage", "--project", "planner.yaml"]
    let plain = try workspace.run(flags + ["--print-config"])
    #expect(plain.status == 0 && plain.errorOutput.isEmpty)
    for line in ["preset: mlit-elderly-500", "service: [cool]", "kind: [public]", "lang: en"] {
      #expect(plain.text.contains(line + "\n"), "\(plain.text)")
    }
    let over = try workspace.run(
      flags + [
        "--print-config", "--radius", "700m", "--service", "foodbank", "--service", "consultation",
        "--stations", "/elsewhere/s.csv", "--on", "2026-08-15", "--set-aside", "--lang", "ja",
        "--attribution", "second: one", "--zones", "圏域=zones.csv", "--crs", "EPSG:6677",
      ])
    #expect(over.status == 0)
    for line in [
      "stations: /elsewhere/s.csv", "municipalities: municipalities.geojson", "radius: 700m",
      "service: [foodbank, consultation]", "kind: [public]", "on: 2026-08-15", "set-aside: true",
      "lang: ja", "attribution: [first, \"second: one\"]", "zones:\n  圏域: zones.csv",
      "crs: \"EPSG:6677\"",
    ] {
      #expect(over.text.contains(line + "\n"), "\(line)\n\(over.text)")
    }
    #expect(!over.text.contains("preset"))
    // what is printed is a project of its own, and means the same
    try workspace.write(plain.output, as: "printed.yaml")
    let printed = try workspace.run("coverage", "--project", "printed.yaml", "--format", "json")
    let original = try workspace.run(flags + ["--format", "json"])
    #expect(printed.status == 0 && printed.output == original.output)
    #expect(
      try workspace.run("coverage", "--project", "printed.yaml", "--print-config").output
        == plain.output)
  }

  @Test func findsFilesFromTheProjectsFolder() throws {
    let workspace = try Workspace.sample()
    #expect(try workspace.run("init").status == 0)
    let run = try CommandRun(["coverage", "--project", workspace.path("planner.yaml")])
    #expect(run.status == 0, "\(run.errorText)")
  }

  @Test func refusesABrokenProject() throws {
    let workspace = try Workspace.sample(replacing: [
      "wrong.yaml": "statoins: a.csv\non: tomorrow\n", "torn.yaml": "stations: \"a",
    ])
    let wrong = try workspace.run("coverage", "--project", "wrong.yaml", "--lang", "en")
    #expect(wrong.status == 65 && wrong.output.isEmpty)
    #expect(wrong.errorText.contains("wrong.yaml, row 1: unknown key \"statoins\". Did you mean"))
    #expect(wrong.errorText.contains("wrong.yaml, row 2: the value of \"on\" is of the wrong sort"))
    let torn = try workspace.run("gaps", "--project", "torn.yaml")
    #expect(torn.status == 65 && torn.errorText.contains("YAMLとして読めません"))
    let none = try workspace.run("gaps", "--project", "none.yaml", "--lang", "en")
    #expect(none.status == 65 && none.errorText.contains("the project file does not exist"))
  }

  @Test func theNoticeBesideTheDataIsAnInput() throws {
    let workspace = try Workspace.sample(replacing: [
      "planner-notice.txt": "notice-ja: 試験のデータです\n"
    ])
    let inputs = ["coverage", "--radius", "700m"] + Sample.inputs
    let refused = try workspace.run(inputs + ["--out", "planner-notice.txt"])
    #expect(refused.status == 64 && refused.errorText.contains("planner-notice.txt"))
    #expect(try workspace.run(inputs).text.contains("試験のデータです"))
    // what says nothing is said to say nothing
    try workspace.write("x", as: "planner-notice.txt")
    let unclear = try workspace.run(inputs)
    #expect(unclear.status == 0 && unclear.errorText.contains("断り書き"), "\(unclear.errorText)")
  }

  @Test func oneFileTakesOneResult() throws {
    let workspace = try Workspace.sample()
    let run = try workspace.run(
      "check", "--stations", "stations.csv", "--fix", "a.csv", "--out", "./a.csv")
    #expect(run.status == 64 && run.errorText.contains("二つの結果"), "\(run.errorText)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/a.csv"))
  }

  @Test func theNameOfTheOutputSaysItsForm() throws {
    let workspace = try Workspace.sample()
    let inputs = ["coverage", "--radius", "700m", "--quiet"] + Sample.inputs
    let printed = try workspace.run(inputs + ["--format", "csv"])
    #expect(try workspace.run(inputs + ["--out", "a.CSV"]).status == 0)
    #expect(try workspace.read("a.CSV") == printed.output && !printed.output.isEmpty)
    // what was asked for wins over the name, and a name that says nothing is text
    #expect(try workspace.run(inputs + ["--out", "b.csv", "--format", "json"]).status == 0)
    #expect(
      try JSON(workspace.read("b.csv"))["schema"]
        == JSON(
          workspace.run(inputs + ["--format", "json"]).output)["schema"])
    #expect(try workspace.run(inputs + ["--out", "result.log"]).status == 0)
    #expect(try workspace.read("result.log") == workspace.run(inputs).output)
    let refused = try workspace.run(inputs + ["--out", "c.xlsx", "--lang", "en"])
    #expect(
      refused.status == 64 && refused.errorText.contains("no form xlsx here (c.xlsx). Known:"))
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/c.xlsx"))
  }

  @Test func daysThatAreYetToComeAreTold() throws {
    let workspace = try Workspace.sample()
    try workspace.write(
      "id,lat,lon,joined,left\na,35.56,140.36,2020-04-01,2099-03-31\n"
        + "b,35.561,140.361,2098-04-01,\nc,35.562,140.362,2020-04-01,\n", as: "stations.csv")
    let inputs = ["coverage", "--radius", "700m", "--lang", "en"] + Sample.inputs
    let told = try workspace.run(inputs)
    #expect(told.errorText.contains("yet to come are out, since no day is given (a)"))
    #expect(told.errorText.contains("yet to join count, since no day is given (b)"))
    #expect(told.text.contains("stations with a day of leaving are out"))
    let onDay = try workspace.run(inputs + ["--on", "2026-08-15"])
    #expect(onDay.status == 0 && !onDay.errorText.contains("yet to"))
  }

  @Test func helpOfACommandInEnglish() throws {
    let workspace = try Workspace()
    let help = try workspace.run("help", "map", "--lang", "en")
    #expect(help.status == 0 && help.text.contains("Upright paper"), "\(help.errorText)")
    #expect(try workspace.run("--lang", "en", "help", "map").text == help.text)
  }
}
