"""Plants the bug into real releases and counts what is found: `python -m benchmarks.recall PACKAGE==VERSION…`.

Kinds of plants, each made with nothing but `ast` and text, so that what is planted does not depend on what is found:

rename   a mapped class of the release becomes `Session` (`AsyncSession` where the release uses that one more) in every file
         that imports it, or hands it on as its package; every import at the top of a file that imports the framework's
         class of that name too, or that uses it while another file does, must be reported
swap     a file's import of a mapped class is led to a dataclass of the same name; every `select(C)`, `.query(C)`,
         `.join(C)` … on it must be reported
status   a snippet with a fault of each further kind in a marked line is added to every file that imports a mapped class

and one kind for each rule that looks at one line: see `fault_plants`.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import fault_plants, status_plants
from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

RELEASES = (
    "apache-airflow-core==3.3.2",
    "apache-superset==6.1.0",
    "mlflow==3.18.0",
    "langflow-base==1.13.0",
    "open-webui==0.12.4",
)
FAULTS: tuple[tuple[str, fault_plants.Plant, Callable[[Path], fault_plants.Classes]], ...] = (
    ("python-operator-on-column", fault_plants.operators, fault_plants.mapped_classes),
    ("no-such-member", fault_plants.members, fault_plants.enum_classes),
    ("dead-no-result-handler", fault_plants.handlers, fault_plants.mapped_classes),
    ("contradicting-annotation", fault_plants.promises, fault_plants.mapped_classes),
    ("optional-result-used", fault_plants.attributes, fault_plants.mapped_classes),
)
"""Rule, what plants the fault that it finds, and the classes that the fault is about."""
RENAME_RULES = frozenset({"shadowed-import", "ambiguous-import"})
SWAP_RULES = frozenset({"unmapped-query-entity"})
_ENTITY_CALLS = frozenset(
    {"query", "select", "update", "delete", "join", "outerjoin", "exists", "aliased", "select_from"}
)
_CLASSES_PER_RELEASE = 3
_WANTED = 0.98  # of the plants

Place = tuple[Path, int]
Found = tuple[str, Path, int, str]
"""Rule, file, row, message."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mapped class and the files that import it under its own name.

    Args:
        name: the class.
        home: the file that defines it.
        importers: file → rows of the imports at its top.
        others: files that name it otherwise: they import it elsewhere, or are packages around it that hand it on.
    """

    name: str
    home: Path
    importers: dict[Path, list[int]]
    others: frozenset[Path]

    @property
    def files(self) -> set[Path]:
        """Every file that changes when the class gets another name."""
        return {self.home, *self.importers, *self.others}


Plant = Callable[[Path, Candidate], list[Place]]


@dataclass(slots=True)
class Count:
    """What was planted and what was found."""

    planted: int = 0
    found: int = 0
    elsewhere: int = 0
    missed: list[str] = field(default_factory=list[str])


def main() -> int:
    """Run both kinds of plants on each release and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", default=RELEASES, help="PACKAGE==VERSION, or a folder with sources")
    parser.add_argument("--classes", type=int, default=_CLASSES_PER_RELEASE, help="how many classes of each release")
    arguments = parser.parse_args()
    print(f"{'release':30} {'class or rule':26} {'plant':7} {'planted':>7} {'found':>6} {'elsewhere':>9}")
    total = Count()
    for release in arguments.releases:
        with tempfile.TemporaryDirectory() as folder:
            root = unpacked(release, Path(folder))
            before = _findings(root)
            for rule, plant_fault, classes in FAULTS:
                count = _measure_faults(root, rule, plant_fault, classes(root))
                _print(release, rule, "fault", count)
                total.planted += count.planted
                total.found += count.found
                total.elsewhere += count.elsewhere
            for candidate in candidates(root)[: arguments.classes]:
                for kind, plant in _PLANTS:
                    count = _measure(root, candidate, plant, before)
                    _print(release, candidate.name, kind, count)
                    total.planted += count.planted
                    total.found += count.found
                    total.elsewhere += count.elsewhere
    share = total.found / total.planted if total.planted else 0.0
    print(f"{total.found} of {total.planted} plants found ({share:.1%}), {total.elsewhere} new findings elsewhere")
    return 0 if share >= _WANTED and not total.elsewhere else 1


def _print(release: str, what: str, kind: str, count: Count) -> None:
    name = Path(release).name
    print(f"{name:30} {what:26} {kind:7} {count.planted:7} {count.found:6} {count.elsewhere:9}", flush=True)
    for missed in count.missed:
        print(f"    missed: {missed}")


