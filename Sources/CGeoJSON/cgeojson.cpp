#include "include/cgeojson.h"

#include <simdjson.h>

#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

using namespace simdjson;

// Geometry collections within collections; nobody writes more than one.
constexpr int deepest_collection = 8;
// A multipolygon's coordinates are four arrays deep; no type has more.
constexpr int deepest_coordinates = 4;

// Everything that the plain view points into.
struct Storage : cgeojson_document {
  std::vector<cgeojson_feature> feature_list;
  std::vector<cgeojson_geometry> geometry_list;
  std::vector<cgeojson_property> property_list;
  std::vector<std::string> key_list;
  std::vector<cgeojson_text> key_views;
  std::vector<double> coordinate_list;
  std::vector<size_t> part_list{0};
  std::vector<size_t> polygon_list{0};
  std::string text_bytes;
  std::string crs_name;
  std::string collection_name;
  std::string message;
};

// Thrown within this file only; nothing leaves cgeojson_read.
struct Stop {
  cgeojson_status status;
  const char *where; // null where not known
  std::string message;
};

enum class Type { none, point, points, line, lines, polygon, polygons, collection, other };

Type geometry_type(std::string_view name) {
  if (name == "Polygon") return Type::polygon;
  if (name == "MultiPolygon") return Type::polygons;
  if (name == "Point") return Type::point;
  if (name == "MultiPoint") return Type::points;
  if (name == "LineString") return Type::line;
  if (name == "MultiLineString") return Type::lines;
  if (name == "GeometryCollection") return Type::collection;
  return Type::other;
}

// How deep the arrays of each type's coordinates are nested.
int depth_of(Type type) {
  switch (type) {
  case Type::point: return 1;
  case Type::points: case Type::line: return 2;
  case Type::lines: case Type::polygon: return 3;
  case Type::polygons: return 4;
  default: return 0;
  }
}

// The members of a geometry come in any order, so coordinates are stored before it is known
// what they mean.
struct GeometryDraft {
  Type type = Type::none;
  bool has_coordinates = false;
  bool has_members = false;
  int depth = 0;
  size_t first_coordinate = 0, first_part = 0, first_polygon = 0;
};

struct FeatureDraft {
  cgeojson_feature feature{};
  bool has_geometry = false;
  bool has_properties = false;
};

class Reader {
public:
  Reader(Storage &out, const char *bytes, size_t count) : out(out), bytes(bytes), count(count) {}

  void read() {
    ondemand::parser parser;
    padded_string_view view(bytes, count, count + SIMDJSON_PADDING);
    auto error = parser.iterate(view).get(document);
    if (error) stop(error, nullptr);
    ondemand::object root;
    error = document.get_object().get(root);
    if (error == INCORRECT_TYPE) {
      throw Stop{CGEOJSON_NOT_GEOJSON, bytes, "the top level is not an object"};
    }
    if (error) stop(error, nullptr);
    // a full-resolution outline has a number per 20 bytes; untouched memory costs nothing
    out.coordinate_list.reserve(count / 20);
    read_root(root);
    const char *rest = nullptr;
    if (!document.current_location().get(rest)) {
      throw Stop{CGEOJSON_TRAILING, rest, "something follows the end of the document"};
    }
  }

  int64_t current_feature() const { return feature_index; }

private:
  Storage &out;
  const char *bytes;
  size_t count;
  ondemand::document document;
  int64_t feature_index = -1;
  std::unordered_map<std::string, uint32_t> key_numbers;

  const char *here() {
    const char *place = nullptr;
    return document.current_location().get(place) ? nullptr : place;
  }

  [[noreturn]] void stop(error_code error, const char *where) {
    cgeojson_status status = CGEOJSON_MALFORMED;
    switch (error) {
    case MEMALLOC: status = CGEOJSON_OUT_OF_MEMORY; break;
    case UTF8_ERROR: status = CGEOJSON_NOT_UTF8; break;
    case DEPTH_ERROR: status = CGEOJSON_TOO_DEEP; break;
    case EMPTY: case UNCLOSED_STRING: case INCOMPLETE_ARRAY_OR_OBJECT:
      status = CGEOJSON_TRUNCATED; break;
    default: break;
    }
    throw Stop{status, where, error_message(error)};
  }

  template <typename T> T take(simdjson_result<T> result) {
    T value;
    auto error = std::move(result).get(value);
    if (error) stop(error, here());
    return value;
  }

