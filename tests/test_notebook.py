"""Reading notebooks: every kind of file that is not one gets its own sentence."""

from __future__ import annotations

import json
import os
import socket

import pytest

from autograder.errors import NotebookError
from autograder.notebook import CodeCell, Notebook, parse_notebook, read_bytes, read_notebook


def code(source: object, **extra: object) -> dict:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source, **extra}


def notebook(*cells: object, **extra: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **extra}).encode()


def test_code_cells_are_numbered_among_themselves():
    book = parse_notebook(
        notebook({"cell_type": "markdown", "source": "# hi"}, code("a = 1"), code(["b = 2\n", "c = 3"]))
    )
    assert book.cells == (CodeCell(1, "a = 1"), CodeCell(2, "b = 2\nc = 3"))
    assert book.sources == ["a = 1", "b = 2\nc = 3"]


def test_format_3_keeps_code_in_worksheets():
    old = {
        "nbformat": 3,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python"},
                    {"cell_type": "heading", "source": "Title"},
                ]
            },
            {"cells": [{"cell_type": "code", "input": "z = 3"}]},
        ],
    }
    assert parse_notebook(json.dumps(old).encode()).sources == ["x = 1\ny = 2", "z = 3"]


@pytest.mark.parametrize(
    ("metadata", "chapter"),
    [
        ({"forward_and_back": {"chapter": "05_backprop"}}, "05_backprop"),
        ({"forward_and_back": {"chapter": 5}}, None),
        ({"forward_and_back": {"chapter": "x" * 1000}}, None),
        ({"forward_and_back": ["05_backprop"]}, None),
        ([], None),
        ({}, None),
    ],
)
def test_chapter_comes_from_the_metadata_if_it_is_text(metadata, chapter):
    assert parse_notebook(notebook(code("x"), metadata=metadata)).chapter == chapter


def test_tags_are_read_and_nonsense_among_them_dropped():
    cells = parse_notebook(
        notebook(code("x", metadata={"tags": ["exercise", 3]}), code("y", metadata={"tags": 7}))
    ).cells
    assert [cell.tags for cell in cells] == [("exercise",), ()]


def test_duplicate_ids_old_schemas_and_unknown_keys_do_not_matter():
    body = json.loads(notebook(code("x = 1", id="same"), code("y = 2", id="same")))
    body["nbformat_minor"] = 999
    del body["metadata"]
    assert parse_notebook(json.dumps(body).encode()).sources == ["x = 1", "y = 2"]


def test_byte_order_mark_and_half_surrogates_are_read():
    data = b"\xef\xbb\xbf" + notebook(code("s = '\ud800'"))
    assert parse_notebook(data).sources == ["s = '?'"]


