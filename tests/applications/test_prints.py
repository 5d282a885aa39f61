"""The print shop: pages, badges and steps over a status that is stored as text, by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from tests.applications.prints import Print, Sheet, create_app, db


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(f"sqlite:///{tmp_path / 'prints.db'}")
    with app.app_context():
        db.create_all()
        db.session.add_all(Print(id=key, title=f"t{key}", state="QUEUED") for key in (1, 2, 3))
        db.session.flush()
        db.session.add_all([Sheet(id=1, print_id=1, note="first"), Sheet(id=2, print_id=1, note=None)])
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_list_has_words_counts_and_cursors_both_ways(shop: Flask) -> None:
    client = shop.test_client()
    first = client.get("/prints").json
    assert first is not None
    assert first["items"][0] == {"id": 1, "title": "t1", "state": "queued", "sheets": 2, "note": None}
    second = client.get("/prints", query_string={"after": first["next"]}).json
    assert second is not None
    assert [item["id"] for item in second["items"]] == [3]
    back = client.get("/prints", query_string={"before": second["previous"]}).json
    assert back is not None
    assert back["items"] == first["items"]


def test_a_step_changes_the_text_that_is_stored_and_what_is_no_step_is_told(shop: Flask) -> None:
    client = shop.test_client()
    assert client.post("/prints/2/printing").json == {
        "id": 2,
        "title": "t2",
        "state": "printing",
        "sheets": 0,
        "note": None,
    }
    codes = [client.post(path).status_code for path in ("/prints/1/ready", "/prints/9/printing", "/prints/1/nope")]
    assert codes == [409, 404, 422]
    assert client.get("/prints/counts").json == {"queued": 2, "printing": 1, "ready": 0}
    chosen = client.get("/prints?state=printing").json
    assert chosen is not None
    assert [item["id"] for item in chosen["items"]] == [2]
    with shop.app_context():
        assert db.session.get_one(Print, 2).state == "PRINTING"


def test_nonsense_is_answered_with_422(shop: Flask) -> None:
    client = shop.test_client()
    assert [client.get(path).status_code for path in ("/prints?state=nope", "/prints?after=forged")] == [422, 422]
