"""Where organisations that are no stations yet would stand, by kind.  MODELLED, like everything here but the facts.

Shops and restaurants line the roads and gather at the stops, temples stand in old villages, a school stands in
every district, welfare is in the towns, public buildings are at the centres, tourism is at the coast.
"""

import math

import numpy
import shapely

import sketch
from chance import Chance, noise
from partition import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, SOUTH, WEST, kilometres

SEED = 20260601
# Where the network is, its lists of candidates are fuller.
FULLER = {"12213", "12237", "12239", "12403", "12409", "12410", "12230", "12210", "12235"}
FULLER_BY = 2.5
COUNTS = {"medical-welfare": 300, "public": 0, "temple-shrine": 220, "tourism": 120, "restaurant": 240, "education": 0,
          "commerce": 240}  # 0: one for every centre, or for every district
LONELY_TEMPLES = 40
RESIDENTS_OF_A_DISTRICT = 32_000
REPEATS = 3        # rows of each list that stand in it twice
STATIONS_TOO = 3   # rows of each list that are stations already
APART_KM = 0.06    # else two candidates of a kind would be one place
LONELY_KM = 1.7    # nobody within 800 m of a lonely temple has another candidate within 800 m
WORDS = {
    "medical-welfare": ("MW", ["モデル診療所", "モデル薬局", "モデルデイサービス", "見本ホーム", "モデル訪問看護"]),
    "public": ("PB", ["モデル公民館", "見本市民センター", "モデル図書館", "見本コミュニティ館"]),
    "temple-shrine": ("TS", ["見本寺", "モデル神社", "見本院", "モデル八幡"]),
    "tourism": ("TR", ["モデル観光案内所", "見本の宿", "モデル海の駅", "見本キャンプ場"]),
    "restaurant": ("RS", ["モデル食堂", "見本そば", "喫茶モデル", "見本ベーカリー"]),
    "education": ("ED", ["モデル小学校", "見本学園", "モデルこども園", "見本高校"]),
    "commerce": ("CM", ["見本商店", "モデルストア", "理容モデル", "見本電器", "モデル農産直売所"]),
}


def candidates(facts, outlines, cells, stations):
    """Rows of every list by kind: id, name, lat, lon."""
    return Candidates(facts, outlines, cells, stations).lists()


