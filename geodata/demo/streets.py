"""Writes the modelled streets of the demonstration data, streets.osm.gz.

    python streets.py             writes the file next to this script
    python streets.py --out DIR   writes it elsewhere

MODELLED, not OpenStreetMap: only the form of the file is that of its extracts.  Streets lie on a lattice of quarters
of a 500 m cell, bent by smooth noise.  Where more people live they are closer; towns are joined by main roads;
two rivers and a railway are crossed at bridges and level crossings only.  It reads what generate.py wrote, and the
same input gives the same bytes.
"""

import argparse
import csv
import gzip
import heapq
import json
import math
from itertools import pairwise
from pathlib import Path

import numpy
import shapely

import sketch
from candidates import roads
from chance import Chance, noise
from partition import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, SOUTH, WEST, kilometres

HERE = Path(__file__).resolve().parent
NAME = "streets.osm.gz"
SEED = 20260701
# The lattice: four lines to a cell of the population, about 140 m by 116 m.
PER_CELL = 4
PER_DEGREE_LON, PER_DEGREE_LAT = 160 * PER_CELL, 240 * PER_CELL
UNIT_X, UNIT_Y = KM_PER_DEGREE_LON / PER_DEGREE_LON, KM_PER_DEGREE_LAT / PER_DEGREE_LAT
DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1))
STEPS = DIRECTIONS + tuple((-a, -b) for a, b in DIRECTIONS)
# Where the stations are the streets are drawn more finely, so that the file stays small.
DETAILED = ("12213", "12237", "12239", "12403", "12409", "12410", "12230", "12210", "12235")
DETAILED_MARGIN_DEGREES = 0.012
RESIDENTS_FOR_FINE, RESIDENTS_FOR_FINE_ELSEWHERE = 90, 4000
RESIDENTS_FOR_TWO = 60
KEPT_OF_LOOPS = 0.78   # of the streets that no place needs to be reached
BRIDGES_EVERY_KM, CROSSINGS_EVERY_KM = 2.3, 0.95
STRAIGHT_KM = 0.018    # a bend smaller than this is none
RANKS = ("primary", "secondary", "unclassified", "residential")
NOTE_JA = "モデルデータ（架空）です。OpenStreetMapのデータではありません（形式だけが同じです）。判断には使わないでください。Apache License 2.0"
NOTE_EN = "MODELLED data. Not from OpenStreetMap, of which it has only the form. Not for decisions. Apache License 2.0"


def main():
    parser = argparse.ArgumentParser(description="Writes the modelled streets of the demonstration data.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: next to this script)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    (out / NAME).write_bytes(gzip.compress(Streets(HERE).text().encode(), 9, mtime=0))


class Lattice:
    """The nodes where streets can meet, by column and row, and where each of them lies."""

    def __init__(self, land):
        west, south, east, north = land.bounds
        self.west, self.south = math.floor(west * 160) * PER_CELL, math.floor(south * 240) * PER_CELL
        width = math.ceil(east * 160) * PER_CELL - self.west + 1
        height = math.ceil(north * 240) * PER_CELL - self.south + 1
        b, a = numpy.mgrid[0:height, 0:width]
        x, y = a * UNIT_X, b * UNIT_Y
        # long bends that neighbours share, and a little of each node's own
        dx = 0.055 * noise(x / 1.1, y / 1.1, 501) + 0.014 * noise(a * 1.0, b * 1.0, 502)
        dy = 0.055 * noise(x / 1.1, y / 1.1, 503) + 0.014 * noise(a * 1.0, b * 1.0, 504)
        # hundred-thousandths of a degree, about a metre
        self.lon = numpy.rint(((self.west + a) / PER_DEGREE_LON + dx / KM_PER_DEGREE_LON) * 1e5).astype(numpy.int64)
        self.lat = numpy.rint(((self.south + b) / PER_DEGREE_LAT + dy / KM_PER_DEGREE_LAT) * 1e5).astype(numpy.int64)
        shapely.prepare(land)
        self.is_land = shapely.contains_xy(land, self.lon / 1e5, self.lat / 1e5)
        self.cost = 1 + 1.5 * numpy.clip(noise(x / 2.5, y / 2.5, 505), 0, None)
        self.width, self.height = width, height

    def holds(self, node):
        a, b = node
        return 0 <= a < self.width and 0 <= b < self.height and bool(self.is_land[b, a])

    def position(self, node):
        """Hundred-thousandths of a degree, longitude and latitude."""
        return int(self.lon[node[1], node[0]]), int(self.lat[node[1], node[0]])

    def plane(self, node):
        lon, lat = self.position(node)
        return kilometres(lat / 1e5, lon / 1e5)

    def nearest(self, lat, lon):
        """The node on land near a position, and how it is found: by ever larger squares."""
        a, b = round(lon * PER_DEGREE_LON) - self.west, round(lat * PER_DEGREE_LAT) - self.south
        near = [(abs(i) + abs(j), (a + i, b + j)) for i in range(-6, 7) for j in range(-6, 7) if self.holds((a + i, b + j))]
        return min(near)[1] if near else None


def edge(one, two):
    return (one, two) if one < two else (two, one)


class Components:
    """Which nodes hang together."""

    def __init__(self):
        self.parent = {}

    def root(self, node):
        parent = self.parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, one, two):
        one, two = self.root(one), self.root(two)
        if one == two:
            return False
        self.parent[max(one, two)] = min(one, two)
        return True


