/**
 * The vendored Leaflet, which a script before this one has put into the window.
 *
 * @returns {any}
 */
export function leaflet() {
  return /** @type {any} */ (window).L;
}

/**
 * A canvas as sharp as the screen, its context scaled to pixels of the page.
 *
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {number} density
 * @returns {CanvasRenderingContext2D}
 */
export function sized(canvas, width, height, density) {
  const [wide, high] = [Math.round(width * density), Math.round(height * density)];
  // setting a size clears the canvas and takes new memory: not where it has the size already
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ink = canvas.getContext("2d", { alpha: true });
  if (!ink) throw new Error("this browser draws no canvas");
  ink.setTransform(density, 0, 0, density, 0, 0);
  return ink;
}

/** Pixels of the screen for one of the page; beyond 2 nobody sees the difference. */
export function density() {
  return Math.min(window.devicePixelRatio || 1, 2);
}
