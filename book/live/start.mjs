// Begins what a page needs: progress everywhere; on a chapter, its cards. Editors and Python come later, when asked for.

import { showProgress } from "./progress.mjs";
import { settings } from "./settings.mjs";

const NEAR = "600px"; // an editor is put in before its card comes onto the screen

/** Presses of buttons that have no cards yet; `pressAgain` gives them to the cards. */
function earlyPresses() {
  const pressed = new Set();
  const remember = ({ target }) => {
    const button = target.closest(".live-bar button, .live-cell-bar button");
    if (button) pressed.add(button);
  };
  document.addEventListener("click", remember);
  return function pressAgain() {
    document.removeEventListener("click", remember);
    for (const button of pressed) button.click();
  };
}

async function chapter() {
  const pressAgain = earlyPresses();
  const [{ Card }, { Cell }, { attach }] = await Promise.all([import("./card.mjs"), import("./cell.mjs"), import("./panel.mjs")]);
  const cards = [...document.querySelectorAll(".live-bar")].map((bar) => new Card(bar));
  for (const bar of document.querySelectorAll(".live-cell-bar")) new Cell(bar);
  const watcher = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        cards.find((card) => card.bar === target).open();
      }
    },
    { rootMargin: NEAR },
  );
  for (const card of cards) watcher.observe(card.bar);
  window.addEventListener("storage", (event) => cards.forEach((card) => card.follow(event))); // another tab
  attach(document.querySelector(".live-work"), cards);
  pressAgain();
}

if (document.documentElement.classList.contains("live")) {
  showProgress();
  for (const change of ["live:progress", "fab:quiz"]) document.addEventListener(change, showProgress);
  window.addEventListener("storage", showProgress); // another tab
  if (settings.page && document.querySelector(".live-bar, .live-cell-bar")) chapter();
}
