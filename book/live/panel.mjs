// The end of a chapter: the reader's work as a notebook, out and in.

import { filledIn, read, save } from "./notebook.mjs";

/** Gives the panel's buttons what they do. */
export function attach(panel, cards) {
  if (!panel) return;
  const status = panel.querySelector(".live-status");
  document.addEventListener("live:offline", () => {
    panel.querySelector(".live-work-where").textContent += " This page now opens and runs without a network, too.";
  });
  const chooser = panel.querySelector("input[type=file]");
  panel.querySelector("[data-do=import]").addEventListener("click", () => chooser.click());
  panel.querySelector("[data-do=export]").addEventListener("click", async () => {
    try {
      save(await filledIn());
      status.textContent = "Saved: the chapter's notebook with your code in it.";
    } catch (problem) {
      status.textContent = `Not saved: ${problem.message}.`;
    }
  });
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    chooser.value = ""; // so that the same file can be chosen again
    if (!file) return;
    try {
      const found = read(await file.text());
      for (const card of cards) if (card.name in found) (await card.open()).replace(found[card.name]);
      const count = cards.filter((card) => card.name in found).length;
      status.textContent = `Loaded ${count} of ${cards.length} exercises. Check each of them to see its verdict.`;
    } catch (problem) {
      status.textContent = problem.message;
    }
  });
}
