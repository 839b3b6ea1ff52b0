// One exercise: its editor, its buttons, its verdict.

import { edit } from "./editor.mjs";
import { show } from "./outputs.mjs";
import * as python from "./python.mjs";
import { chapterData, reason, settings } from "./settings.mjs";
import { solution } from "./solution.mjs";
import { isOf, keep, recall } from "./work.mjs";

const chapter = settings.page;

/** One exercise card, made of the two cells that the page has: the stub's, with the bar in it, and the check's. */
export class Card {
  constructor(bar) {
    this.bar = bar;
    this.name = bar.dataset.name;
    this.number = Number(bar.dataset.cell);
    this.cell = bar.closest(".tag_exercise");
    this.source = this.cell.querySelector(".cell_input pre");
    this.stub = this.source.textContent.replace(/\n$/, "");
    this.check = this.cell.nextElementSibling;
    this.output = this.check.querySelector(".cell_output") ?? this.check.appendChild(box("cell_output"));
    this.status = bar.querySelector(".live-status");
    this.loaded = bar.querySelector(".live-loaded");
    this.meter = bar.querySelector(".live-progress");
    this.buttons = Object.fromEntries([...bar.querySelectorAll("button")].map((b) => [b.dataset.do, b]));
    const acts = { check: () => this.press("check"), run: () => this.press("run"), stop: () => python.stop() };
    Object.assign(acts, { hint: () => this.hint(), reset: () => this.reset(), solve: () => this.solve() });
    for (const [name, act] of Object.entries(acts)) this.buttons[name].addEventListener("click", act);
    this.refresh();
    this.retell();
  }

  /** Puts the editor in the stub's place, with what the reader wrote last time. */
  open() {
    const keys = { "Mod-Enter": () => this.press("check"), "Shift-Enter": () => this.press("run") };
    this.editor ??= edit(this.source.closest("div[class*=highlight-]"), {
      text: recall(chapter, this.name).code ?? this.stub,
      label: `Your code for ${this.name}`,
      changed: (text) => this.changed(text),
      keys,
    });
    return this.editor;
  }

  /** Takes over what another tab has kept of this exercise. */
  async follow(event) {
    if (!isOf(event, chapter, this.name) || this.bar.classList.contains("busy")) return;
    this.refresh();
    this.retell();
    const editor = await this.editor;
    const text = recall(chapter, this.name).code ?? this.stub;
    if (editor && editor.text() !== text) editor.replace(text);
  }

  /** Shows what the last check said, on an earlier visit or in another tab. */
  retell() {
    const { told } = recall(chapter, this.name);
    if (told) show(this.output, told);
  }

  changed(text) {
    const kept = keep(chapter, this.name, { code: text === this.stub ? undefined : text });
    if (!kept) this.say("This browser keeps nothing: save your work as a notebook before you leave.");
    this.refresh();
  }