def unpacked(release: str, folder: Path) -> Path:
    """Return a folder with a copy of a release's sources."""
    root = folder / "project"
    if Path(release).is_dir():
        shutil.copytree(
            release, root, ignore=shutil.ignore_patterns("*.js", "*.map", "static", "frontend", "node_modules")
        )
        return root
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), release]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(root, [name for name in wheel.namelist() if name.endswith(".py")])
    return root


def candidates(root: Path) -> list[Candidate]:
    """Return the mapped classes that most files import, the most imported first."""
    defined: dict[str, list[Path]] = defaultdict(list)
    importers: dict[str, dict[Path, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    anywhere: dict[str, dict[Path, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for path, tree in _trees(root):
        for imported in ast.walk(tree):
            if isinstance(imported, ast.ImportFrom):
                for alias in imported.names:
                    anywhere[alias.name][path].append((alias.lineno, imported.module or ""))
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef) and _has_table(statement):
                defined[statement.name].append(path)
            if isinstance(statement, ast.ImportFrom):
                for alias in statement.names:
                    if alias.asname is None:
                        importers[alias.name][path].append((alias.lineno, statement.module or ""))
    found = [name for name, homes in defined.items() if len(homes) == 1 and importers[name]]
    unique = [name for name in found if _come_from(defined[name][0], anywhere[name])]
    unique = [name for name in unique if _is_alone(name, root)]
    unique.sort(key=lambda name: (-len(importers[name]), name))
    return [
        Candidate(
            name,
            defined[name][0],
            {path: [row for row, _ in rows] for path, rows in importers[name].items()},
            frozenset({*anywhere[name], *_packages_around(defined[name][0], root)}),
        )
        for name in unique
    ]


def _come_from(home: Path, importers: dict[Path, list[tuple[int, str]]]) -> bool:
    """Whether every import of the name is from the module that defines the class, or a package around it."""
    return all(fault_plants.comes_from(home, module) for rows in importers.values() for _, module in rows)


def _packages_around(home: Path, root: Path) -> Iterator[Path]:
    """Yield the `__init__.py` of the packages around a file: they may hand a class on without an `import` statement."""
    for folder in home.parents:
        if (folder / "__init__.py").exists():
            yield folder / "__init__.py"
        if folder == root:
            return


def _trees(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(root.rglob("*.py")):
        try:
            yield path, ast.parse(path.read_bytes())
        except SyntaxError:
            print(f"    not parsed here, left alone: {path.name}", file=sys.stderr)


def _has_table(node: ast.ClassDef) -> bool:
    return any(
        isinstance(statement, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == "__tablename__" for one in statement.targets)
        for statement in node.body
    )


def _is_alone(name: str, root: Path) -> bool:
    """Whether no second class, function or alias of that name would be renamed with it."""
    word = re.compile(rf"^\s*(?:class|def) {name}\b|\bas {name}\b".encode(), re.MULTILINE)
    return sum(len(word.findall(path.read_bytes())) for path in root.rglob("*.py")) == 1


def _measure(root: Path, candidate: Candidate, plant: Plant, before: list[Found]) -> Count:
    rules = _RULES[plant]
    originals = {path: path.read_bytes() for path in candidate.files}
    try:
        places = plant(root, candidate)
        after = _findings(root)
    finally:
        for path, data in originals.items():
            path.write_bytes(data)
        for name in ("planted_domain", status_plants.HOME):
            (root / f"{name}.py").unlink(missing_ok=True)
    reported = {(path, at) for rule, path, row, message in after if rule in rules for at in (row, _other_row(message))}
    count = Count(planted=len(places))
    for place in places:
        if place in reported:
            count.found += 1
        else:
            count.missed.append(f"{place[0].relative_to(root)}:{place[1]}")
    touched = set(originals)
    known = {(rule, path, message) for rule, path, _, message in before}
    count.elsewhere = sum((rule, path, message) not in known for rule, path, _, message in after if path not in touched)
    return count


def _measure_faults(root: Path, rule: str, plant: fault_plants.Plant, classes: fault_plants.Classes) -> Count:
    """Plant one kind of fault into every file that has a place for it, and count what one rule says."""
    before = {(path, message) for _, path, _, message in _findings(root, only=rule)}
    originals, places = dict[Path, str](), list[Place]()
    try:
        for source in fault_plants.sources(root):
            text, rows = fault_plants.planted(source, list(plant(source, classes)))
            if rows:
                originals[source.path] = source.text
                source.path.write_text(text)
                places += [(source.path, row) for row in rows]
        after = _findings(root, only=rule)
    finally:
        for path, text in originals.items():
            path.write_text(text)
    reported = {(path, row) for _, path, row, _ in after}
    missed = [f"{path.relative_to(root)}:{row}" for path, row in places if (path, row) not in reported]
    known = set(places)
    elsewhere = sum((path, row) not in known and (path, message) not in before for _, path, row, message in after)
    return Count(len(places), len(places) - len(missed), elsewhere, missed)


def _other_row(message: str) -> int:
    """Return the row of the other of two imports: a collision is reported on the later one."""
    found = re.search(r"(?:imported|defined) on line (\d+)", message)
    return int(found.group(1)) if found else 0


def _findings(root: Path, *, only: str | None = None) -> list[Found]:
    rules = [rule for rule in registered() if only in {None, rule.name}]
    report = lint([root], RunOptions(root=root, settings=Settings(strict=only is not None), rules=rules))
    if report.crashes:
        raise RuntimeError(f"crashed: {report.crashes}")
    return [(one.rule, one.path, one.at.start.row, one.message) for one in report.diagnostics]


def planted_rename(root: Path, candidate: Candidate) -> list[Place]:
    """Give the class the name of a database session; return the imports that are wrong from then on."""
    name, framework_files = session_name(root)
    word = re.compile(rf"\b{candidate.name}\b".encode())
    originals = {path: path.read_bytes() for path in candidate.files}
    for path, data in originals.items():
        path.write_bytes(word.sub(name.encode(), data))
    used = {path for path in candidate.importers if path in framework_files or len(word.findall(originals[path])) > 1}
    return [
        (path, row)
        for path, rows in candidate.importers.items()
        for row in rows
        if path in used
        if framework_files - {path} or path in framework_files
        if path.name != "__init__.py" or path in framework_files
    ]


def session_name(root: Path) -> tuple[str, set[Path]]:
    """Return the session class that most files import under its own name, and these files."""
    sources = {path: path.read_bytes() for path in root.rglob("*.py")}
    found = {
        name: {path for path, data in sources.items() if _framework_import(name).search(data)}
        for name in ("Session", "AsyncSession")
    }
    return max(found.items(), key=lambda one: len(one[1]))


def _framework_import(name: str) -> re.Pattern[bytes]:
    home = rb"(?:sqlalchemy\.(?:orm|ext\.asyncio)|sqlmodel)(?:\.[\w.]+)?"
    names = rf"(?:\([^)]*?|[^#\n(]*[ ,])?\b{name}\b(?! as)".encode()
    return re.compile(rb"^from " + home + rb" import " + names, re.MULTILINE)


def planted_swap(root: Path, candidate: Candidate) -> list[Place]:
    """Lead every import of the class to a dataclass of its name; return the uses that are wrong from then on."""
    domain = f"from dataclasses import dataclass\n\n\n@dataclass\nclass {candidate.name}:\n    id: int\n"
    (root / "planted_domain.py").write_text(domain)
    places: list[Place] = []
    for path, rows in candidate.importers.items():
        if path.name == "__init__.py":
            continue
        tree = ast.parse(path.read_bytes())
        statements = [
            one
            for one in tree.body
            if isinstance(one, ast.ImportFrom) and any(alias.lineno in rows for alias in one.names)
        ]
        if not statements:
            continue
        lines = path.read_text().splitlines(keepends=True)
        for statement in statements:
            first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
            lines[first:last] = [_led_elsewhere(statement, candidate.name), *["\n"] * (last - first - 1)]
        path.write_text("".join(lines))
        places += [(path, row) for row in _entity_rows(tree, candidate.name)]
    return places


def _led_elsewhere(statement: ast.ImportFrom, name: str) -> str:
    """Return an import, on one line, that takes one of its names from the planted module."""
    others = [alias for alias in statement.names if alias.name != name or alias.asname is not None]
    kept = ast.unparse(ast.ImportFrom(statement.module, others, statement.level)) + "; " if others else ""
    return f"{kept}from planted_domain import {name}\n"


def _entity_rows(tree: ast.Module, name: str) -> list[int]:
    """Return the rows where the class is an argument of a call that takes entities."""
    rows: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in _ENTITY_CALLS:
            rows += [one.lineno for one in node.args if isinstance(one, ast.Name) and one.id == name]
    return rows


def planted_status(root: Path, candidate: Candidate) -> list[Place]:
    """Add a snippet of faults to every file that imports the class."""
    return status_plants.planted_statuses(root, sorted(candidate.importers))


_PLANTS = (("rename", planted_rename), ("swap", planted_swap), ("status", planted_status))
_RULES: dict[Plant, frozenset[str]] = {
    planted_rename: RENAME_RULES,
    planted_swap: SWAP_RULES,
    planted_status: status_plants.RULES,
}


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


if __name__ == "__main__":
    raise SystemExit(main())
