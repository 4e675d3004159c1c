"""Options shown: the ends, the best knees, the same ones every time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapper.routing.selection import spread, undominated

points = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), min_size=1, max_size=25)


@given(points)
def test_undominated_rows_are_a_front_that_beats_the_rest(rows: list[tuple[int, int]]) -> None:
    cost, value = np.array(rows).T
    kept = undominated(cost, value)
    assert (np.diff(cost[kept]) > 0).all()
    assert (np.diff(value[kept]) < 0).all()
    for c, v in rows:
        assert any(cost[k] <= c and value[k] <= v for k in kept)


def area(cost: np.ndarray, value: np.ndarray, rows: tuple[int, ...]) -> int:
    """Count the cells of the plane that some rows dominate, one by one."""
    x, y = np.arange(cost[0], cost[-1]), np.arange(value[-1], value[0])
    cells = np.zeros((len(x), len(y)), bool)
    for row in rows:
        cells |= (x[:, None] >= cost[row]) & (y[None, :] >= value[row])
    return int(cells.sum())


@given(points)
def test_the_spread_dominates_as_much_as_any_choice(rows: list[tuple[int, int]]) -> None:
    cost, value = np.array(rows).T
    front = undominated(cost, value)
    cost, value = cost[front], value[front]
    chosen = spread(cost, value, 4)
    assert len(chosen) == min(4, len(cost))
    assert (np.diff(chosen) > 0).all()
    assert (chosen[0], chosen[-1]) == (0, len(cost) - 1)
    if len(cost) > 4:
        inner = combinations(range(1, len(cost) - 1), 2)
        best = max(area(cost, value, (0, *pair, len(cost) - 1)) for pair in inner)
        assert area(cost, value, tuple(chosen.tolist())) == best


def test_figures_of_the_scorer_may_be_fractions() -> None:
    assert spread([0.0, 1.0, 1.5, 9.0], [4.5, 1.25, 1.0, 0.0], most=3).tolist() == [0, 2, 3]
