/**
 * Longitude and latitude to UTM metres, good to a nanometre near its zone: Krüger's series to the
 * sixth order in the third flattening (Karney, "Transverse Mercator with an accuracy of a few
 * nanometers", 2011, equation 35), the formula PROJ uses.
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

/**
 * @param {number} epsg 326zz north, 327zz south
 * @returns {(lon: number, lat: number) => [number, number]} degrees to x and y in metres
 */
export function utm(epsg) {
  const zone = epsg % 100;
  const south = Math.floor(epsg / 100) === 327;
  if (!south && Math.floor(epsg / 100) !== 326) throw new Error(`EPSG ${epsg} is no UTM zone`);
  const middle = 6 * zone - 183;
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
      (south ? FALSE_NORTH_M : 0) + SCALE * RADIUS_M * north,
    ];
  };
}
