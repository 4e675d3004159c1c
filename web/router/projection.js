/**
 * Longitude and latitude to UTM metres, good to a nanometre near its zone: Krüger's series to the
 * sixth order in the third flattening (Karney, "Transverse Mercator with an accuracy of a few
 * nanometers", 2011, equations 35 and 36), the formulas PROJ uses.
 */

const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const SCALE = 0.9996;
const FALSE_EAST_M = 500_000;
const FALSE_NORTH_M = 10_000_000;

const N = FLATTENING / (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const RADIUS_M = (EQUATOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4 - (127 / 288) * N ** 5 + (7891 / 37800) * N ** 6,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4 + (281 / 630) * N ** 5 - (1983433 / 1935360) * N ** 6,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4 + (15061 / 26880) * N ** 5 + (167603 / 181440) * N ** 6,
  (49561 / 161280) * N ** 4 - (179 / 168) * N ** 5 + (6601661 / 7257600) * N ** 6,
  (34729 / 80640) * N ** 5 - (3418889 / 1995840) * N ** 6,
  (212378941 / 319334400) * N ** 6,
];

const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4 - (81 / 512) * N ** 5 + (96199 / 604800) * N ** 6,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4 + (46 / 105) * N ** 5 - (1118711 / 3870720) * N ** 6,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4 - (209 / 4480) * N ** 5 + (5569 / 90720) * N ** 6,
  (4397 / 161280) * N ** 4 - (11 / 504) * N ** 5 - (830251 / 7257600) * N ** 6,
  (4583 / 161280) * N ** 5 - (108847 / 3991680) * N ** 6,
  (20648693 / 638668800) * N ** 6,
];
const NEWTON_STEPS = 6;

/** The middle meridian of a zone, and how far north its equator is put. @param {number} epsg */
function zoneOf(epsg) {
  const south = Math.floor(epsg / 100) === 327;
  if (!south && Math.floor(epsg / 100) !== 326) throw new Error(`EPSG ${epsg} is no UTM zone`);
  return { middle: 6 * (epsg % 100) - 183, north: south ? FALSE_NORTH_M : 0 };
}

/**
 * @param {number} epsg
 * @returns {(x: number, y: number) => [number, number]} metres to longitude and latitude
 */
export function utmInverse(epsg) {
  const { middle, north } = zoneOf(epsg);
  return (x, y) => {
    const xi = (y - north) / (SCALE * RADIUS_M);
    const eta = (x - FALSE_EAST_M) / (SCALE * RADIUS_M);
    let along = xi;
    let across = eta;
    BETA.forEach((beta, k) => {
      const turn = 2 * (k + 1);
      along -= beta * Math.sin(turn * xi) * Math.cosh(turn * eta);
      across -= beta * Math.cos(turn * xi) * Math.sinh(turn * eta);
    });
    const conformal = Math.sin(along) / Math.hypot(Math.sinh(across), Math.cos(along));
    let tangent = conformal;
    for (let k = 0; k < NEWTON_STEPS; k++) {
      const root = Math.hypot(1, tangent);
      const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tangent) / root));
      const reached = tangent * Math.hypot(1, sigma) - sigma * root;
      const slope = (1 + (1 - ECCENTRICITY ** 2) * tangent ** 2) / ((1 - ECCENTRICITY ** 2) * root);
      tangent += ((conformal - reached) / Math.hypot(1, reached)) * slope;
    }
    const lambda = Math.atan2(Math.sinh(across), Math.cos(along));
    return [middle + (lambda * 180) / Math.PI, (Math.atan(tangent) * 180) / Math.PI];
  };
}

/**
 * @param {number} epsg 326zz north, 327zz south
 * @returns {(lon: number, lat: number) => [number, number]} degrees to x and y in metres
 */
export function utm(epsg) {
  const { middle, north: falseNorth } = zoneOf(epsg);
  return (lon, lat) => {
    const lambda = ((lon - middle) * Math.PI) / 180;
    const sine = Math.sin((lat * Math.PI) / 180);
    const conformal = Math.sinh(Math.atanh(sine) - ECCENTRICITY * Math.atanh(ECCENTRICITY * sine));
    const xi = Math.atan2(conformal, Math.cos(lambda));
    const eta = Math.asinh(Math.sin(lambda) / Math.hypot(conformal, Math.cos(lambda)));
    let north = xi;
    let east = eta;
    ALPHA.forEach((alpha, k) => {
      const turn = 2 * (k + 1);
      north += alpha * Math.sin(turn * xi) * Math.cosh(turn * eta);
      east += alpha * Math.cos(turn * xi) * Math.sinh(turn * eta);
    });
    return [
      FALSE_EAST_M + SCALE * RADIUS_M * east,
      falseNorth + SCALE * RADIUS_M * north,
    ];
  };
}
