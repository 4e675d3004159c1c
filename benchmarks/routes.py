"""Complete fronts against what others do: ``python -m benchmarks.routes [--pairs N] [--out DIR]``.

``python -m benchmarks routes`` measures one set on few pairs.

Four seeded sets of 200,000 cameras, on Porto (where its file lies beside the project) and on a
synthetic city of 250,000 nodes; pairs of crossings 1 to 5 km apart; detour 1.3. Times are seconds
of one thread's processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from benchmarks.grounds import large_network
from benchmarks.plot import chart
from benchmarks.report import Report, Timing
from benchmarks.route_peers import Found, Peers
from benchmarks.seeded import CAMERA_SETS, CameraSet, centre_of, seen_by, synthetic_city
from mapper.routing import ellipse_kernel, lower_bounds, reach_kernel
from mapper.routing.ends import ends_of
from mapper.routing.exact import least_exposed, prove
from mapper.routing.graph import Query, SearchGraph
from mapper.routing.search import Field, Front, Limits, SearchNetwork, front, lay_out, search
from mapper.routing.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mapper.model.network import WalkNetwork
    from mapper.routing.workspace import Workspace

__all__ = ["main", "program"]

SPEED_M_S: Final = 1.34
DETOUR: Final = 1.3
SEED: Final = 2026
CENTRE_M: Final = 2_000.0
UNHURRIED: Final = Limits(seconds=60.0)
PROOF: Final = Limits(seconds=1.0, slice_=200)
LABELS: Final = 4_000_000
PEERS: Final = ("one networkx path", "λ-sweep (10)", "5 paths re-ranked")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two crossings and how far apart they are."""

    start: int
    goal: int
    apart_m: float


@dataclass(frozen=True, slots=True)
class World:
    """A city with one set of cameras, ready to be searched."""

    place: str
    cameras: CameraSet
    network: WalkNetwork
    search: SearchNetwork
    workspace: Workspace

    @classmethod
    def build(cls, place: str, network: WalkNetwork, cameras: CameraSet) -> World:
        """Let a set of cameras see a network."""
        seen = seen_by(cameras, network)
        ready = SearchNetwork.build(SearchGraph.build(network, SPEED_M_S), seen)
        return cls(place, cameras, network, ready, ready.workspace(labels=LABELS))

    def query(self, pair: Pair) -> Query:
        """Return the query from the one crossing to the other."""
        graph = self.search.graph
        out = int(graph.out_edge[graph.out_start[pair.start]])
        into = int(graph.in_edge[graph.in_start[pair.goal]])
        return Query(out >> 1, graph.end_mm(out ^ 1), into >> 1, graph.end_mm(into))

    def lay_out(self, pair: Pair) -> Field:
        """Lay the ellipse of a pair out."""
        return lay_out(self.search, self.query(pair), detour=DETOUR, workspace=self.workspace)

    def front(self, pair: Pair) -> tuple[float, Front]:
        """Return the front of a pair and the seconds it took, preparation included."""
        begin = time.thread_time()
        query = self.query(pair)
        found = front(self.search, query, detour=DETOUR, limits=UNHURRIED, workspace=self.workspace)
        return time.thread_time() - begin, found

    def swept(self, pair: Pair) -> tuple[float, Front]:
        """Return the front of a pair with a sweep and no proof, and the seconds it took."""
        begin = time.thread_time()
        field = self.lay_out(pair)
        found = sweep(field, search(field, limits=UNHURRIED), limits=UNHURRIED)
        return time.thread_time() - begin, found

    def answer(self, pair: Pair) -> Front:
        """Return the front of a pair with a second for its proof, and for a sweep without one."""
        return least_exposed(
            self.search,
            self.query(pair),
            detour=DETOUR,
            limits=UNHURRIED,
            proof_limits=PROOF,
            workspace=self.workspace,
        )


def pairs_of(
    network: WalkNetwork, n: int, *, central: bool, apart_m: tuple[float, float] = (1e3, 5e3)
) -> list[Pair]:
    """Draw pairs of crossings of the largest part, for central ones beginning near the centre."""
    random = np.random.default_rng(SEED)
    rows = np.flatnonzero(network.node_component == 0)
    tree = cKDTree(network.node_xy[rows])
    low, high = np.quantile(network.node_xy, [0.1, 0.9], axis=0)
    found: list[Pair] = []
    while len(found) < n:
        near = random.normal(centre_of(network), CENTRE_M)
        start = near if central else random.uniform(low, high)
        turn = random.uniform(0, 2 * np.pi)
        goal = start + random.uniform(*apart_m) * np.array([np.cos(turn), np.sin(turn)])
        gaps, nearest = tree.query(np.array([start, goal]))
        if np.max(gaps) > 200.0:  # noqa: PLR2004 - metres: not beside the sea
            continue
        a, b = (int(node) for node in rows[nearest])
        apart = float(np.hypot(*(network.node_xy[a] - network.node_xy[b])))
        if apart_m[0] <= apart <= apart_m[1]:
            found.append(Pair(a, b, apart))
    return found


