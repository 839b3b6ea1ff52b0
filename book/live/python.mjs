// The page's side of Python: starts the worker at the first press, gives it one cell at a time, ends it when asked to.

import { keepForOffline } from "./offline.mjs";
import { address, reason, settings } from "./settings.mjs";

const MEGABYTE = 1e6;
const SECONDS = { exercise: 20, demonstration: 120 };
const SLOW = { fit_digits: 180 }; // trains a network, which takes seconds even where Python is fast

const DRAWING = /\b(?:plt|figures)\.\w|\bmatplotlib\b/;

let worker;
let job; // {id, tell, done, timer, seconds}
let count = 0;
let drawingIsThere = false;
let ran = new Map(); // the demonstration cells that this worker has run: whether Matplotlib was there when they did

/** The name of what runs now, or an empty string. */
export const running = () => job?.name ?? "";

/** Returns whether some code draws, as far as its words tell: Matplotlib is loaded for it. */
export const drawsWith = (code) => DRAWING.test(code);

/** Returns what will be loaded first, in words. */
export const loads = (drawing) => (!drawing ? "Python" : worker ? "Matplotlib" : "Python and Matplotlib");

/** Returns whether a cell has run since Python was started; for a drawing, whether Matplotlib was there for it. */
export const hasRun = (cell, drawing = false) => ran.has(cell) && (!drawing || ran.get(cell));

function start() {
  worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => receive({ type: "broken", text: event.message || "its files could not be loaded" });
  worker.postMessage({
    type: "start",
    folder: address(settings.python),
    wheels: address(settings.wheels),
    session: new URL("./session.py", import.meta.url).href,
  });
}

/**
 * Runs one request and returns {answer}, {stopped: sentence} or {broken: sentence}.
 * name: what runs, for the reader · tell(state, share): "loading" with the share that is there, "running"
 */
export function run(request, { name, drawing = false, cells = [], tell = () => {} }) {
  if (job) return Promise.resolve({ stopped: `Python is busy with ${job.name}. Stop that first.` });
  const again = Boolean(worker);
  if (!again) start();
  const wanted = (again ? 0 : settings.bytes.python) + (drawing && !drawingIsThere ? settings.bytes.drawing : 0);
  return new Promise((done) => {
    job = { id: ++count, name, tell, done, wanted, cells, drawing, before: 0 };
    job.seconds = SLOW[request.name] ?? SECONDS[request.want === "check" || request.name ? "exercise" : "demonstration"];
    if (wanted) tell("loading", { loaded: 0, wanted });
    worker.postMessage({ type: "cell", id: job.id, drawing, request });
  });
}

let bytesSoFar = 0;

function receive(data) {
  if (data.type === "loaded") {
    bytesSoFar = data.bytes;
    if (job?.wanted) job.tell("loading", { loaded: Math.min(bytesSoFar - job.before, job.wanted), wanted: job.wanted });
  } else if (data.type === "running" && data.id === job?.id) {
    drawingIsThere ||= job.drawing;
    job.tell("running");
    const limit = job.seconds;
    job.timer = setTimeout(() => stop(`Stopped after ${limit} seconds. Is there a loop that never ends?`), limit * 1000);
  } else if (data.type === "ready") {
    keepForOffline().then((done) => done && document.dispatchEvent(new CustomEvent("live:offline")));
  } else if (data.type === "answer" && data.id === job?.id) {
    for (const cell of job.cells) ran.set(cell, drawingIsThere);
    finish({ answer: data.answer });
  } else if (data.type === "broken" && job) {
    end();
    finish({ broken: `Python could not do this here: ${reason(data.text)}. Press again to try once more.` });
  }
}

function finish(result) {
  const { done, timer } = job;
  clearTimeout(timer);
  job = undefined;
  done(result);
}

function end() {
  worker?.terminate();
  worker = undefined;
  drawingIsThere = false;
  ran = new Map();
  bytesSoFar = 0;
}

/** Ends what runs, with a sentence for the reader. Python starts afresh at the next press. */
export function stop(why = "Stopped. Python starts afresh at the next press.") {
  if (!job) return;
  end();
  finish({ stopped: why });
}

/** Returns "9.3 of 16.8 MB". */
export const megabytes = ({ loaded, wanted }) =>
  `${(loaded / MEGABYTE).toFixed(1)} of ${(wanted / MEGABYTE).toFixed(1)} MB`;
