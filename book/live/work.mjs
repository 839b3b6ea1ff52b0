// What a reader has written and reached, kept in this browser: code by exercise, and the best verdict so far.

const PREFIX = "forward-and-back";
const key = (chapter, name) => `${PREFIX}:${chapter}:${name}`;

/** Returns what is kept of one exercise: {code, attempted, verdict}, each of them only if there is any. */
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
  return true;
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
