"""Divides a hand-drawn land into areas whose outlines fit each other exactly.

The land is a fine lattice of pixels.  Each pixel goes to the area whose points are nearest, after a bonus
per area that is tuned until every area has the size it should have, on a plane bent by smooth noise so that
no border is straight.  The borders are walked along the pixel edges, smoothed and thinned as one shared
network: two neighbours therefore have the same vertices, and a partition stays a partition.
"""

import math

import numpy
import shapely

from chance import noise

WEST, SOUTH = 139.70, 34.86
PER_DEGREE_LON, PER_DEGREE_LAT = 400, 500
WIDTH, HEIGHT = 480, 630
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 90.7, 110.95  # near 35.5 degrees north
OUTSIDE = -1
OVERDRAWN_KM = 0.14  # a hand draws shores and rivers a little too far out


def kilometres(lat, lon):
    return (lon - WEST) * KM_PER_DEGREE_LON, (lat - SOUTH) * KM_PER_DEGREE_LAT


def square_degree(lat):
    """Square kilometres per square degree on the GRS80 ellipsoid."""
    a, e2 = 6378.137, 0.00669438002290
    s = math.sin(math.radians(lat))
    return (math.pi / 180) ** 2 * a * a * (1 - e2) * math.cos(math.radians(lat)) / (1 - e2 * s * s) ** 2


class Land:
    """The pixels of the land, and the outline that every partition of it shares."""

    def __init__(self, outline, smooth_shores):
        rows, columns = numpy.mgrid[0:HEIGHT, 0:WIDTH]
        self.lat = SOUTH + (rows + 0.5) / PER_DEGREE_LAT
        self.lon = WEST + (columns + 0.5) / PER_DEGREE_LON
        self.x, self.y = kilometres(self.lat, self.lon)
        self.mask = self._draw(outline, smooth_shores)
        per_row = [round(square_degree(SOUTH + (row + 0.5) / PER_DEGREE_LAT)
                         / PER_DEGREE_LAT / PER_DEGREE_LON * 1e6) for row in range(HEIGHT)]
        self.square_metres = numpy.broadcast_to(numpy.array(per_row)[:, None], (HEIGHT, WIDTH))

    def _draw(self, outline, smooth_shores):
        amount = numpy.full(self.x.shape, 0.75)
        for south, west, north, east in smooth_shores:
            inside = (self.lat > south) & (self.lat < north) & (self.lon > west) & (self.lon < east)
            amount[inside] = 0.06
        x = self.x + amount * (noise(self.x / 3, self.y / 3, 11) + 0.6 * noise(self.x / 1.2, self.y / 1.2, 12))
        y = self.y + amount * (noise(self.x / 3, self.y / 3, 13) + 0.6 * noise(self.x / 1.2, self.y / 1.2, 14))
        drawn = shapely.Polygon([kilometres(lat, lon) for lat, lon in outline])
        corners = list(drawn.buffer(-OVERDRAWN_KM, join_style="mitre").exterior.coords)
        mask = numpy.zeros(x.shape, dtype=bool)
        for (ax, ay), (bx, by) in zip(corners, corners[1:]):
            if ay == by:
                continue
            crosses = ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
            mask ^= crosses
        for _ in range(2):
            mask = sum(_shifted(mask.astype(int), dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)) >= 5
        while True:
            mask = _largest(mask)
            mask = ~_largest(~mask)
            corners = _checkered(mask)
            if not corners:
                return mask
            for row, column in corners:
                mask[row:row + 2, column:column + 2] = True

    def distances(self, points, seed):
        """Squared kilometres from every land pixel to the nearest of the points, on the bent plane."""
        x, y = self.x[self.mask], self.y[self.mask]
        for wavelength, amount in ((5.0, 1.5), (1.9, 0.75), (0.9, 0.4)):
            dx = amount * noise(self.x[self.mask] / wavelength, self.y[self.mask] / wavelength, seed)
            dy = amount * noise(self.x[self.mask] / wavelength, self.y[self.mask] / wavelength, seed + 1)
            x, y, seed = x + dx, y + dy, seed + 2
        best = numpy.full(x.shape, numpy.inf)
        for lat, lon in points:
            px, py = kilometres(lat, lon)
            best = numpy.minimum(best, (x - px) * (x - px) + (y - py) * (y - py))
        return best


def divide(land, stretches, anchors, sizes, seed):
    """Labels every pixel with an area.

    stretches: the points of each area; anchors: a point that must be inside it, with a kilometre around;
    sizes: the square kilometres it should have, or None if nearness alone decides.
    """
    distance = numpy.stack([land.distances(points, seed) for points in stretches])
    x, y = land.x[land.mask], land.y[land.mask]
    if sizes is not None:
        for index, (lat, lon) in enumerate(anchors):
            px, py = kilometres(lat, lon)
            distance[index][(x - px) * (x - px) + (y - py) * (y - py) < 0.8] = -1e6
    bonus = numpy.zeros(len(stretches))
    pixel_areas = land.square_metres[land.mask]
    labels = numpy.full(land.mask.shape, OUTSIDE)

    def assign():
        labels[land.mask] = numpy.argmin(distance - bonus[:, None], axis=0)
        return _tidied(labels, land.mask, anchors)

    if sizes is None:
        return assign()
    goal = numpy.array(sizes) * (int(pixel_areas.sum()) / 1e6 / sum(sizes))
    for turn in range(130):
        if turn < 105:
            owners = numpy.argmin(distance - bonus[:, None], axis=0)
        else:  # the last turns measure what is left after tidying
            owners = assign()[land.mask]
        area = numpy.array([int(pixel_areas[owners == index].sum()) for index in range(len(sizes))]) / 1e6
        bonus += (0.25 if turn < 80 else 0.12) * (goal - area)
    return assign()


