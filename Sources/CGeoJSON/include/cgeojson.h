#ifndef CGEOJSON_H
#define CGEOJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// GeoJSON into flat arrays. Coordinates are stored once, in file order; parts (rings, lines),
// polygons, geometries and features are ranges into the level below. Every `…_starts` array has
// one entry more than there are items, so that item i ends where item i + 1 begins.

enum cgeojson_status {
  CGEOJSON_OK = 0,
  CGEOJSON_OUT_OF_MEMORY,
  // Not JSON at all, or broken in the middle.
  CGEOJSON_MALFORMED,
  // Ends before everything is closed, or is empty.
  CGEOJSON_TRUNCATED,
  CGEOJSON_NOT_UTF8,
  CGEOJSON_TOO_DEEP,
  // A coordinate that is no number (null, NaN, …).
  CGEOJSON_BAD_NUMBER,
  // A coordinate written as text, "140.1".
  CGEOJSON_QUOTED_NUMBER,
  // A position with fewer than two numbers, or arrays nested as no geometry type has them.
  CGEOJSON_BAD_COORDINATES,
  // A "type" that GeoJSON does not have, or none.
  CGEOJSON_UNKNOWN_TYPE,
  // JSON of another kind: no features, geometry or coordinates.
  CGEOJSON_NOT_GEOJSON,
  CGEOJSON_TOPOJSON,
  // Something follows the closing brace: several documents in one file.
  CGEOJSON_TRAILING
};

enum cgeojson_kind { CGEOJSON_POINTS = 1, CGEOJSON_LINES = 2, CGEOJSON_POLYGONS = 3 };

enum cgeojson_value {
  CGEOJSON_NULL = 0,
  CGEOJSON_STRING,
  CGEOJSON_NUMBER,
  CGEOJSON_BOOLEAN,
  // An array or an object, as raw JSON.
  CGEOJSON_NESTED
};

// UTF-8, not terminated, owned by the document.
typedef struct {
  const char *bytes;
  size_t count;
} cgeojson_text;

typedef struct {
  int32_t kind;
  // Ranges: of coordinates for points, of parts for lines, of polygons for polygons.
  size_t first;
  size_t count;
} cgeojson_geometry;

typedef struct {
  uint32_t key;  // index into keys
  int32_t type;  // cgeojson_value
  size_t offset; // into text
  size_t count;
} cgeojson_property;

typedef struct {
  size_t first_geometry;
  size_t geometry_count;
  size_t first_property;
  size_t property_count;
  // Text of the member "id"; count 0 where there is none.
  size_t id_offset;
  size_t id_count;
} cgeojson_feature;

typedef struct {
  int32_t status;
  // Byte at which reading stopped, counted from 0; -1 where not known.
  int64_t error_offset;
  // Feature being read, counted from 0; -1 where none.
  int64_t error_feature;
  // What the parser said.
  const char *error_message;

  size_t feature_count;
  const cgeojson_feature *features;
  const cgeojson_geometry *geometries;
  const cgeojson_property *properties;
  size_t key_count;
  const cgeojson_text *keys;
  const char *text;

  size_t coordinate_count;
  const double *coordinates; // x, y, x, y, …
  const size_t *part_starts;
  const size_t *polygon_starts;

  cgeojson_text crs;  // the name in the member "crs"; count 0 where there is none
  cgeojson_text name; // the member "name" of the collection
} cgeojson_document;

// Reads `count` bytes, after which at least 64 more must be readable. Never returns null except
// when there is no memory for the document itself; look at `status`.
cgeojson_document *cgeojson_read(const char *bytes, size_t count);

void cgeojson_free(cgeojson_document *document);

#ifdef __cplusplus
}
#endif

#endif
