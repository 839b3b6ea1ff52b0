// Quiz questions as groups of radio buttons. The page holds each question as options that open to say why; this turns
// them into choices, checks on request and shows why, under the option. Choosing by arrow key commits to nothing.
//
// What was tried is kept in this browser: localStorage "fab:quiz:<chapter>:<number>" holds
// {"tries": ["B", "C"], "right": true}, the letters in order and whether the last was right. Each change is told by
// the event "fab:quiz" of the document, with {chapter, number, tries, right} as its detail.
(() => {
  const make = (tag, name = "", ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  };
  const key = ({ chapter, number }) => `fab:quiz:${chapter}:${number}`;
  const read = (data) => {
    try {
      const kept = JSON.parse(localStorage.getItem(key(data)))?.tries;
      return Array.isArray(kept) ? kept : [];
    } catch {
      return []; // no storage, or not ours
    }
  };
  const keep = (data, tries, right) => {
    try {
      if (tries.length) localStorage.setItem(key(data), JSON.stringify({ tries, right }));
      else localStorage.removeItem(key(data));
    } catch {} // the page works without a memory
    document.dispatchEvent(new CustomEvent("fab:quiz", { detail: { ...data, tries, right } }));
  };

  const choice = (details, name) => {
    const summary = details.querySelector("summary"), letter = summary.textContent.trim()[0];
    const input = make("input");
    Object.assign(input, { type: "radio", name, value: letter });
    const label = make("label", "", input, make("span", "", ...summary.childNodes));
    summary.remove();
    const right = details.textContent.trim().startsWith("Yes.");
    const reason = make("div", right ? "right" : "wrong", ...details.childNodes), why = make("div", "why", reason);
    reason.hidden = true;
    why.id = `${name}-${letter}`;
    details.replaceWith(make("div", "choice", label, why));
    return { letter, input, right, reason, why };
  };

  const question = (box) => {
    const { chapter, number } = box.dataset, data = { chapter, number: Number(number) };
    const stem = box.querySelector("p"), name = `quiz-${number}`;
    const choices = [...box.querySelectorAll("details")].map((details) => choice(details, name));
    const said = make("span", "said"), button = make("button", "check", "Check");
    said.setAttribute("role", "status");
    button.type = "button";
    const group = make("fieldset", "", make("legend", "", ...stem.childNodes), ...box.childNodes, make("p", "answer", button, said));
    stem.remove();
    box.append(group);

    let tries = [];
    const done = () => choices.some(({ letter, right }) => right && tries.includes(letter));
    const reveal = ({ input, reason, why }, announce) => {
      why.setAttribute("aria-live", announce ? "polite" : "off");
      input.setAttribute("aria-describedby", why.id);
      why.closest(".choice").classList.add("tried");
      reason.hidden = false;
    };
    const state = () => {
      const last = tries.at(-1), count = tries.length;
      said.textContent = !last ? "" : done() ? (count === 1 ? "Right, at the first try." : `Right, at try ${count}.`)
        : `${last} is not it. Read why, and choose again.`;
      button.hidden = done();
      group.classList.toggle("done", done());
    };
    const opened = (letter) => choices.find((option) => option.letter === letter);
    const attempt = () => {
      const chosen = choices.find(({ input }) => input.checked);
      if (!chosen) return void (said.textContent = "Choose an option first.");
      if (done() || tries.includes(chosen.letter)) return;
      tries = [...tries, chosen.letter];
      reveal(chosen, true);
      if (done()) choices.filter((option) => option !== chosen).forEach((option) => reveal(option, false));
      state();
      if (done()) chosen.input.focus();
      keep(data, tries, done());
    };
    const restore = () => {
      tries = read(data).filter(opened);
      tries.forEach((letter) => reveal(opened(letter), false));
      if (done()) choices.forEach((option) => reveal(option, false));
      if (tries.length) opened(tries.at(-1)).input.checked = true;
      state();
      for (const { why } of choices) why.setAttribute("aria-live", "polite");
    };
    const reset = () => {
      tries = [];
      for (const { input, reason, why } of choices) {
        input.checked = false;
        input.removeAttribute("aria-describedby");
        why.closest(".choice").classList.remove("tried");
        reason.hidden = true;
      }
      state();
      keep(data, [], false);
    };
    button.addEventListener("click", attempt);
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.type === "radio") attempt();
    });
    restore();
    return { reset, done, first: () => done() && tries.length === 1 };
  };

  const boxes = [...document.querySelectorAll("article .quiz")];
  if (!boxes.length) return;
  const questions = boxes.map(question);
  const score = make("span"), button = make("button", "", "Reset");
  score.setAttribute("role", "status");
  button.type = "button";
  const count = () => {
    const right = questions.filter(({ done }) => done()).length, first = questions.filter(({ first }) => first()).length;
    const tail = first ? `, ${first} at the first try` : "";
    score.textContent = `${right} of ${questions.length} right${tail}. ${localStorage.forgets ? "This browser keeps nothing of it" : "Kept in this browser only"}.`;
  };
  button.addEventListener("click", () => questions.forEach(({ reset }) => reset()));
  boxes.at(-1).after(make("p", "quiz-score", score, button));
  document.addEventListener("fab:quiz", count);
  count();
})();
