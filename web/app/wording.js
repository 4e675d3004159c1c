import { rounded } from "../router/rounding.js";

/**
 * Text and numbers in the language of the page.
 *
 * @typedef {Record<string, any>} Words keys lead to texts, to further words, or to plural forms
 * @typedef {Record<string, string | number>} Slots what `{name}` in a text stands for
 */

export class Wording {
  /** @param {string} language @param {Words} words */
  constructor(language, words) {
    this.language = language;
    this.words = words;
    this.plural = new Intl.PluralRules(language);
  }

  /**
   * What stands at a path such as "app.find".
   *
   * @param {string} path
   * @returns {any}
   */
  at(path) {
    let found = /** @type {any} */ (this.words);
    for (const key of path.split(".")) found = Object.hasOwn(found, key) ? found[key] : undefined;
    if (found === undefined) throw new Error(`no words for ${path}`);
    return found;
  }

  /** Whether there are words at a path below another. @param {string} path @param {string} key */
  has(path, key) {
    return Object.hasOwn(this.at(path), key);
  }

  /** @param {string} path @param {Slots} [slots] @returns {string} */
  say(path, slots = {}) {
    return filled(String(this.at(path)), slots);
  }

  /**
   * The form of a text that goes with a count, the count itself as `{n}`.
   *
   * @param {string} path @param {number} count @param {Slots} [slots]
   */
  count(path, count, slots = {}) {
    const forms = this.at(path);
    const text = forms[this.plural.select(count)] ?? forms.other;
    return filled(String(text), { n: this.number(count), ...slots });
  }

  /**
   * A number with so many decimals, rounded as Python does: `Intl` takes 29.95 for a tie, though it lies below.
   *
   * @param {number} value @param {number} [decimals]
   */
  number(value, decimals = 0) {
    return rounded(value, decimals).toFixed(decimals).replace(".", this.say("pages.comma"));
  }

  /** A share in whole hundredths. @param {number} share */
  percent(share) {
    return `${this.number(100 * share)} %`;
  }

  /** @param {number} seconds */
  minutes(seconds) {
    return this.say("app.minutes", { n: this.number(seconds / 60, 1) });
  }

  /** @param {number} metres */
  metres(metres) {
    return this.say("app.metres", { n: this.number(metres) });
  }
}

/** @param {string} text @param {Slots} slots */
function filled(text, slots) {
  return text.replace(/\{(\w+)\}/g, (slot, name) => (Object.hasOwn(slots, name) ? String(slots[name]) : slot));
}

const LONGEST_NAME = 80;

/** A name short enough for a page. @param {string} name */
export function clipped(name) {
  const letters = [...name];
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : name;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What the n-th way is called: A to Z, then A2 … @param {number} index */
export function letterOf(index) {
  const round = Math.floor(index / LETTERS.length);
  return LETTERS[index % LETTERS.length] + (round ? String(round + 1) : "");
}
