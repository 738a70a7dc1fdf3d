"""Distances along streets by scipy and networkx, on the graph that bench-streets has written.
Ends with an error where one of them differs by a centimetre."""

import sys
import time

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra


def read(folder):
    with open(f"{folder}/corners.txt", encoding="utf-8") as file:
        count = int(file.read())
    walks = np.fromfile(f"{folder}/walks.bin", dtype=np.int32).reshape(-1, 3)
    pairs = np.fromfile(f"{folder}/pairs.bin", dtype=np.int32).reshape(-1, 3)
    # of parallel streets the shortest counts; a sparse matrix would add them up
    order = np.lexsort((walks[:, 2], walks[:, 1], walks[:, 0]))
    walks = walks[order]
    first = np.ones(len(walks), dtype=bool)
    first[1:] = (walks[1:, :2] != walks[:-1, :2]).any(axis=1)
    return count, walks[first & (walks[:, 0] != walks[:, 1])], pairs


def matrix(count, walks):
    # a walk of no length is no edge to scipy: half a millimetre is less than anything here adds up to
    metres = np.where(walks[:, 2] == 0, 1e-6, walks[:, 2].astype(float))
    return csr_array((metres, (walks[:, 0], walks[:, 1])), shape=(count, count))


def pairs_agree(folder):
    import networkx

    count, walks, pairs = read(folder)
    graph = matrix(count, walks)
    ends = np.unique(pairs[:, 1])
    # walks to an end are walks from it on the streets turned around
    start = time.perf_counter()
    far = dijkstra(graph.T.tocsr(), indices=ends)
    seconds = time.perf_counter() - start
    truth = far[np.searchsorted(ends, pairs[:, 1]), pairs[:, 0]]
    truth = np.where(np.isfinite(truth), np.rint(truth), -1).astype(int)
    wrong = int((truth != pairs[:, 2]).sum())

    turned = networkx.DiGraph()
    turned.add_nodes_from(range(count))
    turned.add_weighted_edges_from((int(b), int(a), int(c)) for a, b, c in walks)
    also_wrong = 0
    for end in ends:
        lengths = networkx.single_source_dijkstra_path_length(turned, int(end))
        for a, _, centimetres in pairs[pairs[:, 1] == end]:
            also_wrong += lengths.get(int(a), -1) != centimetres
    reached = int((pairs[:, 2] >= 0).sum())
    print(
        f"  {len(pairs)} pairs, {reached} reached; different in scipy {wrong}, in networkx "
        f"{also_wrong}; scipy {seconds * 1000:.0f} ms for {len(ends)} searches"
    )
    return wrong + also_wrong == 0


def nearest_agrees(folder):
    count, walks, pairs = read(folder)
    turned = matrix(count, walks).T.tocsr()
    stations = np.unique(np.loadtxt(f"{folder}/stations.txt", dtype=int))
    far_pairs = np.fromfile(f"{folder}/far.bin", dtype=np.int32).reshape(-1, 3)
    agree = True
    for name, limit, found, left in [
        ("800 m", 80_000, pairs, "timing.txt"),
        ("no limit", np.inf, far_pairs, "timing-far.txt"),
    ]:
        times = []
        for _ in range(7):
            wall, cpu = time.perf_counter(), time.process_time()
            far = dijkstra(turned, indices=stations, min_only=True, limit=limit)
            times.append((time.perf_counter() - wall, time.process_time() - cpu))
        wall, cpu = sorted(times)[3]
        with open(f"{folder}/{left}", "w", encoding="utf-8") as file:
            file.write(str(cpu))
        mine = np.full(count, -1)
        mine[found[:, 0]] = found[:, 2]
        truth = np.where(np.isfinite(far), np.rint(far), -1).astype(int)
        wrong = int((mine != truth).sum())
        print(
            f"  scipy, {name}: median {wall * 1000:.1f} ms (CPU {cpu * 1000:.1f}); "
            f"distances that differ: {wrong} of {int((truth >= 0).sum())}",
            flush=True,
        )
        agree = agree and wrong == 0
    return agree


if __name__ == "__main__":
    agree = {"pairs": pairs_agree, "nearest": nearest_agrees}[sys.argv[1]](sys.argv[2])
    sys.exit(0 if agree else 1)
