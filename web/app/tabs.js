import { byId } from "./elements.js";

/** @typedef {{show: (name: string) => void}} Tabs */

/**
 * Panes under tabs: arrow keys, Home and End go from tab to tab (ARIA APG, tabs).
 *
 * @param {string[]} names of `tab-NAME` and `pane-NAME`
 * @param {(name: string) => void} onShow
 * @returns {Tabs}
 */
export function makeTabs(names, onShow) {
  const tabs = names.map((name) => byId(`tab-${name}`));
  /** @param {string} chosen */
  const show = (chosen) => {
    names.forEach((name, at) => {
      const here = name === chosen;
      tabs[at].setAttribute("aria-selected", String(here));
      tabs[at].tabIndex = here ? 0 : -1;
      byId(`pane-${name}`).hidden = !here;
    });
    onShow(chosen);
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => show(names[at]));
    tab.addEventListener("keydown", (event) => {
      const next = stepped(event.key, at, tabs.length);
      if (next < 0) return;
      event.preventDefault();
      show(names[next]);
      tabs[next].focus();
    });
  });
  return { show };
}

/**
 * Where a key leads from one of several things in a row, -1 where nowhere.
 *
 * @param {string} key @param {number} at @param {number} count
 */
export function stepped(key, at, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (at + count - 1) % count;
  return -1;
}
