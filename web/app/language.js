/**
 * The page's standing text, said again in another language.
 *
 * @param {Document} page @param {import("./wording.js").Wording} wording @param {string} safety
 */
export function relabel(page, wording, safety) {
  page.documentElement.lang = wording.language;
  page.title = wording.say("pages.title");
  for (const element of page.querySelectorAll("[data-word]")) {
    element.textContent = wording.say(/** @type {HTMLElement} */ (element).dataset.word ?? "");
  }
  for (const element of page.querySelectorAll("[data-named]")) {
    const [attribute, path] = (/** @type {HTMLElement} */ (element).dataset.named ?? "").split(" ");
    element.setAttribute(attribute, wording.say(path));
  }
  for (const element of page.querySelectorAll("[data-safety]")) element.textContent = safety;
}

/**
 * Put standing text into an element, so that it can be said again; "" empties it.
 *
 * @param {HTMLElement} element @param {import("./wording.js").Wording} wording @param {string} path
 */
export function tell(element, wording, path) {
  element.textContent = path && wording.say(path);
  if (path) element.dataset.word = path;
  else delete element.dataset.word;
}
