// Lets the keyboard reach figures, equations and tables that are wider than the screen and scroll in a box of their
// own, as the theme does for code. Tells the style which figures and tables go on beyond the edge of their box, which
// then fades.
(() => {
  const boxes = "article :is(figure, div.math, div.math mjx-container, .pst-scrollable-table-container)";
  const fade = (box, content) => {
    box.style.setProperty("--tall", `${content.clientHeight}px`);
    box.onscroll = () => box.classList.toggle("goes-on", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
    box.onscroll();
  };
  const mark = () => {
    for (const image of document.querySelectorAll("article figure img")) {
      fade(image.closest("figure"), image);
    }
    for (const table of document.querySelectorAll("article .pst-scrollable-table-container > table")) fade(table.parentElement, table);
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const fetchPictures = () => {
    for (const image of document.querySelectorAll("img[loading]")) image.loading = "eager";
  };
  window.addEventListener("beforeprint", fetchPictures); // paper shows what no screen has come near
  window.addEventListener("load", mark);
  window.addEventListener("resize", () => requestAnimationFrame(mark));
})();
