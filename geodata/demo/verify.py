"""Checks what README.md says about the modelled demonstration data, from the written files alone.

    python verify.py              checks the files, then generates them again and compares byte by byte
    python verify.py --files      checks the files only
"""

import csv
import gzip
import heapq
import json
import math
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from itertools import pairwise
from pathlib import Path

import shapely

HERE = Path(__file__).resolve().parent
AGES = ("0-14", "15-64", "65+")
GENERATED = ("municipalities.geojson", "living-areas.geojson", "population-500m.csv", "population-totals.csv",
             "stations.csv", "zones-sanbu.csv", "zones-11.csv")
KINDS = ("medical-welfare", "public", "temple-shrine", "tourism", "restaurant", "education", "commerce")
GENERATED += tuple(f"candidates-{kind}.csv" for kind in KINDS)
NINE = {"東金市", "山武市", "大網白里市", "九十九里町", "芝山町", "横芝光町", "八街市", "茂原市", "匝瑳市"}

failures = []


def check(claim, holds, detail=""):
    print(("ok    " if holds else "FAIL  ") + claim + (f" ({detail})" if detail else ""))
    if not holds:
        failures.append(claim)


def rows(path, bom=False):
    data = path.read_bytes()
    if bom != data.startswith(b"\xef\xbb\xbf"):
        failures.append(f"{path.name}: byte order mark")
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def outlines(name, facts=None):
    """Polygons by code, after checks that hold for both layers."""
    text = (HERE / name).read_text(encoding="utf-8")
    collection = json.loads(text)
    features = collection["features"]
    check(f"{name}: says that it is modelled", "モデル" in collection["note"] and "Not for decisions" in collection["note_en"]
          and all(feature["properties"]["modelled"] is True for feature in features))
    check(f"{name}: under 1 MB", len(text.encode()) < 1_000_000, f"{len(text.encode()):,} bytes")
    check(f"{name}: at most six decimals, no crs member", not re.search(r"\d\.\d{7}", text) and "crs" not in collection)
    shapes = {}
    directed = Counter()
    for feature in features:
        rings = feature["geometry"]["coordinates"]
        shape = shapely.Polygon(rings[0], rings[1:])
        shapes[feature["properties"]["code"]] = shape
        for ring in rings:
            directed.update(zip(map(tuple, ring), map(tuple, ring[1:])))
    check(f"{name}: {len(features)} valid single polygons, counterclockwise, without holes",
          all(shape.is_valid and shape.exterior.is_ccw and not shape.interiors for shape in shapes.values()))
    check(f"{name}: codes and names are unique", len(shapes) == len(features)
          == len({feature["properties"]["name"] for feature in features}))
    check(f"{name}: no border stretch runs twice the same way", max(directed.values()) == 1)
    outer = {edge for edge in directed if edge[::-1] not in directed}
    union = shapely.union_all(list(shapes.values()))
    check(f"{name}: no gaps, no overlaps: one outer ring, areas add up to the union",
          union.geom_type == "Polygon" and not union.interiors and len(outer) == len(union.exterior.coords) - 1
          and abs(sum(shape.area for shape in shapes.values()) - union.area) < 1e-9)
    return features, shapes, outer, union