class Streets:
    def __init__(self, folder):
        features = json.loads((folder / "municipalities.geojson").read_text(encoding="utf-8"))["features"]
        outlines = {feature["properties"]["code"]: shapely.Polygon(feature["geometry"]["coordinates"][0]) for feature in features}
        self.lattice = Lattice(shapely.union_all(list(outlines.values())).buffer(-0.0003))
        self.detailed = shapely.union_all([outlines[code] for code in DETAILED]).buffer(DETAILED_MARGIN_DEGREES)
        shapely.prepare(self.detailed)
        self.residents = {cell_of(row["KEY_CODE"]): int(row["total"]) for row in table(folder / "population-500m.csv")}
        self.places = {(math.floor(float(row["lon"]) * 160), math.floor(float(row["lat"]) * 240))
                       for path in sorted(folder.glob("candidates-*.csv")) + [folder / "stations.csv"] for row in table(path)}
        self.barriers = [(name, "waterway", bent(line, 600 + number)) for number, (name, line) in enumerate(sketch.RIVERS)]
        towns = {name: (lat, lon) for name, lat, lon, _, _ in sketch.TOWNS}
        self.barriers += [(name, "railway", bent([towns[stop] for stop in stops], 700 + number))
                          for number, (name, stops) in enumerate(sketch.RAILWAYS)]
        self.blocked, self.open = self.crossings()
        self.ranks = {}      # edge -> index of its rank
        self.main_roads()
        self.thin(self.local_streets())
        self.join_villages()

    # --- What cannot be crossed -----------------------------------------------------------------------------

    def crossings(self):
        """The edges of the lattice that cross a river or a railway, and those of them where there is a way across."""
        blocked, crossable = {}, {}
        self.beside = set()
        for number, (_, kind, line) in enumerate(self.barriers):
            shape = shapely.LineString(line)
            shapely.prepare(shape)
            near = set()
            for x, y in (shape.interpolate(step / 20).coords[0] for step in range(int(shape.length * 20) + 1)):
                node = self.lattice.nearest(*degrees(x, y))
                if node:
                    near.update((node[0] + i, node[1] + j) for i in range(-3, 4) for j in range(-3, 4))
            near = {node for node in near if self.lattice.holds(node)}
            self.beside.update(node for node in near if shape.distance(shapely.Point(self.lattice.plane(node))) < UNIT_X)
            edges = sorted(edge(one, (one[0] + i, one[1] + j)) for one in near for i, j in DIRECTIONS
                           if self.lattice.holds((one[0] + i, one[1] + j)))
            lines = shapely.linestrings([[self.lattice.plane(one), self.lattice.plane(two)] for one, two in edges])
            crossing = [(shape.project(shapely.centroid(line)), pair)
                        for pair, line, hit in zip(edges, lines, shapely.intersects(shape, lines)) if hit]
            for _, pair in crossing:
                blocked.setdefault(pair, []).append(number)
            square = [(along, pair) for along, pair in crossing if pair[0][0] == pair[1][0] or pair[0][1] == pair[1][1]]
            chance, every = Chance(SEED + number), CROSSINGS_EVERY_KM if kind == "railway" else BRIDGES_EVERY_KM
            along = every * (0.3 + 0.4 * chance.unit())
            while along < shape.length and square:
                # a town's side of a line has people on it: the crossing goes where they live
                weight = {pair: abs(at - along) - (0.35 if self.is_lived_at(pair[0]) and self.is_lived_at(pair[1]) else 0)
                          for at, pair in square}
                best = min(weight, key=lambda pair: (round(weight[pair], 9), pair))
                if weight[best] < 0.5:
                    crossable[best] = number
                along += every * (0.7 + 0.6 * chance.unit())
        # where a river and a railway meet, the way over the one would be stopped by the other
        return set(blocked), {pair: number for pair, number in crossable.items() if len(blocked[pair]) == 1}

    def is_passable(self, one, two):
        pair = edge(one, two)
        return pair not in self.blocked or pair in self.open

    def is_lived_at(self, node):
        a, b = node[0] + self.lattice.west, node[1] + self.lattice.south
        return self.residents.get((a // PER_CELL, b // PER_CELL), 0) >= RESIDENTS_FOR_TWO

    # --- Main roads -----------------------------------------------------------------------------------------

    def main_roads(self):
        towns = [(kilometres(lat, lon), weight, radius) for _, lat, lon, weight, radius in sketch.TOWNS]
        nodes = [self.lattice.nearest(lat, lon) for _, lat, lon, _, _ in sketch.TOWNS]
        pairs = sorted((math.dist(towns[a][0], towns[b][0]), a, b) for a, b in roads(towns) if a < b)
        for distance, a, b in pairs:
            if nodes[a] and nodes[b]:
                rank = 0 if min(towns[a][1], towns[b][1]) >= 8 else 1
                self.lay(self.route(nodes[a], nodes[b], limit=2.2 * distance + 1), rank)

    def route(self, start, end, limit):
        """The cheapest way over land: along roads that are there, over bridges, rather not through hills."""
        lattice, ends = self.lattice, self.lattice.plane(end)

        def remaining(node):
            return 0.6 * math.dist(lattice.plane(node), ends)

        best, before, done = {start: 0.0}, {}, set()
        queue = [(remaining(start), start)]
        while queue:
            _, node = heapq.heappop(queue)
            if node == end:
                return trace(before, end)
            if node in done:
                continue
            done.add(node)
            for other, length in self.neighbours(node):
                cost = best[node] + length
                if cost <= limit and cost < best.get(other, math.inf) - 1e-12:
                    best[other], before[other] = cost, node
                    heapq.heappush(queue, (round(cost + remaining(other), 9), other))
        return []

    def neighbours(self, node):
        a, b = node
        for i, j in STEPS:
            other = (a + i, b + j)
            if not self.lattice.holds(other) or not self.is_passable(node, other):
                continue
            # two diagonals of a square would cross without meeting
            if i and j and edge((a, b + j), (a + i, b)) in self.ranks:
                continue
            pace = 0.6 if edge(node, other) in self.ranks else float(self.lattice.cost[b, a])
            yield other, pace * math.dist(self.lattice.plane(node), self.lattice.plane(other))

    def lay(self, path, rank):
        for one, two in pairwise(path):
            pair = edge(one, two)
            self.ranks[pair] = min(rank, self.ranks.get(pair, rank))

    # --- Local streets --------------------------------------------------------------------------------------

    def gap(self, cell):
        """How many lines of the lattice it is from one street to the next in a cell."""
        is_detailed = self.detailed.contains(shapely.Point((cell[0] + 0.5) / 160, (cell[1] + 0.5) / 240))
        if is_detailed and cell in self.places:
            return 1
        return 1 if self.residents[cell] >= (RESIDENTS_FOR_FINE if is_detailed else RESIDENTS_FOR_FINE_ELSEWHERE) else 2

    def local_streets(self):
        found = set()
        for column, row in sorted(set(self.residents)):
            gap = self.gap((column, row))
            a, b = column * PER_CELL - self.lattice.west, row * PER_CELL - self.lattice.south
            # a hamlet has lanes from south to north and one across
            across = gap if gap == 1 or self.residents[column, row] >= RESIDENTS_FOR_TWO else PER_CELL
            for line in range(0, PER_CELL + 1, gap):
                found.update(((a + line, b + k), (a + line, b + k + 1)) for k in range(PER_CELL))
            for line in range(0, PER_CELL + 1, across):
                found.update(((a + k, b + line), (a + k + 1, b + line)) for k in range(PER_CELL))
        return sorted(pair for pair in found if pair not in self.ranks and self.is_passable(*pair)
                      and self.lattice.holds(pair[0]) and self.lattice.holds(pair[1]))

    def thin(self, local):
        """Takes streets away that no place needs, so that there are dead ends and ways round."""
        ends = {}
        for one, two in list(self.ranks) + local:
            ends.setdefault(one, []).append(two)
            ends.setdefault(two, []).append(one)
        self.components = Components()
        for one, two in sorted(self.ranks):
            self.components.join(one, two)
        runs, seen = [], set()
        for pair in local:
            if pair in seen:
                continue
            run, i, j = [pair], pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]
            while len(ends[run[-1][1]]) == 2:
                one = run[-1][1]
                following = edge(one, (one[0] + i, one[1] + j))
                if following[1] not in ends[one] or following in self.ranks or following in seen:
                    break
                run.append(following)
            seen.update(run)
            runs.append(run)
        chance = Chance(SEED + 50)
        for run in chance.shuffled(runs):
            joins = [self.components.join(one, two) for one, two in run]
            if any(joins) or chance.unit() < KEPT_OF_LOOPS or any(pair in self.open for pair in run):
                self.ranks.update((pair, RANKS.index("residential")) for pair in run)

    def join_villages(self):
        """A lane from every village that hangs on nothing to what is nearest."""
        sizes = {}
        for node in {node for pair in self.ranks for node in pair}:
            root = self.components.root(node)
            sizes.setdefault(root, []).append(node)
        main = max(sizes, key=lambda root: (len(sizes[root]), root))
        best, before, done = {node: 0.0 for node in sizes[main]}, {}, set()
        queue = [(0.0, node) for node in sorted(sizes[main])]
        reached = []
        waiting = {root for root in sizes if root != main}
        while queue and waiting:
            cost, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            root = self.components.parent.get(node) and self.components.root(node)
            if root in waiting:
                waiting.discard(root)
                reached.append(node)
            for other, length in self.neighbours(node):
                if cost + length < best.get(other, math.inf) - 1e-12:
                    best[other], before[other] = round(cost + length, 9), node
                    heapq.heappush(queue, (best[other], other))
        for node in reached:
            self.lay(trace(before, node), RANKS.index("unclassified"))
        # what no lane can reach, on rocks in the sea, is left out
        lost = {node for root in waiting for node in sizes[root]}
        self.ranks = {pair: rank for pair, rank in self.ranks.items() if pair[0] not in lost}

    # --- The file -------------------------------------------------------------------------------------------

    def chains(self):
        """Runs of edges of one rank, as long as they go, straight on where that can be; a bridge is one of its own."""
        around = {}
        for (one, two), rank in sorted(self.ranks.items()):
            kind = (rank, self.open.get((one, two)))
            around.setdefault(one, {})[two] = kind
            around.setdefault(two, {})[one] = kind
        junctions = {node for node, others in around.items() if len(others) != 2 or len(set(others.values())) != 1}
        # beside a river no bend is made straight, or a street could get to the other side
        kept = junctions | self.beside
        used, chains = set(), []

        def onward(one, two, kind):
            straight = (2 * two[0] - one[0], 2 * two[1] - one[1])
            options = [other for other, its in around[two].items() if its == kind and edge(two, other) not in used]
            if straight in options:
                return straight
            return options[0] if len(options) == 1 and two not in junctions else None

        for pair, rank in sorted(self.ranks.items(), key=lambda item: (item[1], item[0])):
            if pair in used:
                continue
            kind, chain = (rank, self.open.get(pair)), list(pair)
            used.add(pair)
            for _ in range(2):
                while (following := onward(chain[-2], chain[-1], kind)) is not None:
                    used.add(edge(chain[-1], following))
                    chain.append(following)
                chain.reverse()
            chains.append((kind, self.straightened(chain, kept)))
        return chains

    def straightened(self, chain, needed):
        """Without the nodes at which nothing meets and the street hardly bends."""
        kept, start = [chain[0]], 0
        for index in range(1, len(chain)):
            if chain[index] in needed or index == len(chain) - 1:
                kept += self.bends(chain[start:index + 1]) + [chain[index]]
                start = index
        return kept

    def bends(self, part):
        """The nodes between two ends that a line needs (Douglas and Peucker)."""
        if len(part) < 3:
            return []
        line = shapely.LineString([self.lattice.plane(part[0]), self.lattice.plane(part[-1])])
        if line.length == 0:
            middle = len(part) // 2
            return self.bends(part[:middle + 1]) + [part[middle]] + self.bends(part[middle:])
        off = [round(line.distance(shapely.Point(self.lattice.plane(node))), 9) for node in part[1:-1]]
        worst = max(range(len(off)), key=lambda index: off[index]) + 1
        if off[worst - 1] < STRAIGHT_KM:
            return []
        return self.bends(part[:worst + 1]) + [part[worst]] + self.bends(part[worst:])

    def text(self):
        """The file: nodes, then ways, numbered from 1 in the order in which ways use them."""
        numbers, nodes, ways = {}, [], []

        def number(key, position):
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                lon, lat = position
                nodes.append(f'<node id="{numbers[key]}" lat="{decimal(lat)}" lon="{decimal(lon)}"/>\n')
            return numbers[key]

        def way(refs, tags):
            refs = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags)
            ways.append(f'<way id="{len(ways) + 1}">{refs}{tags}</way>\n')

        for index, (name, kind, line) in enumerate(self.barriers):
            spots = [tuple(round(part * 1e5) for part in reversed(degrees(x, y))) for x, y in line]
            way([number((index, step), spot) for step, spot in enumerate(spots)],
                [(kind, "river" if kind == "waterway" else "rail"), ("name", name)])
        for (rank, barrier), chain in self.chains():
            tags = [("highway", RANKS[rank])]
            if barrier is not None and self.barriers[barrier][1] == "waterway":
                tags.append(("bridge", "yes"))
            way([number(node, self.lattice.position(node)) for node in chain], tags)
        return (f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {NOTE_JA} / {NOTE_EN} -->\n'
                f'<osm version="0.6" generator="streets.py (modelled, not OpenStreetMap)" note="{NOTE_EN}">\n'
                + "".join(nodes) + "".join(ways) + "</osm>\n")


def bent(line, seed):
    """A line through positions in kilometres, drawn finely and not quite straight between them."""
    shape = shapely.segmentize(shapely.LineString([kilometres(lat, lon) for lat, lon in line]), 0.25)
    x, y = shapely.get_coordinates(shape).T
    return list(zip((x + 0.1 * noise(x / 0.9, y / 0.9, seed)).tolist(), (y + 0.1 * noise(x / 0.9, y / 0.9, seed + 50)).tolist()))


def degrees(x, y):
    return SOUTH + y / KM_PER_DEGREE_LAT, WEST + x / KM_PER_DEGREE_LON


def trace(before, node):
    path = [node]
    while path[-1] in before:
        path.append(before[path[-1]])
    return path


def cell_of(key):
    """Column and row of a 500 m cell of JIS X 0410, in 1/160 and 1/240 of a degree."""
    p, u, q, v, r, w, half = int(key[:2]), int(key[2:4]), *map(int, key[4:8]), int(key[8]) - 1
    return (u + 100) * 160 + v * 20 + w * 2 + half % 2, p * 160 + q * 20 + r * 2 + half // 2


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decimal(value):
    return f"{value // 100_000}.{value % 100_000:05d}"


if __name__ == "__main__":
    main()
