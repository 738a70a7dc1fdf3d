"""The analysis of `planner-cli coverage`, as a practised user of geopandas would write it.

Reads municipal outlines (GeoJSON), a census grid (CSV of JIS X 0410 codes and residents) and a
list of stations (CSV), and writes who lives within a walk of a station, as JSON with the names
that `planner.coverage.v1` uses. Residents are spread evenly over the part of a cell that lies in
one municipality; shares are exact areas. Only the distances to the nearest station are sampled,
at 8 by 8 points in each cell.

Every step is one call over whole arrays, with a spatial index where it pairs things up, and the
faster of the ways that were tried.
"""

import argparse
import json
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

PLANE = "EPSG:6677"
DEGREES = "EPSG:6668"
COLUMNS_PER_DEGREE = 160
ROWS_PER_DEGREE = 240
SAMPLES = 8
SEAM = 1e-6


class Stages:
    """Seconds by stage, in the order in which they ended."""

    def __init__(self):
        self.seconds = {}
        self.last = time.perf_counter()

    def end(self, name):
        now = time.perf_counter()
        self.seconds[name] = round(now - self.last, 4)
        self.last = now


def grid_positions(codes):
    """Column and row of 500 m cells by their nine-digit codes."""
    digit = np.array([list(code) for code in codes], dtype=np.int64)
    half = digit[:, 8] - 1
    column = (100 + digit[:, 2] * 10 + digit[:, 3]) * 8 + digit[:, 5]
    row = (digit[:, 0] * 10 + digit[:, 1]) * 8 + digit[:, 4]
    column = (column * 10 + digit[:, 7]) * 2 + half % 2
    row = (row * 10 + digit[:, 6]) * 2 + half // 2
    return column, row


def read(arguments, stages):
    municipalities = gpd.read_file(arguments.municipalities)[["code", "name", "geometry"]]
    municipalities = municipalities.sort_values("code", ignore_index=True)
    table = pd.read_csv(arguments.population, dtype={0: str})
    stations = pd.read_csv(arguments.stations).sort_values("id", ignore_index=True)
    stages.end("reading")

    column, row = grid_positions(table.iloc[:, 0])
    cells = pd.DataFrame({"residents": table.iloc[:, 1], "column": column, "row": row})
    west, south, east, north = municipalities.total_bounds
    # one cell more on each side, for what the neighbours of the outermost cells say
    cells = cells[
        cells.column.between(west * COLUMNS_PER_DEGREE - 2, east * COLUMNS_PER_DEGREE + 1)
        & cells.row.between(south * ROWS_PER_DEGREE - 2, north * ROWS_PER_DEGREE + 1)
    ].reset_index(drop=True)
    cells = gpd.GeoDataFrame(
        cells,
        geometry=shapely.box(
            cells.column / COLUMNS_PER_DEGREE,
            cells.row / ROWS_PER_DEGREE,
            (cells.column + 1) / COLUMNS_PER_DEGREE,
            (cells.row + 1) / ROWS_PER_DEGREE,
        ),
        crs=DEGREES,
    ).to_crs(PLANE)
    cells["area"] = cells.area
    municipalities = municipalities.to_crs(PLANE)
    stations = gpd.GeoDataFrame(
        stations, geometry=gpd.points_from_xy(stations.lon, stations.lat), crs=DEGREES
    ).to_crs(PLANE)
    stages.end("projecting")
    return municipalities, cells, stations


def cut_by_overlay(cells, municipalities):
    """Pieces of cells by municipality, as the manual has it. Municipalities stand first: the
    overlay prepares those, and the other way round takes three times as long."""
    cells = cells[["area", "geometry"]].rename_axis("cell").reset_index()
    municipalities = municipalities[["geometry"]].rename_axis("municipality").reset_index()
    pieces = gpd.overlay(municipalities, cells, how="intersection", keep_geom_type=True)
    pieces["whole"] = pieces.area > pieces["area"] * (1 - 1e-9)
    pieces["area"] = pieces.area
    return pieces.sort_values(["cell", "municipality"], ignore_index=True)


def cut_by_arrays(cells, municipalities):
    """The same below geopandas, on arrays of shapely: cells inside one municipality need no
    intersection, and of an outline only the part around a cell goes into one."""
    municipality, cell = cells.sindex.query(municipalities.geometry, predicate="intersects")
    outlines = municipalities.geometry.values
    shapely.prepare(outlines)
    squares = cells.geometry.values[cell]
    whole = shapely.contains_properly(outlines[municipality], squares)
    shapes = np.array(squares, dtype=object)
    near = [
        shapely.clip_by_rect(outline, *box)
        for outline, box in zip(outlines[municipality[~whole]], shapely.bounds(squares[~whole]))
    ]
    shapes[~whole] = shapely.intersection(np.array(near, dtype=object), squares[~whole])
    pieces = gpd.GeoDataFrame(
        {"cell": cell, "municipality": municipality, "whole": whole}, geometry=shapes, crs=PLANE
    )
    pieces["area"] = pieces.area
    pieces = pieces[pieces.area > 0]
    return pieces.sort_values(["cell", "municipality"], ignore_index=True)


