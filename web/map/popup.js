/**
 * A small box at a place on the map. Every word goes in as text, never as markup.
 *
 * @param {any} scene
 * @param {[number, number]} at units
 * @param {string} title
 * @param {[string, string][]} rows
 * @param {string} close what the button that closes it is called
 */
export function showPopup(scene, at, title, rows, close) {
  const box = document.createElement("div");
  const heading = document.createElement("h3");
  heading.textContent = clipped(title);
  heading.dir = "auto";
  box.append(heading);
  const list = document.createElement("dl");
  for (const [name, value] of rows) {
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    term.textContent = name;
    meaning.textContent = clipped(value);
    meaning.dir = "auto";
    list.append(term, meaning);
  }
  box.append(list);
  const popup = window.L.popup({ maxWidth: 270, minWidth: 200, maxHeight: Math.max(160, scene.map.getSize().y - 110), autoPanPaddingTopLeft: [64, 16], autoPanPaddingBottomRight: [16, 16] })
    .setLatLng(scene.latLng(...at))
    .setContent(box)
    .openOn(scene.map);
  popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", close);
  return popup;
}

const LONGEST = 160;

/** @param {string} text */
export function clipped(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
