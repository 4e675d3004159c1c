/**
 * Elements made by hand: text only ever as text, never as markup.
 *
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 */

/**
 * An element with attributes ("class", "aria-…", "data-…"), handlers ("onclick") and children.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...kept(children));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element of a drawing.
 *
 * @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text]
 */
export function draw(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** Put other children into an element. @param {Element} element @param {Child[]} children */
export function refill(element, ...children) {
  element.replaceChildren(...kept(children));
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function kept(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child || child === ""));
}

/**
 * The element of an id that the page must have.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return /** @type {Kind} */ (element);
}

/** Names and values side by side. @param {[string, string, string?][]} rows name, value, data-figure */
export function facts(rows) {
  return make("dl", { class: "facts" }, ...rows.map(([name, value, key]) =>
    make("div", {}, make("dt", { dir: "auto" }, name), make("dd", { dir: "auto", "data-figure": key }, value)),
  ));
}
