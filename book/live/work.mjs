// What a reader has written and reached, kept in this browser: by exercise the code, the best verdict so far and what
// the last check said; of quizzes, what quiz.js has kept.

const PREFIX = "forward-and-back";
const key = (chapter, name) => `${PREFIX}:${chapter}:${name}`;

/** Returns what is kept of one exercise: {code, attempted, verdict, told}, each of them only if there is any. */
export function recall(chapter, name) {
  try {
    return JSON.parse(localStorage.getItem(key(chapter, name))) ?? {};
  } catch {
    return {}; // storage is switched off, or holds something else
  }
}

/** Keeps further facts of one exercise; a fact that is undefined is forgotten. Returns whether it could be kept. */
export function keep(chapter, name, facts) {
  const kept = { ...recall(chapter, name), ...facts };
  try {
    if (Object.values(kept).every((value) => value === undefined)) localStorage.removeItem(key(chapter, name));
    else localStorage.setItem(key(chapter, name), JSON.stringify(kept));
  } catch {
    return false;
  }
  if ("verdict" in facts) document.dispatchEvent(new CustomEvent("live:progress"));
  return !localStorage.forgets; // set by a page's first script, where this browser stores nothing
}

/** Returns whether an exercise has been passed here. */
export const passed = (chapter, name) => recall(chapter, name).verdict === "passed";

/** Returns how many of a chapter's exercises have been passed, and of how many something is kept. */
export function progress(chapter, names) {
  const kept = names.map((name) => recall(chapter, name));
  return {
    passed: kept.filter(({ verdict }) => verdict === "passed").length,
    begun: kept.filter(({ code, verdict }) => code !== undefined || verdict !== undefined).length,
    of: names.length,
  };
}

/** Returns whether a storage event is of one exercise. */
export const isOf = (event, chapter, name) => event.key === null || event.key === key(chapter, name);

/** Returns how many of a chapter's quiz questions have been answered right, at whatever try. */
export function quizRight(chapter, questions) {
  const right = (number) => {
    try {
      return JSON.parse(localStorage.getItem(`fab:quiz:${chapter}:${number}`)).right === true;
    } catch {
      return false; // not answered, or no storage
    }
  };
  return Array.from({ length: questions }, (_, place) => right(place + 1)).filter(Boolean).length;
}
