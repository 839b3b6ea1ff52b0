// What the build tells every page, and what it tells of one chapter.

export const settings = JSON.parse(document.getElementById("live-settings").textContent);
const root = new URL(settings.root, location.href);

/** Returns the address of a file of this site, whatever path the site is served under. */
export const address = (path) => new URL(path, root).href;

let chapter;

/** Returns the cells of this page's chapter and the import lines they begin with; asked for once. */
export function chapterData() {
  chapter ??= fetch(address(`_static/live/chapters/${settings.page}.json`)).then((answer) => {
    if (!answer.ok) throw new Error(`the cells of this chapter could not be loaded (${answer.status})`);
    return answer.json();
  });
  chapter.catch(() => (chapter = undefined)); // so that a second press tries again
  return chapter;
}

/** Returns what went wrong in words for a reader: of a broken line, browsers say "Failed to fetch" or "Load failed". */
export const reason = (said) => (UNREACHED.test(said) ? "the network does not answer" : said);
const UNREACHED = /failed to fetch|networkerror|load failed|importing a module|dynamically imported/i;