def _shifted(grid, dy, dx, fill=0):
    result = numpy.full_like(grid, fill)
    height, width = grid.shape
    result[max(dy, 0):height + min(dy, 0), max(dx, 0):width + min(dx, 0)] = \
        grid[max(-dy, 0):height + min(-dy, 0), max(-dx, 0):width + min(-dx, 0)]
    return result


def _components(mask):
    """The 4-connected components of a mask: a grid of numbers from 0, -1 outside, and their sizes."""
    numbers = numpy.full(mask.shape, -1)
    sizes = []
    open_pixels = mask.tolist()
    height, width = mask.shape
    for row in range(height):
        for column in range(width):
            if not open_pixels[row][column]:
                continue
            open_pixels[row][column] = False
            stack, found = [(row, column)], []
            while stack:
                r, c = stack.pop()
                found.append((r, c))
                for rr, cc in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                    if 0 <= rr < height and 0 <= cc < width and open_pixels[rr][cc]:
                        open_pixels[rr][cc] = False
                        stack.append((rr, cc))
            rows, columns = zip(*found)
            numbers[list(rows), list(columns)] = len(sizes)
            sizes.append(len(found))
    return numbers, sizes


def _largest(mask):
    numbers, sizes = _components(mask)
    return numbers == sizes.index(max(sizes))


def _checkered(mask):
    """The corners where two diagonal pixels are set and the two others are not."""
    a, b, c, d = mask[:-1, :-1], mask[:-1, 1:], mask[1:, :-1], mask[1:, 1:]
    rows, columns = numpy.nonzero((a == d) & (b == c) & (a != b))
    return list(zip(rows.tolist(), columns.tolist()))


def _pixel(lat, lon):
    return int((lat - SOUTH) * PER_DEGREE_LAT), int((lon - WEST) * PER_DEGREE_LON)


def _tidied(labels, land, anchors):
    """Smooths ragged labels and leaves every area in one part, touching itself nowhere."""
    labels = labels.copy()
    for _ in range(2):
        labels = _majority(labels, land, keep=None)
    homes = [_pixel(*anchor) for anchor in anchors]
    while True:
        stray = _strays(labels, land, homes)
        while stray.any():
            labels[stray] = OUTSIDE
            labels = _majority(labels, land, keep=~stray)
            stray = stray & (labels == OUTSIDE)
        if not _separate(labels) and not _strays(labels, land, homes).any():
            return labels


def _strays(labels, land, homes):
    stray = land.copy()
    height, width = labels.shape
    grid = labels.tolist()
    seen = numpy.zeros(labels.shape, dtype=bool)
    for index, (row, column) in enumerate(homes):
        if grid[row][column] != index:
            raise SystemExit(f"area {index} does not hold its own anchor")
        stack, found = [(row, column)], {(row, column)}
        while stack:
            r, c = stack.pop()
            for near in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if near not in found and 0 <= near[0] < height and 0 <= near[1] < width \
                        and grid[near[0]][near[1]] == index:
                    found.add(near)
                    stack.append(near)
        rows, columns = zip(*found)
        seen[list(rows), list(columns)] = True
    return stray & ~seen


def _majority(labels, land, keep):
    """Every land pixel takes the commonest label around it; those of `keep` stay as they are."""
    around = [_shifted(labels, dy, dx, OUTSIDE)
              for dy, dx in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))]
    if keep is not None:
        around = around[1:5]  # stray pixels may only join a neighbour across an edge
    best = labels.copy()
    votes = numpy.zeros(labels.shape, dtype=int)
    for candidate in around:
        count = sum((other == candidate).astype(int) for other in around)
        better = (candidate != OUTSIDE) & (count > votes)
        best[better] = candidate[better]
        votes[better] = count[better]
    changed = land if keep is None else land & ~keep
    return numpy.where(changed, best, labels)


def _separate(labels):
    """Mends the corners where an area touches itself only diagonally; true if there were any."""
    a, b, c, d = labels[:-1, :-1], labels[:-1, 1:], labels[1:, :-1], labels[1:, 1:]
    falling = (a == d) & (a != OUTSIDE) & (b != a) & (c != a)
    rising = (b == c) & (b != OUTSIDE) & (a != b) & (d != b)
    mended = False
    for corners, owner, others in ((falling, (0, 0), ((0, 1), (1, 0))), (rising, (0, 1), ((0, 0), (1, 1)))):
        for row, column in zip(*(indices.tolist() for indices in numpy.nonzero(corners))):
            for dy, dx in others:
                if labels[row + dy, column + dx] != OUTSIDE:
                    labels[row + dy, column + dx] = labels[row + owner[0], column + owner[1]]
                    mended = True
                    break
    return mended