def share_residents(pieces, cells):
    """Residents by piece: a cell on the outer boundary has other land beyond it, or only sea."""
    inside = np.bincount(pieces.cell, weights=pieces.area, minlength=len(cells)) / cells.area
    stride = int(cells.column.max()) + 3
    key = (cells.row * stride + cells.column).to_numpy()
    populated_outside = np.sort(key[(inside == 0) & (cells.residents > 0)])
    touches_other_land = np.zeros(len(cells), dtype=bool)
    for step in (-1, 1, -stride - 1, -stride, -stride + 1, stride - 1, stride, stride + 1):
        touches_other_land |= np.isin(key + step, populated_outside)
    land = np.where((inside < 1 - SEAM) & touches_other_land, 1, np.clip(inside, 1e-300, None))
    share = (pieces.area / cells.area.to_numpy()[pieces.cell]) / land[pieces.cell]
    pieces["residents"] = cells.residents.to_numpy()[pieces.cell] * share
    outside = {
        "wholeCells": float(cells.residents[inside == 0].sum()),
        "cutCells": float((cells.residents * np.clip(1 - inside / land, 0, None))[inside > 0].sum()),
    }
    return outside


def faces_of(stations, discs):
    """The plane cut by all circles and by the borders between nearest-station cells: in each
    face the stations in reach, and the nearest, are the same everywhere."""
    points = stations.geometry.values
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=discs.union_all())
    )
    lines = np.concatenate([discs.exterior.values, shapely.boundary(cells)])
    noded = shapely.node(shapely.multilinestrings(shapely.get_parts(shapely.union_all(lines))))
    faces = gpd.GeoDataFrame(
        geometry=shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))), crs=PLANE
    )
    marks = faces.representative_point()
    face, station = discs.sindex.query(marks, predicate="intersects")
    faces["depth"] = np.bincount(face, minlength=len(faces))
    faces["nearest"] = cKDTree(shapely.get_coordinates(points)).query(
        shapely.get_coordinates(marks.values)
    )[1]
    homes = pd.DataFrame({"face": face, "home": stations.home.to_numpy()[station]})
    reached = faces.depth > 0
    return faces[reached].reset_index(drop=False), homes.drop_duplicates()


def nearest_distances(pieces, cells, municipalities, stations):
    """Metres and residents at sample points of every piece, with the piece's municipality."""
    whole = pieces.whole.to_numpy()
    offsets = (np.arange(SAMPLES) + 0.5) / SAMPLES
    east, north = (part.ravel() for part in np.meshgrid(offsets, offsets))
    column = cells.column.to_numpy()[pieces.cell][:, None] + east
    row = cells.row.to_numpy()[pieces.cell][:, None] + north
    coordinates = np.column_stack(
        Transformer.from_crs(DEGREES, PLANE, always_xy=True).transform(
            (column / COLUMNS_PER_DEGREE).ravel(), (row / ROWS_PER_DEGREE).ravel()
        )
    )
    piece = np.repeat(np.arange(len(pieces)), SAMPLES * SAMPLES)
    keep = whole[piece]
    cut_points = np.flatnonzero(~keep)
    shapes = pieces.geometry.values
    shapely.prepare(shapes)
    keep[cut_points] = shapely.contains_xy(
        shapes[piece[cut_points]], coordinates[cut_points, 0], coordinates[cut_points, 1]
    )
    none = np.flatnonzero(np.bincount(piece[keep], minlength=len(pieces)) == 0)
    extra = shapely.get_coordinates(shapely.point_on_surface(shapes[none]))
    coordinates = np.concatenate([coordinates[keep], extra])
    piece = np.concatenate([piece[keep], none])
    metres, _ = cKDTree(shapely.get_coordinates(stations.geometry.values)).query(coordinates)
    residents = pieces.residents.to_numpy() / np.bincount(piece, minlength=len(pieces))
    return pd.DataFrame(
        {
            "municipality": pieces.municipality.to_numpy()[piece],
            "metres": metres,
            "residents": residents[piece],
        }
    ).sort_values("metres", ignore_index=True)


def quantiles(samples):
    total = samples.residents.cumsum().to_numpy()
    if len(total) == 0 or total[-1] <= 0:
        return None
    at = np.searchsorted(total, total[-1] * np.array([0.5, 0.9]))
    median, ninetieth = samples.metres.to_numpy()[np.minimum(at, len(total) - 1)]
    return {"medianMeters": float(median), "p90Meters": float(ninetieth)}


