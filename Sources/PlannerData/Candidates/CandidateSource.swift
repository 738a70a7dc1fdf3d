public import Planner

/// A list of candidates that a plan names.
public struct CandidateSource: Sendable, Hashable {
  /// Of everything in the file; `nil` for an extract of OpenStreetMap, whose tags tell.
  public var kind: OrganizationKind?
  public var path: String

  public init(kind: OrganizationKind?, path: String) {
    self.kind = kind
    self.path = path
  }

  /// How options and project files call an extract of OpenStreetMap, instead of a kind.
  static let openStreetMap = "osm"

  /// How results name the file: `candidates:temple-shrine`.
  var role: String { "candidates:" + (kind?.slug ?? Self.openStreetMap) }

  /// - Parameters:
  ///   - file: the kind as written (slug, Japanese name or alias; `osm`), and the path.
  ///   - kinds: the kinds of organisation that are known.
  /// - Throws: `Failure` (usage) for a kind that is not known.
  init(_ file: ProjectFile.NamedFile, kinds: [OrganizationKind]) throws {
    let vocabulary = Vocabulary(kinds: kinds)
    if let kind = vocabulary[file.name] {
      self.init(kind: kind, path: file.path)
      return
    }
    guard Spelling.key(file.name) == Self.openStreetMap else {
      let near = vocabulary.suggestion(for: file.name)
      throw Failure(
        .usage,
        what: Text(
          ja: "候補の種別「\(file.name.shortened)」はありません",
          en: "there is no kind \(file.name.quoted) for candidates"),
        at: Place(file: file.path),
        remedy: Text(
          ja: near.ja + "使えるもの：" + kinds.map { "\($0.slug)（\($0.name.ja)）" }.joined(separator: "、")
            + "、osm（OpenStreetMapのファイル）",
          en: near.en + "Known: "
            + kinds.map { "\($0.slug) (\($0.name.ja))" }.joined(separator: ", ")
            + ", osm (an OpenStreetMap extract)"))
    }
    guard OSMFile.isNamed(file.path) else {
      throw Failure(
        .usage,
        what: Text(
          ja: "osm に指定されたファイルが .osm.pbf でも .osm（.osm.gz）でもありません",
          en: "osm needs an .osm.pbf or .osm file (or .osm.gz)"),
        at: Place(file: file.path),
        remedy: Text(
          ja: "ほかの形式の一覧は、restaurant=FILE のように種別を付けて指定してください",
          en: "Give lists of other formats with their kind, such as restaurant=FILE"))
    }
    self.init(kind: nil, path: file.path)
  }

  /// Warns of lists that were given more than once, by whatever name.
  ///
  /// - Parameter files: all that were read.
  /// - Returns: a warning for each of them, by path.
  static func repeated(in files: [InputFile]) -> [Finding] {
    let lists = files.filter { $0.role.hasPrefix("candidates:") }
    return Dictionary(grouping: lists, by: \.sha256).values.filter { $0.count > 1 }.map { same in
      let same = same.sorted { ($0.role, $0.path) < ($1.role, $1.path) }
      let kinds = Set(same.map { String($0.role.dropFirst("candidates:".count)) }).sorted()
      return Finding(
        .warning,
        what: kinds.count > 1
          ? Text(
            ja: "同じ内容のファイルが\(kinds.count)つの種別（\(kinds.listed(in: .ja))）の候補になっています",
            en: "one and the same list is given for \(kinds.count) kinds "
              + "(\(kinds.listed(in: .en)))")
          : Text(
            ja: "同じ内容の候補のファイルが\(same.count)回指定されています（\(kinds[0])）",
            en: "one and the same list is given \(same.count) times (\(kinds[0]))"),
        at: Place(file: same[0].path),
        remedy: kinds.count > 1
          ? Text(
            ja: "種別の比較が意味を持つよう、正しい種別だけに指定してください",
            en: "Give it for its right kind only, so that comparing kinds means something")
          : Text(ja: "一つにしてください", en: "Give it once"))
    }.sorted { ($0.place.file ?? "") < ($1.place.file ?? "") }
  }
}
