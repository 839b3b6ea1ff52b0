"""Figures with a slider: what a notebook keeps of them, and what the website makes of that."""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from PIL import Image

import figures.slider
from figures import interactive

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book" / "ext"))
interactive_figures = pytest.importorskip("interactive_figures")


def draw(value):
    plt.figure(figsize=(4, 2))
    plt.plot([0, 1], [0, value])
    plt.ylim(-2, 2)


@pytest.fixture
def shown(monkeypatch):
    """What figures.interactive would show in a notebook: (png, text, story)."""
    calls = []
    monkeypatch.setattr(figures.slider, "in_a_notebook", lambda: True)
    monkeypatch.setattr(figures.slider, "_show", lambda *call: calls.append(call))
    return calls


def test_a_notebook_keeps_every_frame_and_shows_the_first(shown):
    interactive(draw, (-1, 0.25, 1), label="slope", start=1, describe=lambda v: f"A line of slope {v}.")
    ((picture, text, story),) = shown
    assert text == "slope: 0.25, one of 3 frames"
    assert story["values"] == ["−1", "0.25", "1"]
    assert story["texts"][2] == "A line of slope 1."
    frames = [base64.b64decode(frame) for frame in story["frames"]]
    assert frames[1] == picture and len(set(frames)) == 3
    assert {Image.open(io.BytesIO(frame)).size for frame in frames} == {(800, 400)}
    assert plt.get_fignums() == []


def test_the_same_bytes_every_time(shown):
    for _ in range(2):
        interactive(draw, (0, 1), label="slope")
    assert shown[0] == shown[1]


def test_a_thin_line_among_many_colours_keeps_its_own(shown):
    def bands(value):
        plt.figure(figsize=(4, 2)).patch.set_facecolor("white")
        plt.imshow(np.linspace(0, 1, 200).reshape(1, -1), aspect="auto", cmap="Blues", extent=(0, 1, 0, 1))
        plt.plot([0, 0.04], [0.5, 0.5], color=figures.BACKWARD, linewidth=4)

    interactive(bands, (0, 1), label="nothing")
    pixels = np.array(Image.open(io.BytesIO(base64.b64decode(shown[0][2]["frames"][0]))).convert("RGB")).reshape(-1, 3)
    wanted = np.array([0xC4, 0x50, 0x0A])
    assert np.abs(pixels - wanted).max(axis=1).min() <= 8


def test_values_may_be_words_or_said_in_words(shown):
    interactive(lambda word: draw(len(word)), ("a", "bb"), label="word")
    interactive(draw, np.array([1.0, 2.0]), label="slope", say=lambda value: f"{value:.0f} in 1")
    assert [story["values"] for _, _, story in shown] == [["a", "bb"], ["1 in 1", "2 in 1"]]
    assert shown[0][2]["texts"] == []


def growing(value):
    plt.figure(figsize=(2 + value, 2))


def noisy(value):
    plt.figure(figsize=(6, 4))
    plt.imshow(np.random.default_rng(value).random((300, 400)), cmap="gray")


WRONG = {
    "one value": ((draw, [1]), {}, "2 to 25 values"),
    "many values": ((draw, range(26)), {}, "2 to 25 values"),
    "no such start": ((draw, [0, 1]), {"start": 2}, "2 to 25 values"),
    "sizes differ": ((growing, [0, 1]), {}, "the frames differ in size"),
    "too heavy": ((noisy, [0, 1]), {}, "bytes, at most"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_a_light_and_steady_figure_is_refused(shown, name):
    arguments, options, message = WRONG[name]
    with pytest.raises(ValueError, match=f"fig-a.*{message}"):
        interactive(*arguments, label="slope", name="fig-a", **options)
    assert shown == []
    plt.close("all")


def test_outside_a_notebook_the_first_frame_alone_is_shown(monkeypatch):
    seen = []
    monkeypatch.setattr(plt, "show", lambda: seen.append("shown"))
    interactive(seen.append, (1, 2, 3), label="slope", start=2)
    assert seen == [3, "shown"]


def test_the_website_writes_a_frame_once_and_names_it_by_its_content(tmp_path):
    app = SimpleNamespace(outdir=tmp_path)
    names = [interactive_figures._write(app, frame) for frame in (b"one", b"two", b"one")]
    assert names[0] == names[2] != names[1]
    assert sorted(path.name for path in (tmp_path / "_images").iterdir()) == sorted(set(names))
    assert (tmp_path / "_images" / names[1]).read_bytes() == b"two"


def test_the_controls_say_what_they_are_and_escape_what_they_hold():
    story = {"label": "a < b", "start": 1, "values": ["0", "</script>"], "texts": []}
    html = interactive_figures.markup(story, ["a.png", "b.png"])
    assert 'min="0" max="1" step="1" value="1"' in html
    assert "<span>a &lt; b</span>" in html
    assert html.count("</script>") == 1
    held = json.loads(html.partition('json">')[2].partition("</script>")[0])
    assert held["values"] == ["0", "</script>"]


STORED = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_every_chapter_has_a_figure_with_a_slider_that_says_what_each_frame_shows(path):
    notebook = nbformat.read(path, as_version=4)
    stories = interactive_figures._stories(json.loads(path.read_text(encoding="utf-8")))
    assert stories
    for number, story in stories.items():
        figure = notebook.cells[number].metadata["mystnb"]
        assert figure["figure"]["caption"] and figure["figure"]["name"] and len(figure["image"]["alt"]) > 40
        assert len(set(story["texts"])) == len(story["values"]) == len(set(story["frames"]))