  void read_root(ondemand::object root) {
    std::string type;
    bool has_features = false;
    GeometryDraft geometry = begin_geometry();
    FeatureDraft feature = begin_feature();
    for (auto member : root) {
      ondemand::field field = take(std::move(member));
      std::string_view key = take(field.unescaped_key());
      ondemand::value value = field.value();
      if (key == "features") {
        has_features = true;
        read_features(value);
      } else if (key == "crs") {
        read_crs(value);
      } else if (key == "name") {
        read_string(value, out.collection_name);
      } else if (key == "type") {
        read_string(value, type);
        geometry.type = geometry_type(type);
      } else if (!read_feature_member(feature, key, value)) {
        read_geometry_member(geometry, key, value, 0);
      }
    }
    if (type == "FeatureCollection" || (type.empty() && has_features)) {
      if (!has_features) {
        throw Stop{CGEOJSON_NOT_GEOJSON, nullptr, "a FeatureCollection without \"features\""};
      }
    } else if (type == "Feature") {
      out.feature_list.push_back(finish_feature(feature));
    } else if (type == "Topology") {
      throw Stop{CGEOJSON_TOPOJSON, nullptr, "a TopoJSON topology"};
    } else if (geometry.type != Type::none && geometry.type != Type::other) {
      FeatureDraft bare = begin_feature();
      bare.feature.first_geometry = feature.feature.first_geometry;
      finish_geometry(geometry);
      out.feature_list.push_back(finish_feature(bare));
    } else {
      throw Stop{CGEOJSON_NOT_GEOJSON, nullptr, "the type of the document is \"" + type + "\""};
    }
  }

  void read_features(ondemand::value value) {
    ondemand::array features = take(value.get_array());
    for (auto element : features) {
      feature_index++;
      const char *start = here();
      ondemand::object object = take(take(std::move(element)).get_object());
      FeatureDraft draft = begin_feature();
      std::string type;
      for (auto member : object) {
        ondemand::field field = take(std::move(member));
        std::string_view key = take(field.unescaped_key());
        if (key == "type") {
          read_string(field.value(), type);
        } else {
          read_feature_member(draft, key, field.value());
        }
      }
      if (type != "Feature" && !(type.empty() && (draft.has_geometry || draft.has_properties))) {
        throw Stop{CGEOJSON_UNKNOWN_TYPE, start, "a feature of type \"" + type + "\""};
      }
      out.feature_list.push_back(finish_feature(draft));
    }
    feature_index = -1;
  }

  // MARK: A feature

  FeatureDraft begin_feature() {
    FeatureDraft draft;
    draft.feature.first_geometry = out.geometry_list.size();
    draft.feature.first_property = out.property_list.size();
    return draft;
  }

  cgeojson_feature finish_feature(const FeatureDraft &draft) {
    cgeojson_feature feature = draft.feature;
    // a bare geometry or a single feature has no range of its own yet
    if (!draft.has_geometry) {
      feature.geometry_count = out.geometry_list.size() - feature.first_geometry;
    }
    return feature;
  }

  bool read_feature_member(FeatureDraft &draft, std::string_view key, ondemand::value value) {
    if (key == "geometry") {
      draft.has_geometry = true;
      draft.feature.first_geometry = out.geometry_list.size();
      if (!take(value.is_null())) read_geometry(take(value.get_object()), 0);
      draft.feature.geometry_count = out.geometry_list.size() - draft.feature.first_geometry;
      return true;
    }
    if (key == "properties") {
      draft.has_properties = true;
      draft.feature.first_property = out.property_list.size();
      if (!take(value.is_null())) read_properties(take(value.get_object()));
      draft.feature.property_count = out.property_list.size() - draft.feature.first_property;
      return true;
    }
    if (key == "id") {
      auto property = read_value(value);
      if (property.type == CGEOJSON_STRING || property.type == CGEOJSON_NUMBER) {
        draft.feature.id_offset = property.offset;
        draft.feature.id_count = property.count;
      }
      return true;
    }
    return false;
  }

  void read_properties(ondemand::object object) {
    uint32_t expected = 0;
    for (auto member : object) {
      ondemand::field field = take(std::move(member));
      uint32_t key = number_of(take(field.unescaped_key()), expected);
      // features mostly have the same keys in the same order
      expected = key + 1;
      cgeojson_property property = read_value(field.value());
      property.key = key;
      out.property_list.push_back(property);
    }
  }

  uint32_t number_of(std::string_view key, uint32_t expected) {
    if (expected < out.key_list.size() && out.key_list[expected] == key) return expected;
    auto [entry, is_new] = key_numbers.try_emplace(std::string(key), out.key_list.size());
    if (is_new) out.key_list.emplace_back(key);
    return entry->second;
  }

