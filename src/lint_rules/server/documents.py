"""What an editor has open -> documents: the files that they stand for, with the texts that are not saved yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from lint_rules.frozen import frozen
from lint_rules.source.file import encoding_of

_SUFFIXES = {".py", ".pyi"}


@frozen
class Document:
    """A text that an editor has open.

    Args:
        uri: its name in the protocol, as the editor wrote it.
        version: the editor's count of its changes.
        path: the file that it stands for, absolute; an unsaved one has none on disk.
        text: what the editor shows.
    """

    uri: str
    version: int | None
    path: Path
    text: str

    @property
    def data(self) -> bytes:
        """The bytes that the file would hold if it were saved."""
        plain = self.text.encode("utf-8", "surrogatepass")  # half a pair is reported, as it is in a file
        try:
            return self.text.encode(encoding_of(plain) or "utf-8")
        except UnicodeError:
            return plain


def document(opened: TextDocument, folders: Sequence[Path]) -> Document | None:
    """Return what an editor has open as a document; None when it is not Python, or not in any folder."""
    path = path_of(opened.uri)
    if path is None:
        # A text that was never saved is imagined in the folder that the editor has open, where its imports would work.
        path = folders[0] / f"{Path(opened.path).name or 'untitled'}.py" if folders else None
    is_python = opened.language_id == "python" or (path is not None and path.suffix in _SUFFIXES)
    if path is None or not is_python:
        return None
    return Document(opened.uri, opened.version, path, opened.source)


def path_of(uri: str) -> Path | None:
    """Return the path of a file's URI; None for any other URI."""
    path = to_fs_path(uri)
    return Path(path).absolute() if path else None
