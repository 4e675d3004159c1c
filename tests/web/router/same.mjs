import assert from "node:assert/strict";

const LAST_DIGIT = { enter_m: 0.01, exit_m: 0.01, share_seen: 1e-4, full: 1e-4, partial: 1e-4, none: 1e-4, cameras: 1e-3 };

/** Everything alike, in the same order; measured figures may be rounded the other way, but few. */
export class Same {
  compared = 0;
  otherwise = 0;

  value(found, told, path) {
    const name = path.split(".").pop();
    if (told !== null && typeof told === "object") {
      assert.ok(found !== null && typeof found === "object", path);
      assert.deepEqual(Object.keys(found), Object.keys(told), path);
      for (const key of Object.keys(told)) this.value(found[key], told[key], `${path}.${key}`);
    } else if (typeof told === "number" && (!Number.isInteger(told) || !Number.isInteger(found))) {
      this.compared++;
      if (found === told) return;
      this.otherwise++;
      const within = 1.01 * (path.includes("coordinates") ? 1e-7 : (LAST_DIGIT[name] ?? 0.1));
      assert.ok(Math.abs(found - told) <= within, `${path}: ${found}, not ${told}`);
    } else {
      assert.equal(found, told, path);
    }
  }

  /** Where a figure lies just between two roundings, a hair's breadth decides. */
  told() {
    assert.ok(this.otherwise <= this.compared / 1000 + 1, `${this.otherwise} of ${this.compared} figures rounded otherwise`);
  }
}
