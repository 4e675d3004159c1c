import { start } from "./main.js";

/**
 * Bring the page to life that a server sent. Its setting and its city are fetched at once and
 * once; after that nothing is, but for what is asked of the server.
 *
 * @param {DOMStringMap} addresses `setting`, of the page; `city`, its file; `worker`, the engine
 */
export async function openPage({ setting = "", city = "", worker = "" }) {
  const bytes = brought(city).then(async (answer) => new Uint8Array(await answer.arrayBuffer()));
  // it is waited for, and its failure told, by the page itself
  bytes.catch(() => {});
  const told = await (await brought(setting)).json();
  await start(told, { bytes, makeWorker: () => new Worker(worker) });
}

/** @param {string} address @returns {Promise<Response>} */
async function brought(address) {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error("the server sends no such file");
  return answer;
}
