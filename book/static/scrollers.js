// Lets the keyboard reach figures and equations that are wider than the screen and scroll in a box of their own.
// The theme does the same for code.
(() => {
  const boxes = "article figure, article div.math, article div.math mjx-container";
  const mark = () => {
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", () => Promise.resolve(window.MathJax?.startup?.promise).then(mark));
  window.addEventListener("resize", () => requestAnimationFrame(mark));
})();
