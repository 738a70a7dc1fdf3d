"""Maximal covering by spopt, from coordinates to the answer, as its manual has it: distances from
every demand point to every candidate, a model in pulp, and HiGHS without a gap."""

import argparse
import json
import time

import numpy as np
import pulp
from scipy.spatial.distance import cdist
from spopt.locate import MCLP

from covering_highs import nothing_printed, read_arrays


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    header, arrays = read_arrays(arguments.points)
    demand = arrays["demand"]

    start, processor = time.perf_counter(), time.process_time()
    metres = cdist(
        np.column_stack([arrays["demandX"], arrays["demandY"]]),
        np.column_stack([arrays["candidateX"], arrays["candidateY"]]),
    )
    model = MCLP.from_cost_matrix(metres, demand, header["radius"], header["count"])
    built = time.perf_counter()
    with nothing_printed():
        model.solve(pulp.HiGHS(msg=False, gapRel=0, threads=1), results=False)
    end, processor = time.perf_counter(), time.process_time() - processor

    chosen = [index for index, value in enumerate(model.fac_vars) if value.value() > 0.5]
    reached = (metres[:, chosen] <= header["radius"]).any(axis=1)
    answer = {
        "status": pulp.LpStatus[model.problem.status],
        "objective": float(demand[reached].sum()),
        "bound": float(pulp.value(model.problem.objective)),
        "nodes": 0,
        "chosen": chosen,
        "buildSeconds": built - start,
        "solveSeconds": end - built,
        "seconds": end - start,
        "cpuSeconds": processor,
    }
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
