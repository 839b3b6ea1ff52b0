// Sets formulas as MathJax does in a page, in an engine without a page. formulas.py has loaded MathJax's parts.

const { mathjax } = MathJax._.mathjax;
const { TeX } = MathJax._.input.tex_ts;
const { CHTML } = MathJax._.output.chtml_ts;
const { TeXFont } = MathJax._.output.chtml.fonts.tex_ts;

const adaptor = MathJax._.adaptors.liteAdaptor.liteAdaptor();
MathJax._.a11y["assistive-mml"].AssistiveMmlHandler(MathJax._.handlers.html_ts.RegisterHTMLHandler(adaptor));

const input = new TeX({
  packages: ["base", "ams", "color"],
  formatError: (_, problem) => {
    throw problem; // a page must never show it
  },
});
const output = new CHTML({ font: new TeXFont({ fontURL: "FONTS" }), matchFontHeight: false });
const page = mathjax.document("", { InputJax: input, OutputJax: output });

/** Returns, as JSON, a page's formulas as HTML and the rules they need. `asked`: JSON of [[tex, on a line of its own]]. */
function setFormulas(asked) {
  output.clearCache(); // forgets which signs other pages have used
  const set = JSON.parse(asked).map(([tex, display]) => {
    try {
      input.reset();
      return { html: adaptor.outerHTML(page.convert(tex, { display, em: 16, ex: 8, containerWidth: 640 })) };
    } catch (problem) {
      return { problem: problem.message };
    }
  });
  return JSON.stringify({ set, style: adaptor.textContent(output.styleSheet(page)) });
}
