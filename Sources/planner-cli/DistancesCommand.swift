import ArgumentParser
import Planner
import PlannerData

struct DistancesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distances",
    abstract: words(
      "道に沿った距離の表：地点から拠点まで、すべての組み合わせ。",
      "Distances along streets, from every point to every station, for use in other programs."),
    discussion: words(
      """
      station,point,metres,minutes,status の表を書きます。status は reached（届く）、beyond（道は
      つながるが --walk より遠い）、unreachable（道がつながらない）、off-network（道から --snap
      より離れている）で、届かない組に数はありません。道に出るまでの歩きも数えます。--elevation で
      標高を加えると、metres は坂を平地に直した距離（行きと帰りの平均）です。
      """,
      """
      Writes the columns station,point,metres,minutes,status. The status is reached, beyond
      (there is a walk, longer than --walk), unreachable (there is none at all) or
      off-network (no street within --snap); only what is reached has numbers. The walk to
      the street counts. With --elevation, metres are those on the flat that take as long,
      there and back.
      """))

  @Option(help: help("拠点の一覧（行き先）", "Station list: where walks go", "FILE"))
  var stations: String

  @Option(help: help("地点の一覧（出発点）", "List of points: where walks begin", "FILE"))
  var points: String

  @Option(
    help: help(
      "道の地図（OpenStreetMap の .osm.pbf など、または線のレイヤー。何度でも）",
      "Streets: OpenStreetMap extracts (.osm.pbf, …) or layers of lines (any number)", "FILE"))
  var streets: [String]

  @OptionGroup var terrain: StreetOptions

  @Option(
    help: help(
      "これより遠い組は beyond とする（例：800m、10min）",
      "What is farther is beyond, such as 800m or 10min", "WALK"))
  var walk: String?

  @Option(
    help: help(
      "歩く速さ：adult（80m/分）、senior（60）、frail（48）、child（60）、または数",
      "Pace: adult (80 m/min), senior (60), frail (48), child (60), or a number", "PACE"))
  var pace: String?

  @Option(
    help: help("道から離れてよい距離（既定：100m）", "How far a street may be (default 100m)", "DISTANCE"))
  var snap: String?

  @Option(
    help: help("一覧の座標系（書かれていないとき）", "CRS of both lists, where it is not in them", "CRS"))
  var crs: String?

  @OptionGroup var output: OutputOptions

  @Option(help: help("言葉：ja／en", "Language: ja or en", "LANG"))
  var lang: Language?

  @Flag(name: .shortAndLong, help: help("注意とメモを出さない", "Do not print warnings and notes"))
  var quiet = false

  func run() throws {
    let pace = try WalkValues.pace(pace)
    let request = DistanceTable.Request(
      stations: stations, points: points, streets: try terrain.request(streets),
      budget: try WalkValues.budget(walk, pace), pace: pace,
      snapMeters: try WalkValues.meters(snap, "--snap", default: 100),
      crs: crs.map { CoordinateReferenceSystem($0) })
    try OutputFile.refuse(
      [output.out, terrain.streetsCache],
      among: streets + [stations, points] + terrain.elevation + terrain.closed)
    Terminal.step(words("道をたどっています…", "Walking the streets…"))
    let table = try DistanceTable(request)
    try Terminal.deliver(table.csv(), to: output.out)
    guard !quiet else { return }
    Terminal.say(table.findings)
    Terminal.say(table.summary(language))
  }
}
