// The reader's work as a notebook: the chapter's own, with the stubs filled in; and back again.

import { address, settings } from "./settings.mjs";
import { recall } from "./work.mjs";

const tagged = (cell, tag) => cell.metadata?.tags?.includes(tag);
const source = (cell) => [cell.source ?? ""].flat().join("");
const defines = (cell, name) => new RegExp(`^def ${name}\\b`, "m").test(source(cell));

/** Returns the chapter's notebook with the reader's code in it; cells whose stored output no longer holds lose it. */
export async function filledIn() {
  const answer = await fetch(address(`_sources/chapters/${settings.page}.ipynb`));
  if (!answer.ok) throw new Error(`the chapter's notebook could not be loaded (${answer.status})`);
  const notebook = await answer.json();
  for (const name of settings.course[settings.page]) {
    const { code } = recall(settings.page, name);
    const place = notebook.cells.findIndex((cell) => tagged(cell, "exercise") && defines(cell, name));
    if (code === undefined || place < 0) continue;
    notebook.cells[place].source = code.split(/(?<=\n)/);
    for (const cell of notebook.cells.slice(place, place + 2)) Object.assign(cell, { outputs: [], execution_count: null });
  }
  return notebook;
}

/** Hands the reader a file. */
export function save(notebook) {
  const file = new Blob([JSON.stringify(notebook, null, 1) + "\n"], { type: "application/x-ipynb+json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${settings.page}.ipynb` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Returns the code of every exercise of this chapter that a notebook's text holds, by name; throws a sentence. */
export function read(text) {
  let cells;
  try {
    cells = JSON.parse(text).cells.filter((cell) => cell.cell_type === "code");
  } catch {
    throw new Error("That file is not a notebook.");
  }
  const found = {};
  for (const name of settings.course[settings.page]) {
    const own = cells.filter((cell) => defines(cell, name)); // an editor may have dropped the tags
    const cell = own.find((one) => tagged(one, "exercise")) ?? own.at(-1);
    if (cell) found[name] = source(cell);
  }
  if (!Object.keys(found).length) throw new Error("That notebook holds no exercise of this chapter.");
  return found;
}
