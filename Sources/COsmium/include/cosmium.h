#ifndef COSMIUM_H
#define COSMIUM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Extracts of OpenStreetMap, read by libosmium: ways first, then the nodes that they need, so
// that nothing else is ever kept. The extract is in memory and read once for each call.
//
// `format` is what libosmium calls it: "pbf", "osm" or "osm.bz2". Of the tags only those with one
// of `keys` are handed on: `values[k]` is the value of `keys[k]`, or null.
//
// Both functions return null, or what libosmium said, which is to be freed with
// cosmium_free_text. They never throw, and handlers are called on the calling thread. After an
// error, what the handlers were given is not the whole.

typedef struct {
  int64_t id;
  const int64_t *nodes;
  size_t node_count;
  const char *const *values;
} cosmium_way;

typedef struct {
  // Into `ids`.
  size_t index;
  // In units of 10⁻⁷ degrees, as the file has them: they may be anything.
  int32_t longitude;
  int32_t latitude;
  // Null where the node has no tag with one of the keys.
  const char *const *values;
} cosmium_node;

typedef void (*cosmium_way_handler)(void *context, const cosmium_way *way);
typedef void (*cosmium_node_handler)(void *context, const cosmium_node *node);

// Every way that has a tag with one of the keys and was not deleted, in the order of the file.
char *cosmium_read_ways(
    const char *bytes, size_t count, const char *format, const char *const *keys,
    size_t key_count, cosmium_way_handler handler, void *context);

// Every node whose id is one of `ids`, which are ascending and distinct.
char *cosmium_read_nodes(
    const char *bytes, size_t count, const char *format, const int64_t *ids, size_t id_count,
    const char *const *keys, size_t key_count, cosmium_node_handler handler, void *context);

void cosmium_free_text(char *text);

#ifdef __cplusplus
}
#endif

#endif
