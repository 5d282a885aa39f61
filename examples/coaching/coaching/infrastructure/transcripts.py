"""A transcript as a file, VTT, SRT or JSON <-> its segments; a file that is wrong anywhere gives no segment at all."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Literal, cast

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from coaching.domain.segment import Segment

UploadFormat = Literal["vtt", "srt", "json"]
DownloadFormat = Literal["vtt", "srt", "txt", "json"]

LONGEST_MS = 7 * 24 * 3_600_000
"""No recording is longer than a week; a later time is a mistake."""
LONGEST_SPEAKER = 200
MOST_SEGMENTS = 50_000
"""Two days of talk without a pause; more is no transcript."""
LONGEST_REASON = 300
"""Characters of an error's message: the readers put the block that they cannot read into it, however long it is."""
_SEPARATOR = ": "
_FIELDS = {"start_ms": int, "end_ms": int, "text": str}


class TranscriptError(ValueError):
    """A file that is no transcript; the message says where and what is the matter, and is never long.

    Args:
        reason: Where and what.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 2]} …")


def parse(content: bytes, form: UploadFormat) -> list[Segment]:
    """Read a transcript.

    Args:
        content: The whole file, in UTF-8.
        form: Its format.

    Raises:
        TranscriptError: It is none of that format, it has no segment, or one that cannot be.
    """
    text = _decoded(content)
    segments = _from_json(text) if form == "json" else _from_captions(text, form)
    if not segments:
        raise TranscriptError("the file has no segment")
    return segments


def compose(segments: Sequence[Segment], form: DownloadFormat) -> str:
    """Write a transcript.

    Args:
        segments: What was said.
        form: The format.
    """
    match form:
        case "json":
            return json.dumps([_as_object(segment) for segment in segments], ensure_ascii=False, indent=2) + "\n"
        case "txt":
            return "".join(f"{_spoken(segment)}\n" for segment in segments)
        case "vtt":
            return _vtt(segments)
        case "srt":
            return "".join(_srt_block(number, segment) for number, segment in enumerate(segments, start=1))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranscriptError(f"byte {error.start}: the file is not UTF-8") from error
    if "\0" in text:
        raise TranscriptError("the file has a NUL character")
    return text


def _from_captions(text: str, form: Literal["vtt", "srt"]) -> list[Segment]:
    announced = sum(" --> " in line for line in text.splitlines())
    _check_number(announced)
    content = BytesIO(_without_blank_runs(text).encode())
    try:
        captions = webvtt.from_buffer(content, format=form, strict=True).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise TranscriptError(str(error)) from error
    # The reader passes over a block whose times it cannot read, and a transcript with a gap is no transcript.
    if announced != len(captions):
        raise TranscriptError(f"{announced} lines have an arrow between times, but only {len(captions)} can be read")
    return [_segment(number, caption) for number, caption in enumerate(captions, start=1)]


def _check_number(segments: int) -> None:
    if segments > MOST_SEGMENTS:
        raise TranscriptError(f"the file has {segments} segments; at most {MOST_SEGMENTS} are taken")


def _without_blank_runs(text: str) -> str:
    """Leave one of several blank lines in a row: the reader makes a block of each, and a file can be full of them."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before)


def _segment(number: int, caption: Any) -> Segment:
    start, end = (moment.in_milliseconds() for moment in (caption.start_time, caption.end_time))
    speaker: str | None = caption.voice
    text = html.unescape(caption.text)
    if speaker is None and _SEPARATOR in text.partition("\n")[0]:
        speaker, _, text = text.partition(_SEPARATOR)
    return _checked(number, start, end, html.unescape(speaker) if speaker else None, text)


def _from_json(text: str) -> list[Segment]:
    try:
        rows: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"no JSON: {error}") from error
    if not isinstance(rows, list):
        raise TranscriptError("a list of segments is needed")
    listed = cast("list[object]", rows)
    _check_number(len(listed))
    return [_from_object(number, row) for number, row in enumerate(listed, start=1)]


def _from_object(number: int, row: object) -> Segment:
    fields: dict[str, Any] = {"speaker": None, **cast("dict[str, Any]", row)} if isinstance(row, dict) else {}
    if {name: type(value) for name, value in fields.items() if name != "speaker"} != _FIELDS:
        raise TranscriptError(f"segment {number}: start_ms and end_ms (whole numbers) and text are needed")
    if not isinstance(fields["speaker"], str | None):
        raise TranscriptError(f"segment {number}: the speaker is a text or null")
    return _checked(number, fields["start_ms"], fields["end_ms"], fields["speaker"], fields["text"])


def _checked(number: int, start: int, end: int, speaker: str | None, text: str) -> Segment:
    lines = [line.strip() for line in text.splitlines()]
    said = "\n".join(line for line in lines if line)
    named = " ".join(speaker.split()) if speaker else ""
    if not said:
        raise TranscriptError(f"segment {number}: nothing is said")
    if not 0 <= start < end <= LONGEST_MS:
        raise TranscriptError(f"segment {number}: it must end after it begins, and within a week")
    if len(named) > LONGEST_SPEAKER:
        raise TranscriptError(f"segment {number}: a speaker's name has at most {LONGEST_SPEAKER} characters")
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in said + named):
        raise TranscriptError(f"segment {number}: a character that no text can hold")
    return Segment(start, end, named or None, said)


def _as_object(segment: Segment) -> dict[str, object]:
    return {
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "speaker": segment.speaker,
        "text": segment.text,
    }


def _spoken(segment: Segment) -> str:
    return f"{segment.speaker}{_SEPARATOR}{segment.text}" if segment.speaker else segment.text


def _vtt(segments: Sequence[Segment]) -> str:
    written = webvtt.WebVTT()
    for segment in segments:
        text = html.escape(segment.text, quote=False)
        voice = f"<v {html.escape(segment.speaker, quote=False)}>{text}</v>" if segment.speaker else text
        written.captions.append(webvtt.Caption(_time(segment.start_ms), _time(segment.end_ms), voice))
    return written.content


def _srt_block(number: int, segment: Segment) -> str:
    """Write one block; an arrow in the text would look like another one's times."""
    times = f"{_time(segment.start_ms, ',')} --> {_time(segment.end_ms, ',')}"
    return f"{number}\n{times}\n{_spoken(segment).replace('-->', '->')}\n\n"


def _time(milliseconds: int, mark: str = ".") -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{thousandths:03d}"
