"""An extract from file to a graph of walkable streets by pyrosm, several times."""

import sys
import time

from memory import peak_megabytes


def measure(path, folder, runs=5):
    try:
        import networkx
        import pyrosm
    except ImportError as error:
        print(f"  pyrosm cannot be used here: {error}")
        return
    best = {}
    for kind in ["networkx", "igraph"]:
        times = []
        try:
            for _ in range(runs):
                wall, cpu = time.perf_counter(), time.process_time()
                osm = pyrosm.OSM(path)
                nodes, edges = osm.get_network("walking", nodes=True)
                graph = osm.to_graph(nodes, edges, graph_type=kind)
                times.append((time.perf_counter() - wall, time.process_time() - cpu))
        except ImportError as error:
            print(f"  pyrosm with {kind} cannot be used here: {error}")
            continue
        wall, cpu = sorted(times)[len(times) // 2]
        best[kind] = cpu
        size = (
            (graph.number_of_nodes(), graph.number_of_edges())
            if isinstance(graph, networkx.Graph)
            else (graph.vcount(), graph.ecount())
        )
        print(
            f"  pyrosm to {kind}: median {wall:.2f} s (CPU {cpu:.2f}), {size[0]} nodes, "
            f"{size[1]} edges, peak {peak_megabytes():.0f} MB",
            flush=True,
        )
    if best:
        # the faster of the two
        with open(f"{folder}/timing.txt", "w", encoding="utf-8") as file:
            file.write(str(min(best.values())))


if __name__ == "__main__":
    measure(sys.argv[1], sys.argv[2])
