/// The twenty designated cities (政令指定都市), whose wards are five-digit codes above theirs.
public enum DesignatedCity {
  public static let codes = [
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
  ].compactMap { MunicipalityCode($0) }

  /// The city to which a ward belongs; `nil` for what is no ward of such a city. The wards of
  /// Tokyo are municipalities.
  public static func city(ofWard code: MunicipalityCode) -> MunicipalityCode? {
    // cities and other municipalities have 2 or more as their third digit
    guard code.text.dropFirst(2).first == "1", code.prefecture != 13 else { return nil }
    let city = codes.last { $0 < code }
    return city?.prefecture == code.prefecture ? city : nil
  }

  /// 千葉市中央区 is in 千葉市.
  public static func cityName(ofWard name: String) -> String? {
    guard name.hasSuffix("区"), let end = name.lastIndex(of: "市") else { return nil }
    return String(name[...end])
  }
}