def coverage(arguments):
    stages = Stages()
    municipalities, cells, stations = read(arguments, stages)
    cut = {"overlay": cut_by_overlay, "arrays": cut_by_arrays}[arguments.cut]
    pieces = cut(cells, municipalities)
    outside = share_residents(pieces, cells)
    stages.end("cutting")

    station, home = municipalities.sindex.query(stations.geometry, predicate="intersects")
    stations["home"] = -1
    stations.loc[station, "home"] = home
    discs = stations.buffer(arguments.radius, quad_segs=32)
    faces, homes = faces_of(stations, discs)
    stages.end("faces")

    # fragments of pieces by face: every count is a sum over them
    face, piece = pieces.sindex.query(faces.geometry, predicate="intersects")
    shapes = pieces.geometry.values[piece]
    area = shapely.area(shapely.intersection(shapes, faces.geometry.values[face]))
    home = pieces.municipality.to_numpy()[piece]
    fragments = pd.DataFrame(
        {
            "home": home,
            "face": faces["index"].to_numpy()[face],
            "depth": np.minimum(faces.depth.to_numpy()[face], 3),
            "server": stations.home.to_numpy()[faces.nearest.to_numpy()[face]],
            "residents": (pieces.residents / pieces.area).to_numpy()[piece] * area,
        }
    )
    fragments = fragments.merge(homes.assign(own=True), on=["face", "home"], how="left")
    fragments["own"] = fragments.own.eq(True)
    stages.end("reaching")

    union = gpd.GeoDataFrame(geometry=[discs.union_all()], crs=PLANE).explode(ignore_index=True)
    part, outline = municipalities.sindex.query(union.geometry, predicate="intersects")
    covered_area = np.bincount(
        outline,
        weights=shapely.area(
            shapely.intersection(
                municipalities.geometry.values[outline], union.geometry.values[part]
            )
        ),
        minlength=len(municipalities),
    )
    stages.end("coveredKm2")

    samples = nearest_distances(pieces, cells, municipalities, stations)
    stages.end("nearest")

    count = len(municipalities)
    residents = np.bincount(pieces.municipality, weights=pieces.residents, minlength=count)
    by_depth = (
        fragments.pivot_table("residents", "home", "depth", "sum", fill_value=0.0)
        .reindex(index=range(count), columns=[1, 2, 3], fill_value=0.0)
        .to_numpy()
    )
    own = fragments[fragments.own].groupby("home").residents.sum().reindex(range(count)).fillna(0)
    own = own.to_numpy()
    nearest = {key: quantiles(group) for key, group in samples.groupby("municipality")}

    def tally(residents, by_depth, own, nearest):
        covered = float(by_depth.sum())
        return {
            "residents": float(residents),
            "covered": covered,
            "share": covered / float(residents) if residents > 0 else None,
            "coveredByOwn": float(own),
            "coveredAcross": covered - float(own),
            "depth": {
                "0": float(residents) - covered,
                "1": float(by_depth[0]),
                "2": float(by_depth[1]),
                "3+": float(by_depth[2]),
            },
            "nearest": nearest,
        }

    areas = []
    for index, municipality in municipalities.iterrows():
        row = {"layer": "municipality", "code": municipality.code, "name": municipality["name"]}
        row |= tally(residents[index], by_depth[index], own[index], nearest.get(index))
        row["areaKm2"] = municipality.geometry.area / 1e6
        row["coveredKm2"] = float(covered_area[index]) / 1e6
        areas.append(row)
    region = tally(residents.sum(), by_depth.sum(axis=0), own.sum(), quantiles(samples))
    region["outsideStudyArea"] = outside
    region["areaKm2"] = sum(row["areaKm2"] for row in areas)
    region["coveredKm2"] = float(covered_area.sum()) / 1e6

    fragments["across"] = fragments.residents.where(~fragments.own, 0.0)
    flows = fragments.groupby(["home", "server"])[["residents", "across"]].sum()
    codes = municipalities.code.tolist()
    flows = [
        {
            "residentsOf": codes[home],
            "servedBy": codes[server] if server >= 0 else None,
            "residents": float(row.residents),
            "onlyAcross": float(row.across),
        }
        for (home, server), row in flows.iterrows()
    ]
    stages.end("summing")
    return {"region": region, "areas": areas, "flows": flows, "seconds": stages.seconds}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stations", required=True)
    parser.add_argument("--municipalities", required=True)
    parser.add_argument("--population", required=True)
    parser.add_argument("--radius", type=float, default=800.0)
    parser.add_argument("--cut", choices=["overlay", "arrays"], default="overlay")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    answer = coverage(arguments)
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(answer, file, ensure_ascii=False)


if __name__ == "__main__":
    main()
