"""Mappings, pages and hubs -> an application's parameters, responses and event streams, for FastAPI."""

from session_status.fastapi.filters import status_filter
from session_status.fastapi.handlers import add_exception_handlers
from session_status.fastapi.page_params import PageParams, page_params
from session_status.fastapi.streams import as_json, sse, sse_all
from session_status.schemas import PageOut

__all__ = [
    "PageOut",
    "PageParams",
    "add_exception_handlers",
    "as_json",
    "page_params",
    "sse",
    "sse_all",
    "status_filter",
]
