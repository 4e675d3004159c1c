import { byId, make } from "../elements.js";

/** Layers a map of streets does not have. */
const UNLIKE = ["cameras", "stations", "heat", "survey"];

/** Whether more than the map of streets is to be seen. */
export function isOpened() {
  return document.documentElement.classList.contains("opened");
}

/**
 * Let the page begin as a map of streets, with a button that opens the rest. What it is stays
 * readable in the file: this keeps it off the first look and no more.
 *
 * @param {Record<string, string>} words by what they say: "open", "close"
 * @returns {(words: Record<string, string>) => void} says them in another language
 */
export function beginPlain(words) {
  const root = document.documentElement;
  const boxes = /** @type {HTMLInputElement[]} */ (
    [...byId("layers").querySelectorAll("input")].filter((box) => UNLIKE.includes(box.value))
  );
  const usual = boxes.map((box) => box.defaultChecked);
  let said = words;
  const button = make("button", { type: "button", class: "turn", onclick: () => turn() });
  const turn = () => {
    // closed again, nothing of a trip may be left on the map
    if (isOpened()) byId("clear").click();
    const opened = root.classList.toggle("opened");
    lay(opened);
    byId(opened ? "tab-trip" : "tab-city").click();
    window.dispatchEvent(new Event("resize"));
    button.focus();
  };
  /** @param {boolean} opened */
  const lay = (opened) => {
    boxes.forEach((box, row) => {
      // clearing the page brings back what a layer is by default
      box.defaultChecked = opened && usual[row];
      box.checked = box.defaultChecked;
      box.dispatchEvent(new Event("change"));
    });
    (opened ? byId("clear").parentElement ?? byId("ground") : byId("ground")).append(button);
    say();
  };
  const say = () => { button.textContent = isOpened() ? said.close : said.open; };
  lay(false);
  return (others) => {
    said = others;
    say();
  };
}