def main():
    facts = list(csv.DictReader((HERE.parent / "chiba-municipalities.csv").open(encoding="utf-8-sig", newline="")))
    features, shapes, coast, land = outlines("municipalities.geojson")
    by_code = {row["code5"]: row for row in facts}
    check("municipalities: the 54 of the facts, same codes, names and readings",
          [(f["properties"]["code"], f["properties"]["name"], f["properties"]["name_en"], f["properties"]["kana"])
           for f in features] == [(row["code5"], row["name"], row["name_en"], row["kana"]) for row in facts] and len(facts) == 54)
    check("municipalities: every office lies inside its own", all(
        shapes[code].contains(shapely.Point(float(row["office_lon"]), float(row["office_lat"]))) for code, row in by_code.items()))
    check_areas(shapes, by_code)

    areas, area_shapes, area_coast, area_land = outlines("living-areas.geojson")
    check("living areas: 60 to 90", 60 <= len(areas) <= 90, str(len(areas)))
    check("living areas: the same outer border as the municipalities, vertex for vertex", area_coast == coast)
    crossing = sum(sum(shape.intersection(other).area > 0.02 * shape.area for other in shapes.values()) > 1
                   for shape in area_shapes.values())
    check("living areas: most cross municipal lines", crossing > len(areas) / 2, f"{crossing} of {len(areas)}")

    check_population(facts, shapes)
    check_stations(by_code, shapes)
    check_candidates(shapes, coast)
    check_streets(land)
    sanbu = rows(HERE / "zones-sanbu.csv")
    check("zones-sanbu: the six of 山武", {row["code"] for row in sanbu} == {c for c, r in by_code.items() if r["in_sanbu_zone"] == "1"}
          and {row["area"] for row in sanbu} == {"山武圏域"} and len(sanbu) == 6)
    regions = rows(HERE / "zones-11.csv")
    check("zones-11: eleven, every municipality once", len({row["area"] for row in regions}) == 11
          and sorted(row["code"] for row in regions) == sorted(by_code) and all(row["source"] for row in regions))
    if "--files" not in sys.argv:
        check_regeneration()
    print("all claims hold" if not failures else f"{len(failures)} claims fail")
    sys.exit(1 if failures else 0)


def check_areas(shapes, by_code):
    from partition import square_degree
    off = {row["name"]: shapes[code].area * square_degree(shapes[code].centroid.y) / float(row["area_km2"]) - 1
           for code, row in by_code.items()}
    worst = max(off, key=lambda name: abs(off[name]))
    check("municipalities: areas within 6 % of the official ones", abs(off[worst]) < 0.06, f"worst {worst} {off[worst]:+.1%}")