MESSAGES = [
    (b"", "The file is empty."),
    (b" \n ", "The file is empty."),
    (b"print('hello')", "stops being JSON at line 1, column 1"),
    (b'{"cells": [\n  {"cell_type"', "stops being JSON at line 2"),
    (b"\xff\xfe\x00\xd8\x00", "neither UTF-8 nor UTF-16 text"),
    (b"\x80{}", "neither UTF-8 nor UTF-16 text"),
    (b"[" * 100_000, "nested too deeply"),
    (b"[" + b"1," * 2_000_001 + b"1]", "more than 2,000,000 JSON parts"),
    (b"[]", "but a list and not a notebook"),
    (b'"text"', "but text and not a notebook"),
    (b"null", "but nothing and not a notebook"),
    (b"true", "but true or false and not a notebook"),
    (b"3.5", "but a number and not a notebook"),
    (b"{}", "without a notebook's format number"),
    (b'{"nbformat": "4"}', "without a notebook's format number"),
    (b'{"nbformat": true}', "without a notebook's format number"),
    (b'{"nbformat": ' + b"9" * 5000 + b"}", "without a notebook's format number"),
    (b'{"nbformat": 1, "worksheets": []}', "has format 1; formats 2, 3 and 4 can be read"),
    (b'{"nbformat": 99}', "has format 99"),
    (b'{"nbformat": 4}', "no list of cells"),
    (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
    (b'{"nbformat": 3}', "no list of cells"),
    (b'{"nbformat": 3, "worksheets": [3]}', "no list of cells"),
    (b'{"nbformat": 3, "worksheets": [{"cells": 1}]}', "no list of cells"),
    (b'{"nbformat": 3, "worksheets": [{"cells": [1]}]}', "Cell 1 of the notebook is a number, not a cell"),
    (notebook(code("x"), "text"), "Cell 2 of the notebook is text, not a cell"),
    (notebook(code(3)), "The code of cell 1 is a number, not text"),
    (notebook(code(["a", 3])), "The code of cell 1 is a list, not text"),
    (notebook(), "no code in it"),
    (notebook({"cell_type": "markdown", "source": "x"}), "no code in it"),
    (notebook(code(" \n"), code("")), "no code in it"),
    (notebook(*[code("x")] * 2001), "has 2001 cells; at most 2000"),
    (notebook(code("x" * 1_500_000), code("y" * 1_500_000)), "more than 2,000,000 characters of code"),
]


@pytest.mark.parametrize(
    ("data", "message"), MESSAGES, ids=[message[:40] + str(i) for i, (_, message) in enumerate(MESSAGES)]
)
def test_what_is_no_notebook_is_told_why(data, message):
    with pytest.raises(NotebookError) as caught:
        parse_notebook(data)
    assert message in str(caught.value)
    assert str(caught.value).endswith(".")


def test_first_line_is_what_the_author_recognises():
    assert CodeCell(1, "\n\n   # my answer\nx = 1").first_line == "# my answer"
    assert CodeCell(1, "y" * 500).first_line == "y" * 71 + "…"
    assert CodeCell(1, "").first_line == ""


def test_definitions_are_found_in_the_text():
    book = Notebook(
        (
            CodeCell(1, "x = 'def mse_grad'"),
            CodeCell(2, "def mse_grad(Y_hat, Y):\n    pass"),
            CodeCell(3, "if True:\n    def  mse_grad (a):\n        ]["),
            CodeCell(4, "def mse_grad_2(): pass"),
        )
    )
    assert [cell.number for cell in book.cells_defining("mse_grad")] == [2, 3]
    assert book.cells_defining("backward") == ()


def test_a_file_on_disk_is_read(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook(code("x = 1")))
    assert read_notebook(path).sources == ["x = 1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX files")
def test_links_pipes_sockets_folders_and_missing_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    real = tmp_path / "real.ipynb"
    real.write_bytes(notebook(code("x = 1")))
    (tmp_path / "link.ipynb").symlink_to(real)
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("sock.ipynb")
        for name, message in [
            ("link", "symbolic link"),
            ("pipe", "not a regular file"),
            ("folder", "not a regular file"),
            ("sock", "not a regular file"),
            ("nowhere", "does not exist"),
            ("a\0b", "cannot be read"),
            ("n" * 300, "too long"),
        ]:
            with pytest.raises(NotebookError, match=message):
                read_bytes(tmp_path / f"{name}.ipynb")


def test_permissions_are_explained(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"{}")

    def refuse(*arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.notebook.os.open", refuse)
    with pytest.raises(NotebookError, match="may not be read with your permissions"):
        read_bytes(path)


def test_size_is_capped_even_if_the_file_grows(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"x" * 101)
    with pytest.raises(NotebookError, match="larger than 0.0001 MB"):
        read_bytes(path, limit=100)
    assert len(read_bytes(path, limit=101)) == 101
    if os.path.exists("/proc/self/maps"):  # says it has no bytes, and has some
        with pytest.raises(NotebookError, match="larger than"):
            read_bytes("/proc/self/maps", limit=10)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="Linux has a regular file that cannot be read")
def test_a_file_that_fails_while_it_is_read_is_explained():
    with pytest.raises(NotebookError, match=r"The file cannot be read: Input/output error\."):
        read_bytes("/proc/self/mem")
