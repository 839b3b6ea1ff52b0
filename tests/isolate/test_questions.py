"""What the checker asks: many calls in one frame, packed once however often they are asked."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.core.submission import Request
from autograder.isolate import questions
from autograder.isolate.wire import MAX_ARRAYS, PREFIX, Unencodable, unpack


class Line:
    """A channel that keeps what is queued."""

    def __init__(self):
        self.frames = []

    def queue(self, data: bytes):
        header_length, _ = PREFIX.unpack(data[: PREFIX.size])
        self.frames.append(unpack(data[PREFIX.size : PREFIX.size + header_length], data[PREFIX.size + header_length :]))


@pytest.fixture
def line():
    return Line()


def test_the_same_requests_are_packed_once_and_asked_under_another_id_each_time(line, monkeypatch):
    frames, requests = questions.Frames(), [Request((np.eye(2), 1.5), {"k": "x"}), Request((3,))]
    first = frames.queue(line, "f", requests, 2.0)
    monkeypatch.setattr(questions, "pack", None)  # nothing may be packed from here on
    second = frames.queue(line, "f", requests, 2.0)
    assert [frame.id for frame in line.frames] == [first, second] and first != second
    for frame in line.frames:
        assert frame.kind == "calls"
        assert {key: frame.value[key] for key in ("name", "seconds", "goes_on")} == {
            "name": "f", "seconds": 2.0, "goes_on": False,
        }  # fmt: skip
        (one, _), (two, _) = [(request[0], request[1:]) for request in frame.value["requests"]]
        assert (one[0] == np.eye(2)).all() and one[1:] == (1.5,) and two == (3,)
        assert [request[1:] for request in frame.value["requests"]] == [({"k": "x"}, None), ({}, None)]


def test_other_requests_names_and_limits_are_packed_anew(line):
    frames, request = questions.Frames(), Request((1,))
    frames.queue(line, "f", [request], 2.0)
    frames.queue(line, "g", [request], 2.0)
    frames.queue(line, "f", [request], 3.0)
    frames.queue(line, "f", [Request((2,))], 2.0)
    asked = [(frame.value["name"], frame.value["seconds"], frame.value["requests"][0][0][0]) for frame in line.frames]
    assert asked == [("f", 2.0, 1), ("g", 2.0, 1), ("f", 3.0, 1), ("f", 2.0, 2)]


def test_what_is_kept_is_bounded(line):
    frames = questions.Frames()
    for number in range(questions.MOST_KEPT + 10):
        frames.queue(line, "f", [Request((number,))], 2.0)
    assert len(frames._kept) == questions.MOST_KEPT
    frames.queue(line, "f", [Request((np.zeros(questions.LARGEST_KEPT),))], 2.0)
    assert len(frames._kept) == questions.MOST_KEPT


def test_too_many_calls_for_one_frame_go_in_several_that_belong_together(line):
    requests = [Request((np.ones(1), number)) for number in range(MAX_ARRAYS + 1)]
    first = questions.Frames().queue(line, "f", requests, 2.0)
    assert len(line.frames) == 2
    assert [frame.value["goes_on"] for frame in line.frames] == [False, True]
    places = [frame.id - first + place for frame in line.frames for place in range(len(frame.value["requests"]))]
    assert places == list(range(len(requests)))
    assert [request[0][1] for frame in line.frames for request in frame.value["requests"]] == places


def test_a_request_that_cannot_travel_is_an_error_of_ours(line):
    with pytest.raises(Unencodable):
        questions.Frames().queue(line, "f", [Request((object(),)), Request((1,))], 2.0)


def test_cells_go_in_one_frame(line):
    cells = [(0, "x = 1", False), (2, "é\ud800", True), (3, "", False)]
    first = questions.queue_cells(line, cells, seconds=5.0, roots=["f"])
    (frame,) = line.frames
    assert (frame.kind, frame.id) == ("cells", first)
    assert frame.value["cells"] == [(0, 5, False), (2, 3, True), (3, 0, False)]
    assert frame.value["source"].tobytes().decode() == "x = 1é?"
    assert (frame.value["seconds"], frame.value["roots"]) == (5.0, ["f"])


def test_ids_have_as_many_digits_as_each_other():
    assert len(str(questions.FIRST_ID)) == len(str(questions.FIRST_ID + questions.IDS + MAX_ARRAYS)) == 19
    assert questions.new_id() != questions.new_id()