  refresh() {
    const { code, attempted } = recall(chapter, this.name);
    this.buttons.reset.hidden = code === undefined;
    this.buttons.solve.hidden = !attempted;
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  async press(want) {
    if (this.bar.classList.contains("busy")) return;
    this.busy(true);
    let result;
    try {
      const { request, ...how } = await this.request(want);
      this.loads = python.loads(how.drawing);
      result = await python.run(request, { ...how, name: this.name, tell: (...state) => this.tell(...state) });
    } catch (problem) {
      result = { broken: `This could not be started: ${reason(problem.message)}.` };
    }
    this.busy(false);
    if (result.answer) this.answered(want, result.answer);
    else this.say(result.stopped ?? result.broken);
  }

  /** Returns what Python is asked, whether it draws, and the numbers of the demonstration cells that it runs first. */
  async request(want) {
    const [editor, { chapter: module, imports, cells }] = await Promise.all([this.open(), chapterData()]);
    const rows = new Map(cells.map((row) => [row.index, row]));
    const earlier = cells.filter(({ kind, index }) => kind === "exercise" && index < this.number).map(({ name }) => name);
    const needed = rows.get(this.number).needs.filter((index) => !python.hasRun(index));
    const first = needed.map((index) => ({ code: rows.get(index).code }));
    const code = editor.text();
    const request = { want, name: this.name, code, chapter: module, imports, earlier, first };
    return { request, drawing: python.drawsWith(code), cells: needed };
  }

  busy(yes) {
    this.bar.classList.toggle("busy", yes);
    this.cell.classList.toggle("busy", yes);
    if (yes) this.say("");
    this.buttons.stop.hidden = !yes;
    for (const name of ["check", "run"]) this.buttons[name].setAttribute("aria-disabled", yes);
    this.meter.hidden = true;
    this.loaded.textContent = "";
    if (!yes && document.activeElement === this.buttons.stop) this.buttons.check.focus();
  }

  tell(state, facts) {
    if (state === "loading") {
      if (this.meter.hidden) this.say(`Loading ${this.loads}, this once: ${Math.round(facts.wanted / 1e6)} MB.`);
      this.meter.hidden = false;
      this.meter.value = facts.loaded / facts.wanted;
      this.loaded.textContent = python.megabytes(facts); // beside the status, which would read out every number
    } else {
      this.meter.hidden = true;
      this.loaded.textContent = "";
      this.say("Running.");
    }
  }

  answered(want, { outputs, error, verdict, told }) {
    show(this.output, outputs, error);
    this.output.scrollIntoView({ block: "nearest" }); // on a phone it lies below the screen
    if (want === "run") return this.say(error ? "Stopped by an error." : outputs.length ? "Ran." : "Ran, and printed nothing.");
    if (!verdict) return this.say(error ? "Not checked: Python stopped before the end." : "Not checked.");
    const tried = verdict.verdict !== "not attempted";
    const before = recall(chapter, this.name);
    keep(chapter, this.name, {
      attempted: tried || before.attempted,
      verdict: before.verdict === "passed" ? "passed" : verdict.verdict,
      told: tried ? told : before.told,
    });
    this.refresh();
    const marks = `${shortest(verdict.points)} of ${shortest(verdict.most)} points`;
    this.say(tried ? `${verdict.verdict[0].toUpperCase()}${verdict.verdict.slice(1)}: ${marks}.` : "Still the stub: replace its last line.");
  }

  /** Opens the next hint: of the verdict, when it names a mistake, else of the exercise. */
  hint() {
    const all = [...this.output.querySelectorAll(".fb-verdict details")];
    for (let next = this.check.nextElementSibling; !all.length || next?.matches("details.hint"); next = next.nextElementSibling) {
      if (!next?.matches("details.hint")) break;
      if (!this.output.querySelector(".fb-verdict details")) all.push(next);
    }
    const next = all.find((details) => !details.open) ?? all.at(-1);
    if (!next) return this.say("There are no hints for this exercise.");
    next.open = true;
    next.querySelector("summary").focus();
    next.scrollIntoView({ block: "nearest" });
    this.say(next.querySelector("summary").textContent);
  }

  async reset() {
    const editor = await this.open();
    editor.replace(this.stub);
    keep(chapter, this.name, { told: undefined });
    this.say("The stub is back. Ctrl+Z in the editor brings your code back.");
    editor.focus();
  }

  /** Shows the worked function, taken from the page of solutions. */
  async solve() {
    const shown = this.check.querySelector(".live-solution");
    if (shown) shown.hidden = !shown.hidden;
    else {
      const panel = await solution(chapter, this.name, this.number).catch((problem) => this.say(`The page of solutions could not be opened: ${reason(problem.message)}.`));
      if (!panel) return;
      this.check.append(panel);
    }
    const panel = this.check.querySelector(".live-solution");
    this.buttons.solve.textContent = panel.hidden ? "Show solution" : "Hide solution";
  }
}

const box = (classes) => Object.assign(document.createElement("div"), { className: classes });
const shortest = (number) => String(Math.round(number * 100) / 100);
