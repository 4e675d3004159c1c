import { Engine } from "../router/engine.js";

/**
 * Where answers come from: this device, or the server for what the device cannot do.
 *
 * @typedef {{id: number, first?: any, result?: any, error?: {type: string}}} Reply
 * @typedef {(method: string, args: any[], onFirst?: (answer: any) => void) => Promise<any>} Call
 */

/** Something that could not be answered, by the name docs/api.md gives it. */
export class Trouble extends Error {
  /** @param {string} type @param {Record<string, any>} [more] */
  constructor(type, more = {}) {
    super(type);
    this.type = type;
    this.more = more;
  }
}

/** The city's own file, asked in a worker, or on the main thread where workers are refused. */
export class LocalSource {
  /**
   * @param {Uint8Array} bytes the city's file @param {(() => Worker) | undefined} makeWorker
   * @returns {Promise<LocalSource>}
   */
  static async open(bytes, makeWorker) {
    const worker = makeWorker && (await workerOf(makeWorker, bytes));
    return new LocalSource(worker || (await threadOf(bytes)), Boolean(worker));
  }

  /** @param {Call} call @param {boolean} inWorker */
  constructor(call, inWorker) {
    this.call = call;
    this.inWorker = inWorker;
  }

  /** @param {string} method @param {any[]} args @returns {Promise<any>} */
  ask(method, ...args) {
    return this.call(method, args);
  }

  /**
   * Ways as soon as there are any, and again once they are proven or the proof gave up.
   *
   * @param {string} method @param {Record<string, any>} trip @param {(answer: any) => void} onFirst
   * @returns {Promise<any>}
   */
  askTwice(method, trip, onFirst) {
    return this.call(method, [trip], onFirst);
  }
}

/**
 * A worker that has opened the city, or null where the browser refuses one.
 *
 * @param {() => Worker} makeWorker @param {Uint8Array} bytes
 * @returns {Promise<Call | null>}
 */
async function workerOf(makeWorker, bytes) {
  /** @type {Worker} */
  let worker;
  try {
    worker = makeWorker();
  } catch {
    return null;
  }
  /** @type {Map<number, {resolve: (value: any) => void, reject: (reason: Error) => void, onFirst?: (answer: any) => void}>} */
  const waiting = new Map();
  let last = 0;
  worker.addEventListener("message", ({ data }) => {
    const { id, first, result, error } = /** @type {Reply} */ (data);
    const asked = waiting.get(id);
    if (first) {
      asked?.onFirst?.(first);
      return;
    }
    waiting.delete(id);
    if (error) asked?.reject(new Trouble(error.type, error));
    else asked?.resolve(result);
  });
  const failed = new Promise((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      for (const asked of waiting.values()) asked.reject(new Trouble("device"));
      waiting.clear();
      reject(new Trouble("device"));
    });
  });
  failed.catch(() => {});
  /** @type {Call} */
  const call = (method, args, onFirst) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject, onFirst });
    worker.postMessage({ id: last, method, args, first: Boolean(onFirst) });
  });
  try {
    await Promise.race([call("open", [bytes]), failed]);
  } catch (trouble) {
    worker.terminate();
    // a worker that ran and could not open the city would fail on the main thread, too
    if (trouble instanceof Trouble && trouble.type !== "device") throw trouble;
    return null;
  }
  return call;
}

/** @param {Uint8Array} bytes @returns {Promise<Call>} */
async function threadOf(bytes) {
  const engine = /** @type {any} */ (new Engine());
  await engine.open(bytes);
  return async (method, args, onFirst) => {
    // let the page show that it is working before it stands still
    await new Promise((resolve) => setTimeout(resolve, 30));
    try {
      return await engine[method](...args, ...(onFirst ? [onFirst] : []));
    } catch (trouble) {
      throw new Trouble(/** @type {any} */ (trouble).type ?? "device", /** @type {any} */ (trouble));
    }
  };
}

/** The server behind the page: a trip travels in the body of a POST and nowhere else. */
export class ServerSource {
  /** @param {string} city its name */
  constructor(city) {
    this.city = city;
  }

  /** @param {Record<string, any>} trip */
  async routes(trip) {
    const answer = await this.post("/api/routes", JSON.stringify({ ...trip, city: this.city }), "application/json");
    return answer.json();
  }

  /** @param {Record<string, any>} trip */
  journeys(trip) {
    return this.routes({ ...trip, by: "metro" });
  }

  /**
   * What sees a line.
   *
   * @param {string} line GeoJSON @param {Record<string, string | number>} options of the count
   * @returns {Promise<Record<string, any>>}
   */
  async score(line, options) {
    return (await this.post(`/api/score?${this.query(options)}`, line, "application/geo+json")).json();
  }

  /** Options of a count, which tell of no place. @param {Record<string, string | number>} options */
  query(options) {
    const query = new URLSearchParams({ city: this.city });
    for (const [name, value] of Object.entries(options)) query.set(name, String(value));
    return query;
  }

  /**
   * A line on one page to print.
   *
   * @param {"pdf" | "png"} kind @param {string} line GeoJSON
   * @param {Record<string, string | number>} options of the count
   * @returns {Promise<Blob>}
   */
  async print(kind, line, options) {
    return (await this.post(`/api/print/${kind}?${this.query(options)}`, line, "application/geo+json")).blob();
  }

  /** @param {string} path @param {string} body @param {string} type @returns {Promise<Response>} */
  async post(path, body, type) {
    let answer;
    try {
      answer = await fetch(path, {
        method: "POST", body, headers: { "Content-Type": type }, cache: "no-store", credentials: "omit",
        redirect: "error", referrerPolicy: "no-referrer",
      });
    } catch {
      throw new Trouble("server");
    }
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  }
}

/** What a problem of the server is called. @param {Response} answer */
async function problemOf(answer) {
  try {
    const { type } = await answer.json();
    return new Trouble(String(type).split("#")[1] || "server");
  } catch {
    return new Trouble("server");
  }
}