  cgeojson_property read_value(ondemand::value value) {
    cgeojson_property property{};
    property.offset = out.text_bytes.size();
    switch (take(value.type())) {
    case ondemand::json_type::string:
      property.type = CGEOJSON_STRING;
      out.text_bytes.append(take(value.get_string()));
      break;
    case ondemand::json_type::number: {
      property.type = CGEOJSON_NUMBER;
      std::string_view raw = value.raw_json_token();
      while (!raw.empty() && (unsigned char)raw.back() <= ' ') raw.remove_suffix(1);
      take(value.get_double());
      out.text_bytes.append(raw);
      break;
    }
    case ondemand::json_type::boolean:
      property.type = CGEOJSON_BOOLEAN;
      out.text_bytes.append(take(value.get_bool()) ? "true" : "false");
      break;
    case ondemand::json_type::null:
      property.type = CGEOJSON_NULL;
      if (!take(value.is_null())) throw Stop{CGEOJSON_MALFORMED, here(), "not a value"};
      break;
    case ondemand::json_type::array:
      property.type = CGEOJSON_NESTED;
      out.text_bytes.append(take(take(value.get_array()).raw_json()));
      break;
    case ondemand::json_type::object:
      property.type = CGEOJSON_NESTED;
      out.text_bytes.append(take(take(value.get_object()).raw_json()));
      break;
    }
    property.count = out.text_bytes.size() - property.offset;
    return property;
  }

  // MARK: A geometry

  GeometryDraft begin_geometry() {
    GeometryDraft draft;
    draft.first_coordinate = out.coordinate_list.size() / 2;
    draft.first_part = out.part_list.size() - 1;
    draft.first_polygon = out.polygon_list.size() - 1;
    return draft;
  }

  void read_geometry(ondemand::object object, int level) {
    GeometryDraft draft = begin_geometry();
    for (auto member : object) {
      ondemand::field field = take(std::move(member));
      std::string_view key = take(field.unescaped_key());
      if (key == "type") {
        std::string type;
        read_string(field.value(), type);
        draft.type = geometry_type(type);
      } else {
        read_geometry_member(draft, key, field.value(), level);
      }
    }
    finish_geometry(draft);
  }

  void read_geometry_member(
      GeometryDraft &draft, std::string_view key, ondemand::value value, int level) {
    if (key == "coordinates" && !draft.has_coordinates) {
      draft.has_coordinates = true;
      GeometryDraft start = begin_geometry();
      draft.first_coordinate = start.first_coordinate;
      draft.first_part = start.first_part;
      draft.first_polygon = start.first_polygon;
      draft.depth = read_coordinates(take(value.get_array()), 1);
    } else if (key == "geometries") {
      if (level >= deepest_collection) {
        throw Stop{CGEOJSON_TOO_DEEP, here(), "geometry collections nested too deep"};
      }
      draft.has_members = true;
      for (auto element : take(value.get_array())) {
        ondemand::value member = take(std::move(element));
        if (!take(member.is_null())) read_geometry(take(member.get_object()), level + 1);
      }
    }
  }

  void finish_geometry(const GeometryDraft &draft) {
    if (draft.type == Type::collection) return; // its members are stored already
    if (draft.type == Type::none || draft.type == Type::other) {
      throw Stop{CGEOJSON_UNKNOWN_TYPE, here(), "a geometry without a known type"};
    }
    if (!draft.has_coordinates) {
      throw Stop{CGEOJSON_BAD_COORDINATES, here(), "a geometry without coordinates"};
    }
    // depth 0: empty arrays, which any type may have
    if (draft.depth != 0 && draft.depth != depth_of(draft.type)) {
      throw Stop{CGEOJSON_BAD_COORDINATES, here(), "coordinates nested unlike their type"};
    }
    cgeojson_geometry geometry{};
    switch (draft.type) {
    case Type::point: case Type::points:
      geometry = {CGEOJSON_POINTS, draft.first_coordinate,
                  out.coordinate_list.size() / 2 - draft.first_coordinate};
      break;
    case Type::line: case Type::lines:
      geometry = {CGEOJSON_LINES, draft.first_part, out.part_list.size() - 1 - draft.first_part};
      break;
    default:
      geometry = {CGEOJSON_POLYGONS, draft.first_polygon,
                  out.polygon_list.size() - 1 - draft.first_polygon};
      break;
    }
    out.geometry_list.push_back(geometry);
  }

