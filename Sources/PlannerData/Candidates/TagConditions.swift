/// Tags of OpenStreetMap that must all be there, as rules are written: `amenity=cafe`,
/// `amenity=cafe|bar` (either), `shop=*` (anything but `no`),
/// `amenity=place_of_worship & religion=buddhist` (both).
struct TagConditions: Sendable {
  /// `values` empty: any.
  let tags: [(key: String, values: [String])]

  /// `nil` for what is no such rule.
  init?(_ text: String) {
    var tags: [(key: String, values: [String])] = []
    for part in text.split(separator: "&", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        .map { String($0).trimmingBlanks }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty,
        // keys and values stand in a list with commas for GDAL
        !part.contains(where: { ",\"\n".contains($0) })
      else { return nil }
      let values = sides[1].split(separator: "|").map { String($0).trimmingBlanks }
      tags.append((sides[0], values.contains("*") ? [] : values))
    }
    guard !tags.isEmpty else { return nil }
    self.tags = tags
  }

  /// Whether an object has all of them. `value` gives that of a key; `nil` where the object has no
  /// such tag.
  func hold(_ value: (String) -> String?) -> Bool {
    tags.allSatisfy { key, values in
      guard let tag = value(key) else { return false }
      return Self.matches(tag, values)
    }
  }

  static func matches(_ tag: String, _ values: [String]) -> Bool {
    if values.isEmpty { return tag != "no" }
    if values.contains(tag) { return true }
    // a tag may have several values
    return tag.utf8.contains(UInt8(ascii: ";"))
      && tag.split(separator: ";").contains { values.contains(String($0).trimmingBlanks) }
  }
}
