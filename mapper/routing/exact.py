"""The proof: an exact solver over sets of cameras, begun with the front a search has found."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mapper.routing import exact_kernel, search_kernel
from mapper.routing.search import DETOUR, Field, Front, Limits, SearchNetwork, lay_out, search
from mapper.routing.sweep import sweep

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.graph import Query
    from mapper.routing.workspace import Workspace

__all__ = ["PROOF_LIMITS", "least_exposed", "prove"]

PROOF_LIMITS = Limits(slice_=5_000, slices=100)
"""Work that takes about half a second of a core. The modules in ``web/router`` have the same, so
that a page gives up at the same label and its answers are those of the server."""


def least_exposed(
    network: SearchNetwork,
    query: Query,
    *,
    detour: float = DETOUR,
    limits: Limits | None = None,
    proof_limits: Limits | None = None,
    workspace: Workspace | None = None,
) -> Front:
    """Return the front within a detour, proven (``optimal``) where the work allowed suffices.

    Where it does not, a sweep over what a camera is worth follows, so that the answer is no worse
    than any such sweep; a cap on the proof's time is its cap too. See ``mapper.routing.sweep``.

    Raises
    ------
    BadInputError
        Where ``detour`` is below 1 or the workspace is of another network.
    NoRouteError
        Where no way leads from the start to the goal.
    """
    field = lay_out(network, query, detour=detour, workspace=workspace)
    proof_limits = proof_limits or PROOF_LIMITS
    found = prove(field, search(field, limits=limits), limits=proof_limits)
    if found.optimal:
        return found
    return sweep(field, found, limits=Limits(seconds=proof_limits.seconds))


def prove(field: Field, found: Front, *, limits: Limits | None = None) -> Front:
    """Prove a front of the field's query, or better it, or give up when a limit is hit.

    Label setting over sets of cameras, see ``exact_kernel``. A label is dropped only where a path
    already found takes no longer than any path through it can and meets no more cameras than the
    bound of 1/ν allows: when no label is left, nothing within the budget beats what was found.

    Parameters
    ----------
    field
        As ``lay_out`` gave it; its workspace must not have served another query since.
    found
        A front of true routes of that query; may be empty.

    Returns
    -------
    The better of both fronts, ``optimal`` where the proof was finished.
    """
    limits = limits or PROOF_LIMITS
    work = field.workspace
    labels, sight = work.set_labels, work.sight
    known = np.column_stack([found.cost_ms, found.cameras])
    started = time.perf_counter()
    exact_kernel.look_around(
        field.network.graph_arrays,
        field.network.camera_arrays,
        field.ends,
        work.reach,
        work.ellipse,
        sight,
        field.n_states,
        work.stamp,
    )
    exact_kernel.begin_proof(labels, field.n_states)
    status, done = search_kernel.RUNNING, 0
    while status == search_kernel.RUNNING and not (done and limits.passed(started, done)):
        status = exact_kernel.extend(
            work.ellipse,
            work.reach.camera_weight,
            sight,
            labels,
            field.span,
            known,
            limits.slice_,
        )
        done += 1
    proven = status == search_kernel.DONE
    better = labels.solution[: labels.tally[exact_kernel.N_SOLUTIONS]]
    rows = labels.row[better]
    joined = found.joined(
        rows[:, exact_kernel.COST].astype(np.int64),
        rows[:, exact_kernel.COUNT].astype(np.int64),
        [_path(field, int(label)) for label in better],
    )
    return replace(
        joined,
        complete=found.complete or proven,
        optimal=proven,
        proof_labels=int(labels.tally[exact_kernel.N_LABELS]),
    )


def _path(field: Field, label: int) -> NDArray[np.int32]:
    path = field.workspace.path
    edges, rows = field.workspace.ellipse.edge, field.workspace.set_labels.row
    n = search_kernel.trace(edges, rows, label, path)
    return path[len(path) - n :].copy()