class Candidates:
    def __init__(self, facts, outlines, cells, stations):
        self.facts, self.outlines, self.cells, self.stations = facts, outlines, cells, stations
        self.tree = shapely.STRtree(outlines)
        self.populated = {(cell.column, cell.row): cell for cell in cells}
        self.towns = [(kilometres(lat, lon), weight, radius) for _, lat, lon, weight, radius in sketch.TOWNS]
        self.town_weights = [math.sqrt(weight) * self.fullness(lat, lon) for _, lat, lon, weight, _ in sketch.TOWNS]
        self.roads = roads(self.towns)
        self.road_weights = [math.sqrt(math.sqrt(self.town_weights[a] * self.town_weights[b])) for a, b in self.roads]

    def lists(self):
        kinds = {
            "medical-welfare": self.places("medical-welfare", 1, lambda chance: self.in_town(chance, 0.9)),
            "public": self.public(),
            "temple-shrine": self.places("temple-shrine", 3, self.village_picker()),
            "tourism": self.places("tourism", 4, self.at_coast, needs_residents=False),
            "restaurant": self.places("restaurant", 5, lambda chance: self.roadside(chance, stops=0.5)),
            "education": self.schools(),
            "commerce": self.places("commerce", 7, lambda chance: self.roadside(chance, stops=0.65)),
        }
        others = [place for kind, places in kinds.items() if kind != "temple-shrine" for place in places]
        others += [(float(row[4]), float(row[5])) for row in self.stations]
        kinds["temple-shrine"] += self.lonely_temples(others, kinds["temple-shrine"])
        return {kind: self.rows(kind, number, places) for number, (kind, places) in enumerate(kinds.items(), start=1)}

    # --- Where --------------------------------------------------------------------------------------------

    def municipality(self, lat, lon):
        point = shapely.Point(lon, lat)
        for index in sorted(self.tree.query(point).tolist()):
            if self.outlines[index].contains(point):
                return index
        return None

    def fullness(self, lat, lon):
        index = self.municipality(lat, lon)
        return FULLER_BY if index is not None and self.facts[index].code in FULLER else 1

    def stands(self, place, taken, needs_residents=True):
        """Whether a place can be built on: on land, where people live, and not on another of its kind."""
        lat, lon = place
        if self.municipality(lat, lon) is None:
            return False
        if needs_residents and (math.floor(lon * 160), math.floor(lat * 240)) not in self.populated:
            return False
        return nearest(place, taken) > APART_KM

    def places(self, kind, stream, pick, needs_residents=True):
        chance, taken = Chance(SEED * 10 + stream), []
        while len(taken) < COUNTS[kind]:
            place = pick(chance)
            if self.stands(place, taken, needs_residents):
                taken.append(place)
        return taken

    def in_town(self, chance, spread):
        (x, y), _, radius = self.towns[chance.weighted(self.town_weights)]
        return position(x + scatter(chance) * spread * radius, y + scatter(chance) * spread * radius)

    def roadside(self, chance, stops):
        """At a stop, or beside a road, rather near its beginning."""
        if chance.unit() < stops:
            return self.in_town(chance, 0.45)
        a, b = self.roads[chance.weighted(self.road_weights)]
        (ax, ay), (bx, by) = self.towns[a][0], self.towns[b][0]
        along = chance.unit()
        along = along * along
        length = math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        side = (0.03 + 0.06 * chance.unit()) * (1 if chance.below(2) else -1) / length
        return position(ax + along * (bx - ax) - side * (by - ay), ay + along * (by - ay) + side * (bx - ax))

    def at_coast(self, chance):
        lines = (sketch.PACIFIC, sketch.PACIFIC, sketch.PACIFIC, sketch.TOKYO_BAY)
        line = lines[chance.below(len(lines))]
        start = chance.below(len(line) - 1)
        along = chance.unit()
        x, y = kilometres(*(a + along * (b - a) for a, b in zip(line[start], line[start + 1])))
        return position(x + scatter(chance), y + scatter(chance))

    def village_picker(self):
        """Cells of villages: people, but not many, and where the model's villages are."""
        villages = [cell for cell in self.cells if 40 <= cell.total <= 900 and len(cell.shares) == 1]
        lat, lon = (numpy.array(values) for values in zip(*(cell.centre for cell in villages)))
        x, y = kilometres(lat, lon)
        old = numpy.round(numpy.clip(0.2 + noise(x / 2.2, y / 2.2, 82), 0, None), 9).tolist()
        weights = [share * (FULLER_BY if self.facts[next(iter(cell.shares))].code in FULLER else 1)
                   for cell, share in zip(villages, old)]
        return lambda chance: within(villages[chance.weighted(weights)], chance)

    def lonely_temples(self, others, temples):
        """In villages where nothing else stands that could become a station."""
        chance, found = Chance(SEED * 10 + 8), []
        for cell in chance.shuffled(cell for cell in self.cells if 25 <= cell.total <= 150):
            place = within(cell, chance)
            if nearest(place, others) > LONELY_KM and self.stands(place, temples + found):
                found.append(place)
            if len(found) == LONELY_TEMPLES:
                return found
        raise SystemExit(f"only {len(found)} villages where nothing stands")

    def public(self):
        """Beside the office of each municipality, and at the centre of each living area."""
        chance, taken = Chance(SEED * 10 + 2), []
        centres = [place.office for place in self.facts] + [(lat, lon) for _, lat, lon in sketch.LIVING_AREAS]
        for x, y in (kilometres(*centre) for centre in centres):
            for reach in (0.15, 0.3, 0.6, 1.2, 2.4):
                place = position(x + reach * scatter(chance), y + reach * scatter(chance))
                if self.stands(place, taken):
                    taken.append(place)
                    break
        return taken

    def schools(self):
        """One in each district: a run of cells, in the order of their codes, with as many residents as a district
        has, and a school in the one where most of them live."""
        chance, taken = Chance(SEED * 10 + 6), []
        for index in range(len(self.facts)):
            mine = [cell for cell in self.cells if max(cell.shares, key=cell.shares.get) == index]
            residents = sum(cell.total for cell in mine)
            count = max(1, round(residents / RESIDENTS_OF_A_DISTRICT))
            districts, before = [[] for _ in range(count)], 0
            for cell in mine:
                districts[min(count - 1, before * count // residents)].append(cell)
                before += cell.total
            for district in filter(None, districts):
                heart = max(district, key=lambda cell: (cell.total, cell.key))
                for _ in range(20):
                    place = within(heart, chance)
                    if self.stands(place, taken):
                        taken.append(place)
                        break
        return taken

    # --- Rows ---------------------------------------------------------------------------------------------

    def rows(self, kind, stream, places):
        """A list as it is kept in practice: some rows are there twice, some are stations by now."""
        chance = Chance(SEED * 100 + stream)
        prefix, words = WORDS[kind]
        numbers, entries = {}, []
        for lat, lon in places:
            town = self.facts[self.municipality(lat, lon)].name.rstrip("市町村")
            word = words[chance.below(len(words))]
            numbers[word, town] = numbers.get((word, town), 0) + 1
            entries.append((f"{word} {town}{numbers[word, town]:02d}", f"{lat:.5f}", f"{lon:.5f}"))
        for number in range(REPEATS):
            name, lat, lon = entries[chance.below(len(places))]
            entries.append((name if number else name + "（別名）", lat, lon))
        shown = [row for row in self.stations if row[2] == kind and row[11] == "yes" and row[12] == "exact"]
        entries += [(row[1], row[4], row[5]) for row in chance.shuffled(shown)[:STATIONS_TOO]]
        return [[f"{prefix}-{number:04d}", *entry] for number, entry in enumerate(chance.shuffled(entries), start=1)]


def roads(towns):
    """Pairs of towns with no third one between them (Gabriel graph), up to 15 km apart."""
    points = [point for point, _, _ in towns]

    def square(a, b):
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])

    return [(a, b) for a in range(len(points)) for b in range(len(points)) if a != b and square(points[a], points[b]) < 225
            and not any(square(points[a], other) + square(points[b], other) < square(points[a], points[b])
                        for number, other in enumerate(points) if number not in (a, b))]


def scatter(chance):
    """A number in [-1, 1), most often near 0."""
    return (chance.unit() + chance.unit() + chance.unit() - 1.5) / 1.5


def within(cell, chance):
    return (round((cell.row + 0.06 + 0.88 * chance.unit()) / 240, 5), round((cell.column + 0.06 + 0.88 * chance.unit()) / 160, 5))


def position(x, y):
    return round(SOUTH + y / KM_PER_DEGREE_LAT, 5), round(WEST + x / KM_PER_DEGREE_LON, 5)


def nearest(place, others):
    """Kilometres to the nearest other place."""
    x, y = kilometres(*place)
    best = math.inf
    for other in others:
        ox, oy = kilometres(*other)
        best = min(best, (x - ox) * (x - ox) + (y - oy) * (y - oy))
    return math.sqrt(best)
