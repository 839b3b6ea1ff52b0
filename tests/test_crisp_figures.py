"""Pictures for fine screens: their pixels, their density, their colours, and where they are shown so."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import figures
from figures import crisp


@pytest.fixture
def line():
    """A figure of 4 by 2 inches with one thin vermilion line."""
    figure, axes = plt.subplots(figsize=(4, 2), dpi=100)
    axes.plot([0, 1], [0, 1], color=figures.BACKWARD, linewidth=0.8)
    yield figure
    plt.close(figure)


def test_two_pixels_each_way_and_the_density_in_the_file(line):
    picture = crisp.drawn(line)
    opened = Image.open(io.BytesIO(picture))
    assert opened.size == (800, 400) and opened.mode == "P"
    assert opened.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    assert crisp.size_on_page(picture) == {"width": 400, "height": 200}
    assert crisp.drawn(line) == picture


def test_it_weighs_no_more_than_half_as_many_pixels_in_all_colours(line):
    plain = io.BytesIO()
    line.savefig(plain, format="png", dpi=100)
    assert len(crisp.drawn(line)) < 1.1 * len(plain.getvalue())


def test_a_thin_line_keeps_its_colour_among_many(line):
    line.axes[0].imshow(np.linspace(0, 1, 300).reshape(1, -1), extent=(0, 1, 0, 1), aspect="auto", cmap="viridis")
    full = io.BytesIO()
    line.savefig(full, format="png", dpi=200)
    few, all_colours = (
        np.asarray(Image.open(stream).convert("RGB"), int) for stream in (io.BytesIO(crisp.drawn(line)), full)
    )
    assert np.abs(few - all_colours).max() <= 16


def test_outside_a_notebook_nothing_changes(monkeypatch):
    stand_in = SimpleNamespace(get_ipython=SimpleNamespace)
    for shell in (None, stand_in):
        monkeypatch.setitem(sys.modules, "IPython", shell)
        assert not crisp.in_a_notebook()
        with mpl.rc_context():
            figures.use_style()


def test_a_notebook_shows_it_so_and_an_empty_figure_not_at_all(line):
    picture, size = crisp._shown(line)
    assert Image.open(io.BytesIO(picture)).width in (2 * size["width"], 2 * size["width"] - 1)
    empty = plt.figure()
    assert crisp._shown(empty) is None
    plt.close(empty)
