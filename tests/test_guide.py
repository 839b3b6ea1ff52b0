"""The pages around the chapters say what is so: commands exist, points add up, terms are bilingual, citations agree."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from autograder.cli import build_parser
from autograder.exercises import CHAPTERS, by_name

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "guide"
PAGES = sorted(path for path in GUIDE.glob("*.md") if path.name != "README.md")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ABOUT = 0.05  # "about 80" may be this far off, relatively


def text(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


def points(*numbers: str) -> float:
    return sum(e.points for chapter in CHAPTERS if chapter.number in numbers for e in chapter.exercises)


def commands() -> list[str]:
    """Returns every command line that the guide and README show."""
    shown = "\n".join(path.read_text(encoding="utf-8") for path in [*PAGES, ROOT / "README.md"])
    return sorted(set(re.findall(r"(?:^|`)(?:\.venv/bin/)?autograder ([a-z-]+ [^`\n]+)", shown, re.M)))


def test_every_page_stands_in_the_contents():
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert [page.stem for page in PAGES if f"file: guide/{page.stem}\n" not in contents] == []


@pytest.mark.parametrize("line", commands())
def test_every_command_shown_can_be_given(line):
    if "EXERCISE" not in line and "MISTAKE" not in line:
        build_parser().parse_args(shlex.split(line))


def test_a_term_has_its_chinese_name_and_a_chapter_or_another_term():
    entries = re.findall(r"^(\S.*)\n(\[.+\]\{\.language-zh-Hans\})\n((?:  .+\n)+)", text("glossary"), re.M)
    assert len(entries) >= 70
    terms = [term for term, _, _ in entries]
    assert terms == sorted(terms, key=str.casefold)
    for term, chinese, meaning in entries:
        assert CHINESE.search(chinese), term
        assert re.search(r"[Cc]hapter \d+", meaning), term


def test_a_link_to_a_chapter_goes_to_that_chapter():
    links = re.findall(r"\[[Cc]hapter (\d+)\]\(\.\./chapters/(\d\d)_\w+\)", "".join(map(Path.read_text, PAGES)))
    assert links
    assert [link for link in links if int(link[0]) != int(link[1])] == []


def test_the_font_holds_every_chinese_character():
    has = (ROOT / "book" / "static" / "fonts" / "noto-sans-sc-glossary.txt").read_text(encoding="utf-8")
    assert set(CHINESE.findall("".join(map(Path.read_text, PAGES)))) <= set(has)


def test_the_points_of_a_plan_are_about_right():
    week = points("01", "02") + by_name("dense_backward").points + by_name("two_layer_backward").points
    half = points("01", "02", "03", "04", "05", "06")
    said = [int(number) for number in re.findall(r"\| about (\d+) \|", text("instructors"))]
    assert said == pytest.approx([week, half, points(*(c.number for c in CHAPTERS))], rel=ABOUT)


def test_a_citation_shows_the_address_it_leads_to():
    links = re.findall(r"\[doi:([^\]]+)\]\(https://doi\.org/(.+)\)", text("further_reading"))
    assert len(links) >= 25
    assert [pair for pair in links if pair[0] != pair[1]] == []
    assert len({doi for doi, _ in links}) == len(links)
    assert all(re.fullmatch(r"10\.\d{4,5}/\S+", doi) for doi, _ in links)


def test_an_explained_mistake_is_in_the_catalogue():
    from autograder.cli_catalogue import explain_mistake

    for name in re.findall(r"autograder explain ([a-z_]+)", text("instructors")):
        assert explain_mistake(name).startswith(name)
