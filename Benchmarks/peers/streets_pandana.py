"""Residents within a limit of every corner by pandana, on the graph that bench-streets has
written, and a sample of them by scipy. Ends with an error where scipy differs."""

import os
import sys
import time

import numpy as np
from memory import peak_megabytes
from scipy.sparse.csgraph import dijkstra
from streets_scipy import matrix


def read(folder):
    walks = np.fromfile(f"{folder}/walks.bin", dtype=np.int32).reshape(-1, 3)
    residents = np.fromfile(f"{folder}/residents.bin")
    sums = np.fromfile(f"{folder}/sums.bin")
    with open(f"{folder}/limit.txt", encoding="utf-8") as file:
        limit = int(file.read())
    order = np.lexsort((walks[:, 2], walks[:, 1], walks[:, 0]))
    walks = walks[order]
    first = np.ones(len(walks), dtype=bool)
    first[1:] = (walks[1:, :2] != walks[:-1, :2]).any(axis=1)
    return walks[first & (walks[:, 0] != walks[:, 1])], residents, sums, limit


def sample_agrees(walks, residents, sums, limit):
    count = len(residents)
    sample = np.random.default_rng(1).choice(count, min(300, count), replace=False)
    far = dijkstra(matrix(count, walks).T.tocsr(), indices=sample, limit=limit + 0.5)
    truth = (np.isfinite(far) * residents).sum(axis=1)
    wrong = int((truth != sums[sample]).sum())
    print(f"  scipy, sums of {len(sample)} corners: {wrong} differ", flush=True)
    return wrong == 0


def measure_pandana(folder, walks, residents, sums, limit):
    try:
        import pandana
        import pandas as pd
    except ImportError as error:
        print(f"  pandana cannot be used here: {error}")
        return
    count = len(residents)
    ids = np.arange(count)
    # pandana takes a street that is walked both ways once
    edges = pd.DataFrame(walks[walks[:, 0] < walks[:, 1]], columns=["a", "b", "cm"])
    # it counts in thousandths of its unit, in 32 bits: of a decimetre they neither overflow nor
    # lose a centimetre, and half of one more makes the limit safe from what it cuts off
    decimetres = edges[["cm"]] / 10
    reach = limit / 10 + 0.05
    nodes = pd.Series(ids.astype(float))
    values = pd.Series(residents)
    stages = []

    def stage(name, body):
        wall, cpu = time.perf_counter(), time.process_time()
        result = body()
        stages.append((name, time.perf_counter() - wall, time.process_time() - cpu))
        return result

    def build():
        return pandana.Network(
            nodes, nodes, edges["a"], edges["b"], decimetres, twoway=True
        )

    network = stage("build", build)
    stage("precompute", lambda: network.precompute(reach))

    def aggregate():
        network.set(pd.Series(ids), variable=values, name="residents")
        return network.aggregate(reach, type="sum", decay="flat", name="residents")

    theirs = stage("aggregate", aggregate)
    for name, wall, cpu in stages:
        print(f"  pandana, {name}: {wall:.2f} s (CPU {cpu:.2f})")
    for path, column in [("timing.txt", 2), ("timing-wall.txt", 1)]:
        with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
            file.write(str(sum(times[column] for times in stages)))
    again = []
    for _ in range(7):
        start = time.perf_counter()
        network.aggregate(reach, type="sum", decay="flat", name="residents")
        again.append(time.perf_counter() - start)
    print(
        f"  pandana, aggregated again: median {sorted(again)[3] * 1000:.0f} ms, "
        f"{count / sorted(again)[3] / 1e6:.2f} million corners a second; "
        f"peak {peak_megabytes():.0f} MB"
    )
    wrong = int((theirs.reindex(ids).to_numpy() != sums).sum())
    print(f"  pandana's sums that differ: {wrong} of {count}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))
    where = sys.argv[1]
    everything = read(where)
    if not sample_agrees(*everything):
        sys.exit(1)
    measure_pandana(where, *everything)
