"""Maximal covering by HiGHS, for a model that `bench-covering` has written.

Binary for every candidate, a fraction for every row of demand: the fractions are whole where the
binaries are. No gap is left open (HiGHS by itself stops within 0.01 % and says *Optimal*), and
one thread works.

The file: eight bytes `COVERING`, the length of a JSON header (64 bits, little-endian), the header,
and the arrays that it lists, one after another. Candidate j reaches the rows
`rows[firstRow[j]:firstRow[j + 1]]`.
"""

import argparse
import contextlib
import json
import os
import sys
import time

import highspy
import numpy as np
import scipy.sparse


@contextlib.contextmanager
def nothing_printed():
    """HiGHS introduces itself on standard output before it can be told not to."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def read_arrays(path):
    """The header, and its arrays by name."""
    with open(path, "rb") as file:
        if file.read(8) != b"COVERING":
            raise SystemExit(f"{path} is no covering model")
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        arrays = {}
        for array in header["arrays"]:
            kind = {"f8": "<f8", "i8": "<i8", "i4": "<i4"}[array["type"]]
            arrays[array["name"]] = np.fromfile(file, dtype=kind, count=array["count"])
            if len(arrays[array["name"]]) != array["count"]:
                raise SystemExit(f"{path} ends within {array['name']}")
    return header, arrays


def covered(demand, first_row, rows, chosen):
    """What a set of candidates is worth, counted anew."""
    reached = np.zeros(len(demand), dtype=bool)
    for candidate in chosen:
        reached[rows[first_row[candidate] : first_row[candidate + 1]]] = True
    return float(demand[reached].sum())


def solve(demand, first_row, rows, count, time_limit, verbose=False, relaxed=False):
    candidates, demands = len(first_row) - 1, len(demand)
    start, processor = time.perf_counter(), time.process_time()
    reach = scipy.sparse.csc_matrix(
        (np.ones(len(rows)), rows, first_row), shape=(demands, candidates)
    )
    # fraction − reaching binaries ≤ 0, one row each; and the binaries are at most so many
    matrix = scipy.sparse.vstack(
        [
            scipy.sparse.hstack([-reach, scipy.sparse.identity(demands)]),
            scipy.sparse.csr_matrix(
                np.concatenate([np.ones(candidates), np.zeros(demands)])[None, :]
            ),
        ],
        format="csr",
    )
    matrix.eliminate_zeros()

    model = highspy.HighsModel()
    program = model.lp_
    program.num_col_ = candidates + demands
    program.num_row_ = demands + 1
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.concatenate([np.zeros(candidates), demand])
    program.col_lower_ = np.zeros(candidates + demands)
    program.col_upper_ = np.ones(candidates + demands)
    program.row_lower_ = np.full(demands + 1, -highspy.kHighsInf)
    program.row_upper_ = np.concatenate([np.zeros(demands), [float(count)]])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    if not relaxed:
        program.integrality_ = [highspy.HighsVarType.kInteger] * candidates + [
            highspy.HighsVarType.kContinuous
        ] * demands

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", verbose)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", float(time_limit))
    solver.passModel(model)
    built = time.perf_counter()
    solver.run()
    end, processor = time.perf_counter(), time.process_time() - processor

    values = np.array(solver.getSolution().col_value[:candidates])
    chosen = [int(candidate) for candidate in np.flatnonzero(values > 0.5)]
    info = solver.getInfo()
    return {
        "status": solver.modelStatusToString(solver.getModelStatus()),
        "objective": covered(demand, first_row, rows, chosen),
        "bound": float(info.objective_function_value if relaxed else info.mip_dual_bound),
        "nodes": int(info.mip_node_count),
        "chosen": chosen,
        "buildSeconds": built - start,
        "solveSeconds": end - built,
        "seconds": end - start,
        "cpuSeconds": processor,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instance")
    parser.add_argument("--count", type=int, help="how many candidates (the file's own number)")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds (120)")
    parser.add_argument(
        "--relaxed", action="store_true", help="fractions of candidates too: only the bound counts"
    )
    parser.add_argument("--verbose", action="store_true", help="let HiGHS report")
    parser.add_argument("--out", help="a file for the answer (standard output)")
    arguments = parser.parse_args()
    header, arrays = read_arrays(arguments.instance)
    with contextlib.nullcontext() if arguments.verbose else nothing_printed():
        answer = solve(
            arrays["demand"],
            arrays["firstRow"],
            arrays["rows"],
            arguments.count or header["count"],
            arguments.time_limit,
            arguments.verbose,
            arguments.relaxed,
        )
    text = json.dumps(answer)
    if arguments.out:
        with open(arguments.out, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
