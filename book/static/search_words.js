// Search results in the course's own words: plain sentences, and excerpts from the text of a page, not from its menus.
(() => {
  if (typeof Search === "undefined") return;
  Documentation.addTranslations({
    locale: "en",
    plural_expr: "n != 1",
    messages: {
      "Search finished, found ${resultCount} page(s) matching the search query.": "Places found: ${resultCount}.",
      "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
        "Nothing was found. Try one word, or the beginning of one.",
    },
  });
  const noText = ".headerlink, script, style, mjx-math, button, .live-bar, .live-cell-bar, .live-otherwise, .live-work";
  Search.htmlToText = (markup, anchor) => {
    const article = new DOMParser().parseFromString(markup, "text/html").querySelector("article.bd-article");
    const part = (anchor && article?.querySelector(anchor)) || article;
    part?.querySelectorAll(noText).forEach((element) => element.remove());
    return (part?.textContent ?? "").replace(/\s+/g, " ").trim();
  };
})();
