// How far the reader has come: in the contents, on the start page, and at the end of a chapter. Exercises are counted;
// a quiz is told beside them and never added to them, since looking an answer up is part of it.

import { settings } from "./settings.mjs";
import { passed, progress, quizRight } from "./work.mjs";

/** Writes "2/5" beside every chapter that has been begun, and the list at the end of this one. */
export function showProgress() {
  for (const [chapter, names] of Object.entries(settings.course)) {
    const reached = { ...progress(chapter, names), ...quiz(chapter) };
    const links = `nav.bd-links a[href$="${chapter}.html"]:not([href*="solutions/"]), table.chapters a[href$="${chapter}.html"]`;
    for (const link of document.querySelectorAll(links)) mark(link, reached);
    if (chapter === settings.page) for (const link of document.querySelectorAll('nav.bd-links a.current[href="#"]')) mark(link, reached);
  }
  const list = document.querySelector(".live-work-list");
  if (list) list.replaceChildren(...(settings.course[settings.page] ?? []).map(line), ...quizLine());
}

function quiz(chapter) {
  const questions = settings.quiz[chapter] ?? 0;
  return { questions, right: quizRight(chapter, questions) };
}

function mark(link, { passed: count, begun, of, right, questions }) {
  const exercises = begun ? `${count}/${of}${count === of ? " ✓" : ""}` : "";
  const answers = right && link.closest("table") ? `quiz ${right}/${questions}` : ""; // where there is room
  const text = [exercises, answers].filter(Boolean).join(" · ");
  let badge = link.nextElementSibling?.matches(".live-badge") ? link.nextElementSibling : link.querySelector(".live-badge");
  if (!badge && !text) return;
  badge ??= link.appendChild(Object.assign(document.createElement("span"), { className: "live-badge" }));
  badge.textContent = text;
  badge.classList.toggle("done", count === of);
  badge.setAttribute("aria-label", `${count} of ${of} exercises passed` + (right ? `, ${right} of ${questions} quiz questions right` : ""));
  badge.title = badge.getAttribute("aria-label");
  badge.setAttribute("role", "img");
}

const line = (name) => item(passed(settings.page, name), `#exercise-${name.replaceAll("_", "-")}`, named("code", name));

function quizLine() {
  const { right, questions } = quiz(settings.page);
  if (!questions) return [];
  const told = item(right === questions, "#quiz", "Quiz");
  told.classList.add("quiz-line");
  told.append(right && right < questions ? ` ${right} of ${questions}` : "");
  return [told];
}

function item(done, address, content) {
  const item = document.createElement("li");
  item.className = done ? "done" : "";
  const state = named("span", done ? "✓" : "○", "live-mark");
  state.setAttribute("role", "img");
  state.setAttribute("aria-label", done ? "passed" : "open");
  const link = Object.assign(document.createElement("a"), { href: address });
  link.append(content);
  item.append(state, " ", link);
  return item;
}

const named = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
