/**
 * Round to so many decimals as Python does: to the nearest of what the number truly is, halves to
 * the even digit.
 *
 * @param {number} value @param {number} decimals
 */
export function rounded(value, decimals) {
  const doubled = value * 2 ** (decimals + 1);
  // only a number with so few binary places lies just between two decimals
  if (Number.isInteger(doubled) && doubled % 2 !== 0) {
    const low = Math.floor(value * 10 ** decimals);
    return (low % 2 === 0 ? low : low + 1) / 10 ** decimals;
  }
  return Number(value.toFixed(decimals));
}

/** @param {number | null} value @param {number} decimals */
export function roundedOrNull(value, decimals) {
  return value === null ? null : rounded(value, decimals);
}
