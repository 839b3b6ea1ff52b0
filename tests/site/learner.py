"""What a learner does on a chapter's page, for tests: writes into an editor, presses buttons, reads what is said."""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST_PRESS, LATER = 90_000, 60_000  # ms; on a busy machine Python takes long to start
IDLE = "bar => !bar.classList.contains('busy') && bar.querySelector('.live-status').textContent !== ''"


@dataclass
class Learner:
    """One page with exercises, opened in Chromium."""

    page: object
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, site: str, stem: str) -> Learner:
        """Opens a chapter, and notes from then on what goes wrong."""
        self.page.on(
            "request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else self.elsewhere.append(r.url)
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("response", lambda r: self.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        self.page.goto(f"{site}/chapters/{stem}.html", wait_until="load")
        return self

    def bar(self, name: str):
        """Returns the row of buttons of an exercise."""
        return self.page.locator(f".live-bar[data-name={name}]")

    def editor(self, name: str):
        """Returns the editor of an exercise, once it is there."""
        self.bar(name).scroll_into_view_if_needed()
        editor = self.page.locator(f".tag_exercise:has(.live-bar[data-name={name}]) .cm-content")
        editor.wait_for()
        return editor

    def write(self, name: str, code: str) -> None:
        """Replaces everything in an editor, as one paste does."""
        self.editor(name).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def written(self, name: str) -> str:
        """Returns what stands in an editor."""
        return "\n".join(self.editor(name).locator(".cm-line").all_inner_texts())

    def press(self, name: str, button: str, *, wait: bool = True) -> str:
        """Presses a button of an exercise and returns what the page then says, when nothing runs any more."""
        self.bar(name).locator(f"[data-do={button}]").click()
        return self.said(name) if wait else ""

    def said(self, name: str) -> str:
        """Returns the sentence beside the buttons, when nothing runs any more."""
        handle = self.bar(name).element_handle()
        self.page.wait_for_function(IDLE, arg=handle, timeout=FIRST_PRESS)
        return self.bar(name).locator(".live-status").inner_text()

    def output(self, name: str) -> str:
        """Returns the text of what stands under an exercise: its verdict, or what it printed."""
        place = f".tag_exercise:has(.live-bar[data-name={name}]) + .tag_check > .cell_output"
        return self.page.locator(place).inner_text()
