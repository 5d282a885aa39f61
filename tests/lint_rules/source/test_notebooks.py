"""A notebook is read as Python, and what changes of its code is all that changes of its bytes."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.source.notebooks.broken_cells import parses, uncommented
from lint_rules.source.notebooks.notebook import BETWEEN, Notebook, notebook_of
from lint_rules.source.notebooks.write import with_code

Document = dict[str, Any]
LINES = st.lists(
    st.text(
        st.characters(
            exclude_characters="\r\n\ue000\ue001%!?\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=["Cs"]
        ),
        max_size=6,
    ),
    max_size=5,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    cells: list[Document] = []
    for _ in range(draw(st.integers(0, 4))):
        text = "\n".join(draw(LINES))
        kind = draw(st.sampled_from(["code", "code", "markdown"]))
        as_list = draw(st.booleans())
        noise = {"outputs": [{"source": ["not it"], "text": draw(st.text(max_size=4))}]} if draw(st.booleans()) else {}
        source = text.splitlines(keepends=True) if as_list else text
        cells.append({"cell_type": kind, "metadata": {"source": "nor this"}, **noise, "source": source})
    return {"cells": cells, "metadata": {"x": [{}, [], "cells"]}, "nbformat": 4, "nbformat_minor": 5}


def read(data: bytes) -> Notebook:
    notebook = notebook_of(data)
    assert isinstance(notebook, Notebook), notebook
    return notebook


def dumped(document: Document, indent: int | str, *, as_ascii: bool) -> bytes:
    return json.dumps(document, indent=indent, ensure_ascii=as_ascii).encode()


@given(document=documents(), indent=st.sampled_from([1, 2, 4, "\t"]), as_ascii=st.booleans())
def test_each_cell_of_python_is_in_the_text_where_it_says(
    document: Document, indent: int | str, *, as_ascii: bool
) -> None:
    notebook = read(dumped(document, indent, as_ascii=as_ascii))
    sources = {
        number: "".join(cell["source"])
        for number, cell in enumerate(document["cells"], 1)
        if cell["cell_type"] == "code"
    }
    assert {cell.number: cell.text for cell in notebook.cells} == {
        number: text for number, text in sources.items() if text
    }
    assert parses(notebook.text) or "\0" in notebook.text
    rows = notebook.text.split("\n")
    for cell in notebook.cells:
        for row, line in enumerate(cell.text.split("\n")[: cell.text.count("\n") + (not cell.text.endswith("\n"))], 1):
            assert uncommented(rows[cell.row + row - 2]) == line
            assert notebook.cell_at(cell.row + row - 1) == cell
            in_file = notebook.file.split("\n")[notebook.file_row(cell, row) - 1]
            assert (
                json.dumps(line, ensure_ascii=as_ascii)[1:-1] in in_file
                or not document["cells"][cell.number - 1]["source"]
            )


@given(documents(), st.sampled_from([1, 4, "\t"]), st.data())
def test_a_changed_cell_is_all_that_changes(document: Document, indent: int | str, data: st.DataObject) -> None:
    as_ascii = not any(not part.isascii() for part in json.dumps(document, ensure_ascii=False))
    raw = dumped(document, indent, as_ascii=as_ascii)
    notebook = read(raw)
    assert with_code(raw, notebook.text.encode(), notebook.text.encode()) == raw
    texts = {cell.number: cell.text for cell in notebook.cells}
    for number in data.draw(st.lists(st.sampled_from(sorted(texts)), unique=True)) if texts else ():
        lines = texts[number].split("\n")
        at = data.draw(st.integers(0, len(lines)))
        lines[at : data.draw(st.integers(at, len(lines)))] = data.draw(
            st.lists(st.sampled_from(["x = 1", "", "# y"]), max_size=3)
        )
        texts[number] = "\n".join(lines) or "pass"
    ended = {number: text if text.endswith("\n") else f"{text}\n" for number, text in texts.items()}
    new = "".join(f"{ended[cell.number]}{BETWEEN}" for cell in notebook.cells)
    for cell in notebook.cells:
        is_list, text = isinstance(document["cells"][cell.number - 1]["source"], list), ended[cell.number]
        text = text if cell.text.endswith("\n") else text.removesuffix("\n")
        document["cells"][cell.number - 1]["source"] = text.splitlines(keepends=True) if is_list else text
    changed = with_code(raw, notebook.text.encode(), new.encode())
    assert changed is not None
    assert json.loads(changed) == document
    if all(cell["source"] for cell in document["cells"]):
        assert changed == dumped(document, indent, as_ascii=as_ascii)


MAGICS = {
    "%matplotlib inline\nx = 1": 2,
    "!ls\n": 1,
    "    %time f()\n": None,
    "if x:\n    !ls\n    y = 2\n": 3,
    "files = !ls\na.b, c = %sx ls\n": 2,
    "df.head?\n?df\n": 2,
    "%%time\nf()\n": 2,
    "x = (1\n% 2)\n": 2,
    's = """\n!ls\n?\n"""\n': 4,
    "await f()\n": 1,
    '!pip install -q \\\n    "one>=2.0" \\\n    two\nx = 1\n': 4,
    "for x in y:\n    z = %sql \\\n        select * \\\n        from t\n    z.f()\n": 5,
    "%time f(1, \\\n        2)\ny = 1 + \\\n    2\n": 4,
}


@pytest.mark.parametrize("source", MAGICS)
def test_what_ipython_adds_to_python_is_parsed_and_stays_as_it_is(source: str) -> None:
    raw = json.dumps({"cells": [{"cell_type": "code", "source": source}], "nbformat": 4}).encode()
    notebook = read(raw)
    if MAGICS[source] is not None:
        ast.parse(notebook.text)
        assert notebook.text.count("\n") == (MAGICS[source] or 0) + 1
    changed = with_code(raw, notebook.text.encode(), ("y = 2\n" + notebook.text).encode())
    assert changed is not None
    assert json.loads(changed)["cells"][0]["source"] == f"y = 2\n{source}"


def test_cells_and_kernels_of_other_languages_have_no_python() -> None:
    cells = [{"cell_type": "code", "source": "%%bash\nls"}, {"cell_type": "code", "source": "x = 1"}]
    document: Document = {"cells": cells, "nbformat": 4}
    assert [cell.number for cell in read(json.dumps(document).encode()).cells] == [2]
    document["metadata"] = {"kernelspec": {"language": "R", "name": "ir"}}
    assert read(json.dumps(document).encode()).text == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "is no notebook: Expecting"),
        (b"\xff", "is no notebook: 'utf-8' codec"),
        (b"[]", "is no notebook: it holds no table of cells"),
        (b'{"nbformat": 3, "worksheets": []}', "is no notebook of format 4"),
        (b'{"nbformat": 4}', "is no notebook: it has no list of cells"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}', "says twice, or not in text"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a", "source": "b"}]}', "says twice"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}', "half a sign of Unicode"),
        (b"[" * 100_000, "is no notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_words(data: bytes, reason: str) -> None:
    found = notebook_of(data)
    assert isinstance(found, str)
    assert reason in found


@pytest.mark.parametrize("new", ["x = 1\n", f"x = 1\n{BETWEEN}{BETWEEN}", f"{BETWEEN}x"])
def test_a_change_that_belongs_to_no_cell_is_refused(new: str) -> None:
    raw = json.dumps({"cells": [{"cell_type": "code", "source": "x = 2"}], "nbformat": 4}).encode()
    assert with_code(raw, read(raw).text.encode(), new.encode()) is None
    assert with_code(raw, b"other", new.encode()) is None
