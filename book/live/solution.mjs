// The worked function of an exercise, taken from the chapter's page of solutions when a reader asks for it.

import { address, chapterData } from "./settings.mjs";

/** Returns a panel with the worked function, coloured as on its page; throws when that page cannot be had. */
export async function solution(chapter, name, number) {
  const page = address(`solutions/${chapter}.html`);
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(answer.status);
  const cells = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(".cell.tag_exercise");
  const solved = [...cells].find((cell) => new RegExp(`^def ${name}\\(`, "m").test(cell.querySelector("pre")?.textContent ?? ""));
  if (!solved) throw new Error(`it does not hold ${name}`);
  const { solution_imports: imports } = (await chapterData()).cells.find(({ index }) => index === number);
  const panel = Object.assign(document.createElement("div"), { className: "live-solution" });
  const words = document.createElement("p");
  const link = Object.assign(document.createElement("a"), { href: `${page}#${solved.closest("section")?.id ?? ""}`, textContent: "Why it is so" });
  words.append("The worked function", ...imports.flatMap((line, i) => [i ? " and " : ", after ", code(line)]), ". ", link, ", on the page of solutions.");
  panel.append(words, document.adoptNode(solved.querySelector("div.highlight")));
  panel.querySelector("pre").tabIndex = 0; // it scrolls, and the keyboard must reach it
  return panel;
}

const code = (text) => Object.assign(document.createElement("code"), { textContent: text });
