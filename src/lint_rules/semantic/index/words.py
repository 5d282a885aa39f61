"""The bytes of all files -> which files may import or declare a name: too many, never too few."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from lint_rules.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path

    from lint_rules.source.file import SourceFile

# After the word: brackets up to their end, comments in them included; else the statement, up to the next such word. The word
# in a text or a comment counts as well, and what is behind it.
_IMPORT = rb"""import (?:[\s\\]|\#[^\r\n]*)*
    (
        \( (?: [^)#]+ | \#[^\r\n]* )*
    |
        (?: [^\r\n\\;(i]+ | (?<=[\w\x80-\xff]) i | i (?! mport (?![\w\x80-\xff]) ) | \\ (?:\r\n|[\s\S])? )*
    )"""
_CLASS = rb"class[\s\\]+([\w\x80-\xff]+)"
# A call, up to what stands behind the class: a longer name that ends so is another function's, and a class alone, without a table
# or a class that it inherits from, is not mapped by it.
_MAPPERS = (b"map_imperatively", b"mapper")
_GAP = rb"(?: [\s\\] | \#[^\r\n]*[\r\n] )*"
_MAPPING = rb"""(?<! [\w\x80-\xff] ) (?: map_imperatively | mapper ) (?: [\s\\)] | \#[^\r\n]*[\r\n] )*
    \( (?: class_ GAP = | [\s\\(] | \#[^\r\n]*[\r\n] )* [A-Za-z_\x80-\xff] [\w\x80-\xff]*
    (?: GAP \. GAP [\w\x80-\xff]+ )* (?: [\s\\)] | \#[^\r\n]*[\r\n] )* [,[]""".replace(b"GAP", _GAP)
# `patch.multiple(module, Session=…)` and `patch.dict(…)` name it by a keyword.
_REFERRING = rb"""(?: \.[\s\\]* | [:'"] | \\n | >>>[^\r\n]*[^\w\x80-\xff\r\n] | (?:multiple|dict)\s*\([^=]*[^\w\x80-\xff=] )
    NAME (?![\w\x80-\xff])"""
_LETTER = rb"[\w\x80-\xff]"
_WORD = rb"[\w\x80-\xff]+|\*"
_ALIAS = rb"(?<![\w\x80-\xff])as[\s\\]+([\w\x80-\xff]+)"
_RENAMED = rb"([\w\x80-\xff]+)(?:[\s\\]|\#[^\r\n]*[\r\n])+as(?![\w\x80-\xff])"


@frozen
class WordIndex:
    """Names and the files that may import them, or declare a class of that name; in the order of the files.

    Args:
        imported: the files by each word of their import statements.
        aliases: those of them that have the word as an alias only.
        renamed: those of them that have an alias behind the word.
        declared: the files by each class that they may declare.
        mapping: the files that may map classes by a call.
    """

    imported: dict[str, list[Path]]
    aliases: dict[str, set[Path]]
    renamed: dict[str, list[Path]]
    declared: dict[str, list[Path]]
    mapping: list[Path]


class Imported(NamedTuple):
    """The words in the import statements of a file.

    Args:
        names: all of them, aliases left out.
        aliases: what stands behind `as`.
        renamed: what stands before it.
    """

    names: set[str]
    aliases: set[str]
    renamed: set[str]


def index(files: Iterable[SourceFile]) -> WordIndex:
    """Return the index of `files`; `*` stands for star imports."""
    imported: defaultdict[str, list[Path]] = defaultdict(list)
    aliases: defaultdict[str, set[Path]] = defaultdict(set)
    renamed: defaultdict[str, list[Path]] = defaultdict(list)
    declared: defaultdict[str, list[Path]] = defaultdict(list)
    mapping: list[Path] = []
    for source in files:
        words = imported_words(source.data)
        for word in words.names | words.aliases:
            imported[word].append(source.path)
        for word in words.aliases - words.names:
            aliases[word].add(source.path)
        for word in words.renamed:
            renamed[word].append(source.path)
        for word in declared_classes(source.data):
            declared[word].append(source.path)
        if may_map_by_call(source.data):
            mapping.append(source.path)
    return WordIndex(dict(imported), dict(aliases), dict(renamed), dict(declared), mapping)


def imported_words(data: bytes) -> Imported:
    """Return every word that an import statement of a file may hold."""
    words_in, aliases_in, without_aliases = (
        re.compile(_WORD).findall,
        re.compile(_ALIAS).findall,
        re.compile(_ALIAS).sub,
    )
    renamed_in = re.compile(_RENAMED).findall
    names, aliases, renamed = set[bytes](), set[bytes](), set[bytes]()
    for behind in re.findall(_IMPORT, data, re.VERBOSE):
        if b"as" in behind:
            aliases.update(aliases_in(behind))
            renamed.update(renamed_in(behind))
            names.update(words_in(without_aliases(b" ", behind)))
        else:
            names.update(words_in(behind))
    return Imported(*(set(map(_as_python, words)) for words in (names, aliases, renamed)))


def declared_classes(data: bytes) -> set[str]:
    """Return every name that a class statement of a file may have."""
    return {_as_python(word) for word in re.findall(_CLASS, data)}


def may_map_by_call(data: bytes) -> bool:
    """Return whether a file may map classes by a call."""
    return any(word in data for word in _MAPPERS) and re.search(_MAPPING, data, re.VERBOSE) is not None


def may_refer(name: str, data: bytes) -> bool:
    """Return whether a file may take a name from something: behind a dot, a colon or a quote, in an example, or as a keyword."""
    word = name.encode("utf-8", "surrogatepass")
    return word in data and re.search(_REFERRING.replace(b"NAME", re.escape(word)), data, re.VERBOSE) is not None


def holds_word(text: str, data: bytes) -> bool:
    """Return whether a file holds a text, and there no longer word at either end of it."""
    wanted = text.encode("utf-8", "surrogatepass")
    if wanted not in data:
        return False
    before = rb"(?<![\w\x80-\xff])" if re.match(_LETTER, wanted) else b""
    behind = rb"(?![\w\x80-\xff])" if re.match(_LETTER, wanted[-1:]) else b""
    return re.search(before + re.escape(wanted) + behind, data) is not None


def _as_python(word: bytes) -> str:
    """Return a name as Python compares it."""
    if word.isascii():
        return word.decode("ascii")
    import unicodedata  # noqa: PLC0415  few projects need it

    return unicodedata.normalize("NFKC", word.decode("utf-8", "replace"))