def rings(labels, count, tolerance_km):
    """The exterior ring of each area, counterclockwise, as (lon, lat) in whole millionths of a degree."""
    borders = _border_edges(labels)
    positions = _smoothed(borders)
    kept = _thinned(borders, positions, tolerance_km)
    result = []
    for index in range(count):
        loops = _loops(labels, index)
        if len(loops) != 1:
            raise SystemExit(f"area {index} has {len(loops)} rings")
        ring = []
        for node in loops[0]:
            if node in kept:
                column, row = positions[node]
                ring.append((round((WEST + column / PER_DEGREE_LON) * 1e6), round((SOUTH + row / PER_DEGREE_LAT) * 1e6)))
        first = ring.index(min(ring))
        ring = ring[first:] + ring[:first]
        result.append(ring + ring[:1])
    return result


def _border_edges(labels):
    """The neighbours of each lattice corner along the borders: {corner: {corner: is it the outer border}}."""
    edges = {}
    grid = labels.tolist()

    def join(a, b, outer):
        edges.setdefault(a, {})[b] = outer
        edges.setdefault(b, {})[a] = outer

    for row in range(HEIGHT):
        for column in range(1, WIDTH):
            left, right = grid[row][column - 1], grid[row][column]
            if left != right:
                join((column, row), (column, row + 1), OUTSIDE in (left, right))
    for row in range(1, HEIGHT):
        for column in range(WIDTH):
            low, high = grid[row - 1][column], grid[row][column]
            if low != high:
                join((column, row), (column + 1, row), OUTSIDE in (low, high))
    return edges


def _smoothed(borders, turns=4):
    """Corners pulled towards their neighbours.  The outer border is smoothed by itself, so that it is the
    same whatever the land is divided into."""
    positions = {node: (float(node[0]), float(node[1])) for node in borders}
    outer = {node: [near for near, is_outer in sorted(links.items()) if is_outer] for node, links in borders.items()}
    for on_coast in (True, False):
        links = {node: near if on_coast else sorted(borders[node]) for node, near in outer.items()
                 if bool(near) == on_coast}
        for _ in range(turns):
            moved = {}
            for node, near in links.items():
                x, y = positions[node]
                sx = sum(positions[other][0] for other in near)
                sy = sum(positions[other][1] for other in near)
                moved[node] = (0.5 * x + 0.5 * sx / len(near), 0.5 * y + 0.5 * sy / len(near))
            positions.update(moved)
    return positions


def _thinned(borders, positions, tolerance_km):
    """The corners worth keeping (Douglas and Peucker).  All of the outer border are."""
    outer = {node for node, links in borders.items() if any(links.values())}
    fixed = outer | {node for node, links in borders.items() if len(links) != 2}
    kept = set(fixed)
    walked = set()
    for start in sorted(fixed):
        for second in sorted(borders[start]):
            if borders[start][second] or (start, second) in walked:
                continue
            arc = [start, second]
            while arc[-1] not in fixed:
                arc.append(next(node for node in sorted(borders[arc[-1]]) if node != arc[-2]))
            walked.add((arc[-1], arc[-2]))
            kept.update(_peucker(arc, positions, tolerance_km))
    return kept


def _peucker(arc, positions, tolerance_km):
    points = [(positions[node][0] / PER_DEGREE_LON * KM_PER_DEGREE_LON,
               positions[node][1] / PER_DEGREE_LAT * KM_PER_DEGREE_LAT) for node in arc]
    kept, stack = set(), [(0, len(arc) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
        worst, where = 0.0, None
        for index in range(first + 1, last):
            px, py = points[index]
            if length > 1e-9:
                off = abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / length
            else:
                off = math.sqrt((px - ax) * (px - ax) + (py - ay) * (py - ay))
            if off > worst:
                worst, where = off, index
        if where is not None and worst > tolerance_km:
            kept.add(arc[where])
            stack += [(first, where), (where, last)]
    return kept


def _loops(labels, index):
    """The rings around an area, along the pixel edges with the area on the left."""
    following = {}
    rows, columns = numpy.nonzero(labels == index)
    pixels = set(zip(columns.tolist(), rows.tolist()))
    for column, row in pixels:
        if (column, row - 1) not in pixels:
            following[(column, row)] = (column + 1, row)
        if (column + 1, row) not in pixels:
            following[(column + 1, row)] = (column + 1, row + 1)
        if (column, row + 1) not in pixels:
            following[(column + 1, row + 1)] = (column, row + 1)
        if (column - 1, row) not in pixels:
            following[(column, row + 1)] = (column, row)
    loops = []
    while following:
        node = min(following)
        loop = []
        while node in following:
            loop.append(node)
            node = following.pop(node)
        loops.append(loop)
    return loops
