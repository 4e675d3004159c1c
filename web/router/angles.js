/** Bearings are degrees clockwise from north, in [0, 360): `mapper/model/angles.py`. */

const FULL_TURN = 360;

/** @param {number} degrees */
export function normaliseDegrees(degrees) {
  const turned = ((degrees % FULL_TURN) + FULL_TURN) % FULL_TURN;
  return turned >= FULL_TURN ? 0 : turned;
}

/**
 * The signed turn from one bearing to another, clockwise positive, in (-180, 180].
 *
 * @param {number} from @param {number} to
 */
export function turnBetween(from, to) {
  const turn = normaliseDegrees(normaliseDegrees(to) - normaliseDegrees(from));
  return turn > FULL_TURN / 2 ? turn - FULL_TURN : turn;
}

/** @param {number} dx east @param {number} dy north */
export function bearingOf(dx, dy) {
  return normaliseDegrees((Math.atan2(dx, dy) * 180) / Math.PI);
}