def resident_mb() -> float | None:
    """Return the memory this process holds, None where the system does not tell."""
    told = Path("/proc/self/status")
    if not told.is_file():
        return None
    line = next(row for row in told.read_text(encoding="ascii").splitlines() if "VmRSS" in row)
    return int(line.split()[1]) / 1024


def p50_p95(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile in milliseconds."""
    p50, p95 = np.quantile(np.array(seconds) * 1e3, [0.5, 0.95])
    return f"{p50:.1f} / {p95:.1f}"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table under a title."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([f"**{title}**", "", *lines, ""])


def compared(world: World, n: int) -> tuple[list[str], list[str], list[str]]:
    """Measure fronts against peers on one world: rows of times, of cameras and of proofs."""
    pairs = pairs_of(world.network, n, central=world.cameras.clustered)
    before = resident_mb()
    world.front(pairs[0])
    ours = [world.front(pair) for pair in pairs]
    grown = "–" if before is None else f"{(resident_mb() or 0) - before:.0f} MB"
    found = found_by_peers(world, pairs, swept=max(n // 4, 5), ranked=max(n // 20, 3))
    times = [seconds for seconds, _ in ours]
    one = [peer.seconds for peer in found[PEERS[0]]]
    name = f"{world.place}: {world.cameras.name}"
    labels = np.quantile([answer.labels for _, answer in ours], [0.5, 0.95]).astype(int)
    row_of_times = [
        name,
        p50_p95(times),
        *(p50_p95([peer.seconds for peer in found[way]]) for way in found),
        f"{np.median(one) / np.median(times):.1f} ×",
        f"{labels[0]:,} / {labels[1]:,}",
        str(sum(not answer.complete for _, answer in ours)),
        grown,
    ]
    fronts = [answer for _, answer in ours]
    row_of_cameras = [name, *(against(world, pairs, fronts, found[way]) for way in found)]
    return row_of_times, row_of_cameras, proofs(world, pairs)


def found_by_peers(
    world: World, pairs: Sequence[Pair], *, swept: int, ranked: int
) -> dict[str, list[Found]]:
    """Let the peers search: one path for every pair, the slow ones for the first so many."""
    fields = world.cameras.fields(world.network)
    peers = Peers(world.network, world.search, fields.xy)
    return {
        PEERS[0]: [peers.shortest(pair.start, pair.goal) for pair in pairs],
        PEERS[1]: [peers.swept(pair.start, pair.goal) for pair in pairs[:swept]],
        PEERS[2]: [peers.re_ranked(pair.start, pair.goal) for pair in pairs[:ranked]],
    }


def against(
    world: World, pairs: Sequence[Pair], ours: Sequence[Front], peers: Sequence[Found]
) -> str:
    """Compare cameras at each duration a peer found within the detour.

    Returns
    -------
    The means of the peer and of ours, and how often the peer met fewer: than the search alone, and
    than the answer (after its proof, or a sweep where that is cut short).
    """
    theirs, mine = [], []
    fewer_than_answer = 0
    for pair, answer, peer in zip(pairs, ours, peers, strict=False):
        within = [(cost, count) for cost, count in peer.routes if cost <= answer.budget_ms]
        theirs += [count for _, count in within]
        mine += [answer.fewest_within(cost) or 0 for cost, _ in within]
        if any(count < (answer.fewest_within(cost) or 0) for cost, count in within):
            whole = world.answer(pair)
            fewer_than_answer += sum(
                count < (whole.fewest_within(cost) or 0) for cost, count in within
            )
    fewer = int((np.array(theirs) < np.array(mine)).sum())
    return f"{np.mean(theirs):.2f} → {np.mean(mine):.2f} ({fewer}, {fewer_than_answer})"


def proofs(world: World, pairs: Sequence[Pair]) -> list[str]:
    """Prove fronts of pairs up to 3 km: how many in time, and what the search alone missed."""
    short = [pair for pair in pairs if pair.apart_m <= 3_000.0][:100]  # noqa: PLR2004 - metres
    field = world.lay_out(short[0])
    prove(field, search(field))  # compiles
    took, agreed, missed, points = [], 0, 0, 0
    for pair in short:
        field = world.lay_out(pair)
        alone = search(field, limits=UNHURRIED)
        begin = time.thread_time()
        proven = prove(field, alone, limits=PROOF)
        if not proven.optimal:
            continue
        took.append(time.thread_time() - begin)
        same = len(alone) == len(proven) and (alone.cameras == proven.cameras).all()
        agreed += bool(same and (alone.cost_ms == proven.cost_ms).all())
        points += len(proven)
        missed += sum(
            (alone.fewest_within(int(cost)) or 0) - int(count)
            for cost, count in zip(proven.cost_ms, proven.cameras, strict=True)
        )
    return [
        f"{world.place}: {world.cameras.name}",
        f"{sum(second <= 0.1 for second in took) / len(short):.0%}",  # noqa: PLR2004 - 100 ms
        f"{len(took) / len(short):.0%}",
        p50_p95(took) if took else "–",
        f"{agreed} of {len(took)}",
        f"{missed / max(points, 1):.3f}",
    ]


PHASES: Final = (
    "ends of the query",
    "cost to the goal (A*)",
    "cost from the start",
    "states and turns",
    "new cameras of turns",
    "bound on cameras",
    "search and paths",
)


def profile(world: World, n: int) -> list[str]:
    """Return where the time goes: the mean milliseconds of each phase."""
    pairs = pairs_of(world.network, n, central=world.cameras.clustered)
    spent = np.array([list(_phases(world, world.query(pair))) for pair in pairs]) * 1e3
    return [f"{world.place}: {world.cameras.name}", *(f"{ms:.2f}" for ms in spent.mean(axis=0))]


def _phases(world: World, query: Query) -> Iterator[float]:
    """Do what ``lay_out`` and ``search`` do, phase by phase, and tell the seconds of each."""
    work, ready = world.workspace, world.search
    graph, rate = ready.graph_arrays, ready.graph.ms_per_m
    field = lay_out(ready, query, detour=DETOUR, workspace=work)
    ends, reach, ellipse = field.ends, work.reach, work.ellipse
    stamp = work.next_stamp()
    clock = [time.thread_time()]

    def lap() -> float:
        clock.append(time.thread_time())
        return clock[-1] - clock[-2]

    ends_of(ready.graph, ready.seen, ready.visits, query)
    yield lap()
    _, budget = reach_kernel.cost_to_goal(graph, ends, reach, stamp, rate, DETOUR)
    yield lap()
    n_nodes = reach_kernel.spread_from_start(graph, ends, reach, stamp, budget)
    yield lap()
    n_states = ellipse_kernel.cut_out(graph, ends, reach, ellipse, stamp, n_nodes, budget)
    yield lap()
    ellipse_kernel.list_new_cameras(ready.camera_arrays, ends, reach, ellipse, stamp, n_states)
    yield lap()
    lower_bounds.bound_cameras(ellipse, n_states, reach.heap)
    yield lap()
    search(field, limits=UNHURRIED)
    yield lap()


def growth(place: str, network: WalkNetwork, n: int, out: Path | None) -> str:
    """Measure how the time grows with distance, cameras, range and (synthetic) nodes."""
    base = CAMERA_SETS[0]
    worlds = {
        "sectors": World.build(place, network, base),
        "discs": World.build(place, network, CAMERA_SETS[2]),
    }
    rows: list[list[str]] = []
    series: dict[str, list[tuple[float, float]]] = {}
    for name, world in worlds.items():
        series[f"{name}, p50"], series[f"{name}, p95"] = [], []
        for km in (1, 2, 3, 4, 5, 7):
            times = _times(world, n, (km * 1e3 - 250, km * 1e3 + 250))
            rows.append([f"{km} km apart, {name}", p50_p95(times)])
            for share, part in ((0.5, "p50"), (0.95, "p95")):
                value = float(np.quantile(times, share)) * 1e3
                series[f"{name}, {part}"].append((float(km), value))
    for count in (50_000, 100_000, 400_000):
        world = World.build(place, network, replace(base, n_cameras=count))
        rows.append([f"{count:,} cameras, sectors", p50_p95(_times(world, n))])
    for factor in (0.5, 2.0, 3.0):
        world = World.build(place, network, replace(base, range_factor=factor))
        low, high = 15 * factor, 40 * factor
        rows.append([f"range {low:g}–{high:g} m, sectors", p50_p95(_times(world, n))])
    for side in (250, 500, 1_000):
        wide = synthetic_city(side)
        world = World.build("", wide, replace(base, n_cameras=200_000 * side**2 // 500**2))
        label = f"{side * side:,} nodes (synthetic, as dense), sectors"
        rows.append([label, p50_p95(_times(world, n))])
    if out is not None:
        title = f"Complete front within 1.3 times the quickest, {place}, 200,000 cameras"
        chart(out / "routes.png", title, ("km as the crow flies", "ms"), series)
    return table(f"How it grows ({place}, p50 / p95 in ms)", ["what", "front"], rows)


def _times(world: World, n: int, apart_m: tuple[float, float] = (1_000.0, 5_000.0)) -> list[float]:
    pairs = pairs_of(world.network, n, central=False, apart_m=apart_m)
    world.front(pairs[0])
    return [world.front(pair)[0] for pair in pairs]


def main(*, full: bool) -> list[Report]:
    """Measure uniform discs on 12 pairs; with ``full`` every set on 60.

    Beside each peer stand its cameras and ours at the same durations, and in brackets how often it
    met fewer than the search and than the answer.
    """
    place, network = large_network()
    reports = []
    for chosen in CAMERA_SETS if full else [CAMERA_SETS[2]]:
        world = World.build(place, network, chosen)
        pairs = pairs_of(network, 60 if full else 12, central=chosen.clustered)
        peers = found_by_peers(world, pairs, swept=len(pairs), ranked=len(pairs))
        world.swept(pairs[0])
        ours = [world.front(pair) for pair in pairs]
        fronts = [answer for _, answer in ours]
        routes = sum(len(answer) for answer in fronts) / len(pairs)
        swept = [world.swept(pair) for pair in pairs]
        beside = against(world, pairs, [answer for _, answer in swept], peers[PEERS[1]])
        rows = [
            ("complete front", ours, f"{routes:.1f} routes"),
            ("complete front and sweep, no proof", swept, f"against λ-sweep {beside}"),
        ]
        timings = [
            Timing(way, sum(seconds for seconds, _ in took), len(took), "pair", note)
            for way, took, note in rows
        ]
        for way, found in peers.items():
            cameras = f"cameras {against(world, pairs, fronts, found)}"
            spent = sum(peer.seconds for peer in found)
            timings.append(Timing(way, spent, len(found), "pair", cameras))
        title = f"routes: pairs 1 to 5 km apart, {chosen.n_cameras:,} cameras ({chosen.name})"
        reports.append(Report(f"{title}, {place}, processor time", tuple(timings)))
    return reports


def program() -> int:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routes", description=__doc__)
    parser.add_argument("--pairs", type=int, default=200, help="pairs of crossings a world")
    parser.add_argument("--out", type=Path, help="folder for the plot")
    parser.add_argument("--quick", action="store_true", help="one place, no growth")
    names = [chosen.name for chosen in CAMERA_SETS]
    parser.add_argument("--set", action="append", choices=names, help="only this set of cameras")
    options = parser.parse_args()
    place, network = large_network()
    cities = {place: network}
    if not options.quick:
        cities["250,000 nodes"] = synthetic_city()
    times: list[list[str]] = []
    cameras: list[list[str]] = []
    proven: list[list[str]] = []
    profiles: list[list[str]] = []
    for name, streets in cities.items():
        for chosen in CAMERA_SETS:
            if options.set and chosen.name not in options.set:
                continue
            world = World.build(name, streets, chosen)
            for rows, row in zip(
                (times, cameras, proven), compared(world, options.pairs), strict=True
            ):
                rows.append(row)
            profiles.append(profile(world, options.pairs))
            print(f"done: {name}, {chosen.name}", file=sys.stderr, flush=True)
    head = ["set", "complete front", *PEERS, "front against one path", "labels", "capped", "memory"]
    print(table("Processor time, p50 / p95 in ms", head, times))
    head = ["set", *PEERS]
    print(
        table(
            "Cameras at the same duration: theirs → ours (fewer than searched, than answered)",
            head,
            cameras,
        )
    )
    head = ["set", "within 100 ms", "within 1 s", "p50 / p95 ms", "search agreed", "missed a point"]
    print(table("Proof of fronts, pairs of 1–3 km", head, proven))
    print(table("Where the time goes, mean ms", ["set", *PHASES], profiles))
    if not options.quick:
        print(growth(place, network, max(options.pairs // 2, 20), options.out))
    return 0


if __name__ == "__main__":
    sys.exit(program())
