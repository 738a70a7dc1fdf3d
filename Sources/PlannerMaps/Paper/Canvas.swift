private import CPangoCairo
internal import Planner

/// A page to draw on, in points (1/72 inch) from its upper left corner: PDF and SVG with their
/// text as text in embedded fonts, or a picture. The only file that knows Cairo and Pango.
final class Canvas {
  struct Point {
    var x: Double
    var y: Double
  }

  struct Color {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    /// `#rrggbb`.
    init(_ hexadecimal: String, alpha: Double = 1) {
      let value = UInt32(hexadecimal.dropFirst(), radix: 16) ?? 0
      red = Double(value >> 16 & 255) / 255
      green = Double(value >> 8 & 255) / 255
      blue = Double(value & 255) / 255
      self.alpha = alpha
    }
  }

  enum Alignment {
    case leading
    case center
    case trailing
  }

  private final class Sink {
    var bytes: [UInt8] = []
  }

  private let sink = Sink()
  private let format: PaperMap.Format
  private let surface: OpaquePointer
  private let cairo: OpaquePointer
  /// Characters for which no font of this machine has a shape.
  private(set) var unknownGlyphs = 0

  /// Pixels of a point in a picture: 150 to the inch.
  private static let pixelsPerPoint = 150.0 / 72

  /// - Throws: `Failure` (software) where Cairo has no memory for the page.
  init(_ format: PaperMap.Format, width: Double, height: Double) throws {
    self.format = format
    let context = Unmanaged.passUnretained(sink).toOpaque()
    switch format {
    case .pdf:
      surface = cairo_pdf_surface_create_for_stream(Self.write, context, width, height)
      // a file says what it was made from, not when: the same input gives the same bytes
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    case .svg:
      surface = cairo_svg_surface_create_for_stream(Self.write, context, width, height)
    case .png:
      surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32((width * Self.pixelsPerPoint).rounded()),
        Int32((height * Self.pixelsPerPoint).rounded()))
    }
    cairo = cairo_create(surface)
    guard cairo_status(cairo) == CAIRO_STATUS_SUCCESS else {
      let reason = String(cString: cairo_status_to_string(cairo_status(cairo)))
      cairo_destroy(cairo)
      cairo_surface_destroy(surface)
      throw Failure(
        .bug, what: Text(ja: "紙面を作れません（\(reason)）", en: "the page cannot be made (\(reason))"),
        remedy: Text(ja: "用紙を小さくしてください", en: "Use a smaller page"))
    }
    if format == .png {
      cairo_scale(cairo, Self.pixelsPerPoint, Self.pixelsPerPoint)
      cairo_set_source_rgb(cairo, 1, 1, 1)
      cairo_paint(cairo)
    }
  }

  deinit {
    cairo_destroy(cairo)
    cairo_surface_destroy(surface)
  }

  private static let write: cairo_write_func_t = { context, data, count in
    guard let context, let data else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes.append(
      contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }

  /// Ends a page of a PDF and begins the next.
  func nextPage() { cairo_show_page(cairo) }

  /// What a viewer shows in the frame of its window. Only of a PDF.
  func setTitle(_ title: String) {
    guard format == .pdf else { return }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
  }

  /// An entry of the contents beside the pages. Only of a PDF.
  func addBookmark(_ title: String, page: Int) {
    guard format == .pdf else { return }
    // 0 is the root, under which all entries stand
    cairo_pdf_surface_add_outline(
      surface, 0, title, "page=\(page)", CAIRO_PDF_OUTLINE_FLAG_OPEN)
  }

  /// The finished file. Nothing can be drawn afterwards.
  func finished() -> [UInt8] {
    cairo_surface_flush(surface)
    if format == .png {
      cairo_surface_write_to_png_stream(
        surface, Self.write, Unmanaged.passUnretained(sink).toOpaque())
    }
    cairo_surface_finish(surface)
    guard format == .svg else { return sink.bytes }
    // Cairo counts the surfaces of a process; the same drawing gives the same bytes whichever it is
    let text = String(decoding: sink.bytes, as: UTF8.self)
    return Array(text.replacing(/surface[0-9]+/, with: "surface").utf8)
  }

  /// A warning where this machine has no font for some characters.
  var findings: [Finding] { Self.findings(unknownGlyphs: unknownGlyphs) }

  static func findings(unknownGlyphs: Int) -> [Finding] {
    guard unknownGlyphs > 0 else { return [] }
    return [
      Finding(
        .warning,
        what: Text(
          ja: "このコンピューターの書体にない文字が\(unknownGlyphs)字あり、四角で出ています",
          en: "no font here has \(unknownGlyphs) of the characters; they appear as boxes"),
        remedy: Text(
          ja: "apt install fonts-noto-cjk で日本語の書体を入れてください",
          en: "Install Japanese fonts: apt install fonts-noto-cjk"))
    ]
  }

  // MARK: Areas and lines

  private func trace(_ rings: [[Point]], closed: Bool) {
    cairo_new_path(cairo)
    for ring in rings {
      guard let first = ring.first else { continue }
      cairo_move_to(cairo, first.x, first.y)
      for point in ring.dropFirst() { cairo_line_to(cairo, point.x, point.y) }
      if closed { cairo_close_path(cairo) }
    }
  }

  private func set(_ color: Color) {
    cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha)
  }

  /// Rings in rings are holes.
  func area(
    _ rings: [[Point]], fill: Color?, stroke: Color? = nil, width: Double = 0.5,
    dash: [Double] = []
  ) {
    trace(rings, closed: true)
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD)
    if let fill {
      set(fill)
      cairo_fill_preserve(cairo)
    }
    outline(stroke, width, dash)
  }

  func line(_ points: [Point], color: Color, width: Double, dash: [Double] = []) {
    trace([points], closed: false)
    outline(color, width, dash)
  }

  private func outline(_ color: Color?, _ width: Double, _ dash: [Double]) {
    if let color {
      set(color)
      cairo_set_line_width(cairo, width)
      cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
      cairo_set_dash(cairo, dash, Int32(dash.count), 0)
      cairo_stroke_preserve(cairo)
    }
    cairo_new_path(cairo)
  }

  /// Draws only inside a rectangle.
  func clipped(to box: Box, _ draw: () -> Void) {
    cairo_save(cairo)
    cairo_rectangle(cairo, box.x, box.y, box.width, box.height)
    cairo_clip(cairo)
    draw()
    cairo_restore(cairo)
  }

  // MARK: Text

  struct Style {
    var size: Double
    var isBold = false
    var color = Color("#1b1f24")
    var alignment = Alignment.leading
    /// Lines are broken at this width.
    var width: Double?
    /// What does not fit into `width` ends in dots.
    var isOneLine = false
    /// Lines beyond this height are left out, the last one ending in dots; needs `width`.
    var height: Double?
    /// A white rim by which text stands out from a map.
    var hasRim = false
  }

  /// Draws text whose upper left corner (of `width`, where it is given) is at a point.
  ///
  /// - Returns: its height.
  @discardableResult
  func text(_ text: String, at point: Point, _ style: Style) -> Double {
    let layout = layout(text, style)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    let size = Self.size(layout)
    var x = point.x
    if style.width == nil {
      switch style.alignment {
      case .leading: break
      case .center: x -= size.width / 2
      case .trailing: x -= size.width
      }
    }
    cairo_move_to(cairo, x, point.y)
    if style.hasRim {
      pango_cairo_layout_path(cairo, layout)
      set(Color("#ffffff", alpha: 0.85))
      cairo_set_line_width(cairo, 2)
      cairo_set_dash(cairo, nil, 0, 0)
      cairo_stroke(cairo)
      cairo_move_to(cairo, x, point.y)
    }
    set(style.color)
    pango_cairo_show_layout(cairo, layout)
    cairo_new_path(cairo)
    unknownGlyphs += Int(pango_layout_get_unknown_glyphs_count(layout))
    return size.height
  }

  func size(of text: String, _ style: Style) -> (width: Double, height: Double) {
    let layout = layout(text, style)
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    return Self.size(layout)
  }

  private static func size(_ layout: OpaquePointer) -> (width: Double, height: Double) {
    var (width, height): (Int32, Int32) = (0, 0)
    pango_layout_get_size(layout, &width, &height)
    return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
  }

  private func layout(_ text: String, _ style: Style) -> OpaquePointer {
    let layout: OpaquePointer = pango_cairo_create_layout(cairo)
    // a text is as wide in a picture of points as on paper: what was measured on the one has to fit
    // on the other
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    let context = pango_layout_get_context(layout)
    pango_cairo_context_set_font_options(context, options)
    pango_context_set_round_glyph_positions(context, 0)
    cairo_font_options_destroy(options)
    pango_layout_context_changed(layout)
    let font = pango_font_description_new()
    pango_font_description_set_family(font, "Noto Sans CJK JP, Noto Sans JP, sans-serif")
    pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
    pango_font_description_set_weight(
      font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    if let width = style.width {
      pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
      if let height = style.height {
        pango_layout_set_height(layout, Int32(height * Double(PANGO_SCALE)))
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
      }
      if style.isOneLine { pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END) }
      let alignment =
        switch style.alignment {
        case .leading: PANGO_ALIGN_LEFT
        case .center: PANGO_ALIGN_CENTER
        case .trailing: PANGO_ALIGN_RIGHT
        }
      pango_layout_set_alignment(layout, alignment)
    }
    pango_layout_set_text(layout, text, Int32(text.utf8.count))
    return layout
  }
}

/// A rectangle of a page, in points.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  func intersects(_ other: Box) -> Bool {
    x < other.x + other.width && other.x < x + width && y < other.y + other.height
      && other.y < y + height
  }

  func contains(_ other: Box) -> Bool {
    x <= other.x && y <= other.y && other.x + other.width <= x + width
      && other.y + other.height <= y + height
  }
}
