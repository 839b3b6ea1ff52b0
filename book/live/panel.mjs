// The end of a chapter: the reader's work as a notebook, out and in.

import { filledIn, read, save } from "./notebook.mjs";
import { reason } from "./settings.mjs";

/** Gives the panel's buttons what they do. */
export function attach(panel, cards) {
  if (!panel) return;
  const status = panel.querySelector(".live-status");
  if (localStorage.forgets) panel.querySelector(".live-work-where").textContent = "This browser keeps nothing: save your work as a notebook before you leave. Nothing is sent anywhere.";
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
      status.textContent = `Not saved: ${reason(problem.message)}.`;
    }
  });
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    chooser.value = ""; // so that the same file can be chosen again
    if (!file) return;
    try {
      const found = read(await file.text());
      const written = cards.filter((card) => card.name in found && found[card.name].trim() !== card.stub.trim());
      for (const card of written) (await card.open()).replace(found[card.name]);
      status.textContent = summary(written.length, cards.length);
    } catch (problem) {
      status.textContent = problem.message;
    }
  });
}

function summary(loaded, all) {
  if (!loaded) return "That notebook holds the stubs only, so nothing here has changed.";
  const others = loaded < all ? " The others are stubs in it, and stay here as they are." : "";
  return `Loaded ${loaded} of ${all} exercises. Check each of them to see its verdict.${others}`;
}
