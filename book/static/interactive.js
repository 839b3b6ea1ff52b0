// Figures with a slider: shows the frame that the slider stands at, with its value and, where there is one, its own
// alternative text. Frames are loaded when a reader first reaches for a slider, the nearest first.
(() => {
  const load = (address) => {
    const picture = new Image();
    picture.src = address;
    return picture.decode().catch(() => {}); // a frame that cannot be had leaves the last one in place
  };
  const follow = (box) => {
    const slider = box.querySelector("input"), output = box.querySelector("output");
    const picture = box.parentElement.querySelector("img");
    const { frames, values, texts } = JSON.parse(box.querySelector("script").textContent);
    const loaded = new Map();
    const get = (number) => {
      if (!loaded.has(number)) loaded.set(number, load(frames[number]));
      return loaded.get(number);
    };
    const near = (a, b) => Math.abs(a - slider.value) - Math.abs(b - slider.value);
    const fetchAll = () => [...frames.keys()].sort(near).forEach(get);
    const show = async () => {
      const number = Number(slider.value);
      output.textContent = values[number];
      slider.setAttribute("aria-valuetext", texts[number] ? `${values[number]}. ${texts[number]}` : values[number]);
      await get(number);
      if (Number(slider.value) !== number) return; // moved on while it was loading
      picture.src = frames[number];
      if (texts[number]) picture.alt = texts[number];
    };
    for (const touch of ["pointerenter", "focusin", "pointerdown"]) box.addEventListener(touch, fetchAll, { once: true });
    slider.addEventListener("input", show);
  };
  document.querySelectorAll("article .interactive").forEach(follow);
})();
