// The site's service worker: what has been opened once opens again without a network. Registered at the first press
// that starts Python (offline.mjs); readers who only read never meet it. The build fills in the two versions.
//
// Pages and their parts: the network first, so that nobody sees an old page while online. Python: the copy first, since
// its address changes when it does.

const PAGES = "forward-and-back-pages";
const PYTHON = ["forward-and-back-@PYODIDE@", "forward-and-back-@COURSE@"];
const FOLDERS = ["/python/@PYODIDE@/", "/python/@COURSE@/"];

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("forward-and-back-") && ![PAGES, ...PYTHON].includes(name);
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(self.registration.scope)) return;
  const number = FOLDERS.findIndex((folder) => new URL(url).pathname.includes(folder));
  event.respondWith(number < 0 ? fresh(event.request) : kept(event.request, PYTHON[number]));
});

async function fresh(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch (problem) {
    const copy = await cache.match(request, { ignoreVary: true });
    if (copy) return copy;
    throw problem;
  }
}

async function kept(request, name) {
  const cache = await caches.open(name);
  const copy = await cache.match(request.url, { ignoreVary: true });
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request.url, answer.clone());
  return answer;
}