def check_population(facts, shapes):
    header = (HERE / "population-500m.csv").read_text(encoding="utf-8").splitlines()[0]
    check("population: header", header == "KEY_CODE,total,0-14,15-64,65+,75+")
    cells = [{key: value if key == "KEY_CODE" else int(value) for key, value in row.items()}
             for row in rows(HERE / "population-500m.csv")]
    keys = [cell["KEY_CODE"] for cell in cells]
    check("population: unique, sorted codes, only populated cells", keys == sorted(set(keys)) and all(c["total"] > 0 for c in cells),
          f"{len(cells):,} cells")
    check("population: ages within totals, 75+ within 65+", all(
        min(cell[g] for g in (*AGES, "75+")) >= 0 and sum(cell[g] for g in AGES) <= cell["total"] and cell["75+"] <= cell["65+"]
        for cell in cells))
    columns = {"total": "population_2020", "0-14": "age_0_14", "15-64": "age_15_64", "65+": "age_65_over"}
    for group, column in columns.items():
        want, have = sum(int(row[column]) for row in facts), sum(cell[group] for cell in cells)
        check(f"population: {group} adds up exactly", want == have, f"{have:,}")
    check("population: 6,284,480 in all", sum(cell["total"] for cell in cells) == 6_284_480)
    share = sum(cell["75+"] for cell in cells) / sum(cell["65+"] for cell in cells)
    check("population: 75+ is about 52 % of 65+", abs(share - 0.52) < 0.01, f"{share:.2%}")

    codes = list(shapes)
    tree = shapely.STRtree([shapes[code] for code in codes])
    scale = {code: shapely.transform(shape, lambda xy: xy * (160, 240)) for code, shape in shapes.items()}
    sums = {group: dict.fromkeys(codes, 0.0) for group in columns}
    touching = 0
    for cell in cells:
        column, row = cell_of(cell["KEY_CODE"])
        box = shapely.box(column, row, column + 1, row + 1)
        parts = {}
        for index in tree.query(shapely.box(column / 160, row / 240, (column + 1) / 160, (row + 1) / 240)):
            area = scale[codes[index]].intersection(box).area
            if area > 0:
                parts[codes[index]] = area
        inside = sum(parts.values())
        touching += inside > 0
        for code, area in parts.items():
            for group in columns:
                sums[group][code] += cell[group] * area / inside
    check("population: every cell touches land", touching == len(cells))
    for group, column in columns.items():
        worst = max(abs(sums[group][row["code5"]] - int(row[column])) for row in facts)
        check(f"population: {group} of every municipality within 0.5 of the census", worst < 0.5, f"worst {worst:.3f}")
    median = sorted(cell["total"] for cell in cells)[len(cells) // 2]
    sparse = [cell for cell in cells if cell["total"] < 100]
    dense = [cell for cell in cells if cell["total"] >= 1000]
    old = [sum(cell["65+"] for cell in part) / sum(cell["total"] for cell in part) for part in (sparse, dense)]
    check("population: older in sparse cells", old[0] > old[1], f"65+ {old[0]:.1%} under 100 residents, {old[1]:.1%} from 1000; median {median}")
    totals = rows(HERE / "population-totals.csv")
    check("population-totals: the census", [[row[k] for k in ("code", "name", "total", *AGES)] for row in totals]
          == [[row[k] for k in ("code5", "name", "population_2020", "age_0_14", "age_15_64", "age_65_over")] for row in facts])


def cell_of(key):
    p, u, q, v, r, w, half = int(key[:2]), int(key[2:4]), *map(int, key[4:8]), int(key[8]) - 1
    return (u + 100) * 160 + v * 20 + w * 2 + half % 2, p * 160 + q * 20 + r * 2 + half // 2


def check_stations(by_code, shapes):
    stations = rows(HERE / "stations.csv", bom=True)
    by_name = {row["name"]: shapes[code] for code, row in by_code.items()}
    check("stations: 119, unique ids and names, モデル in every name", len(stations) == 119 == len({s["id"] for s in stations})
          == len({s["name"] for s in stations}) and all("モデル" in s["name"] for s in stations))
    check("stations: kinds", Counter(s["kind"] for s in stations) == {
        "medical-welfare": 65, "public": 6, "temple-shrine": 4, "tourism": 6, "restaurant": 7, "education": 13, "commerce": 18})
    check("stations: services", Counter(service for s in stations for service in s["services"].split(";")) == {
        "drop-in": 119, "cool": 100, "consultation": 45, "volunteering": 13, "cafeteria": 12, "foodbank": 13, "information": 38})
    check("stations: nine municipalities, each station inside its own", {s["municipality"] for s in stations} == NINE and all(
        by_name[s["municipality"]].contains(shapely.Point(float(s["lon"]), float(s["lat"]))) for s in stations))
    joined = [sum(s["joined"] <= day for s in stations) for day in ("2021-03-31", "2023-03-31", "2024-03-31", "2024-07-31")]
    check("stations: joined 62, 107, 119, none left", joined == [0, 62, 107, 119] and not any(s["left"] for s in stations))
    cool = sum("cool" in s["services"] and s["joined"] <= "2024-03-31" for s in stations)
    check("stations: 89 cool by March 2024", cool == 89)
    check("stations: fictitious telephone numbers and addresses on the web", all(
        re.fullmatch(r"0475-00-\d{4}", s["phone"]) and s["url"][:20] in ("", "https://example.jp/s") for s in stations))
    populated = {cell_of(row["KEY_CODE"]) for row in rows(HERE / "population-500m.csv")}
    check("stations: on populated cells", all(
        (int(float(s["lon"]) * 160), int(float(s["lat"]) * 240)) in populated for s in stations))
    near = sum(any(name != s["municipality"] and shape.distance(shapely.Point(float(s["lon"]), float(s["lat"]))) < 0.0055
                   for name, shape in by_name.items()) for s in stations)
    check("stations: several within 500 m of a neighbour", near >= 10, str(near))
    print("      consent", dict(Counter("date" if s["consent"][:2] == "20" else s["consent"] for s in stations)),
          "precision", dict(Counter(s["precision"] for s in stations)), "season", dict(Counter(s["season"] for s in stations)),
          "municipality", dict(Counter(s["municipality"] for s in stations)))


def check_candidates(shapes, coast):
    lists = {kind: rows(HERE / f"candidates-{kind}.csv") for kind in KINDS}
    sizes = {kind: len(places) for kind, places in lists.items()}
    check("candidates: 120 to 400 of each kind, about 1,500 in all", all(120 <= size <= 400 for size in sizes.values())
          and 1400 <= sum(sizes.values()) <= 1600, f"{sum(sizes.values()):,}: {sizes}")
    check("candidates: columns, unique ids, モデル or 見本 in every name", all(
        set(places[0]) == {"id", "name", "lat", "lon"} and len({row["id"] for row in places}) == len(places)
        and all("モデル" in row["name"] or "見本" in row["name"] for row in places) for places in lists.values()))
    tree = shapely.STRtree(list(shapes.values()))
    check("candidates: all inside the outlines", all(
        len(tree.query(shapely.Point(float(row["lon"]), float(row["lat"])), predicate="within")) == 1
        for places in lists.values() for row in places))

    stations = rows(HERE / "stations.csv", bom=True)
    repeats, known = {}, {}
    for kind, places in lists.items():
        spots = Counter((row["lat"], row["lon"]) for row in places)
        repeats[kind] = len(places) - len(spots)
        mine = {(s["lat"], s["lon"]) for s in stations if s["kind"] == kind}
        known[kind] = sum(spot in mine for spot in spots)
    check("candidates: three rows of each list stand in it twice", all(count == 3 for count in repeats.values()), str(repeats))
    check("candidates: three of each kind are stations already", all(count == 3 for count in known.values()), str(known))

    cells = {cell_of(row["KEY_CODE"]): int(row["total"]) for row in rows(HERE / "population-500m.csv")}
    around = {kind: sorted(cells.get((int(float(row["lon"]) * 160), int(float(row["lat"]) * 240)), 0) for row in places)
              for kind, places in lists.items()}
    median = {kind: counts[len(counts) // 2] for kind, counts in around.items()}
    check("candidates: temples in thinner cells than shops, restaurants and welfare", 2 * median["temple-shrine"] < min(
        median[kind] for kind in ("restaurant", "commerce", "medical-welfare")), f"median residents of the cell {median}")
    shore = shapely.MultiLineString([edge for edge in coast if not is_inland(edge)])
    taken = {(s["lat"], s["lon"]) for s in stations}
    far = max(shore.distance(shapely.Point(float(row["lon"]), float(row["lat"]))) for row in lists["tourism"]
              if (row["lat"], row["lon"]) not in taken)
    check("candidates: tourism within 0.02 degrees of the coast", far < 0.02, f"{far:.4f}")
    check_lonely_temples(lists, stations, cells)


def is_inland(edge):
    """Of the outer border, the rivers in the north and north-west."""
    (lon, lat), _ = edge
    return lat > 35.76 or lon < 139.93 and lat > 35.66


def check_lonely_temples(lists, stations, cells):
    """Temples within whose walk live people who could walk to no other candidate and to no station."""
    def planes(places):
        return [(float(row["lon"]) * 90.7, float(row["lat"]) * 110.95) for row in places]

    others = shapely.STRtree(shapely.points(planes(stations) + [
        spot for kind in KINDS if kind != "temple-shrine" for spot in planes(lists[kind])]))
    lonely = [row for row, spot in zip(lists["temple-shrine"], planes(lists["temple-shrine"]))
              if not len(others.query(shapely.Point(spot), predicate="dwithin", distance=1.65))]
    residents = sum(cells.get((int(float(row["lon"]) * 160), int(float(row["lat"]) * 240)), 0) for row in lonely)
    check("candidates: 40 temples and more in villages where nothing else stands", len(lonely) >= 40,
          f"{len(lonely)}, {residents:,} residents in their cells alone")


def check_streets(land):
    packed = (HERE / "streets.osm.gz").read_bytes()
    text = gzip.decompress(packed)
    head = text[:1000].decode(errors="ignore")
    check("streets: says that it is modelled and not OpenStreetMap's", "モデル" in head and "Not from OpenStreetMap" in head)
    check("streets: at most 1.5 MB", len(packed) <= 1_500_000, f"{len(packed):,} bytes")
    root = ElementTree.fromstring(text)
    place = {node.get("id"): (float(node.get("lon")) * 90.7, float(node.get("lat")) * 110.95) for node in root.iter("node")}
    ways = [({tag.get("k"): tag.get("v") for tag in way.iter("tag")}, [nd.get("ref") for nd in way.iter("nd")])
            for way in root.iter("way")]
    check("streets: every node of a way is there, none unused", {ref for _, refs in ways for ref in refs} == set(place))
    streets = [(tags, refs) for tags, refs in ways if "highway" in tags]
    check("streets: highway is one of four", {tags["highway"] for tags, _ in streets}
          == {"primary", "secondary", "unclassified", "residential"}, str(dict(Counter(tags["highway"] for tags, _ in streets))))

    links = [(one, two, math.dist(place[one], place[two])) for _, refs in streets for one, two in pairwise(refs)]
    check("streets: none is there twice, none has no length", len({frozenset(link[:2]) for link in links}) == len(links)
          and min(length for *_, length in links) > 0.001, f"{len(links):,} stretches, {sum(link[2] for link in links):,.0f} km")
    around = {}
    for one, two, length in links:
        around.setdefault(one, []).append((two, length))
        around.setdefault(two, []).append((one, length))
    seen, waiting = set(), [next(iter(around))]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(other for other, _ in around[node])
    check("streets: one network, in which every street can be reached", len(seen) == len(around))
    plane = shapely.transform(land, lambda xy: xy * (90.7, 110.95)).buffer(0.3)
    shapely.prepare(plane)
    check("streets: none runs through the sea", all(plane.covers(shapely.LineString([place[ref] for ref in refs]))
                                                    for _, refs in streets))
    check_crossings(ways, place)
    check_walks(place, around, links)


def check_crossings(ways, place):
    """What crosses a river or a railway, as against what would if every street beside it went on."""
    lines = [shapely.LineString([place[ref] for ref in refs]) for _, refs in ways]
    tree = shapely.STRtree(lines)
    for key, least, most in (("waterway", 8, 16), ("railway", 60, 150)):
        crossings, without = 0, 0
        for barrier, (tags, _) in zip(lines, ways):
            if key in tags:
                for index in tree.query(barrier, predicate="intersects").tolist():
                    if "highway" in ways[index][0]:
                        points = shapely.get_num_geometries(barrier.intersection(lines[index])).item()
                        crossings += points
                        without += points * (key == "waterway" and ways[index][0].get("bridge") != "yes")
        length = sum(line.length for line, (tags, _) in zip(lines, ways) if key in tags)
        check(f"streets: {key} crossed here and there only" + ", by bridges" * (key == "waterway"), least <= crossings <= most and not without,
              f"{crossings} in {length:.0f} km")


def check_walks(place, around, links):
    """How much longer than straight the walks from stations are, and how far stations are from a street."""
    tree = shapely.STRtree([shapely.LineString([place[one], place[two]]) for one, two, _ in links])
    factors, far = [], 0
    for station in rows(HERE / "stations.csv", bom=True):
        spot = (float(station["lon"]) * 90.7, float(station["lat"]) * 110.95)
        index = tree.query_nearest(shapely.Point(spot)).tolist()[0]
        far += tree.geometries[index].distance(shapely.Point(spot)) > 0.1
        start = min(links[index][:2], key=lambda node: math.dist(place[node], spot))
        best, queue = {}, [(0.0, start)]
        while queue:
            walked, node = heapq.heappop(queue)
            if node not in best and walked <= 2.4:
                best[node] = walked
                for other, length in around[node]:
                    heapq.heappush(queue, (walked + length, other))
        factors += [walked / math.dist(place[node], place[start]) for node, walked in best.items()
                    if 0.4 < math.dist(place[node], place[start]) < 1.0]
    factors.sort()
    median, ninetieth = factors[len(factors) // 2], factors[len(factors) * 9 // 10]
    check("streets: walks are 1.2 to 1.5 times as long as straight lines in the middle", 1.2 < median < 1.5,
          f"median {median:.2f}, nine in ten under {ninetieth:.2f}")
    check("streets: stations are within 100 m of a street, but for a few", far <= 3, f"{far} farther")


def check_regeneration():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(HERE / "generate.py"), "--out", folder], check=True)
        different = [name for name in GENERATED if (HERE / name).read_bytes() != (Path(folder) / name).read_bytes()]
        subprocess.run([sys.executable, str(HERE / "streets.py"), "--out", folder], check=True)
        # unpacked, since versions of zlib pack differently
        again, packed = (gzip.decompress((one / "streets.osm.gz").read_bytes()) for one in (Path(folder), HERE))
        different += ["streets.osm.gz"] * (again != packed)
    check("generating again gives the same bytes", not different, ", ".join(different))


if __name__ == "__main__":
    main()
