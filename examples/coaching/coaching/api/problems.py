"""What went wrong -> a problem document (RFC 9457): short, and without a word of what was sent or of the inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
LONGEST_TEXT = 300
MOST_FAULTS = 20
_FIRST_ERROR = 400


class ProblemResponse(JSONResponse):
    """A problem document; whatever text it has is written in ASCII, which half a surrogate is, too."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """Write the document.

        Args:
            content: Its fields.
        """
        return json.dumps(content, separators=(",", ":")).encode()


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> ProblemResponse:
    """Make an answer that refuses or regrets.

    Args:
        status: The answer's status.
        detail: Why, as a sentence.
        headers: Of the answer.
        more: Further fields.
    """
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return ProblemResponse(content, status_code=status, headers=dict(headers or {}))


def invalid(
    faults: Sequence[Mapping[str, Any]], status: int = 422, headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    """Make the answer to a request that is wrong in some places; it names them, and leaves out what stands there.

    Args:
        faults: What Pydantic, or an endpoint, says of each: `loc`, `msg` and `type`.
        status: The answer's status.
        headers: Of the answer.
    """
    errors = [
        {"loc": [_place(part) for part in fault["loc"]], "msg": _short(fault["msg"]), "type": _short(fault["type"])}
        for fault in faults[:MOST_FAULTS]
    ]
    said = (": ".join([*map(str, fault["loc"][1:]), str(fault["msg"])]) for fault in faults[:3])
    return problem(status, _short("; ".join(said)), headers=headers, errors=errors)


def converted(answer: JSONResponse) -> ProblemResponse:
    """Make a problem document of an answer that says only a detail.

    Args:
        answer: What another package answers.
    """
    detail = cast("dict[str, Any]", json.loads(bytes(answer.body)))["detail"]
    headers = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
    if isinstance(detail, str):
        return problem(answer.status_code, detail, headers=headers)
    return invalid(detail, answer.status_code, headers)


def document_problems(app: FastAPI) -> None:
    """Let an application's OpenAPI document say of what type its errors are.

    Args:
        app: The application, with all its routes.
    """
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        schema = plain()
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= _FIRST_ERROR and "application/json" in answer.get("content", {}):
                        answer["content"][MEDIA_TYPE] = answer["content"].pop("application/json")
        return schema

    vars(app)["openapi"] = openapi


def _place(part: object) -> str | int:
    return part if isinstance(part, int) else _short(part)


def _short(text: object) -> str:
    said = str(text)
    return said if len(said) <= LONGEST_TEXT else f"{said[: LONGEST_TEXT - 2]} …"
