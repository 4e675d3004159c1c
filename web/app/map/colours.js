/** Colours by theme: those of every map (`web/map/palette.json`, a test compares), and of the heat. */

const light = {
  ground: "#f3f1ec", hatch: "#b9b2a6", water: "#cfdde6", park: "#dbe6d2", rail: "#a5a19b",
  building: "#dedad3", building_edge: "#c6c1b8",
  street: "#ffffff", street_edge: "#d3cec5", main: "#fffdf6", main_edge: "#bdb6aa", path: "#b9b0a2",
  text: "#4a4640", halo: "#f7f5f1", ink: "#1c1b19", paper: "#ffffff",
  station: "#1c1b19", entrance: "#55514b",
  class_0: "#fff7bc", class_1: "#fec44f", class_2: "#ec7014", class_3: "#cc4c02", class_4: "#8c2d04",
  class_unknown: "#bebebe", approach: "#1c1b19",
  documented: "#c23b00", reported: "#b87400", presumed: "#a3467f", unknown: "#0067a8", no: "#77736d",
  plate_reader: "#00735a",
};

const dark = {
  ground: "#1d1f22", hatch: "#50555b", water: "#16242f", park: "#1f2a22", rail: "#5d6064",
  building: "#2b2e32", building_edge: "#3a3e43",
  street: "#41454b", street_edge: "#17191b", main: "#545a61", main_edge: "#141618", path: "#4a4e54",
  text: "#c9c6c0", halo: "#1d1f22", ink: "#0d0e0f", paper: "#f4f2ee",
  station: "#f4f2ee", entrance: "#b9b5ae",
  class_0: "#fff7bc", class_1: "#fec44f", class_2: "#ec7014", class_3: "#cc4c02", class_4: "#8c2d04",
  class_unknown: "#7d7d7d", approach: "#f4f2ee",
  documented: "#ff7a3c", reported: "#f0ad2e", presumed: "#e08cc0", unknown: "#5cb6f2", no: "#9a968f",
  plate_reader: "#3fc6a0",
};

/** What lies on a line's paper has the light colours in both themes. */
const onPaper = {
  line_documented: light.documented, line_reported: light.reported,
  line_presumed: light.presumed, line_unknown: light.unknown,
};

/**
 * The more cameras see a street, the darker it is by day and the brighter by night.
 *
 * @type {{light: Record<string, string>, dark: Record<string, string>}}
 */
export const COLOURS = {
  light: {
    ...light, ...onPaper,
    heat_0: "#a39d92", heat_1: "#f0b73c", heat_2: "#e6852a", heat_3: "#cf5510", heat_4: "#9a3208", heat_5: "#5a1a04",
  },
  dark: {
    ...dark, ...onPaper,
    heat_0: "#5d6268", heat_1: "#7a4a1e", heat_2: "#b0672a", heat_3: "#e09036", heat_4: "#fbc566", heat_5: "#fff3cf",
  },
};

/** Where each class of the heat begins: it doubles from class to class. */
export const HEAT_LOWS = [0, 1, 2, 4, 8, 16];

/** The class of a street that so many cameras see. @param {number} cameras */
export function heatClass(cameras) {
  return cameras === 0 ? 0 : Math.min(HEAT_LOWS.length - 1, 1 + Math.floor(Math.log2(cameras)));
}
