"""A plan -> the files of its project, as its author wrote them and as they were meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import Template
from textwrap import dedent

from tests.lint_rules.oracle.catalogue import FRAGMENTS
from tests.lint_rules.oracle.fragments.imports import IMPORTS
from tests.lint_rules.oracle.plans import Plan, Target
from tests.lint_rules.oracle.skeleton import SKELETON

_CHOICE = re.compile(r"\{\{(.*?)\|\|(.*?)\}\}", re.DOTALL)
_FILE = re.compile(r"^#: (\S+)\n", re.MULTILINE)
_IMPORT = re.compile(r"^(?:import|from) ")


@dataclass(slots=True)
class _Text:
    """A file that is being put together: imports stand above the rest, each once."""

    heads: list[str] = field(default_factory=list[str])
    imports: dict[str, None] = field(default_factory=dict[str, None])
    parts: list[str] = field(default_factory=list[str])

    def add(self, text: str) -> None:
        lines = text.strip("\n").splitlines()
        self.imports.update(dict.fromkeys(line for line in lines if _IMPORT.match(line)))
        body = "\n".join(line for line in lines if not _IMPORT.match(line)).strip("\n")
        self.parts += [body] if body else []

    def whole(self) -> str:
        future = [line for line in self.imports if line.startswith("from __future__")]
        rest = [line for line in self.imports if line not in future]
        top = "\n".join([*future, *rest, *self.heads])
        return "\n\n\n".join(part for part in (top, *self.parts) if part) + "\n"


def project(plan: Plan, *, as_meant: bool = False) -> dict[str, str]:
    """Write a project.

    Args:
        plan: What it is made of.
        as_meant: Whether each name means one class: then nothing is to be mended.

    Returns:
        The text of each file, by its path.
    """
    general = {"P": plan.package, "K": plan.kind, "F": plan.framework}
    files = {
        f"{plan.package}/{name}": Template(dedent(text).strip("\n") + "\n").substitute(general)
        for name, text in SKELETON.items()
    }
    texts: dict[str, _Text] = {}
    for target in plan.targets:
        _write(target, plan, texts, general, as_meant=as_meant)
    for path, text in texts.items():
        is_python = path.endswith(".py")
        files[path] = text.whole() if is_python else "\n".join(text.parts) + "\n"
    files["pyproject.toml"] = _configuration(plan) + files.get("pyproject.toml", "")
    exported = f"from {plan.package}.models import {plan.kind}, Extra\n" if plan.layout == "package" else ""
    files[f"{plan.package}/__init__.py"] = exported
    folders = {path.rpartition("/")[0] for path in files if path.endswith(".py") and not path.startswith("tests/")}
    inner = {"/".join(folder.split("/")[:depth]) for folder in folders for depth in range(1, folder.count("/") + 2)}
    return {**{f"{folder}/__init__.py": "" for folder in inner}, **files}


def _configuration(plan: Plan) -> str:
    aliases = ""
    if any(target.family == "configured" for target in plan.targets):
        aliases = f'[tool.session-lint.aliases]\n"{plan.package}.models.{plan.kind}" = "RowSession"\n'
    selected = plan.settings
    if "inconsistent" not in selected and any(target.family in {"configured", "alias"} for target in plan.targets):
        selected += '\nextend-select = ["inconsistent-alias"]'
    return f'[project]\nname = "{plan.package}"\nversion = "1"\n\n[tool.session-lint]\n{selected}\n\n{aliases}\n'


def _write(target: Target, plan: Plan, texts: dict[str, _Text], general: dict[str, str], *, as_meant: bool) -> None:
    names = {**general, **_places(target, plan), **_names(target, plan.kind, as_meant=as_meant)}
    own = texts.setdefault(f"{plan.package}/{target.place.replace('.', '/')}.py", _Text())
    parts = [FRAGMENTS[name] for name in target.fragments]
    chosen = [_CHOICE.sub(lambda found: found.group(2 if as_meant else 1), part) for part in parts]
    wanted = "".join(_FILE.split(part, maxsplit=1)[0] for part in chosen)
    *futures, head = _imports(target, plan, names, wanted).rpartition("annotations\n")
    own.add("".join(futures))
    own.heads.append(head)
    for part in chosen:
        first, *others = _FILE.split(part)
        own.add(Template(first).substitute(names))
        for path, text in zip(others[::2], others[1::2], strict=True):
            texts.setdefault(Template(path).substitute(names), _Text()).add(Template(text).substitute(names))


def _places(target: Target, plan: Plan) -> dict[str, str]:
    outer, _, last = target.place.rpartition(".")
    module = f"{plan.package}.{target.place}"
    unique = target.place.replace(".", "_")
    return {
        "T": module,
        "U": module.rpartition(".")[0],
        "R": f".{outer}",
        "D": target.place,
        "t": last,
        "C": "".join(part.capitalize() for part in unique.split("_")),
    }


def _names(target: Target, kind: str, *, as_meant: bool) -> dict[str, str]:
    """Say what a target calls the model, the database session, and the name that others reach."""
    match target.family:
        case "bare":
            model, session = kind, f"SQL{kind}"
        case "both":
            model, session = kind, kind
        case "configured":
            model, session = (kind if target.is_model_first else "Sess"), f"SQL{kind}"
        case "alias":
            model, session = "RowModel", "OrmSession"
        case "misleading":
            model, session = "RowModel", "Extra"
        case _:
            model, session = "RowModel", f"SQL{kind}"
    is_sessions = target.family in {"alias", "misleading"} or (target.family == "both" and target.is_model_first)
    if as_meant and target.family != "plain":
        model, session = "MeantRow", "MeantDb"
    name = session if is_sessions else model
    half = len(name) // 2
    return {"M": model, "S": session, "N": name, "N1": name[:half], "N2": name[half:]}


def _imports(target: Target, plan: Plan, names: dict[str, str], wanted: str) -> str:
    """Write the imports of a target: of the classes that it uses, and always of the one that is to be mended."""
    is_sessions = target.family in {"alias", "misleading"}
    model = _clause(_home(target, plan), plan.kind, names["M"], target.style if not is_sessions else "plain")
    session = _clause(names["F"], plan.kind, names["S"], "plain" if not is_sessions else target.style)
    needs = {
        model: not is_sessions or "$M" in wanted,
        session: is_sessions or target.family == "both" or "$S" in wanted,
    }
    order = (model, session) if target.is_model_first else (session, model)
    return "\n".join(clause for clause in order if needs[clause])


def _clause(home: str, kind: str, name: str, style: str) -> str:
    words = kind if name == kind else f"{kind} as {name}"
    if home.startswith(("sqlalchemy", "sqlmodel")):
        style = style if "Extra" not in IMPORTS[style] else "plain"
    return Template(IMPORTS[style]).substitute(H=home, I=words, L=name)


def _home(target: Target, plan: Plan) -> str:
    match plan.layout:
        case "package":
            return plan.package
        case "relative":
            return "." * (target.place.count(".") + 1) + "models"
        case _:
            return f"{plan.package}.models"
