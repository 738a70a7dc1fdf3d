"""Writes the modelled demonstration data of Planner.

    python generate.py            writes the files next to this script
    python generate.py --out DIR  writes them elsewhere

Only the facts of ../chiba-municipalities.csv are real (2020 census: e-Stat; office positions: GSI).  Outlines,
residents by cell, living areas, stations and candidates are MODELLED.  The same input gives byte-identical output.
"""

import argparse
import csv
import io
import json
import math
from datetime import date, timedelta
from pathlib import Path

import numpy
import shapely

import sketch
from candidates import candidates
from chance import Chance, noise
from partition import Land, divide, kilometres, rings, square_degree

HERE = Path(__file__).resolve().parent
FACTS = HERE.parent / "chiba-municipalities.csv"
AGES = ("0-14", "15-64", "65+")
GROUPS = AGES + ("unknown",)
SHARE_OF_75_IN_65 = 0.52

NOTE_JA = ("モデルデータ（架空）です。境界線・区域は実在のものではありません。判断・計画・行政手続には使わないでください。")
NOTE_EN = "MODELLED data, not real outlines. Not for decisions."
CREDIT_JA = ("面積の目安・人口：出典：政府統計の総合窓口(e-Stat)（https://www.e-stat.go.jp/）、令和2年国勢調査を加工して作成。"
             "役所・役場の位置：国土地理院の公表値による。")
CREDIT_EN = "Census figures: e-Stat (https://www.e-stat.go.jp/), 2020 Population Census, processed. Office positions: GSI of Japan."


