import { sha256 } from "./sha256.js";

const GROUP = 8;

/** Only the digits of what somebody pasted, with or without gaps. @param {string} text */
export function digitsIn(text) {
  const found = text.toLowerCase().replace(/sha-?256/g, "").replace(/[\s:.-]+/g, " ").match(/[0-9a-f ]{64,}/);
  const digits = found ? found[0].replace(/ /g, "") : "";
  return digits.length === 64 ? digits : "";
}

/** In groups one can read aloud. @param {string} digits */
export function inGroups(digits) {
  return (digits.match(new RegExp(`.{${GROUP}}`, "g")) || []).join(" ");
}

/**
 * Let a page say the digest of a file. The file is read on this device and goes nowhere.
 *
 * @param {Record<string, string>} words
 */
export function startHashPage(words) {
  const [file, told, digest, other, verdict] = ["file", "told", "digest", "other", "verdict"].map(
    (id) => /** @type {HTMLInputElement} */ (document.getElementById(id)),
  );
  let digits = "";
  let asked = 0;
  const compare = () => {
    const pasted = digitsIn(other.value);
    const state = !digits || !other.value.trim() ? "" : !pasted ? "unread" : pasted === digits ? "same" : "different";
    verdict.textContent = state ? words[state] : "";
    verdict.className = state;
  };
  other.addEventListener("input", compare);
  file.addEventListener("change", async () => {
    const [chosen] = file.files || [];
    const turn = ++asked;
    digits = "";
    digest.textContent = "";
    told.textContent = chosen ? words.reading : "";
    compare();
    if (!chosen) return;
    try {
      const found = await sha256(new Uint8Array(await chosen.arrayBuffer()));
      if (turn !== asked) return; // another file was chosen meanwhile
      digits = found;
      told.textContent = words.size.replace("{n}", chosen.size.toLocaleString(document.documentElement.lang));
      digest.textContent = inGroups(digits);
    } catch {
      if (turn === asked) told.textContent = words.unreadable;
    }
    compare();
  });
}