  // Stores nested arrays and returns how deep they are: 1 for a position. 0 where all are empty.
  int read_coordinates(ondemand::array array, int level) {
    if (level > deepest_coordinates) {
      throw Stop{CGEOJSON_BAD_COORDINATES, here(), "coordinates nested too deep"};
    }
    int depth = 0;
    int numbers = 0;
    bool first = true;
    bool is_position = false;
    for (auto element : array) {
      ondemand::value value = take(std::move(element));
      if (first) {
        is_position = take_type(value) != ondemand::json_type::array;
        first = false;
      }
      if (is_position) {
        // heights and measures after x and y are of no use here, but must be numbers
        double number = read_number(value);
        if (numbers++ < 2) out.coordinate_list.push_back(number);
        continue;
      }
      ondemand::array child;
      auto error = value.get_array().get(child);
      if (error == INCORRECT_TYPE) {
        throw Stop{CGEOJSON_BAD_COORDINATES, here(), "a number among arrays of numbers"};
      }
      if (error) stop(error, here());
      int inner = read_coordinates(child, level + 1);
      if (inner == 0) continue;
      if (depth != 0 && depth != inner + 1) {
        throw Stop{CGEOJSON_BAD_COORDINATES, here(), "coordinates nested unevenly"};
      }
      depth = inner + 1;
    }
    if (is_position) {
      if (numbers < 2) throw Stop{CGEOJSON_BAD_COORDINATES, here(), "a position of one number"};
      return 1;
    }
    if (depth == 2) out.part_list.push_back(out.coordinate_list.size() / 2);
    if (depth == 3) out.polygon_list.push_back(out.part_list.size() - 1);
    return depth;
  }

  ondemand::json_type take_type(ondemand::value &value) {
    ondemand::json_type type;
    if (value.type().get(type)) throw Stop{CGEOJSON_BAD_NUMBER, here(), "not a number"};
    return type;
  }

  double read_number(ondemand::value &value) {
    double number;
    auto error = value.get_double().get(number);
    if (!error) return number;
    const char *where = here();
    ondemand::json_type type;
    if (!value.type().get(type) && type == ondemand::json_type::string) {
      throw Stop{CGEOJSON_QUOTED_NUMBER, where, "a coordinate in quotes"};
    }
    throw Stop{CGEOJSON_BAD_NUMBER, where, error_message(error)};
  }

  // MARK: Odds and ends

  // Anything but a string leaves the text empty.
  void read_string(ondemand::value value, std::string &text) {
    if (take(value.type()) == ondemand::json_type::string) text = take(value.get_string());
  }

  void read_crs(ondemand::value value) {
    if (take(value.type()) != ondemand::json_type::object) return;
    for (auto member : take(value.get_object())) {
      ondemand::field field = take(std::move(member));
      std::string_view key = take(field.unescaped_key());
      if (key != "properties") continue;
      ondemand::value properties = field.value();
      if (take(properties.type()) != ondemand::json_type::object) continue;
      for (auto inner : take(properties.get_object())) {
        ondemand::field property = take(std::move(inner));
        std::string_view name = take(property.unescaped_key());
        if (name == "name") {
          read_string(property.value(), out.crs_name);
        } else if (name == "code") {
          // the form before 2008: {"type": "EPSG", "properties": {"code": 4612}}
          cgeojson_property code = read_value(property.value());
          if (code.type == CGEOJSON_NUMBER) {
            out.crs_name = "EPSG:" + out.text_bytes.substr(code.offset, code.count);
          }
        }
      }
    }
  }
};

void publish(Storage &out) {
  for (auto &key : out.key_list) out.key_views.push_back({key.data(), key.size()});
  out.feature_count = out.feature_list.size();
  out.features = out.feature_list.data();
  out.geometries = out.geometry_list.data();
  out.properties = out.property_list.data();
  out.key_count = out.key_views.size();
  out.keys = out.key_views.data();
  out.text = out.text_bytes.data();
  out.coordinate_count = out.coordinate_list.size() / 2;
  out.coordinates = out.coordinate_list.data();
  out.part_starts = out.part_list.data();
  out.polygon_starts = out.polygon_list.data();
  out.crs = {out.crs_name.data(), out.crs_name.size()};
  out.name = {out.collection_name.data(), out.collection_name.size()};
}

} // namespace

extern "C" cgeojson_document *cgeojson_read(const char *bytes, size_t count) {
  Storage *out = new (std::nothrow) Storage();
  if (!out) return nullptr;
  out->error_offset = -1;
  out->error_feature = -1;
  const char *start = bytes;
  // a byte order mark is no part of JSON, but Windows programs write it
  if (count >= 3 && std::string_view(bytes, 3) == "\xEF\xBB\xBF") {
    start += 3;
    count -= 3;
  }
  Reader reader(*out, start, count);
  try {
    reader.read();
    publish(*out);
  } catch (const Stop &stop) {
    out->status = stop.status;
    out->message = stop.message;
    out->error_feature = reader.current_feature();
    if (stop.where && stop.where >= bytes && stop.where <= start + count) {
      out->error_offset = stop.where - bytes;
    }
  } catch (const std::bad_alloc &) {
    out->status = CGEOJSON_OUT_OF_MEMORY;
  }
  out->error_message = out->message.c_str();
  return out;
}

extern "C" void cgeojson_free(cgeojson_document *document) {
  delete static_cast<Storage *>(document);
}
