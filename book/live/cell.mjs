// One demonstration cell: run it as it is, or change it first.

import { edit } from "./editor.mjs";
import { pictureOf, show } from "./outputs.mjs";
import * as python from "./python.mjs";
import { chapterData, reason, settings } from "./settings.mjs";
import { recall } from "./work.mjs";

/** A code cell with its small bar. */
export class Cell {
  constructor(bar) {
    this.bar = bar;
    this.number = Number(bar.dataset.cell);
    this.cell = bar.closest("div.cell");
    this.source = this.cell.querySelector(".cell_input pre");
    this.stored = this.source.textContent.replace(/\n$/, "");
    this.status = bar.querySelector(".live-status");
    this.buttons = Object.fromEntries([...bar.querySelectorAll("button")].map((b) => [b.dataset.do, b]));
    this.buttons.run.addEventListener("click", () => this.run());
    this.buttons.edit.addEventListener("click", () => this.edit());
    this.buttons.reset.addEventListener("click", () => this.reset());
    this.buttons.stop.addEventListener("click", () => python.stop());
  }

  async edit() {
    this.cell.querySelector("details.hide")?.setAttribute("open", "");
    this.editor ??= edit(this.source.closest("div[class*=highlight-]"), {
      text: this.stored,
      label: "The code of this cell",
      changed: (text) => (this.buttons.reset.hidden = text === this.stored),
      keys: { "Shift-Enter": () => this.run(), "Mod-Enter": () => this.run() },
    });
    this.buttons.edit.hidden = true;
    (await this.editor).focus();
  }

  async reset() {
    (await this.editor).replace(this.stored);
    this.clear();
    for (const image of this.cell.querySelectorAll("img[data-stored]")) image.src = image.dataset.stored;
    this.say("");
    this.buttons.run.focus();
  }

  async run() {
    if (this.bar.classList.contains("busy")) return;
    this.busy(true);
    let result;
    try {
      const { request, ...how } = await this.request();
      this.loads = python.loads(how.drawing);
      result = await python.run(request, { ...how, name: "a code cell", tell: (...state) => this.follow(...state) });
    } catch (problem) {
      result = { broken: `This could not be started: ${reason(problem.message)}.` };
    }
    this.busy(false);
    if (result.answer) this.show(result.answer);
    else this.say(result.stopped ?? result.broken);
  }

  /** Returns what Python is asked, whether it draws, and the numbers of the cells that will then have run. */
  async request() {
    const { chapter, imports, cells } = await chapterData();
    const rows = new Map(cells.map((row) => [row.index, row]));
    const row = rows.get(this.number);
    const code = this.editor ? (await this.editor).text() : this.stored;
    const before = [...new Set([cells[0].index, ...row.needs])].filter((index) => index !== this.number);
    const drawing = row.draws || (code !== this.stored && python.drawsWith(code));
    const first = before.filter((index) => !python.hasRun(index, drawing)).map((index) => asWritten(rows.get(index)));
    return { request: { want: "run", code, chapter, imports, first }, drawing, cells: [...before, this.number] };
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  show({ outputs, error }) {
    if (this.redraw(outputs, error)) return this.say("Ran: the figure is drawn anew, in the place of the stored one.");
    this.result ??= this.bar.insertAdjacentElement("afterend", Object.assign(document.createElement("div"), { className: "cell_output live-result" }));
    show(this.result, outputs, error);
    this.cell.classList.add("ran");
    const shown = outputs.length ? "Ran: its new output is below, in place of the stored one." : "Ran, and shows nothing.";
    this.say(error ? "Stopped by an error." : shown);
  }

  /** Puts new figures into the stored ones' places, over their captions, when there is nothing else. Returns whether. */
  redraw(outputs, error) {
    const images = [...this.cell.querySelectorAll(".cell_output:not(.live-result) img")];
    const alone = images.length && !this.cell.querySelector(".cell_output:not(.live-result) :is(.stream, .text_plain, .text_html)");
    if (error || !alone || outputs.length !== images.length || outputs.some(({ kind }) => kind !== "png")) return false;
    images.forEach((image, place) => {
      image.dataset.stored ??= image.src;
      image.width = image.dataset.width ??= image.width; // as wide as before, and twice as fine
      image.src = pictureOf(outputs[place]);
    });
    this.clear();
    return true;
  }

  /** Takes away what a run has shown below the cell. */
  clear() {
    this.result?.remove();
    this.result = undefined;
    this.cell.classList.remove("ran");
  }

  busy(yes) {
    this.bar.classList.toggle("busy", yes);
    if (yes) this.say("");
    this.buttons.stop.hidden = !yes;
    this.buttons.run.setAttribute("aria-disabled", yes);
    if (!yes && document.activeElement === this.buttons.stop) this.buttons.run.focus();
  }

  follow(state, facts) {
    const text = state === "loading" ? `Loading ${this.loads}, this once: ${Math.round(facts.wanted / 1e6)} MB.` : "Running.";
    if (this.status.textContent !== text) this.say(text);
  }
}

/** Returns a cell as it is to run before another one: of an exercise, what the reader has written. */
function asWritten(row) {
  if (row.kind === "exercise") return { code: recall(settings.page, row.name).code ?? row.code, name: row.name };
  return { code: row.kind === "check" ? "" : row.code };
}
