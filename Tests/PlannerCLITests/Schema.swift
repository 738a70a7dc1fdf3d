/// The part of JSON Schema (draft 2020-12) that the project's schemas use. A keyword that it does
/// not know is a defect, too: a rule that nobody checks is worse than none.
struct Schema {
  let root: JSON

  private static let silent: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  /// Everything in which a document does not conform, at most a few dozen.
  func defects(of document: JSON) -> [String] {
    var defects: [String] = []
    check(document, root, "", &defects)
    return defects
  }

  private func check(_ value: JSON, _ schema: JSON, _ path: String, _ defects: inout [String]) {
    guard defects.count < 40 else { return }
    for (keyword, rule) in schema.members where !Self.silent.contains(keyword) {
      switch keyword {
      case "$ref":
        let name = rule.string?.replacing("#/$defs/", with: "") ?? ""
        let target = root["$defs"][name]
        if target == .null { defects.append("\(path): no definition \(name)") }
        check(value, target, path, &defects)
      case "const":
        if value != rule { defects.append("\(path): not what it must be") }
      case "enum":
        if !rule.items.contains(value) { defects.append("\(path): none of the values allowed") }
      case "type":
        let types = rule.string.map { [$0] } ?? rule.items.compactMap(\.string)
        if !types.contains(where: { value.isOf(type: $0) }) {
          defects.append("\(path): no \(types.joined(separator: " or "))")
        }
      case "anyOf":
        let fits = rule.items.contains { option in
          var found: [String] = []
          check(value, option, path, &found)
          return found.isEmpty
        }
        if !fits { defects.append("\(path): fits none of the forms allowed") }
      case "properties":
        for (name, member) in value.members where rule.members[name] != nil {
          check(member, rule[name], "\(path)/\(name)", &defects)
        }
      case "required":
        for name in rule.items.compactMap(\.string) where value.members[name] == nil {
          if value.isOf(type: "object") { defects.append("\(path): \(name) is missing") }
        }
      case "additionalProperties":
        let known = schema["properties"].members
        for (name, member) in value.members where known[name] == nil {
          if rule == .bool(false) {
            defects.append("\(path): \(name) is not in the schema")
          } else {
            check(member, rule, "\(path)/\(name)", &defects)
          }
        }
      case "items":
        for (index, item) in value.items.enumerated() {
          check(item, rule, "\(path)/\(index)", &defects)
        }
      case "minItems":
        if Double(value.items.count) < rule.number { defects.append("\(path): too few items") }
      case "maxItems":
        if Double(value.items.count) > rule.number { defects.append("\(path): too many items") }
      default:
        defects.append("\(path): the tests do not know the keyword \(keyword)")
      }
    }
  }
}

extension JSON {
  fileprivate func isOf(type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"), (.number(_, isInteger: true), "integer"):
      true
    default: false
    }
  }
}
