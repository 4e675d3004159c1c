/**
 * SHA-256 (FIPS 180-4): by the browser where the page may ask it, else by ourselves. Some browsers
 * hold that a page from a disk is not secure enough for their own.
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<string>} 64 hexadecimal digits
 */
export async function sha256(bytes) {
  const { crypto } = globalThis;
  if (!crypto || !crypto.subtle) return hexOf(digestOf(bytes));
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes))));
}

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The digest, worked out here.
 *
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} 32 bytes
 */
export function digestOf(bytes) {
  const state = Uint32Array.from(firstBits(8, 1 / 2));
  const rounds = Uint32Array.from(firstBits(64, 1 / 3));
  const whole = bytes.length - (bytes.length % 64);
  const schedule = new Uint32Array(64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < whole; at += 64) mix(state, rounds, schedule, view, at);
  const tail = padded(bytes.subarray(whole), bytes.length);
  for (let at = 0; at < tail.byteLength; at += 64) mix(state, rounds, schedule, tail, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, row) => digest.setUint32(4 * row, word));
  return new Uint8Array(digest.buffer);
}

/**
 * The rest of a message with a one, zeros and the length of the whole in bits.
 *
 * @param {Uint8Array} rest @param {number} length of the whole message, in bytes
 */
function padded(rest, length) {
  const block = new Uint8Array(rest.length < 56 ? 64 : 128);
  block.set(rest);
  block[rest.length] = 0x80;
  const view = new DataView(block.buffer);
  view.setUint32(block.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(block.length - 4, (length * 8) >>> 0);
  return view;
}

/**
 * The first 32 bits behind the point of a root of each of the first primes. Square roots are good
 * to the bit; cube roots of numbers below 312 too, since 32 bits behind one digit need 35 of 53.
 *
 * @param {number} count @param {number} power 1/2 or 1/3
 */
function firstBits(count, power) {
  const found = [];
  for (let n = 2; found.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) prime = prime && n % d !== 0;
    if (prime) {
      const root = power === 1 / 2 ? Math.sqrt(n) : Math.cbrt(n);
      found.push(Math.floor((root - Math.floor(root)) * 2 ** 32));
    }
  }
  return found;
}

/** @param {number} word @param {number} by */
function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/**
 * Take one block of 64 bytes into the state.
 *
 * @param {Uint32Array} state @param {Uint32Array} rounds @param {Uint32Array} schedule
 * @param {DataView} view @param {number} at
 */
function mix(state, rounds, schedule, view, at) {
  for (let t = 0; t < 16; t++) schedule[t] = view.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [early, late] = [schedule[t - 15], schedule[t - 2]];
    const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const two = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[t] = schedule[t - 16] + one + schedule[t - 7] + two;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + sum + ((e & f) ^ (~e & g)) + rounds[t] + schedule[t]) | 0;
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, row) => (state[row] += word));
}
