"""Drawn projects -> they run after their fixes as before, and a rule of fixing that is broken on purpose is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.lint_rules.oracle.catalogue import GROUPS, STYLES, named
from tests.lint_rules.oracle.comparison import Difference, Names, differences
from tests.lint_rules.oracle.complaints import Checker, mypy, new_complaints, ruff
from tests.lint_rules.oracle.judge import Judge
from tests.lint_rules.oracle.mutations import MUTATIONS, broken
from tests.lint_rules.oracle.plans import FAMILIES, OTHERS, SETTINGS, Plan, Target, drawn, read, written
from tests.lint_rules.oracle.probe.process import Probe, probe
from tests.lint_rules.oracle.projects import project
from tests.lint_rules.oracle.reduction import reduced
from tests.lint_rules.oracle.releases import SHIFTS, without_chance
from tests.lint_rules.oracle.tally import Tally, judged, tally

pytestmark = pytest.mark.no_cover  # drawn in numbers, over lines that the tests of single cases count

SMALL, SLOW, SHARE = 150, 300, 25
"""How many projects are judged always, how many in the slow suite, and how many by one test."""


@pytest.fixture(scope="module")
def running() -> Iterator[Probe]:
    with probe() as process:
        yield process


@pytest.fixture
def judge(running: Probe, tmp_path: Path) -> Judge:
    return Judge(running, tmp_path)


KNOWN_KINDS = {
    "mypy attr-defined",  # a use of which nothing shows what it means stays with the class that hides the other, and mypy says so
}
"""The kinds of faults of unsafe fixes that are known."""


def holds(found: Tally) -> None:
    told = [
        f"{safety}: {difference.kind}: {difference.detail}\npython -m benchmarks.fix_execution --replay '{written(plan)}'"
        for safety, different in found.different.items()
        for plan, difference in different
        if safety == "safe" or difference.kind not in KNOWN_KINDS
    ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("start", range(0, SMALL, SHARE))
def test_a_project_runs_after_its_fixes_as_before(judge: Judge, start: int) -> None:
    found = tally(judge, seed=1, numbers=range(start, start + SHARE))
    holds(found)
    assert found.counts["safe"].rules.total() > SHARE / 2
    assert found.counts["unsafe"].rules.total() > SHARE


@pytest.mark.parametrize("hidden", OTHERS)
def test_a_project_whose_model_hides_another_class_runs_after_its_fixes_as_before(judge: Judge, hidden: str) -> None:
    found = tally(judge, seed=3, numbers=range(5), hidden=hidden)
    holds(found)
    assert found.counts["unsafe"].rules.total()


@pytest.mark.slow
@pytest.mark.parametrize("hidden", OTHERS)
@pytest.mark.parametrize("start", range(0, SLOW // 2, SHARE))
def test_many_projects_whose_model_hides_another_class_run_as_before(judge: Judge, start: int, hidden: str) -> None:
    holds(tally(judge, seed=4, numbers=range(start, start + SHARE), hidden=hidden))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, SLOW, SHARE))
def test_many_projects_run_after_their_fixes_as_before(judge: Judge, start: int) -> None:
    holds(tally(judge, seed=2, numbers=range(start, start + SHARE), checkers=(ruff, mypy)))


@pytest.mark.parametrize("group", GROUPS)
def test_a_project_runs_before_anything_is_fixed(judge: Judge, group: str) -> None:
    """What fails at once would show no difference; faults are shown as they were meant."""
    family = next((family for family, groups in FAMILIES.items() if group in groups), "plain")
    plan = Plan(0, "Session", "models", SETTINGS[0], (Target(family, STYLES[0], "page", tuple(named(group))),))
    seen = judge.run(project(plan, as_meant=group == "fault"), plan)
    wanted = {"import": "imported", "test": "passed", "mappers": "configured"}
    assert {key: said for key, said in seen.items() if said != wanted.get(key.split()[0], said)} == {}
    assert {key: said for key, said in seen.items() if key.startswith("run") and "Error: " in said} == {}
    assert {key: said for key, said in seen.items() if key.startswith("doctest") and not said.startswith("0")} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_rule_that_is_broken_on_purpose_is_found(judge: Judge, name: str) -> None:
    plan = MUTATIONS[name].plan()
    assert not any(verdict.differences for verdict in judge.judge(plan).values())
    with broken(name):
        assert any(verdict.differences for verdict in judge.judge(plan).values())


def test_a_module_that_ends_the_process_when_it_is_imported_hides_no_other(running: Probe, tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text("import sys\n\nsys.exit(1)\n")
    (tmp_path / "stays.py").write_text("KEPT = 1\n")
    seen = running.observe(tmp_path, runs=False)
    assert (seen["import ends"], seen["import stays"], seen["name stays KEPT"]) == ("SystemExit: 1", "imported", "1")


def test_a_tuple_that_refuses_to_be_gone_through_is_described_by_what_it_holds(running: Probe, tmp_path: Path) -> None:
    refuses = "class Record(tuple):\n    def __iter__(self):\n        raise TypeError\n\n\nKEPT = Record((1, 2))\n"
    (tmp_path / "records.py").write_text(refuses)
    assert running.observe(tmp_path, runs=False)["name records KEPT"] == "records.Record(1, 2)"


def test_what_rests_on_places_in_memory_is_seen_otherwise_when_memory_is_shifted(
    running: Probe, tmp_path: Path
) -> None:
    lines = [f"class C{number}: ..." for number in range(9)]
    (tmp_path / "places.py").write_text("\n".join([*lines, "KEPT = [*{C0, C1, C2, C3, C4, C5, C6, C7, C8}]", ""]))
    seen = {running.observe(tmp_path, runs=False, shift=shift)["name places KEPT"] for shift in (0, *SHIFTS)}
    assert len(seen) > 1
    same = [Difference("name differs", "name places KEPT: [C0] -> [C1]"), Difference("gone", "name places C1: x -> y")]
    assert without_chance(same, running, tmp_path, running.observe(tmp_path, runs=False)) == same[1:]


def test_one_seed_draws_the_same_projects() -> None:
    assert [project(drawn(3, number)) for number in range(20)] == [project(drawn(3, number)) for number in range(20)]
    assert drawn(3, 1) != drawn(4, 1)


def test_a_plan_can_be_read_again() -> None:
    plans = [drawn(5, number) for number in range(50)]
    assert [read(written(plan)) for plan in plans] == plans


def test_a_plan_is_reduced_to_what_shows_its_difference() -> None:
    fragments = ("use: quoted", "use: globals", "model: query")
    targets = (Target("bare", "comment", "sub.desk", fragments), Target("both", "plain", "page", ()))
    small = reduced(
        Plan(7, "AsyncSession", "relative", SETTINGS[1], targets),
        lambda plan: any("use: globals" in target.fragments for target in plan.targets),
    )
    assert small == Plan(7, "Session", "models", SETTINGS[0], (Target("plain", "plain", "page", ("use: globals",)),))


FILES = {"shop/page.py": "from a import B\nfrom c import D as D\nE = 1\n", "shop/__init__.py": "from a import B\n"}


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("name shop.page B", []),  # whoever reads it is looked at, too
        ("name shop.page D", ["name gone"]),
        ("name shop.page E", ["name gone"]),
        ("name shop B", ["name gone"]),
        ("run shop.page run_it", ["run gone"]),
    ],
)
def test_a_name_may_go_where_an_import_alone_binds_it_and_nobody_else_is_meant_to_read_it(
    key: str, kinds: list[str]
) -> None:
    names = Names(FILES)
    assert [found.kind for found in differences({key: "a.B"}, {}, (names, names))] == kinds


@pytest.mark.parametrize(
    ("was", "now", "is_allowed"),
    [
        ("shop.Row", "builtins.NoneType | shop.Row", True),
        ("shop.Row", "builtins.NoneType | shop.Other", False),
        ("builtins.list[shop.Row]", "builtins.NoneType | builtins.list[shop.Row]", False),
    ],
)
def test_a_return_type_may_say_besides_that_there_may_be_no_row(was: str, now: str, *, is_allowed: bool) -> None:
    names = Names({})
    found = differences({"hint shop.page load return": was}, {"hint shop.page load return": now}, (names, names))
    assert not found if is_allowed else found


def test_an_unsafe_fix_may_change_things_towards_what_was_meant_alone() -> None:
    names = Names({})
    before, meant = {"run shop.page run_it": "1"}, {"run shop.page run_it": "2"}
    assert differences(before, {"run shop.page run_it": "2"}, (names, names), meant) == []
    assert len(differences(before, {"run shop.page run_it": "3"}, (names, names), meant)) == 1


@pytest.mark.parametrize(
    ("checker", "code"),
    [(ruff, "ruff F821"), pytest.param(mypy, "mypy name-defined", marks=pytest.mark.slow)],
)
def test_a_name_that_a_fix_leaves_undefined_is_found_without_running_it(
    tmp_path: Path, checker: Checker, code: str
) -> None:
    for tree, text in (("before", "import os\n\nos\nlost\n"), ("safe", "import os as so\n\nos\nlost\n")):
        (tmp_path / tree / "7" / "shop7").mkdir(parents=True)
        (tmp_path / tree / "7" / "shop7" / "page.py").write_text(text)
    found = list(new_complaints(tmp_path, {"safe": [7]}, checker))
    assert [(safety, path, difference.kind) for safety, path, difference in found if difference.kind == code] == [
        ("safe", Path("7/shop7/page.py"), code)
    ]


def test_an_attribute_is_missed_as_announced_in_a_file_alone_that_a_finding_says_may_read_it(judge: Judge) -> None:
    target = Target("bare", "plain", "page", ("reach: module of an object",))
    kind = "mypy attr-defined"
    missed = {("63/shop63/object_page.py", kind): 1, ("63/shop63/page.py", kind): 1}

    def checker(tree: Path, numbers: Iterable[int]) -> Counter[tuple[str, str]]:
        return Counter(missed if tree.name == "unsafe" and 63 in numbers else {})

    ((_, verdicts),) = judged(judge, [Plan(63, "Session", "models", SETTINGS[0], (target,))], (checker,))
    assert [found for found in verdicts["unsafe"].announced if found.kind == kind] == [
        Difference(kind, "63/shop63/object_page.py: 1 more")
    ]
    assert verdicts["unsafe"].differences == [Difference(kind, "63/shop63/page.py: 1 more")]


@pytest.mark.slow
def test_where_two_classes_have_one_name_a_module_without_an_attribute_is_still_found(tmp_path: Path) -> None:
    package = tmp_path / "safe" / "7" / "shop7"
    package.mkdir(parents=True)
    (package / "one.py").write_text("class Row: ...\n")
    (package / "two.py").write_text("class Row: ...\n")
    (package / "page.py").write_text("from shop7.one import Row\nfrom shop7.two import Row\n\nRow().lost\n")
    assert mypy(tmp_path / "safe", [7]) == {}
    (package / "page.py").write_text(
        "from shop7.one import Row\nfrom shop7.two import Row\nfrom shop7.one import Lost\n"
    )
    assert mypy(tmp_path / "safe", [7]) == {("7/shop7/page.py", "mypy attr-defined"): 1}
