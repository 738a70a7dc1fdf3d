public import Planner
internal import PlannerData

#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// Pandoc, the one program that is called: it turns the page of a report into a document for word
/// processors (.docx), which nobody would like to write by hand. Reports can be made without it.
public enum Pandoc {
  /// Where it is; `nil` where the folders of `PATH` have none.
  private static var path: String? {
    guard let folders = getenv("PATH") else { return nil }
    return String(cString: folders).split(separator: ":").map { "\($0)/pandoc" }
      .first { access($0, X_OK) == 0 }
  }

  public static var isInstalled: Bool { path != nil }

  /// What is said to those who ask for a document without it.
  public static var isMissing: Failure {
    Failure(
      .usage,
      what: Text(ja: "--docx には pandoc が要ります", en: "--docx needs pandoc, which is not here"),
      remedy: Text(
        ja: "apt install pandoc で入れるか、--html・--pdf・--xlsx にしてください",
        en: "Install it with apt install pandoc, or ask for --html, --pdf or --xlsx"))
  }

  /// The document that pandoc imitates, without text: page and styles.
  private static func model(for target: String) throws -> [UInt8] {
    try ArchiveOutput.bytes(
      of: [
        ("word/document.xml", PackageResources.word_document_xml),
        ("word/styles.xml", PackageResources.word_styles_xml),
      ], for: target)
  }

  /// - Parameters:
  ///   - page: an HTML file that needs nothing else.
  ///   - target: for which it is made: temporary files lie beside it.
  /// - Returns: the document, the same bytes for the same page.
  /// - Throws: `Failure` (usage) without pandoc, (file) with what it said.
  static func docx(ofHTML page: [UInt8], for target: String) throws -> [UInt8] {
    guard let program = path else { throw isMissing }
    let stem = "\(target).\(getpid()).tmp"
    let (source, model, made) = (stem + ".html", stem + ".model.docx", stem + ".docx")
    defer { for file in [source, model, made] { unlink(file) } }
    try OutputFile.write(page, to: source)
    try OutputFile.write(try Self.model(for: target), to: model)
    let said = try run(
      program,
      ["--from", "html", "--to", "docx", "--reference-doc", model, "--output", made, source], target
    )
    guard let file = fopen(made, "rb") else { throw failed(target, said) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// - Returns: what the program said, if it ended well.
  private static func run(
    _ program: String, _ arguments: [String], _ target: String
  ) throws -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failed(target, String(cString: strerror(errno))) }
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    // no clock is in an output: pandoc takes the time from here
    let inherited = ["HOME", "PATH", "TMPDIR"].compactMap { (name: String) -> String? in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
    var surroundings: [UnsafeMutablePointer<CChar>?] =
      (inherited + ["LC_ALL=C.UTF-8", "SOURCE_DATE_EPOCH=946684800"]).map { strdup($0) } + [nil]
    defer { for word in surroundings { free(word) } }
    var process: pid_t = 0
    let started = posix_spawn(&process, program, &actions, nil, &words, &surroundings)
    close(ends[1])
    defer { close(ends[0]) }
    guard started == 0 else { throw failed(target, String(cString: strerror(started))) }
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { break }
      if said.count < 1 << 16 { said += buffer[..<count] }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let text = String(decoding: said, as: UTF8.self)
    guard status == 0 else { throw failed(target, text) }
    return text
  }

  private static func failed(_ target: String, _ said: String) -> Failure {
    let words = PublicText.clean(String(said.prefix(300)))
    return Failure(
      .file,
      what: Text(
        ja: "pandoc が文書を作れません（\(words)）", en: "pandoc cannot make the document (\(words))"),
      at: Place(file: target),
      remedy: Text(
        ja: "pandoc を入れなおすか、--html・--pdf・--xlsx にしてください",
        en: "Install pandoc anew, or ask for --html, --pdf or --xlsx"))
  }
}
