"""Fixes and edits: what overlaps waits, what is shared is made once, and the text between stays as it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint_rules.diagnostic import Diagnostic, Fix, Leftover, Safety
from lint_rules.fixes.apply import fixed
from lint_rules.frozen import replace
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, LineIndex, Position, Span, apply_edits

TEXT = "one two three\nfour\n"
AT = Span(Position(2, 1), Position(2, 5))
"""Where an import of the text is bound."""


def edit(row: int, start: int, end: int, content: str) -> Edit:
    return Edit(Span(Position(row, start), Position(row, end)), content)


def found(*edits: Edit, rule: str = "a-rule", safety: Safety = Safety.SAFE) -> Diagnostic:
    at = min(edits).span if edits else Span(Position(1, 1), Position(1, 1))
    fix = Fix("mend it", edits, safety) if edits else None
    return Diagnostic(rule, Path("case.py"), at, "wrong", (), fix, "", Severity.ERROR)


def test_fixes_that_do_not_touch_are_made_together() -> None:
    first, second = found(edit(1, 1, 4, "1")), found(edit(1, 5, 8, "2"))
    assert fixed(TEXT, [second, first]) == ("1 2 three\nfour\n", (first, second))


def test_a_fix_that_overlaps_an_earlier_one_waits() -> None:
    first, second = found(edit(1, 1, 8, "1")), found(edit(1, 5, 13, "2"))
    assert fixed(TEXT, [first, second]) == ("1 three\nfour\n", (first,))


def test_a_fix_waits_as_a_whole() -> None:
    first, second = found(edit(1, 1, 4, "1")), found(edit(1, 2, 3, "x"), edit(2, 1, 5, "4"))
    assert fixed(TEXT, [first, second]) == ("1 two three\nfour\n", (first,))


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    shared = edit(1, 1, 1, "import x\n")
    first, second = found(shared, edit(1, 1 + 4, 8, "2")), found(shared, edit(2, 1, 5, "4"))
    assert fixed(TEXT, [first, second]) == ("import x\none 2 three\n4\n", (first, second))


def test_two_insertions_at_one_place_do_not_decide_their_order_by_chance() -> None:
    first, second = found(edit(1, 1, 1, "a"), rule="a-rule"), found(edit(1, 1, 1, "b"), rule="b-rule")
    assert fixed(TEXT, [second, first]) == (f"a{TEXT}", (first,))


@pytest.mark.parametrize(
    "later", [edit(1, 4, 4, "x"), edit(1, 4, 5, ""), edit(1, 4, 8, "2")], ids=["insertion", "deletion", "replacement"]
)
def test_a_fix_that_begins_where_an_earlier_one_ends_waits(later: Edit) -> None:
    first, second = found(edit(1, 1, 4, "1")), found(later)
    assert fixed(TEXT, [second, first]) == ("1 two three\nfour\n", (first,))


def test_the_edits_of_one_fix_may_touch_and_stand_in_its_order() -> None:
    both = found(edit(1, 1, 4, "1"), edit(1, 4, 4, "b"), edit(1, 4, 4, "a"), edit(1, 4, 5, ""))
    assert fixed(TEXT, [both]) == ("1batwo three\nfour\n", (both,))


def test_a_fix_whose_own_edits_overlap_is_never_made() -> None:
    assert fixed(TEXT, [found(edit(1, 1, 4, "1"), edit(1, 2, 5, "2"))]) == (TEXT, ())


@pytest.mark.parametrize(("edits", "text"), [([0], "1 two three\nfour\n"), ([0, 1], "1 2 three\n")])
def test_an_import_goes_when_the_fixes_of_a_round_take_all_of_its_uses(edits: list[int], text: str) -> None:
    uses = (edit(1, 1, 4, "1"), edit(1, 5, 8, "2"))
    removal = (Edit(Span(Position(2, 1), Position(3, 1)), ""),)
    leftovers = [Leftover(AT, (use.span,), len(uses), removal) for use in uses]
    fixes = [Fix("mend it", (uses[number],), Safety.SAFE, (leftovers[number],)) for number in edits]
    diagnostics = [replace(found(*fix.edits), fix=fix) for fix in fixes]
    assert fixed(TEXT, diagnostics)[0] == text


def test_a_fix_waits_when_an_import_cannot_go_yet_that_loses_its_last_use_by_it() -> None:
    uses = (edit(1, 1, 4, "1"), edit(1, 5, 8, "2"))
    removal = (Edit(Span(Position(2, 1), Position(3, 1)), ""),)
    fixes = [Fix("mend it", (use,), Safety.SAFE, (Leftover(AT, (use.span,), 2, removal),)) for use in uses]
    first, second = (replace(found(*fix.edits), fix=fix) for fix in fixes)
    extended = found(edit(2, 1, 5, "five"))
    assert fixed(TEXT, [first, second, extended]) == ("1 two three\nfive\n", (first, extended))


def test_two_imports_in_one_line_are_told_apart_when_each_is_left_without_a_use() -> None:
    uses = [edit(1, start, end, "x") for start, end in ((1, 3), (5, 6), (7, 8), (9, 14))]
    mark = (Edit(Span(Position(2, 5), Position(2, 5)), "!"),)
    imports = [AT, AT, AT._replace(end=Position(2, 2)), AT._replace(end=Position(2, 2))]
    fixes = [
        Fix("mend it", (use,), Safety.SAFE, (Leftover(at, (use.span,), 2, mark),))
        for use, at in zip(uses, imports, strict=True)
    ]
    diagnostics = tuple(replace(found(*fix.edits), fix=fix) for fix in fixes)
    assert fixed(TEXT, diagnostics) == ("xe xwx x\nfour!\n", diagnostics)


def test_a_diagnostic_without_a_fix_changes_nothing() -> None:
    assert fixed(TEXT, [found()]) == (TEXT, ())


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="edits overlap at 1:3"):
        apply_edits(LineIndex(TEXT), [edit(1, 1, 5, ""), edit(1, 3, 6, "")])


LINES = st.lists(st.text(alphabet="aü😀 \t#", max_size=6), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], str]:
    """Return a text, edits that do not overlap, and what is expected of them."""
    text = draw(ENDS).join(draw(LINES))
    cuts = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
    places = sorted(draw(st.lists(st.sampled_from(cuts), max_size=8, unique=True)))
    lines = LineIndex(text)
    edits: list[Edit] = []
    pieces: list[str] = []
    done = 0
    for start, end in zip(places[::2], places[1::2], strict=False):
        content = draw(st.text(alphabet="xy\n", max_size=3))
        edits.append(Edit(Span(lines.at(start), lines.at(end)), content))
        pieces += [text[done:start], content]
        done = end
    return text, draw(st.permutations(edits)), "".join([*pieces, text[done:]])


@given(edited())
def test_edits_replace_what_they_name_and_nothing_else(case: tuple[str, list[Edit], str]) -> None:
    text, edits, expected = case
    assert apply_edits(LineIndex(text), edits) == expected


PLAIN = "abcdefghij"
PLACES = st.integers(0, len(PLAIN))
ANY_EDIT = st.tuples(PLACES, PLACES).map(sorted)


@given(st.lists(st.lists(ANY_EDIT, min_size=1, max_size=3), max_size=6))
def test_whatever_is_made_stands_where_it_was_meant(fixes: list[list[list[int]]]) -> None:
    names = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    diagnostics = [
        found(*(edit(1, start + 1, end + 1, next(names)) for start, end in spans), rule=f"rule-{number}")
        for number, spans in enumerate(fixes)
    ]
    after, made = fixed(PLAIN, diagnostics)
    by_fix = [[one.span for one in (diagnostic.fix.edits if diagnostic.fix else ())] for diagnostic in made]
    replaced = {at for spans in by_fix for span in spans for at in range(span.start.column - 1, span.end.column - 1)}
    assert [letter for letter in after if letter.islower()] == [PLAIN[at] for at in range(10) if at not in replaced]
    for diagnostic in made:
        for one in diagnostic.fix.edits if diagnostic.fix else ():
            around = _neighbours(after, one.content)
            assert around[0] in {
                PLAIN[: one.span.start.column - 1][-1:],
                *(each.content for each in _edits(diagnostic)),
            }
            assert around[1] in {PLAIN[one.span.end.column - 1 :][:1], *(each.content for each in _edits(diagnostic))}


def _edits(diagnostic: Diagnostic) -> tuple[Edit, ...]:
    return diagnostic.fix.edits if diagnostic.fix else ()


def _neighbours(text: str, letter: str) -> tuple[str, str]:
    before, _, behind = text.partition(letter)
    return before[-1:], behind[:1]


@given(LINES, ENDS)
def test_a_position_and_its_offset_say_the_same(lines: list[str], end: str) -> None:
    index = LineIndex(end.join(lines))
    for at in range(len(index.text) + 1):
        if index.text[at - 1 : at + 1] != "\r\n":
            assert index.offset(index.at(at)) == at


SESSIONS = "from models import Session\nfrom users import User\nfound = first(Session)\nuser = User\n"


def together(text: str, *diagnostics: Diagnostic) -> tuple[str, ...]:
    """Return the rules of the fixes that are made in one round."""
    return tuple(diagnostic.rule for diagnostic in fixed(text, diagnostics, ast.parse(text))[1])


def import_as(row: int, end: int, alias: str) -> Edit:
    return edit(row, end, end, f" as {alias}")


def test_a_rename_is_made_before_what_writes_the_name_that_it_takes_away() -> None:
    rename = found(import_as(1, 27, "Lesson"), edit(3, 15, 22, "Lesson"), rule="z-rename")
    note = found(edit(3, 6, 6, ": Session"), rule="a-note")
    assert together(SESSIONS, note, rename) == ("z-rename",)


def test_renames_of_different_names_are_made_together() -> None:
    first = found(import_as(1, 27, "Lesson"), edit(3, 15, 22, "Lesson"), rule="first")
    second = found(import_as(2, 23, "Person"), edit(4, 8, 12, "Person"), rule="second")
    assert together(SESSIONS, first, second) == ("first", "second")


def test_two_names_never_become_one_in_a_round() -> None:
    first = found(import_as(1, 27, "Model"), edit(3, 15, 22, "Model"), rule="first")
    second = found(import_as(2, 23, "Model"), edit(4, 8, 12, "Model"), rule="second")
    assert together(SESSIONS, first, second) == ("first",)


def test_a_name_is_not_taken_in_the_round_that_gives_it_away() -> None:
    first = found(import_as(1, 27, "Lesson"), edit(3, 15, 22, "Lesson"), rule="first")
    second = found(import_as(2, 23, "Session"), edit(4, 8, 12, "Session"), rule="second")
    assert together(SESSIONS, first, second) == ("first",)


def test_two_imports_that_give_one_name_two_meanings_are_not_made_together() -> None:
    first = found(edit(1, 1, 1, "from a import Row\n"), edit(3, 6, 6, ": Row"), rule="first")
    second = found(edit(2, 1, 1, "from b import Row\n"), edit(4, 5, 5, ": Row"), rule="second")
    assert together(SESSIONS, first, second) == ("first",)


def test_an_import_that_two_fixes_share_keeps_neither_waiting() -> None:
    shared = edit(1, 1, 1, "from a import Row\n")
    first, second = (
        found(shared, edit(3, 6, 6, ": Row"), rule="first"),
        found(shared, edit(4, 5, 5, ": Row"), rule="second"),
    )
    assert together(SESSIONS, first, second) == ("first", "second")


NAMES = ("Aa", "Bb", "Cc")
ALIASES = ("Dd", "Ee")  # a rule takes a name that is free


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ALIASES)), max_size=4), st.lists(st.sampled_from(NAMES))
)
def test_no_round_leaves_a_name_undefined_or_with_another_meaning(
    renames: list[tuple[str, str]], notes: list[str]
) -> None:
    imports = "".join(f"from m{name} import {name}\n" for name in NAMES)
    text = imports + "".join(f"x{name} = {name}\n" for name in NAMES) + "y = 1\n" * len(notes)
    diagnostics = [
        found(
            import_as(row, len(f"from m{old} import {old}") + 1, new), edit(row + 3, 7, 9, new), rule=f"{number}-{old}"
        )
        for number, (old, new) in enumerate(renames)
        for row in [NAMES.index(old) + 1]
        if old != new
    ]
    diagnostics += [found(edit(row, 2, 2, f": {name}"), rule=f"note-{row}") for row, name in enumerate(notes, 7)]
    after, _ = fixed(text, diagnostics, ast.parse(text))
    meanings = {"y": "", **dict.fromkeys(NAMES + ALIASES, "")}
    for statement in ast.parse(after).body:
        match statement:
            case ast.ImportFrom(module=module, names=[alias]):
                assert not meanings[alias.asname or alias.name]
                meanings[alias.asname or alias.name] = module or ""
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=used)):
                assert meanings[used] == f"m{target[1:]}"
            case ast.AnnAssign(annotation=ast.Name(id=used)):
                assert meanings[used] == f"m{used}"
            case _:
                continue
