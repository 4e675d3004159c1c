"""Which options of a front to show: a few that lie well apart and say most about the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["MOST_OPTIONS", "spread", "undominated"]

MOST_OPTIONS: Final = 5


def undominated(cost: ArrayLike, value: ArrayLike) -> NDArray[np.int64]:
    """Return the rows no other row beats on both, by rising cost and falling value.

    Of rows equal in both, the first stays.

    >>> undominated([3, 1, 2, 2], [0, 5, 5, 4]).tolist()
    [1, 3, 0]
    """
    costs, values = np.asarray(cost), np.asarray(value)
    order = np.lexsort((np.arange(len(costs)), values, costs))
    least = np.minimum.accumulate(values[order]) if len(order) else values
    better = np.ones(len(order), np.bool_)
    better[1:] = values[order][1:] < least[:-1]
    return order[better].astype(np.int64)


def spread(cost: ArrayLike, value: ArrayLike, most: int = MOST_OPTIONS) -> NDArray[np.int64]:
    """Return at most so many rows of a front: both ends, and the best knees between.

    The rows chosen are those that together dominate the largest area of the plane of cost and
    value up to the front's own corners (hypervolume subset selection; in two dimensions exact by
    dynamic programming, Auger, Bader, Brockhoff and Zitzler 2009). Of equally good choices the
    one with the quicker rows is taken.

    Parameters
    ----------
    cost, value
        Shape (n,), a front: cost strictly rising, value strictly falling.
    most
        At least 2, unless the front has one row.

    Returns
    -------
    Shape (k,), rising, k <= most.

    >>> spread([0, 1, 2, 10], [9, 8, 1, 0], most=3).tolist()
    [0, 2, 3]
    """
    costs, values = np.asarray(cost), np.asarray(value)
    n = len(costs)
    if n <= most:
        return np.arange(n, dtype=np.int64)
    width = costs[-1] - costs
    # gain[i, j]: what row j adds when row i is the one chosen before it
    gain = (values[:, None] - values[None, :]) * width[None, :]
    best = np.full((most, n), -1, dtype=gain.dtype)
    before = np.zeros((most, n), np.int64)
    best[0, 0] = 0
    for k in range(1, most):
        for j in range(k, n):
            rows = np.flatnonzero(best[k - 1, :j] >= 0)
            if not len(rows):
                continue
            total = best[k - 1, rows] + gain[rows, j]
            # the first of equals is the quickest
            before[k, j] = rows[int(total.argmax())]
            best[k, j] = total.max()
    chosen = [n - 1]
    for k in range(most - 1, 0, -1):
        chosen.append(int(before[k, chosen[-1]]))
    return np.array(chosen[::-1], np.int64)
