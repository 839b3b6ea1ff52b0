// Keeps this page, and the Python it has just started, for a time without a network.

import { address, settings } from "./settings.mjs";

const PAGES = "forward-and-back-pages"; // the names that offline.js knows
const cacheOf = (folder) => `forward-and-back-${folder.split("/").at(-2)}`;

/** Registers the site's service worker and fills its caches from what the browser has loaded. Returns whether it did. */
export async function keepForOffline() {
  try {
    if (!navigator.serviceWorker || !window.caches) return false; // a private window, or no https
    await navigator.serviceWorker.register(address("offline.js"), { scope: address("") });
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const ofTheWorker = ["worker.mjs", "session.py"].map((name) => new URL(name, import.meta.url).href);
    const here = [location.href.split("#")[0], ...loaded, ...ofTheWorker, ...waiting()].filter((url) => url.startsWith(address("")));
    const python = settings.files.map((path) => address(path));
    const pages = here.filter((url) => !url.startsWith(address("python/")));
    await add(PAGES, pages);
    for (const folder of [settings.python, settings.wheels]) {
      await add(cacheOf(folder), python.filter((url) => url.startsWith(address(folder))));
    }
    return true;
  } catch {
    return false; // no room, or not allowed: the page works as before, online
  }
}

/** Returns what this page asks for only later: pictures further down, frames of sliders, solutions, the notebook. */
function waiting() {
  const pictures = [...document.querySelectorAll("article img")].map(({ src }) => src);
  const sliders = [...document.querySelectorAll(".interactive script")].flatMap(({ textContent }) => JSON.parse(textContent).frames);
  const asked = [`solutions/${settings.page}.html`, `_sources/chapters/${settings.page}.ipynb`].map(address);
  return [...pictures, ...sliders.map((path) => new URL(path, location.href).href), ...asked];
}

async function add(name, urls) {
  const cache = await caches.open(name);
  for (const url of new Set(urls)) {
    if (await cache.match(url)) continue;
    const answer = await fetch(url, { cache: "force-cache" }); // from the browser's own cache, without the network
    if (answer.status === 200) await cache.put(url, answer);
  }
}
