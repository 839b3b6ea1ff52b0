// What a cell showed, put into the page as the build puts stored outputs there.

const PIXELS = 2; // of a figure to one of the page, so that it is sharp on a fine screen
const element = (tag, classes, text = "") => Object.assign(document.createElement(tag), { className: classes, textContent: text });

/** Replaces the content of a box by outputs, and by the error that ended the cell, if there is one. */
export function show(box, outputs, error) {
  box.replaceChildren(...outputs.map(one), ...(error ? [stopped(error)] : []));
  box.hidden = !box.children.length;
}

/** Returns the address of a picture that Python has drawn. */
export const pictureOf = ({ png }) => `data:image/png;base64,${png}`;

function one(output) {
  if (output.kind === "html") {
    const box = element("div", "output text_html");
    box.innerHTML = output.html; // the course's own verdict, or what the reader's own code made
    return box;
  }
  if (output.kind === "png") {
    const image = element("img", "live-figure");
    image.addEventListener("load", () => (image.width = image.naturalWidth / PIXELS));
    image.src = pictureOf(output);
    image.alt = "The figure that this cell draws now; what the stored one shows is said beside it.";
    return image;
  }
  const box = element("div", "output stream");
  const pre = element("pre", "", output.text);
  pre.tabIndex = 0; // a long line scrolls, and the keyboard must reach it
  box.append(element("div", "highlight"));
  box.firstChild.append(pre);
  return box;
}

function stopped({ line, source, text }) {
  const box = element("div", "live-error");
  const where = element("p", "", line ? `Python stopped at line ${line}` : "Python stopped");
  if (source) where.append(": ", element("code", "", source));
  box.append(where, element("p", "live-error-text", text));
  return box;
}
