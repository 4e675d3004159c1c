import { FONT } from "../../map/marks.js";

/** Parts of a PNG without which it is no picture; everything else could tell something. */
const NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** From one line of the notices to the next. */
const NOTICE_PX = 14;

/**
 * A canvas as a PNG that holds nothing but the picture.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
export async function pictureOf(canvas) {
  if (!isTrue()) throw new Error("this browser does not give pictures away");
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("this browser wrote no picture");
  return new Blob([bare(new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer()))], { type: "image/png" });
}

/** Whether a canvas gives back what was painted: some browsers return noise to all who did not ask. */
function isTrue() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const ink = canvas.getContext("2d");
  if (!ink) return false;
  ink.fillStyle = "#c23b00";
  ink.fillRect(0, 0, 8, 8);
  const found = ink.getImageData(0, 0, 8, 8).data;
  return found.every((value, k) => value === [194, 59, 0, 255][k % 4]);
}

/**
 * A PNG without texts, times and other parts that are not the picture.
 *
 * @param {Uint8Array} png
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bare(png) {
  if (!SIGNATURE.every((byte, k) => png[k] === byte)) throw new Error("this is no PNG");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts = [png.subarray(0, SIGNATURE.length)];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const end = at + 12 + view.getUint32(at);
    const name = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (NEEDED.includes(name)) parts.push(png.subarray(at, end));
    at = end;
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Write at the foot of a picture whose data it shows, and all that their licences ask for: the
 * picture goes its own way. Lines are folded to the width.
 *
 * @param {import("../../map/tracing.js").Brush} brush @param {string[]} notices @param {{x: number, y: number}} size
 */
export function signPicture({ ink, colours }, notices, size) {
  ink.font = `11px ${FONT}`;
  const lines = notices.flatMap((text) => foldedText(text, size.x - 12, (part) => ink.measureText(part).width));
  if (!lines.length) return;
  const width = Math.min(Math.max(...lines.map((line) => ink.measureText(line).width)), size.x - 12);
  const height = NOTICE_PX * lines.length + 6;
  ink.fillStyle = colours.paper;
  ink.fillRect(size.x - width - 12, size.y - height, width + 12, height);
  ink.textAlign = "right";
  ink.textBaseline = "middle";
  ink.fillStyle = colours.text;
  for (const [row, line] of lines.entries()) {
    ink.fillText(line, size.x - 6, size.y - height + 3 + NOTICE_PX * (row + 0.5), size.x - 12);
  }
}

/**
 * A text in lines no longer than so much; a word longer than that has a line of its own.
 *
 * @param {string} text @param {number} most @param {(part: string) => number} length
 */
export function foldedText(text, most, length) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter((part) => part)) {
    const longer = `${lines[lines.length - 1]} ${word}`;
    if (lines.length && length(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
