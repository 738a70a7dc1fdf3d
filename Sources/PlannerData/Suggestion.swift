/// The one of some known words that a misspelt one was probably meant to be; `nil` where none is
/// near.
package func suggestion(for word: String, among known: [String]) -> String? {
  Spelling.nearest(to: word, among: known)
}
