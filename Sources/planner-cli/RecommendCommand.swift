import ArgumentParser
import Planner
import PlannerData

struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: words(
      "次にどの種別の団体に、どこで声をかけるか。どのくらい確かか。",
      "Whom to ask next: which kinds of organisation, where, and how sure that is."),
    discussion: prose(
      """
      候補の一覧は --candidates 種別=ファイル で、種別ごとに何度でも指定できます。
      一覧のない種別は「不明」で、0とはみなしません。答えには証明つきの上限が付きます。
      候補の名前は出しません。内部で使うときは --name-candidates を付けてください。
      """,
      """
      Lists of candidates are given with --candidates KIND=FILE, any number of times. A kind
      without a list is unknown, never zero. Every answer states how far from the best it can be.
      Candidates are not named unless --name-candidates asks for it, for internal use.
      """) + "\n\n"
      + examples(
        (
          "recommend --project planner.yaml --candidates commerce=shops.csv --count 3",
          "商工の候補から、次の3か所を選びます。",
          "chooses the next three of a list of shops."
        ),
        (
          "recommend --project planner.yaml --anywhere --count 3 --out next.json",
          "候補の一覧がないとき、どこがよいかの目安を求めます。",
          "without lists of candidates: where places would be best."
        )))

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, geojson, gpkg

    /// The form that a file's name says; text without a file.
    init(forOutput path: String?) throws {
      if path?.lowercased().hasSuffix(".json") ?? false {
        self = .json
        return
      }
      let map = try MapFormat.chosen(nil, path, default: .text)
      guard let format = Format(rawValue: map.rawValue) else {
        throw MapFormat.noSuchForm("recommend", [.text, .csv, .geojson, .gpkg])
      }
      self = format
    }
  }

  @OptionGroup var sources: SourceOptions
  @OptionGroup(title: words("助言の条件", "What is asked")) var question: RecommendOptions
  @OptionGroup var output: OutputOptions

  @Flag(
    help: help(
      "候補の名前と正確な位置を出す（内部用）", "Name candidates and their exact points (internal use)"))
  var nameCandidates = false

  @Option(
    help: help(
      "形式：text, json, csv, geojson, gpkg（既定：ファイル名から、なければ text）",
      "Format: text, json, csv, geojson or gpkg (default: by the file's name, else text)",
      "FORMAT"))
  var format: Format?

  func run() throws {
    let format = try format ?? Format(forOutput: output.out)
    // what is wrong with the call is told before large files are read
    let advice = try AdviceQuestion(sources.effectiveProject(recommending: question))
    guard
      let plan = try sources.load(
        writingTo: [output.out], recommending: question, past: advice.past, allowingPlanar: true)
    else { return }
    let recommendation = try plan.recommendation(advice, onProgress: Terminal.progress) {
      Terminal.step($0[language])
    }
    let document = RecommendationDocument(
      recommendation, of: plan, namingCandidates: nameCandidates, report: plan.candidateReport,
      past: advice.past?.value ?? [:])
    switch format {
    case .text: try Terminal.deliver(document.text(language), to: output.out)
    case .json: try Terminal.deliver(document.json.serialized(), to: output.out)
    case .csv: try Terminal.deliver(document.csv(language), to: output.out)
    case .geojson: try Terminal.deliver(document.geoJSON().serialized(), to: output.out)
    case .gpkg: try output.write([document.layer()], as: .geoPackage)
    }
  }
}
