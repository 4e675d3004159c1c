/** Which options of a front to show: `mapper/routing/selection.py`, step by step. */

export const MOST_OPTIONS = 5;

/**
 * The rows no other row beats on both, by rising cost and falling value; of equals the first.
 *
 * @param {ArrayLike<number>} cost @param {ArrayLike<number>} value
 * @returns {number[]}
 */
export function undominated(cost, value) {
  const order = Array.from(cost, (_, row) => row);
  order.sort((a, b) => cost[a] - cost[b] || value[a] - value[b] || a - b);
  let least = Infinity;
  return order.filter((row) => {
    if (value[row] >= least) return false;
    least = value[row];
    return true;
  });
}

/**
 * At most so many rows of a front: both ends and the best knees between, those that together
 * dominate the largest area (hypervolume subset selection, exact by dynamic programming).
 *
 * @param {number[]} cost strictly rising
 * @param {number[]} value strictly falling
 * @param {number} [most] at least 2
 * @returns {number[]} rising
 */
export function spread(cost, value, most = MOST_OPTIONS) {
  const n = cost.length;
  if (n <= most) return cost.map((_, row) => row);
  const best = Array.from({ length: most }, () => new Float64Array(n).fill(-1));
  const before = Array.from({ length: most }, () => new Int32Array(n));
  best[0][0] = 0;
  for (let k = 1; k < most; k++) {
    for (let j = k; j < n; j++) {
      for (let row = 0; row < j; row++) {
        if (best[k - 1][row] < 0) continue;
        const total = best[k - 1][row] + (value[row] - value[j]) * (cost[n - 1] - cost[j]);
        // the first of equals is the quickest
        if (total > best[k][j]) {
          best[k][j] = total;
          before[k][j] = row;
        }
      }
    }
  }
  const chosen = [n - 1];
  for (let k = most - 1; k > 0; k--) chosen.unshift(before[k][chosen[0]]);
  return chosen;
}
