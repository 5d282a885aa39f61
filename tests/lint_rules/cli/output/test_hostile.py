"""Whatever the checked code is called and holds, a report steers no terminal, log or page, and is what its format says."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lint_rules.cli.console.report import format_of
from lint_rules.cli.main import main
from lint_rules.cli.name_survey.model import AmbiguousName, DenotedClass, Import
from lint_rules.cli.name_survey.report import as_html, as_text
from lint_rules.cli.name_survey.report import as_json as names_as_json
from lint_rules.cli.output.diff import as_diff
from lint_rules.cli.output.formats import FORMATS
from lint_rules.cli.output.view import ReportView
from lint_rules.diagnostic import Diagnostic, Fix, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.printable import printable
from lint_rules.source.spans import Edit, LineIndex, Position, Span

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What no report may hold: all control signs but tab and line end, signs that turn directions, halves of pairs, tags."""
SIGNS = st.sampled_from(
    "a é 日 😀 : % < & \" ' ] \x1b[2J \x07 \r \n ::error::x \x85 \x9b \u202e \u2067 \u2028 \udcff \ud800 \U000e0041".split(
        " "
    )
)
TEXTS = st.lists(SIGNS, max_size=6).map("".join)
NAMES = TEXTS.map(lambda text: text.replace("\ud800", "") or "a")  # which only Windows has in names
HERE = Span(Position(1, 1), Position(1, 1))
ALL = "\x1b[2J\r\n::error::x\x9b\u202e\u2028\udcff\U000e0041\x7f"


def view(name: str, source: str, message: str) -> ReportView:
    path = Path("/project") / f"{name}.py"
    fix = Fix(printable(message), (Edit(HERE, message),), Safety.SAFE)
    related = (Related(path, HERE, printable(message)),)
    found = Diagnostic("a-rule", path, HERE, printable(message), related, fix, "", Severity.ERROR)
    return ReportView(
        diagnostics=[found],
        files=1,
        root=Path("/project"),
        base=Path("/project"),
        texts=lambda _: LineIndex(source),
        rules=list,
        remarks=(f"1 finding of {message} not shown.",),
        failures=[(path, printable(message))],
    )


@pytest.mark.parametrize("name", FORMATS)
@given(file=NAMES, source=TEXTS, message=TEXTS)
@example(file=ALL, source=ALL, message=ALL)
def test_no_format_lets_anything_through_that_steers(name: str, file: str, source: str, message: str) -> None:
    report = format_of(name)(view(file, source, message))
    assert not HIDDEN.search(report)
    commands = [line.partition(" ")[0] for line in report.splitlines() if line.lstrip().startswith("::")]
    assert commands == (["::error", "::notice"] if name == "github" else [])
    if name in {"json", "json-lines", "gitlab", "sarif", "rdjson"}:
        document = json.loads(report)
        assert name != "json" or document[0]["filename"] == f"/project/{file}.py"
        joined = message.encode("utf-16", "surrogatepass").decode(
            "utf-16", "surrogatepass"
        )  # two halves are one sign in JSON
        assert name != "json" or document[0]["fix"]["edits"][0]["content"] == joined
    elif name == "junit":
        ET.fromstring(report)  # noqa: S314  it is ours


@given(name=NAMES, word=TEXTS)
@example(name=ALL, word=ALL)
def test_no_list_of_names_lets_anything_through_that_steers(name: str, word: str) -> None:
    path = Path("/project") / name / "x.py"
    meant = DenotedClass(word or "a", "a plain class", path, 1, (Import(path, 1, word or "a"),))
    names = [AmbiguousName("Session", (meant,))]
    assert not any(HIDDEN.search(render(names)) for render in (as_text, as_html, names_as_json))
    assert "<a" not in as_html(names)


@given(name=NAMES, old=TEXTS, new=TEXTS)
@example(name=ALL, old=ALL, new="")
def test_a_diff_on_a_terminal_steers_nothing_and_one_for_a_program_is_exact(name: str, old: str, new: str) -> None:
    assert not HIDDEN.search(as_diff(Path(name), old, new, for_terminal=True))
    exact = as_diff(Path(name), old, new)
    head, *body = exact.split("\n") if exact else [""]
    assert not HIDDEN.search(head)
    added = [line[1:] for line in body if line.startswith(("+", " ")) and not line.startswith("+++ ")]
    assert "\n".join(added).rstrip("\n") == (new.replace("\r\n", "\n").rstrip("\n") if exact else "")


@given(TEXTS)
def test_what_is_escaped_once_stays_as_it_is(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert not HIDDEN.search(printable(text))


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names there are always text")
@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--show-files"], ["check", "--diff", "--unsafe-fixes"], ["names"]]
)
def test_no_command_lets_a_files_name_through_that_steers(
    tmp_path: Path, arguments: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from sqlalchemy.orm import Session\nfrom models import Session\ndb.query(Session)\n"
    (tmp_path / "models.py").write_text("class Session: ...\n")
    for name in (b"a\n::error::x", b"b\x1b[2J", b"c\xff", "d\u202e".encode()):
        Path(os.fsdecode(name) + ".py").write_text(code)
    Path(".gitignore").write_bytes(b"!\n")
    assert main([*arguments, "-n"] if arguments[0] == "check" else arguments) in {0, 1}
    out, err = capfd.readouterr()
    assert not HIDDEN.search(out + err)
    assert "\\n::error" not in out + err or not [line for line in (out + err).splitlines() if line.startswith("::")]
    assert ("c\\377.py" if "--diff" in arguments else "c\\udcff.py") in out
