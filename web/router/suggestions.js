/** What somebody who is still typing may mean: names that begin so, hold such a word, or nearly do. */

const LETTERS_A_SLIP = 4;
const MOST_SLIPS = 2;

/**
 * Rows of the names that begin with, or hold a word that begins with, what was typed so far; where
 * there is none, of those that do but for a slip or two.
 *
 * @param {string[]} names folded @param {string} wanted folded
 * @returns {number[]} the best first
 */
export function rowsLike(names, wanted) {
  const found = [];
  const within = [];
  for (let row = 0; row < names.length; row++) {
    if (names[row].startsWith(wanted)) found.push(row);
    else if (names[row].includes(` ${wanted}`)) within.push(row);
  }
  found.push(...within);
  return found.length ? found : nearly(names, wanted);
}

/**
 * A letter may be wrong, missing or too many, or two letters exchanged: once in four letters, twice
 * in eight.
 *
 * @param {string[]} names @param {string} wanted
 * @returns {number[]} fewest slips first
 */
function nearly(names, wanted) {
  const letters = [...wanted];
  const most = Math.min(MOST_SLIPS, Math.floor(letters.length / LETTERS_A_SLIP));
  /** @type {number[][]} */
  const bySlips = Array.from({ length: most }, () => []);
  if (!most) return [];
  names.forEach((name, row) => {
    let least = most + 1;
    for (let at = 0; at >= 0 && at < name.length; at = name.indexOf(" ", at) + 1 || -1) {
      least = Math.min(least, slips(letters, [...name.slice(at, at + 2 * (letters.length + most))], most));
    }
    if (least >= 1 && least <= most) bySlips[least - 1].push(row);
  });
  return bySlips.flat();
}

/**
 * The fewest slips between what was typed and the beginning of a name (optimal string alignment).
 *
 * @param {string[]} typed @param {string[]} name @param {number} most beyond which it does not matter
 */
function slips(typed, name, most) {
  const wide = Math.min(name.length, typed.length + most);
  /** @type {number[]} */
  let before = [];
  let above = Array.from({ length: wide + 1 }, (_, k) => k);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let k = 1; k <= wide; k++) {
      const same = typed[i - 1] === name[k - 1];
      row[k] = Math.min(above[k] + 1, row[k - 1] + 1, above[k - 1] + Number(!same));
      if (i > 1 && k > 1 && typed[i - 1] === name[k - 2] && typed[i - 2] === name[k - 1]) {
        row[k] = Math.min(row[k], before[k - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return most + 1;
    before = above;
    above = row;
  }
  return Math.min(...above);
}
