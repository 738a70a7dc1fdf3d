/// What a station offers. Every service is a coverage question of its own.
public enum Service: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
  case dropIn = "drop-in"
  case cool
  case consultation
  case volunteering
  case cafeteria
  case foodbank
  case information

  public var slug: String { rawValue }

  public var name: Text {
    switch self {
    case .dropIn: Text(ja: "ホッとステーション（居場所）", en: "drop-in place")
    case .cool: Text(ja: "クールステーション", en: "cool station")
    case .consultation: Text(ja: "相談", en: "consultation")
    case .volunteering: Text(ja: "ボランティア・就労訓練", en: "volunteering and work training")
    case .cafeteria: Text(ja: "ちいき食堂", en: "community cafeteria")
    case .foodbank: Text(ja: "フードバンク", en: "food bank")
    case .information: Text(ja: "情報周知", en: "information")
    }
  }

  /// Further spellings under which files name this service.
  public var aliases: [String] {
    switch self {
    case .dropIn: ["居場所", "ホッとステーション", "ほっとステーション", "dropin", "ホッと"]
    case .cool: ["クール", "クールシェア", "涼み処", "cool station", "クーリングシェルター"]
    case .consultation: ["相談スポット", "相談窓口"]
    case .volunteering: ["ボランティア", "就労訓練", "就労", "volunteer"]
    case .cafeteria: ["食堂", "地域食堂", "こども食堂", "子ども食堂"]
    case .foodbank: ["food bank", "food-bank", "フードパントリー"]
    case .information: ["情報", "情報発信", "周知"]
    }
  }

  /// The months in which the service runs by the network's own rule: cool stations are a
  /// summer service (July to September); the others run all year.
  public var months: Season { self == .cool ? Season(from: 7, through: 9) : .allYear }

  public static func < (a: Self, b: Self) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}