def main():
    parser = argparse.ArgumentParser(description="Writes the modelled demonstration data of Planner.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: next to this script)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name, content in everything().items():
        (out / name).write_bytes(content)


def everything():
    """Every file by its name."""
    facts = read_facts()
    land = Land(sketch.OUTLINE, sketch.SMOOTH_SHORES)
    municipal_rings = municipalities(land, facts)
    outlines = [polygon(ring) for ring in municipal_rings]
    cells = population(facts, outlines)
    station_rows = stations(facts, outlines, cells)
    return {
        "municipalities.geojson": municipalities_file(facts, municipal_rings),
        "living-areas.geojson": living_areas_file(living_areas(land)),
        "population-500m.csv": population_file(cells),
        "population-totals.csv": totals_file(facts),
        "stations.csv": stations_file(station_rows),
        "zones-sanbu.csv": sanbu_file(facts),
        "zones-11.csv": regions_file(facts),
    } | {f"candidates-{kind}.csv": table(["id", "name", "lat", "lon"], rows)
         for kind, rows in candidates(facts, outlines, cells, station_rows).items()}


# --- Facts ------------------------------------------------------------------------------------------------


class Municipality:
    def __init__(self, row):
        self.code, self.name, self.kana, self.name_en = row["code5"], row["name"], row["kana"], row["name_en"]
        self.county, self.region11, self.in_sanbu = row["county"], row["region11"], row["in_sanbu_zone"] == "1"
        self.area = float(row["area_km2"])
        self.office = (float(row["office_lat"]), float(row["office_lon"]))
        self.total = int(row["population_2020"])
        self.ages = {"0-14": int(row["age_0_14"]), "15-64": int(row["age_15_64"]), "65+": int(row["age_65_over"])}
        self.groups = dict(self.ages, unknown=self.total - sum(self.ages.values()))


def read_facts():
    with FACTS.open(encoding="utf-8-sig", newline="") as file:
        return [Municipality(row) for row in csv.DictReader(file)]


# --- Outlines ---------------------------------------------------------------------------------------------


def municipalities(land, facts):
    offices = [place.office for place in facts]
    stretches = [[place.office] + sketch.STRETCHES.get(place.code, []) for place in facts]
    labels = divide(land, stretches, offices, [place.area for place in facts], seed=21)
    return rings(labels, len(facts), tolerance_km=0.015)


def living_areas(land):
    """Every place belongs to the centre that is nearest, whichever municipality it is in."""
    centres = [(lat, lon) for _, lat, lon in sketch.LIVING_AREAS]
    labels = divide(land, [[centre] for centre in centres], centres, None, seed=61)
    return rings(labels, len(centres), tolerance_km=0.03)


def polygon(ring):
    return shapely.Polygon([(lon / 1e6, lat / 1e6) for lon, lat in ring])


def micro(value):
    """Whole millionths as decimal text without trailing zeros."""
    return f"{value // 1_000_000}.{value % 1_000_000:06d}".rstrip("0").rstrip(".")


def geojson(note_ja, features):
    """A FeatureCollection, one feature a line.  Coordinates are written from whole millionths of a degree."""
    head = {"type": "FeatureCollection", "note": note_ja, "note_en": NOTE_EN, "credit": CREDIT_JA, "credit_en": CREDIT_EN}
    lines = []
    for properties, ring in features:
        corners = ",".join(f"[{micro(lon)},{micro(lat)}]" for lon, lat in ring)
        lines.append('{"type":"Feature","properties":' + json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
                     + ',"geometry":{"type":"Polygon","coordinates":[[' + corners + "]]}}")
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    return (opening + ',"features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def municipalities_file(facts, municipal_rings):
    return geojson(NOTE_JA, [({"code": place.code, "name": place.name, "name_en": place.name_en, "kana": place.kana,
                               "modelled": True}, ring) for place, ring in zip(facts, municipal_rings)])


def living_areas_file(area_rings):
    return geojson(NOTE_JA + "生活圏域もモデルです。", [
        ({"code": f"LA{number:02d}", "name": f"{name} 生活圏", "modelled": True}, ring)
        for number, ((name, _, _), ring) in enumerate(zip(sketch.LIVING_AREAS, area_rings), start=1)])


# --- Residents --------------------------------------------------------------------------------------------


class Cell:
    """A 500 m grid cell (JIS X 0410): column of 1/160 degree, row of 1/240 degree."""

    def __init__(self, column, row):
        self.column, self.row = column, row
        self.shares = {}     # municipality -> its part of the cell's land
        self.land = 0.0      # square kilometres of land
        self.expected = {}   # municipality -> {group: residents before rounding}
        self.counts = dict.fromkeys(GROUPS, 0)
        self.over_75 = 0

    @property
    def centre(self):
        return (self.row + 0.5) / 240, (self.column + 0.5) / 160

    @property
    def box(self):
        return shapely.box(self.column / 160, self.row / 240, (self.column + 1) / 160, (self.row + 1) / 240)

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def key(self):
        """First mesh 80 x 80 cells, second 10 x 10, third 2 x 2, then the half: 1 SW, 2 SE, 3 NW, 4 NE."""
        p, u = self.row // 160, self.column // 160 - 100
        q, v = self.row % 160 // 20, self.column % 160 // 20
        r, w = self.row % 20 // 2, self.column % 20 // 2
        return f"{p:02d}{u:02d}{q}{v}{r}{w}{2 * (self.row % 2) + self.column % 2 + 1}"


def population(facts, outlines):
    """Cells whose residents add up to the census of every municipality, age group by age group."""
    cells = cells_of(outlines)
    expect(cells, facts)
    shared = [cell for cell in cells if len(cell.shares) > 1]
    for group in GROUPS:
        draft_shared(shared, group)
    for group in GROUPS:
        settle_shared(shared, facts, group)
        settle_whole(cells, shared, facts, group)
    populated = [cell for cell in cells if cell.total > 0]
    lat, lon = (numpy.array(values) for values in zip(*(cell.centre for cell in populated)))
    shares_of_75 = SHARE_OF_75_IN_65 + 0.06 * noise(lon * 30, lat * 37, 91)
    for cell, share in zip(populated, shares_of_75.tolist()):
        cell.over_75 = min(cell.counts["65+"], round(cell.counts["65+"] * share))
    return sorted(populated, key=lambda cell: cell.key)


def cells_of(outlines):
    """The cells that hold land, and how they divide.  Shares are rounded to 1e-12 and slivers dropped, so that the
    last bits of an overlay decide nothing."""
    west, south, east, north = shapely.total_bounds(outlines)
    tree = shapely.STRtree(outlines)
    shapely.prepare(outlines)
    cells = []
    for row in range(math.floor(south * 240), math.floor(north * 240) + 1):
        for column in range(math.floor(west * 160), math.floor(east * 160) + 1):
            cell = Cell(column, row)
            box = cell.box
            parts = {}
            for index in sorted(tree.query(box).tolist()):
                if outlines[index].covers(box):
                    parts = {index: 1 / 38400}
                    break
                part = outlines[index].intersection(box).area
                if part > 0:
                    parts[index] = part
            inside = sum(parts.values())
            if inside * 38400 < 0.03:
                continue
            cell.shares = {index: round(part / inside, 12) for index, part in parts.items() if part > 1e-9 * inside}
            cell.land = round(inside * square_degree(cell.centre[0]), 9)
            cells.append(cell)
    return cells


def expect(cells, facts):
    """How many would live where: towns, scattered villages, the beach road, hardly anyone in the hills."""
    lat, lon = (numpy.array(values) for values in zip(*(cell.centre for cell in cells)))
    x, y = kilometres(lat, lon)
    towns = numpy.zeros(len(cells))
    for _, town_lat, town_lon, weight, radius in sketch.TOWNS:
        px, py = kilometres(town_lat, town_lon)
        near = ((x - px) * (x - px) + (y - py) * (y - py)) / (radius * radius)
        towns += numpy.where(near < 12, weight / (radius * radius) / ((1 + near) * (1 + near)), 0)
    emptiness = numpy.zeros(len(cells))
    for hill_lat, hill_lon, radius, amount, _ in sketch.EMPTY:
        px, py = kilometres(hill_lat, hill_lon)
        near = ((x - px) * (x - px) + (y - py) * (y - py)) / (radius * radius)
        emptiness = numpy.maximum(emptiness, amount * numpy.clip(1.6 * (1 - near), 0, 1))
    beach = numpy.clip(1.6 - distance_to_line(x, y, sketch.BEACH_ROAD), 0, 1)
    streets = noise(x / 0.7, y / 0.7, 81)
    villages = noise(x / 2.2, y / 2.2, 82) + 0.7 * streets + 0.8 * beach

    pieces = [[] for _ in facts]
    for number, cell in enumerate(cells):
        for index, share in cell.shares.items():
            pieces[index].append((number, share * cell.land))
    for index, place in enumerate(facts):
        density = place.total / place.area
        numbers = numpy.array([number for number, _ in pieces[index]])
        land = numpy.array([area for _, area in pieces[index]])
        scattered = 0.15 + numpy.clip(0.55 + villages[numbers], 0, None)
        sparse_below = 0.95 * emptiness[numbers] - (1.6 if density > 1200 else 0.6 if density > 350 else 0.3)
        deserted = (villages[numbers] < sparse_below) | (emptiness[numbers] > 0.98)
        scattered = numpy.where(deserted, 0, scattered) * (1 - 0.7 * emptiness[numbers])
        clustered = towns[numbers] * (1 + 0.45 * streets[numbers]) * (1 - emptiness[numbers])
        spread = 0.72 if density > 4000 else 0.5 if density > 1200 else 0.55 if density > 350 else 0.6
        weight = spread * land * scattered / total(land * scattered) \
            + (1 - spread) * land * clustered / total(land * clustered)
        residents = place.total * weight / total(weight)
        crowd = residents / land
        old = 1 + 0.55 / (1 + crowd / 350) + 0.12 * noise(x[numbers] / 1.5, y[numbers] / 1.5, 83)
        young = 1 - 0.30 / (1 + crowd / 350) + 0.12 * noise(x[numbers] / 1.5, y[numbers] / 1.5, 84)
        for group, lean in (("0-14", young), ("15-64", 1 + 0 * young), ("65+", old), ("unknown", 1 + 0 * young)):
            amount = residents * lean
            amount = amount * (place.groups[group] / total(amount))
            for number, value in zip(numbers.tolist(), amount.tolist()):
                cells[number].expected.setdefault(index, {})[group] = round(value, 9)


def total(values):
    """A sum whose order does not depend on the machine."""
    return math.fsum(values.tolist())


def distance_to_line(x, y, line):
    best = numpy.full(x.shape, numpy.inf)
    corners = [kilometres(lat, lon) for lat, lon in line]
    for (ax, ay), (bx, by) in zip(corners, corners[1:]):
        along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        along = numpy.clip(along, 0, 1)
        dx, dy = ax + along * (bx - ax) - x, ay + along * (by - ay) - y
        best = numpy.minimum(best, numpy.sqrt(dx * dx + dy * dy))
    return best


def draft_shared(shared, group):
    """First counts for the cells that several municipalities share.

    A cell's residents are split by area, so a crowded side would hand its people to an empty one: the cell
    follows its emptier side.
    """
    for cell in shared:
        densities = [(cell.expected[index][group] / share, share) for index, share in cell.shares.items()]
        if min(density for density, _ in densities) <= 0:
            cell.counts[group] = 0
        else:
            cell.counts[group] = round(1 / sum(share / density for density, share in densities))


def settle_shared(shared, facts, group):
    """Adds or takes single residents in shared cells until what is left for the whole cells of every
    municipality is within an eighth of a whole number, and rounding it loses nobody."""
    left = still_to_place(shared, facts, group)
    movable = [cell for cell in shared if cell.total >= 4
               and all(cell.expected[index][group] > 0 for index in cell.shares)]

    def off(value):
        return value - round(value)

    def improves(moves):
        """Makes the moves, [(cell, step)], if they bring what is left nearer to whole numbers."""
        change = {}
        for cell, step in moves:
            if cell.counts[group] + step < 0:
                return False
            for index, share in cell.shares.items():
                change[index] = change.get(index, 0) + step * share
        if any(left[index] < amount for index, amount in change.items()):
            return False
        gain = sum(off(left[index]) ** 2 - off(left[index] - amount) ** 2 for index, amount in change.items())
        if gain < 1e-6:
            return False
        for cell, step in moves:
            cell.counts[group] += step
        for index, amount in change.items():
            left[index] -= amount
        return True

    chance = Chance(len(movable))
    for _ in range(200):
        worst = max(range(len(left)), key=lambda index: round(abs(off(left[index])), 9))
        missing = round(math.fsum(map(off, left)))  # what rounding every municipality would lose of the prefecture
        if abs(off(left[worst])) < 0.08 and missing == 0:
            return
        if any([improves([(cell, 1)]) or improves([(cell, -1)]) for cell in movable]):
            continue
        if missing:  # at rest in the wrong place: a jolt, and again
            for _ in range(20):
                cell = movable[chance.below(len(movable))]
                if cell.counts[group] > 1:
                    cell.counts[group] -= 1
                    for index, share in cell.shares.items():
                        left[index] += share
            continue
        around = [cell for cell in movable if worst in cell.shares]
        near = [cell for cell in movable if any(index in other.shares for other in around for index in cell.shares)]
        any(improves([(one, step), (two, back)]) for one in around for two in near if one is not two
            for step in (1, -1) for back in (1, -1))
    if abs(off(left[worst])) >= 0.12 or missing:
        raise SystemExit(f"{group}: {facts[worst].name} is off by {off(left[worst]):.3f}")


def still_to_place(shared, facts, group):
    left = [float(place.groups[group]) for place in facts]
    for cell in shared:
        for index, share in cell.shares.items():
            left[index] -= cell.counts[group] * share
    return left


def settle_whole(cells, shared, facts, group):
    """The rest goes to the cells that lie in one municipality only, by largest remainder."""
    left = still_to_place(shared, facts, group)
    whole = [[] for _ in facts]
    for cell in cells:
        if len(cell.shares) == 1:
            whole[next(iter(cell.shares))].append(cell)
    for index, members in enumerate(whole):
        rest = round(left[index])
        if rest < 0:
            raise SystemExit(f"{group}: the shared cells of {facts[index].name} hold too many")
        wanted = [cell.expected[index][group] for cell in members]
        scale = rest / math.fsum(wanted) if rest else 0
        floors = [math.floor(value * scale) for value in wanted]
        order = sorted(range(len(members)), key=lambda number: (-round(wanted[number] * scale - floors[number], 9), number))
        for number in order[:rest - sum(floors)]:
            floors[number] += 1
        for cell, count in zip(members, floors):
            cell.counts[group] = count


def population_file(cells):
    return table(["KEY_CODE", "total", *AGES, "75+"],
                 [[cell.key, cell.total, *(cell.counts[age] for age in AGES), cell.over_75] for cell in cells])


def totals_file(facts):
    return table(["code", "name", "total", *AGES],
                 [[place.code, place.name, place.total, *(place.ages[age] for age in AGES)] for place in facts])


# --- Zones ------------------------------------------------------------------------------------------------


def sanbu_file(facts):
    source = "千葉県の「山武地域」（3市3町）。土木系事務所の管内（芝山町を含まない）とは異なる"
    return table(["area", "code", "source"], [["山武圏域", place.code, source] for place in facts if place.in_sanbu])


def regions_file(facts):
    verified = "千葉県の11地域区分。この地域の構成市町村は確認済み"
    unverified = "千葉県の11地域区分。この地域の構成市町村は未確認（確認済みは山武・葛南・東葛飾のみ）"
    order = list(dict.fromkeys(place.region11 for place in facts))
    return table(["area", "code", "source"],
                 [[f"{region}地域", place.code, verified if region in ("山武", "葛南", "東葛飾") else unverified]
                  for region in order for place in facts if place.region11 == region])


# --- Stations ---------------------------------------------------------------------------------------------

KINDS = {"medical-welfare": ("医療福祉", 65), "public": ("公共", 6), "temple-shrine": ("寺社", 4), "tourism": ("観光", 6),
         "restaurant": ("飲食", 7), "education": ("教育", 13), "commerce": ("商工", 18)}
PER_MUNICIPALITY = {"12213": 28, "12237": 22, "12239": 20, "12410": 12, "12403": 10, "12230": 8, "12210": 7,
                    "12235": 6, "12409": 6}
# How likely a kind offers a service; a service goes to the likeliest stations until its number is reached.
SERVICES = {
    "cool": (100, {}),
    "consultation": (45, {"medical-welfare": 1.0, "public": 0.6, "temple-shrine": 0.4, "education": 0.3}),
    "volunteering": (13, {"medical-welfare": 0.4, "education": 0.5, "commerce": 0.3, "restaurant": 0.3, "tourism": 0.3}),
    "cafeteria": (12, {"restaurant": 1.0, "temple-shrine": 0.6, "education": 0.5, "medical-welfare": 0.15}),
    "foodbank": (13, {"commerce": 0.7, "medical-welfare": 0.3, "temple-shrine": 0.4, "public": 0.2}),
    "information": (38, {"public": 1.0, "commerce": 0.8, "tourism": 0.8, "medical-welfare": 0.4, "education": 0.4}),
}
JOINED = [(62, date(2021, 4, 1), date(2023, 3, 31)), (45, date(2023, 4, 1), date(2024, 3, 31)),
          (12, date(2024, 4, 1), date(2024, 7, 31))]
COOL_BY_WAVE = [52, 37, 11]  # 89 by the end of March 2024, 100 by the end of July 2024
HOURS = {
    "medical-welfare": ["月〜金 9時〜17時（祝日を除く）", "平日9:00～17:30、土曜9:00～12:00", "月・火・木・金 9:00-12:00,14:00-18:00",
                        "毎日 10:00〜16:00", "調剤開局時間による", "平日10:00～15:00（お盆・年末年始休み）"],
    "public": ["平日 8:30〜17:15", "火〜日 9:00〜17:00（月曜休館）"],
    "temple-shrine": ["日中随時（行事のときを除く）", "第2・第4土曜 10:00〜14:00"],
    "tourism": ["毎日 9:00〜17:00", "10:00〜18:00 不定休"],
    "restaurant": ["11:00〜14:00（水曜定休）", "第1・第3日曜 11:30〜13:30 要予約", "火〜土 10:00〜19:00"],
    "education": ["月〜金 14:00〜18:00", "平日9:00〜16:00（8月13日〜16日を除く）", "土曜 １０：００〜１５：００"],
    "commerce": ["10:00〜19:00（火曜定休）", "月〜土 9:00〜18:00", "営業時間内、不定休", "平日9時〜17時"],
}
# Endings that test a reader: marks, commas, quotes and letters outside JIS X 0208.
ENDINGS = {4: "㈱髙見本商店", 11: "①号館", 17: "「まちの縁側」", 23: "\"見本\"の間", 31: "A棟, 1階", 38: "髙見本館", 46: "㈱見本﨑",
           58: "②号館", 66: "見本, 別館", 79: "〜ひだまり〜", 93: "\"ほっと\", ひと息", 104: "㈲見本", 112: "Ⅱ号館"}
TOWN_WORDS = ["モデル台", "モデル中央", "大字モデル", "字見本", "モデル浜", "見本ヶ丘"]


def stations(facts, outlines, cells):
    chance = Chance(20240731)
    kinds = chance.shuffled([kind for kind, (_, count) in KINDS.items() for _ in range(count)])
    homes = chance.shuffled([code for code, count in PER_MUNICIPALITY.items() for _ in range(count)])
    days, waves = [], []
    for wave, (count, first, last) in enumerate(JOINED):
        span = (last - first).days
        chosen = sorted(first + timedelta(days=chance.below(span + 1)) for _ in range(count))
        days, waves = days + chosen, waves + [wave] * count
    services = deal_services(kinds, waves, chance)
    consents = chance.shuffled(["yes"] * 90 + ["no"] * 8 + [""] * 9
                               + [f"2024-{1 + number % 7:02d}-{3 + 2 * number:02d}" for number in range(12)])
    precisions = chance.shuffled(["exact"] * 97 + ["town"] * 10 + ["mesh"] * 8 + ["hidden"] * 4)
    places = {place.code: (place, outlines[index], index) for index, place in enumerate(facts)}
    near_border = set(chance.shuffled(range(119))[:26])
    numbers, taken, rows = {}, [], []
    for number in range(119):
        place, outline, index = places[homes[number]]
        lat, lon = position(chance, cells, index, outline, number in near_border, taken)
        taken.append((lat, lon))
        label, town = KINDS[kinds[number]][0], place.name.rstrip("市町村")
        numbers[(label, town)] = numbers.get((label, town), 0) + 1
        name = f"モデル{label} {town}{numbers[(label, town)]:02d}"
        if number in ENDINGS:
            name += f" {ENDINGS[number]}"
        summer_only = services[number] == ["drop-in", "cool"] and chance.below(3) == 0
        street = f"{TOWN_WORDS[chance.below(len(TOWN_WORDS))]}{1 + chance.below(40)}"
        street += (f"-{1 + chance.below(30)}", f"番地{1 + chance.below(9)}", f"番地")[chance.below(3)]
        rows.append([
            f"HS-{number + 1:03d}", name, kinds[number], ";".join(services[number]), f"{lat:.5f}", f"{lon:.5f}",
            place.name, f"千葉県{place.county}{place.name}{street}", days[number].isoformat(), "",
            "7-9月" if summer_only else "通年", consents[number], precisions[number],
            HOURS[kinds[number]][chance.below(len(HOURS[kinds[number]]))],
            f"https://example.jp/station/{number + 1:03d}" if chance.below(3) else "",
            f"0475-00-{number + 1:04d}", f"モデル担当{number + 1:03d}",
            ("モデルデータ", "モデルデータ。できる範囲で開けています", "モデルデータ、よかったら使って")[chance.below(3)]])
    return rows


def deal_services(kinds, waves, chance):
    offered = [["drop-in"] for _ in kinds]
    for service, (count, liking) in SERVICES.items():
        if service == "cool":
            for wave, quota in enumerate(COOL_BY_WAVE):
                members = chance.shuffled(number for number, other in enumerate(waves) if other == wave)
                for number in members[:quota]:
                    offered[number].append(service)
            continue
        appeal = sorted(((chance.unit() + liking.get(kind, 0.05), number) for number, kind in enumerate(kinds)), reverse=True)
        for _, number in appeal[:count]:
            offered[number].append(service)
    return offered


def position(chance, cells, index, outline, near_border, taken):
    """A point in a populated cell of the municipality, not on top of another station."""
    if near_border:
        candidates = [cell for cell in cells if len(cell.shares) > 1 and 0.3 < cell.shares.get(index, 0) and cell.total > 20]
        weights = [math.sqrt(cell.total) for cell in candidates]
    else:
        candidates = [cell for cell in cells if cell.shares.get(index, 0) == 1 and cell.total > 40]
        weights = [cell.total * math.sqrt(cell.total) for cell in candidates]
    while True:
        cell = candidates[chance.weighted(weights)]
        lat = round((cell.row + 0.06 + 0.88 * chance.unit()) / 240, 5)
        lon = round((cell.column + 0.06 + 0.88 * chance.unit()) / 160, 5)
        point = shapely.Point(lon, lat)
        inside = outline.contains(point) and outline.exterior.distance(point) > 0.0004
        if inside and all(abs(lat - a) > 0.0009 or abs(lon - b) > 0.0011 for a, b in taken):
            return lat, lon


def stations_file(rows):
    header = ["id", "name", "kind", "services", "lat", "lon", "municipality", "address", "joined", "left", "season",
              "consent", "precision", "hours", "url", "phone", "contact", "notes"]
    return b"\xef\xbb\xbf" + table(header, rows)


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
