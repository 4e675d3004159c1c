/**
 * A line that is heard and not seen: what lies on the map, for whoever does not see it.
 *
 * @param {HTMLElement} container
 * @returns {HTMLElement}
 */
export function addVoice(container) {
  const voice = document.createElement("p");
  voice.setAttribute("role", "status");
  voice.dir = "auto";
  Object.assign(voice.style, {
    position: "absolute", width: "1px", height: "1px", margin: "-1px", overflow: "hidden",
    clipPath: "inset(50%)", whiteSpace: "nowrap",
  });
  container.append(voice);
  return voice;
}
