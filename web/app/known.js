/**
 * What the city's file records of each camera, by its id, in the language of the page.
 *
 * @param {import("./map/drawing.js").DrawnCity} city @param {string} language
 * @returns {(cameraId: string) => [string, string][]}
 */
export function cameraFacts(city, language) {
  /** @type {Map<string, number> | undefined} */
  let place;
  return (cameraId) => {
    if (!place) {
      const ids = city.cameraIds();
      place = new Map(Array.from(city.cameras.rows, (row, at) => [ids[row], at]));
    }
    const camera = place.get(cameraId);
    return camera === undefined ? [] : city.told(language, camera);
  };
}
