// One demonstration cell: run it as it is, or change it first.

import { edit } from "./editor.mjs";
import { show } from "./outputs.mjs";
import * as python from "./python.mjs";
import { chapterData, settings } from "./settings.mjs";
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
    this.result?.remove();
    this.result = undefined;
    this.cell.classList.remove("ran");
    this.status.textContent = "";
    this.buttons.run.focus();
  }

  async run() {
    const { chapter, imports, cells } = await chapterData();
    const rows = new Map(cells.map((row) => [row.index, row]));
    const row = rows.get(this.number);
    const needed = [cells[0].index, ...row.needs].filter((index, place, all) => all.indexOf(index) === place);
    const first = needed.filter((index) => index !== this.number && !python.hasRun(index)).map((index) => asWritten(rows.get(index)));
    const code = this.editor ? (await this.editor).text() : this.stored;
    const drawing = row.draws || /\b(plt|figures)\./.test(code) && code !== this.stored;
    this.busy(true);
    const result = await python.run(
      { want: "run", code, chapter, imports, first },
      { name: "a cell", drawing, cells: [...needed, this.number], tell: (...state) => this.follow(...state) },
    );
    this.busy(false);
    if (!result.answer) return void (this.status.textContent = result.stopped ?? result.broken);
    this.show(result.answer);
  }

  show({ outputs, error }) {
    this.result ??= this.bar.insertAdjacentElement("afterend", Object.assign(document.createElement("div"), { className: "cell_output live-result" }));
    show(this.result, outputs, error);
    this.cell.classList.add("ran");
    this.status.textContent = error ? "Stopped by an error." : outputs.length ? "Ran: its new output is below, in place of the stored one." : "Ran, and shows nothing.";
  }

  busy(yes) {
    this.buttons.stop.hidden = !yes;
    this.buttons.run.setAttribute("aria-disabled", yes);
    if (!yes && document.activeElement === this.buttons.stop) this.buttons.run.focus();
  }

  follow(state, facts) {
    const loading = state === "loading" && `Loading ${this.drawsNow ? "Matplotlib" : "Python"}, this once: ${Math.round(facts.wanted / 1e6)} MB.`;
    const text = loading || "Running.";
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

/** Returns a cell as it is to run before another one: of an exercise, what the reader has written. */
function asWritten(row) {
  if (row.kind === "exercise") return { code: recall(settings.page, row.name).code ?? row.code, name: row.name };
  return { code: row.kind === "check" ? "" : row.code };
}
