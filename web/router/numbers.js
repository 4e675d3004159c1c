/** Positions are whole ten-millionths of a degree. */
export const UNITS = 1e7;

/**
 * Whole numbers in base 128: the low digit first, the high bit set on all but the last byte.
 *
 * @param {Uint8Array} bytes
 * @returns {Float64Array}
 */
export function readNumbers(bytes) {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] < 128) count++;
  if (bytes.length && bytes[bytes.length - 1] > 127) throw new Error("the last number is cut short");
  const numbers = new Float64Array(count);
  let at = 0;
  for (let k = 0; k < count; k++) {
    let byte = bytes[at++];
    let value = byte & 127;
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = bytes[at++];
      value += (byte & 127) * factor;
    }
    numbers[k] = value;
  }
  return numbers;
}

/**
 * Numbers of either sign from numbers not below 0, in place.
 *
 * @param {Float64Array} numbers
 */
export function unzigzag(numbers) {
  for (let k = 0; k < numbers.length; k++) {
    const value = numbers[k];
    numbers[k] = value % 2 ? -(value + 1) / 2 : value / 2;
  }
  return numbers;
}

/**
 * Running totals, in place.
 *
 * @param {Float64Array} steps
 */
export function totals(steps) {
  for (let k = 1; k < steps.length; k++) steps[k] += steps[k - 1];
  return steps;
}

/**
 * Where each group begins in a list of groups one after another, and where the last one ends.
 *
 * @param {ArrayLike<number>} counts
 */
export function offsets(counts) {
  const start = new Int32Array(counts.length + 1);
  for (let k = 0; k < counts.length; k++) start[k + 1] = start[k] + counts[k];
  return start;
}

/**
 * Round to the nearest whole number, halves to the even one, as NumPy does.
 *
 * @param {number} value
 */
export function rint(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 ? floor + 1 : floor;
}
