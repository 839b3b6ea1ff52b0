// How far the reader has come: in the contents, on the start page, and at the end of a chapter.

import { settings } from "./settings.mjs";
import { passed, progress } from "./work.mjs";

/** Writes "2/5" beside every chapter that has been begun, and the list at the end of this one. */
export function showProgress() {
  for (const [chapter, names] of Object.entries(settings.course)) {
    const reached = progress(chapter, names);
    const links = `nav.bd-links a[href$="${chapter}.html"]:not([href*="solutions/"]), table.chapters a[href$="${chapter}.html"]`;
    for (const link of document.querySelectorAll(links)) mark(link, reached);
    if (chapter === settings.page) for (const link of document.querySelectorAll('nav.bd-links a.current[href="#"]')) mark(link, reached);
  }
  const list = document.querySelector(".live-work-list");
  if (list) list.replaceChildren(...(settings.course[settings.page] ?? []).map(line));
}

function mark(link, { passed: count, begun, of }) {
  const text = begun ? `${count}/${of}` : "";
  let badge = link.nextElementSibling?.matches(".live-badge") ? link.nextElementSibling : link.querySelector(".live-badge");
  if (!badge && !text) return;
  badge ??= link.appendChild(Object.assign(document.createElement("span"), { className: "live-badge" }));
  badge.textContent = text;
  badge.classList.toggle("done", count === of);
  badge.setAttribute("aria-label", `${count} of ${of} exercises passed`);
  badge.setAttribute("role", "img");
}

function line(name) {
  const done = passed(settings.page, name);
  const item = document.createElement("li");
  item.className = done ? "done" : "";
  const state = Object.assign(document.createElement("span"), { className: "live-mark", textContent: done ? "✓" : "○" });
  state.setAttribute("role", "img");
  state.setAttribute("aria-label", done ? "passed" : "open");
  const link = Object.assign(document.createElement("a"), { href: `#exercise-${name.replaceAll("_", "-")}` });
  link.append(Object.assign(document.createElement("code"), { textContent: name }));
  item.append(state, " ", link);
  return item;
}
