"""Diagnostics <-> records: whatever was found comes back as it was."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lint_rules.cache.diagnostics import recorded, restored
from lint_rules.cache.relative_paths import Root
from lint_rules.diagnostic import Diagnostic, Fix, Leftover, Related, Safety
from lint_rules.severity import Severity
from lint_rules.source.spans import Edit, Position, Span

positions = st.builds(Position, st.integers(1, 9), st.integers(1, 9))
spans = st.builds(Span, positions, positions)
edits = st.lists(st.builds(Edit, spans, st.text(max_size=3), st.none()), max_size=3).map(tuple)
leftovers = st.builds(Leftover, spans, st.lists(spans, max_size=3).map(tuple), st.integers(1, 9), edits)
fixes = st.builds(Fix, st.text(max_size=3), edits, st.sampled_from(Safety), st.lists(leftovers, max_size=2).map(tuple))
notes = st.builds(Related, st.sampled_from([Path("/p/b.py"), Path("/q/c.py")]), spans, st.text(max_size=3))
diagnostics = st.builds(
    Diagnostic,
    st.just("a-rule"),
    st.just(Path("/p/a.py")),
    spans,
    st.text(max_size=3),
    st.lists(notes, max_size=2).map(tuple),
    st.none() | fixes,
    st.text(max_size=3),
    st.sampled_from(Severity),
)


@given(diagnostics)
def test_a_diagnostic_comes_back_from_its_record(diagnostic: Diagnostic) -> None:
    root = Root("/p")
    assert restored(json.loads(json.dumps(recorded(diagnostic, root))), "/p/a.py", root) == diagnostic
