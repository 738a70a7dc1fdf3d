/// The rows of a sheet, a list of objects or the head of a text file before it is known which of
/// them is the header: cells as byte ranges in one buffer, each row as long as it happens to be.
struct RawRows {
  typealias Field = DelimitedTable.Field

  /// Cells that a spreadsheet shows as one.
  struct Merge: Sendable, Hashable {
    /// By the numbers of rows, from 1.
    var rows: ClosedRange<Int>
    /// From 0.
    var columns: ClosedRange<Int>
  }

  var bytes: [UInt8] = []
  var fields: [Field] = []
  private(set) var starts: [Int] = []
  private(set) var numbers: [Int32] = []
  var merges: [Merge] = []
  /// The numbers of rows that the program does not show, as those that a filter leaves out.
  private(set) var hidden: Set<Int> = []

  var count: Int { numbers.count }

  subscript(row: Int) -> ArraySlice<Field> {
    fields[starts[row]..<(row + 1 < count ? starts[row + 1] : fields.count)]
  }

  mutating func beginRow(_ number: Int, isHidden: Bool = false) {
    if isHidden { hidden.insert(number) }
    starts.append(fields.count)
    numbers.append(Int32(number))
  }

  /// Puts a cell at a column of the row last begun, with blanks before it as needed; what is
  /// there already stays.
  mutating func add(_ text: [UInt8], at column: Int) {
    guard let start = starts.last, column >= 0 else { return }
    while fields.count - start <= column { fields.append(.blank) }
    guard fields[start + column].isBlank else { return }
    let first = bytes.count
    bytes.append(contentsOf: text)
    fields[start + column] = bytes.withUnsafeBufferPointer {
      DelimitedTable.Field(trimming: $0, first, $0.count, hasDoubledQuotes: false)
    }
  }

  /// Drops the row last begun if there is nothing in it.
  mutating func endRow() {
    guard let start = starts.last, fields[start...].allSatisfy(\.isBlank) else { return }
    fields.removeLast(fields.count - start)
    starts.removeLast()
    numbers.removeLast()
  }

  /// The texts of the first rows.
  func head(_ count: Int) -> [[String]] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<min(count, self.count)).map { row in
        self[row].map { DelimitedTable.string(bytes, $0) }
      }
    }
  }
}
