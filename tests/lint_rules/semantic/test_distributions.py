"""Two distributions of a repository are two worlds, unless one depends on the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from lint_rules.linter.lint import lint
from lint_rules.linter.registry import registered
from lint_rules.linter.run_options import RunOptions
from lint_rules.settings.config import Settings

FILES = {
    "engine/engine/chess.py": "class ChessPlayer: ...\n",
    "engine/engine/play.py": "from engine.chess import ChessPlayer as Player\n\nPlayer()\n",
    "server/server/models.py": "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase): ...\n\n"
    "class Player(Base):\n    __tablename__ = 'player'\n",
}
ALONE = {
    "engine/pyproject.toml": "[project]\nname = 'engine'\n",
    "server/pyproject.toml": "[project]\nname = 'the.server'\n",
}
DEPENDING = {
    "by its name": {
        "engine/pyproject.toml": "[project]\nname = 'engine'\ndependencies = ['The_Server[fast] >= 1; x']\n"
    },
    "by the name of its folder": {
        "engine/pyproject.toml": "[tool.poetry.dependencies]\nserver = { path = '../server' }\n"
    },
    "the other way round": {"server/pyproject.toml": "[project]\nname = 's'\ndependencies = ['engine']\n"},
    "in other words": {"engine/setup.cfg": "[options]\ninstall_requires =\n    the-server>=1\n"},
    "in a program": {"engine/setup.py": "setup(install_requires=['the_server'])\n"},
    "as one distribution": {"engine/pyproject.toml": None, "server/pyproject.toml": None},
}


def found(root: Path, changed: dict[str, str | None]) -> list[str]:
    for name, text in ({**FILES, **ALONE} | changed).items():
        if text is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
    report = lint([root], RunOptions(root=root, settings=Settings(), rules=registered()))
    assert not report.crashes
    return [diagnostic.rule for diagnostic in report.diagnostics]


def test_what_another_distribution_calls_its_own_is_no_namesake(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize("changed", DEPENDING.values(), ids=DEPENDING)
def test_what_a_distribution_depends_on_is_of_its_world(changed: dict[str, str | None], tmp_path: Path) -> None:
    assert found(tmp_path, changed) == ["misleading-alias"]


@pytest.mark.parametrize("text", ["description = 'a server'\n", "keywords = ['server-side']\n", "# server\n"])
def test_a_word_that_is_no_dependency_joins_nothing(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"engine/pyproject.toml": f"[project]\nname = 'engine'\n{text}"}) == []


def test_of_several_other_files_the_nearest_is_named(tmp_path: Path) -> None:
    session = "from sqlalchemy.orm import Session\n"
    files = {
        "aaa/script.py": session,
        "shop/models.py": "class Session: ...\n",
        "shop/web/page.py": "from shop.models import Session\n\nSession()\n",
        "shop/web/view.py": session,
        "zzz/script.py": session,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for paths in (
        [tmp_path],
        [tmp_path / "shop/web/page.py"],
        [tmp_path / "zzz/script.py", tmp_path / "shop/web/page.py"],
    ):
        report = lint(paths, RunOptions(root=tmp_path, settings=Settings(), rules=registered()))
        (message,) = [found.message for found in report.diagnostics if found.rule == "ambiguous-import"]
        assert "in `shop.web.view`" in message
