"""Numbers that look random and are the same on every machine."""

import numpy

_MASK = (1 << 64) - 1


class Chance:
    """SplitMix64: a seeded stream of numbers that owes nothing to the platform."""

    def __init__(self, seed):
        self.state = seed & _MASK

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def unit(self):
        """A number in [0, 1)."""
        return (self.bits() >> 11) / (1 << 53)

    def below(self, count):
        """A whole number in 0 ..< count."""
        return self.bits() % count

    def shuffled(self, items):
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items

    def weighted(self, weights):
        """An index, each as likely as its weight."""
        mark = self.unit() * sum(weights)
        for index, weight in enumerate(weights):
            mark -= weight
            if mark < 0:
                return index
        return max(range(len(weights)), key=lambda index: weights[index])


def noise(x, y, seed):
    """Smooth values in [-1, 1] over the plane, one hill or hollow per unit of length (value noise)."""
    left, low = numpy.floor(x), numpy.floor(y)
    across, up = x - left, y - low
    across = across * across * (3 - 2 * across)
    up = up * up * (3 - 2 * up)
    column, row = left.astype(numpy.int64), low.astype(numpy.int64)
    south = _corner(column, row, seed) * (1 - across) + _corner(column + 1, row, seed) * across
    north = _corner(column, row + 1, seed) * (1 - across) + _corner(column + 1, row + 1, seed) * across
    return south * (1 - up) + north * up


def _corner(column, row, seed):
    z = (column * 73856093 + row * 19349663 + seed * 83492791).astype(numpy.uint64)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) / float(1 << 52) - 1.0
