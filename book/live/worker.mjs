// The worker in which Python runs: one a page. The page ends it to stop an endless loop, and starts another.

let session;
let python;
const tell = (type, facts = {}) => self.postMessage({ type, ...facts });

/** Counts every byte that is fetched from now on, so that the page can say how far the loading is. */
function countBytes() {
  const fetchFrom = self.fetch.bind(self);
  let total = 0;
  let told = 0;
  self.fetch = async (...request) => {
    const answer = await fetchFrom(...request);
    if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
    const counter = new TransformStream({
      transform(chunk, stream) {
        total += chunk.byteLength;
        if (performance.now() - told > 100) tell("loaded", { bytes: total }), (told = performance.now());
        stream.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = answer;
    return new Response(answer.body.pipeThrough(counter), { status, statusText, headers });
  };
}

async function start({ folder, wheels, session: program }) {
  countBytes();
  const bytes = async (address) => (await fetch(address)).arrayBuffer();
  const files = Promise.all([bytes(`${wheels}forward_and_back.whl`), bytes(`${wheels}datasets.zip`), bytes(program)]);
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  python = await loadPyodide({ indexURL: folder, packages: ["numpy"] });
  const [course, datasets, code] = await files;
  python.unpackArchive(course, "wheel");
  python.unpackArchive(datasets, "zip", { extractDir: python.runPython("import site; site.getsitepackages()[0]") });
  python.FS.writeFile("/home/pyodide/page_session.py", new Uint8Array(code));
  session = python.pyimport("page_session").Session();
}

let started;
self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") return void (await (started = start(data)), tell("ready"));
    await started;
    if (data.drawing) await python.loadPackage("matplotlib", { messageCallback: () => {} });
    tell("running", { id: data.id });
    tell("answer", { id: data.id, answer: JSON.parse(session.answer(JSON.stringify(data.request))) });
  } catch (problem) {
    tell("broken", { id: data.id, text: String(problem?.message ?? problem).trim().split("\n").at(-1) });
  }
};
