// CodeMirror, set up for one short piece of Python. Loaded when the first card comes near the screen.

let bundle;
const load = () => (bundle ??= import("./vendor/codemirror.mjs"));
const narrow = window.matchMedia("(max-width: 600px)");

/** Lines that are wider than a telephone go on below, under their own beginning: most of a stub is sentences. */
function wrapped(cm) {
  const hang = ({ view }) =>
    cm.Decoration.set(
      view.visibleRanges.flatMap(({ from, to }) => {
        const found = [];
        for (let at = from; at <= to; ) {
          const line = view.state.doc.lineAt(at);
          const columns = line.text.search(/\S|$/) + 2;
          found.push(cm.Decoration.line({ attributes: { style: `--columns: ${columns}` } }).range(line.from));
          at = line.to + 1;
        }
        return found;
      }),
    );
  const plugin = cm.ViewPlugin.define((view) => ({
    lines: hang({ view }),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.lines = hang(update);
    },
  }), { decorations: (value) => value.lines });
  return [cm.EditorView.lineWrapping, plugin];
}

/**
 * Puts an editor in the place of a <pre> and returns {text(), replace(text), focus()}.
 * label: what a screen reader calls it · changed(text) · keys: by CodeMirror's name of a key, what it does
 */
export async function edit(place, { text, label, changed, keys = {} }) {
  const cm = await load();
  const bindings = Object.entries(keys).map(([key, act]) => ({ key, run: () => (act(), true), preventDefault: true }));
  const view = new cm.EditorView({
    doc: text,
    extensions: [
      cm.keymap.of(bindings),
      cm.lineNumbers(),
      narrow.matches ? wrapped(cm) : [],
      cm.history(),
      cm.highlightSpecialChars(),
      cm.drawSelection(),
      cm.indentOnInput(),
      cm.bracketMatching(),
      cm.closeBrackets(),
      cm.python(),
      cm.indentUnit.of("    "),
      cm.syntaxHighlighting(cm.classHighlighter),
      cm.keymap.of([...cm.closeBracketsKeymap, ...cm.defaultKeymap, ...cm.historyKeymap, cm.indentWithTab]),
      cm.EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-description": "Tab indents. Press Escape, then Tab, to leave the editor.",
        spellcheck: "false",
        tabindex: "0", // it takes the focus anyway; this says so to tools that look for it
      }),
      cm.EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
    ],
  });
  // Sphinx takes "/" on any page for a wish to search, except in the fields that it knows.
  view.dom.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  place.replaceWith(view.dom);
  return {
    text: () => view.state.doc.toString(),
    replace: (value) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } }),
    focus: () => view.focus(),
  };
}
