"""The arrays a search works on, bundled by what they describe, as its kernels take them.

A *state* is a way of moving: state 0 stands at the start, 1 and 2 are the parts of the start's
edge, 3 and 4 the parts of the goal's edge, 5 is the stretch straight from start to goal, and every
state from 6 on is one directed edge within the budget. A *turn* leads from a state to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ARRIVALS",
    "DIRECT",
    "EDGES",
    "NEVER",
    "ONE_CAMERA",
    "CameraArrays",
    "Ellipse",
    "Ends",
    "GraphArrays",
    "Labels",
    "Reach",
    "SetLabels",
    "Sight",
    "Span",
]

ARRIVALS: Final = 3
DIRECT: Final = 5
EDGES: Final = 6
"""The first arriving state, the direct one, and the first that is a whole directed edge."""

ONE_CAMERA: Final = 840
"""What a bound counts a camera as: divisible by 1 to 8, so that most shares 1/ν are exact, and
small enough for the charges of two million cameras."""
NEVER: Final = 2**31 - 1
"""A cost, a count or a bound above any that occurs."""


class GraphArrays(NamedTuple):
    """What does not change between queries: the graph (see ``SearchGraph``)."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost: NDArray[np.int64]
    out_start: NDArray[np.int64]
    out_edge: NDArray[np.int32]
    in_start: NDArray[np.int64]
    in_edge: NDArray[np.int32]
    node_xy: NDArray[np.float64]


class CameraArrays(NamedTuple):
    """The counted cameras of each undirected edge, ascending, and the share 1/ν of each."""

    start: NDArray[np.int64]
    camera: NDArray[np.int32]
    weight: NDArray[np.int32]


class Ends(NamedTuple):
    """The five parts a path can begin or end with, as states 1 to 5; -1 where there is none."""

    edge: NDArray[np.int32]
    """Shape (6,), directed edges; entry 0 is not used."""
    node: NDArray[np.int32]
    """Shape (6,): where a departure leads, where an arrival sets out from."""
    cost: NDArray[np.int64]
    start: NDArray[np.int64]
    camera: NDArray[np.int32]
    """Shapes (7,) and (k,): the cameras of each part, ascending."""
    special: NDArray[np.int32]
    special_weight: NDArray[np.int32]
    """Cameras that see the start's or goal's edge, and their shares on the split graph."""
    start_edge: int
    goal_edge: int
    """The undirected edges the start and the goal lie on: no simple path walks them whole."""


class Reach(NamedTuple):
    """What is known of each node, edge and camera in a query, current where the stamp is."""

    to_goal_stamp: NDArray[np.int32]
    to_goal: NDArray[np.int64]
    ahead: NDArray[np.int64]
    """A lower bound on the cost from the start to each node, for A*."""
    from_start_stamp: NDArray[np.int32]
    from_start: NDArray[np.int64]
    order: NDArray[np.int32]
    """Nodes within the budget, by how early a path through them can be over."""
    edge_stamp: NDArray[np.int32]
    edge_state: NDArray[np.int32]
    camera_stamp: NDArray[np.int32]
    camera_weight: NDArray[np.int32]
    soonest: NDArray[np.int64]
    """What coming into view of each camera is charged, and the least cost before one can."""
    heap: NDArray[np.int64]


class Ellipse(NamedTuple):
    """The part of the city that lies within a query's budget, as states and turns."""

    edge: NDArray[np.int32]
    cost: NDArray[np.int64]
    to_goal: NDArray[np.int64]
    """Shapes (S,): each state's directed edge, its cost, and the least cost after it."""
    from_start: NDArray[np.int64]
    """Shape (S,): the least cost before it."""
    bound: NDArray[np.int32]
    """Shape (S,): cameras yet to be met, at least, times ``ONE_CAMERA``."""
    turn_start: NDArray[np.int64]
    turn_to: NDArray[np.int32]
    turn_weight: NDArray[np.int32]
    turn_since: NDArray[np.int64]
    new_start: NDArray[np.int64]
    new: NDArray[np.int32]
    """Shapes (S + 1,), (T,), (T,), (T,), (T + 1,) and (k,): the turns out of each state, what each
    is charged, the least cost before any of its cameras can be met, and these cameras."""
    back_start: NDArray[np.int64]
    back_turn: NDArray[np.int32]
    turn_from: NDArray[np.int32]
    """The turns into each state."""


class Span(NamedTuple):
    """Between what a path of a query lies."""

    quickest_ms: int
    budget_ms: int
    certain: int
    """How many cameras every path meets."""
    ms_per_m: float
    """What a metre as the crow flies costs at least."""


class Labels(NamedTuple):
    """The labels of a search and what it keeps beside them."""

    row: NDArray[np.int32]
    """Shape (L, 6): state, parent, sightings, cameras, weight, cost."""
    sighting: NDArray[np.int32]
    """Shape (M, 3): a camera that came into view, the sighting before it, and the cost before."""
    mark: NDArray[np.int64]
    """Shape (C,): the last expansion on whose path each camera was found."""
    heap: NDArray[np.int64]
    fewest: NDArray[np.int32]
    """Shape (S, 3): cameras of the last label expanded, cameras and cost of the last opened."""
    solution: NDArray[np.int32]
    """Shape (F,): the labels that reached the goal."""
    tally: NDArray[np.int64]
    """Counters that outlast a slice of the search; see ``search_kernel``."""


class Sight(NamedTuple):
    """From where and how soon each camera of a query's ellipse can be met, and where states end."""

    stamp: NDArray[np.int32]
    box: NDArray[np.float64]
    """Shape (C, 4): left, bottom, right, top of where the edges it sees set out from."""
    after: NDArray[np.int64]
    """Shape (C,): the least cost from setting out on an edge it sees to the goal."""
    whole: NDArray[np.int64]
    """Shape (C,): the least cost of a path that meets it, but for one that begins so."""
    end_xy: NDArray[np.float64]
    end_cost: NDArray[np.int64]
    """Shapes (S, 2) and (S,): where each state ends, and the least cost from the start to there."""


class SetLabels(NamedTuple):
    """The labels of the exact solver: each holds the set of cameras it met and may meet again."""

    row: NDArray[np.int32]
    """Shape (L, 9): state, parent, cameras, weight, cost, where its set begins, how many cameras
    the set holds, the next label expanded at the state, and how many of the certain cameras it
    met."""
    mask: NDArray[np.uint64]
    """Shape (L,): a bit for each camera of the set."""
    pool: NDArray[np.int32]
    """The sets, each ascending."""
    first: NDArray[np.int32]
    """Shape (S,): the label last expanded at each state, -1 where none was."""
    heap: NDArray[np.int64]
    solution: NDArray[np.int32]
    tally: NDArray[np.int64]
