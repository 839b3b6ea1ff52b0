// Copies the formulas of a selection as TeX between dollar signs, as the notebooks write them.
// Browsers themselves would leave them out: what the eye sees of a formula is drawn by a style sheet.
(() => {
  const formulaAt = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("[data-tex]");
  const asTyped = (formula) => {
    const fence = formula.matches("div") ? "$$" : "$";
    formula.textContent = fence + formula.dataset.tex + fence;
  };
  document.addEventListener("copy", (event) => {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0).cloneRange();
    const [first, last] = [formulaAt(range.startContainer), formulaAt(range.endContainer)];
    if (first) range.setStartBefore(first); // a formula comes whole or not at all
    if (last) range.setEndAfter(last);
    const copied = document.createElement("div");
    copied.append(range.cloneContents());
    const formulas = copied.querySelectorAll("[data-tex]");
    if (!formulas.length) return;
    formulas.forEach(asTyped);
    copied.style.cssText = "position: fixed; left: -9999px; white-space: normal";
    document.body.append(copied); // innerText knows where lines end only of what is laid out
    event.clipboardData.setData("text/plain", copied.innerText);
    copied.removeAttribute("style");
    event.clipboardData.setData("text/html", copied.innerHTML);
    copied.remove();
    event.preventDefault();
  });
})();
