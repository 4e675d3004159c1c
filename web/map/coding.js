/**
 * Lines as the page carries them: per line its number of points, then the step from the point
 * before (of whichever line), as zigzag varints in base64. One unit is one pixel of the Web
 * Mercator plane at zoom 20, counted from the page's origin; y grows southwards.
 */

export const UNIT_ZOOM = 20;

/**
 * @typedef {object} Lines
 * @property {number} length how many lines there are
 * @property {Int32Array} start shape (length + 1), offsets in points
 * @property {Int32Array} xy x and y of every point in turn
 * @property {Int32Array} box left, top, right, bottom of every line in turn
 */

/**
 * @param {string} text base64
 * @returns {Lines}
 */
export function decodeLines(text) {
  const numbers = decodeNumbers(text);
  const start = [0];
  for (let at = 0; at < numbers.length; at += 1 + 2 * numbers[at]) {
    start.push(start[start.length - 1] + numbers[at]);
  }
  const length = start.length - 1;
  const xy = new Int32Array(2 * start[length]);
  const box = new Int32Array(4 * length);
  let x = 0;
  let y = 0;
  let at = 0;
  for (let line = 0; line < length; line++) {
    at++;
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    for (let point = start[line]; point < start[line + 1]; point++) {
      x += unzigzag(numbers[at++]);
      y += unzigzag(numbers[at++]);
      xy[2 * point] = x;
      xy[2 * point + 1] = y;
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
    box.set([left, top, right, bottom], 4 * line);
  }
  return { length, start: Int32Array.from(start), xy, box };
}

/**
 * @param {string} text base64 of little-endian base-128 numbers
 * @returns {number[]}
 */
export function decodeNumbers(text) {
  const bytes = atob(text);
  const numbers = [];
  let value = 0;
  let factor = 1;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    value += (byte & 127) * factor;
    if (byte < 128) {
      numbers.push(value);
      value = 0;
      factor = 1;
    } else {
      factor *= 128;
    }
  }
  if (factor !== 1) throw new Error("the last number is cut short");
  return numbers;
}

/** @param {number} value */
function unzigzag(value) {
  return value % 2 ? -(value + 1) / 2 : value / 2;
}
