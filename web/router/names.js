/** How names are folded before they are compared: `mapper/model/names.py`, step by step. */

/** @type {Record<string, string>} */
const ABBREVIATIONS = {
  улица: "ул", проспект: "пр", просп: "пр", площадь: "пл", переулок: "пер",
  бульвар: "бул", набережная: "наб", шоссе: "ш", проезд: "прд",
  street: "st", avenue: "av", ave: "av", square: "sq", road: "rd",
  strasse: "str", platz: "pl",
};
/** й is kept while accents are dropped; this stands for it meanwhile. */
const KEPT = "\u0000";

/**
 * A name in the form it is searched in: case folded, accents dropped (й is kept, ё becomes е),
 * punctuation a space, the usual words for a street shortened.
 *
 * @param {string} name
 */
export function normaliseName(name) {
  const folded = foldCase(name).replaceAll("ё", "е").replaceAll("й", KEPT);
  const plain = folded.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll(KEPT, "й");
  return plain
    .replace(/[^\p{L}\p{N}_]+/gu, " ")
    .trim()
    .split(" ")
    .map((word) => (Object.hasOwn(ABBREVIATIONS, word) ? ABBREVIATIONS[word] : word))
    .join(" ");
}

/** Unicode case folding, letter by letter. @param {string} text */
function foldCase(text) {
  let folded = "";
  for (const letter of text) {
    // a dotless i has a capital that it does not share with i
    folded += letter === "ı" ? letter : letter.toUpperCase().toLowerCase();
  }
  return folded.replaceAll("ς", "σ");
}
