import { clippedTo } from "./labels.js";
import { leaflet } from "./leaflet.js";

const LONGEST = 160;

/**
 * A small box at a place on the map. Every word goes in as text, never as markup.
 *
 * @param {any} map @param {[number, number]} latlng
 * @param {string} title @param {[string, string][]} rows
 * @param {string} close what the button that closes it is called
 */
export function openBox(map, latlng, title, rows, close) {
  const box = document.createElement("div");
  const heading = document.createElement("h3");
  heading.textContent = clippedTo(title, LONGEST);
  heading.dir = "auto";
  const list = document.createElement("dl");
  for (const [name, value] of rows) {
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    term.textContent = name;
    meaning.textContent = clippedTo(value, LONGEST);
    meaning.dir = "auto";
    list.append(term, meaning);
  }
  box.append(heading, list);
  const popup = leaflet()
    .popup({ maxWidth: 280, minWidth: 190, autoPanPaddingTopLeft: [64, 16], autoPanPaddingBottomRight: [16, 16] })
    .setLatLng(latlng)
    .setContent(box)
    .openOn(map);
  popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", close);
  return popup;
}
