/**
 * Length of a line on the WGS84 ellipsoid, metres: Vincenty's inverse formula (Survey Review XXIII,
 * 1975), written so that short lines keep their digits. Good to a micrometre over a city.
 */

const SEMI_MAJOR_M = 6378137;
const FLATNESS = 1 / 298.257223563;
const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATNESS);
const MOST_ROUNDS = 50;

/** @param {number} lon1 @param {number} lat1 @param {number} lon2 @param {number} lat2 degrees */
export function geodesicM(lon1, lat1, lon2, lat2) {
  if (lon1 === lon2 && lat1 === lat2) return 0;
  const radians = Math.PI / 180;
  const u1 = Math.atan((1 - FLATNESS) * Math.tan(lat1 * radians));
  const u2 = Math.atan((1 - FLATNESS) * Math.tan(lat2 * radians));
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const turn = lon2 - lon1;
  const apart = (Math.abs(turn) <= 180 ? turn : turn - 360 * Math.sign(turn)) * radians;
  const raised = Math.sin(u2 - u1);
  let lambda = apart;
  let [sigma, sinSigma, cosSigma, cosSquared, middle] = [0, 0, 1, 1, 0];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const half = Math.sin(lambda / 2);
    const north = raised + 2 * sin1 * cos2 * half * half;
    sinSigma = Math.hypot(cos2 * Math.sin(lambda), north);
    if (sinSigma === 0) return 0;
    cosSigma = sin1 * sin2 + cos1 * cos2 * Math.cos(lambda);
    sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cos1 * cos2 * Math.sin(lambda)) / sinSigma;
    cosSquared = 1 - sinAlpha * sinAlpha;
    middle = cosSquared > 0 ? cosSigma - (2 * sin1 * sin2) / cosSquared : 0;
    const c = (FLATNESS / 16) * cosSquared * (4 + FLATNESS * (4 - 3 * cosSquared));
    const before = lambda;
    lambda =
      apart +
      (1 - c) * FLATNESS * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle * middle - 1)));
    if (Math.abs(lambda - before) < 1e-15) break;
  }
  const squared = (cosSquared * (SEMI_MAJOR_M ** 2 - SEMI_MINOR_M ** 2)) / SEMI_MINOR_M ** 2;
  const a = 1 + (squared / 16384) * (4096 + squared * (-768 + squared * (320 - 175 * squared)));
  const b = (squared / 1024) * (256 + squared * (-128 + squared * (74 - 47 * squared)));
  const delta =
    b * sinSigma *
    (middle +
      (b / 4) *
        (cosSigma * (2 * middle * middle - 1) -
          (b / 6) * middle * (4 * sinSigma * sinSigma - 3) * (4 * middle * middle - 3)));
  return SEMI_MINOR_M * a * (sigma - delta);
}
