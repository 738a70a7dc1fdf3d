#include "include/cosmium.h"

#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <osmium/thread/pool.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

namespace {

// What went wrong, in memory that C can free.
char *text_of(const char *message) noexcept {
  const char *said = message && *message ? message : "unknown error";
  char *copy = static_cast<char *>(std::malloc(std::strlen(said) + 1));
  if (copy) std::strcpy(copy, said);
  return copy;
}

// The tags that are asked for, by the place of their key.
class Values {
  const char *const *keys_;
  std::vector<const char *> values_;

public:
  Values(const char *const *keys, size_t count) : keys_(keys), values_(count, nullptr) {}

  // Null where the object has none of them.
  const char *const *of(const osmium::TagList &tags) {
    bool any = false;
    std::fill(values_.begin(), values_.end(), nullptr);
    for (const auto &tag : tags) {
      for (size_t index = 0; index < values_.size(); ++index) {
        if (!values_[index] && std::strcmp(keys_[index], tag.key()) == 0) {
          values_[index] = tag.value();
          any = true;
          break;
        }
      }
    }
    return any ? values_.data() : nullptr;
  }
};

// Calls `body` with every object of one type.
template <typename Object, typename Body>
char *read_all(
    const char *bytes, size_t count, const char *format, osmium::osm_entity_bits::type entities,
    Body body) noexcept {
  try {
    // a pool of our own ends with the call; libosmium's would live as long as the process
    osmium::thread::Pool pool;
    osmium::io::File file{bytes, count, format};
    osmium::io::Reader reader{file, entities, osmium::io::read_meta::no, pool};
    if (reader.header().has_multiple_object_versions()) {
      return text_of("the file holds several versions of its objects");
    }
    while (const osmium::memory::Buffer buffer = reader.read()) {
      for (const auto &object : buffer.select<Object>()) body(object);
    }
    reader.close();
    return nullptr;
  } catch (const std::exception &error) {
    return text_of(error.what());
  } catch (...) {
    return text_of(nullptr);
  }
}

} // namespace

char *cosmium_read_ways(
    const char *bytes, size_t count, const char *format, const char *const *keys,
    size_t key_count, cosmium_way_handler handler, void *context) {
  try {
    Values values{keys, key_count};
    std::vector<int64_t> nodes;
    return read_all<osmium::Way>(
        bytes, count, format, osmium::osm_entity_bits::way, [&](const osmium::Way &way) {
          const char *const *found = way.deleted() ? nullptr : values.of(way.tags());
          if (!found) return;
          nodes.clear();
          for (const auto &node : way.nodes()) nodes.push_back(node.ref());
          const cosmium_way view{way.id(), nodes.data(), nodes.size(), found};
          handler(context, &view);
        });
  } catch (const std::exception &error) {
    return text_of(error.what());
  }
}

char *cosmium_read_nodes(
    const char *bytes, size_t count, const char *format, const int64_t *ids, size_t id_count,
    const char *const *keys, size_t key_count, cosmium_node_handler handler, void *context) {
  try {
    Values values{keys, key_count};
    size_t next = 0;
    return read_all<osmium::Node>(
        bytes, count, format, osmium::osm_entity_bits::node, [&](const osmium::Node &node) {
          if (node.deleted()) return;
          // files are nearly always sorted by id: then the next one is only a few steps away
          const int64_t id = node.id();
          if (next > 0 && ids[next - 1] >= id) next = 0;
          size_t step = 1;
          size_t end = next;
          while (end < id_count && ids[end] < id) {
            next = end + 1;
            end += step;
            step *= 2;
          }
          next = static_cast<size_t>(
              std::lower_bound(ids + next, ids + std::min(end, id_count), id) - ids);
          if (next >= id_count || ids[next] != id) return;
          const cosmium_node view{
              next, node.location().x(), node.location().y(), values.of(node.tags())};
          handler(context, &view);
          ++next;
        });
  } catch (const std::exception &error) {
    return text_of(error.what());
  }
}

void cosmium_free_text(char *text) { std::free(text); }
