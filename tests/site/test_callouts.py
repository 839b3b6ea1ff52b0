"""A titled quotation of a chapter is a callout on the website."""

from __future__ import annotations

import re

from tests.site.browser import ROOT


def test_a_titled_quotation_is_a_callout(built):
    titled = re.compile(r"^> \*\*Predict first\*\*$", re.MULTILINE)
    for source in sorted((ROOT / "source").glob("[0-9][0-9]_*.md")):
        page = (built / "chapters" / f"{source.stem}.html").read_text(encoding="utf-8")
        wanted = len(titled.findall(source.read_text(encoding="utf-8")))
        assert wanted and page.count('class="admonition-predict-first admonition"') == wanted, source.stem
