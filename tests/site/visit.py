"""One visit to one page: narrow, then wide in light and dark; everything that is to be asserted is noted down."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {  # all, then those that a change of colours, or of size, can break
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "phone": {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]},
}
LEFT_OUT = [["mjx-math"], ["mjx-assistive-mml"]]  # the insides of formulas: two thirds of a page, all of one colour
PAGE_OF_CODE = "chapters/05_backprop.html"  # the words of code have the same seven colours on every page
EMPTIED = """withCode => {
    const formulas = [...document.querySelectorAll('mjx-container')];
    const sizes = formulas.map(formula => formula.getBoundingClientRect());
    formulas.forEach((formula, i) => {
        const {width, height} = sizes[i];
        formula.replaceChildren();
        Object.assign(formula.style, {display: 'inline-block', width: `${width}px`, height: `${height}px`});
    });
    if (withCode) document.querySelectorAll('div.highlight pre').forEach(code => code.textContent = code.textContent);
}"""  # what axe is not asked about costs it two thirds of its time all the same
THEME_SETTLES = 500  # ms: after a change of size the theme waits 300 before it lets keys reach what scrolls
SCHEME = "scheme => { document.documentElement.dataset.theme = scheme; document.documentElement.dataset.mode = scheme }"
TOO_WIDE = """() => {
    const page = document.documentElement, width = page.clientWidth;
    const clips = box => box !== document.body && getComputedStyle(box).overflowX !== 'visible';
    const inBox = box => box && (clips(box) || inBox(box.parentElement));
    const sticksOut = box => box.getBoundingClientRect().right > width + 1 && !inBox(box.parentElement);
    if (page.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(sticksOut).slice(0, 5);
    return [`the page by ${page.scrollWidth - width}`, ...wide.map(box => box.outerHTML.slice(0, 160))];
}"""


@dataclass
class Findings:
    """What a visit found; every list is empty on a good page.

    elsewhere : requests to another host
    errors : what the console, a script or the server complained about
    bad_formulas : formulas that are not set
    unnamed_pictures : pictures without an alternative text worth the name
    too_wide : what sticks out of a phone's screen
    violations : rules of WCAG 2.2 A and AA that are broken, by "light", "dark" and "phone"
    """

    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bad_formulas: list[str] = field(default_factory=list)
    unnamed_pictures: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    violations: dict[str, list] = field(default_factory=dict)


def inspect(chromium, site: str, name: str) -> Findings:
    """Returns what a visit to a page of the site found."""
    context = chromium.new_context(viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    page, found = context.new_page(), Findings()
    page.on("request", lambda r: None if r.url.startswith((site, "data:")) else found.elsewhere.append(r.url))
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("console", lambda m: found.errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("response", lambda r: found.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.goto(f"{site}/{name}", wait_until="load")
    found.bad_formulas = _bad_formulas(page)
    found.unnamed_pictures = _unnamed_pictures(page)
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(THEME_SETTLES)
    found.violations["phone"] = violations(page, "phone")
    found.too_wide = page.evaluate(TOO_WIDE)
    page.set_viewport_size(WIDE)
    page.wait_for_timeout(THEME_SETTLES)
    page.evaluate(EMPTIED, name != PAGE_OF_CODE)
    found.violations["light"] = violations(page, "light")
    page.evaluate(SCHEME, "dark")
    found.violations["dark"] = violations(page, "dark")
    context.close()
    return found


def _bad_formulas(page) -> list[str]:
    broken = page.eval_on_selector_all("mjx-merror", "all => all.map(e => e.textContent)")
    unset = "all => all.filter(e => !e.querySelector('mjx-container')).map(e => e.textContent)"
    return broken + page.eval_on_selector_all("article span.math, article div.math", unset)


def _unnamed_pictures(page) -> list[str]:
    alts = page.eval_on_selector_all("article img", "all => all.map(image => image.alt)")
    return [alt or "(none)" for alt in alts if len(alt) <= 20 or ".png" in alt or ".webp" in alt]


def violations(page, look: str) -> list[tuple[str, list]]:
    options = {"runOnly": RULES[look], "preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, context={"exclude": LEFT_OUT}, options=options).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]
