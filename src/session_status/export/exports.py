"""A mapping -> its words as a JSON schema, or as a TypeScript module with a parser and labels."""

from __future__ import annotations

import json
import re
from string import Template

from session_status.export.references import NamedMapping, words_of

IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
TAKEN = frozenset(
    "any as async await bigint boolean break case catch class const continue debugger declare default delete do else "
    "enum export extends false finally for from function if implements import in instanceof interface let module "
    "namespace never new null number object of package private protected public return static string super switch "
    "symbol this throw true try type typeof undefined unknown var void while with yield".split()
)
"""Words that TypeScript does not take, or does not take well, for the name of a type."""


TYPESCRIPT = Template("""\
export const $array = [
$listed] as const;

export type $type = (typeof $array)[number];

export function parse$type(value: unknown): $type {
  for (const word of $array) {
    if (word === value) {
      return word;
    }
  }
  const given = typeof value === "string" ? JSON.stringify(value) : typeof value;
  throw new TypeError("unknown $type " + given + "; known: " + $array.join(", "));
}

export const $labels: Readonly<Record<$type, string>> = {
$labelled};
""")


class ExportNameError(ValueError):
    """A name that cannot stand in the written file; the message is one line with the remedy."""


def json_schema(mapping: NamedMapping, *, name: str | None = None) -> str:
    """Write a mapping's words as a JSON schema (draft 2020-12).

    Args:
        mapping: The statuses and their words.
        name: The schema's title; the Enum's name by default.

    Returns:
        The schema as text that ends with a line feed.

    Example:
        >>> import enum, session_status
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        >>> print(json_schema(session_status.StatusMapping.by_value(Light)), end="")
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Light",
          "type": "string",
          "enum": [
            "stop"
          ]
        }
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name or mapping.domain.__name__,
        "type": "string",
        "enum": words_of(mapping),
    }
    return json.dumps(schema, indent=2) + "\n"


def typescript(mapping: NamedMapping, *, name: str | None = None) -> str:
    """Write a mapping's words as a TypeScript module: the union of the words, a parser, and a label for each word.

    The parser throws on everything else: what a client does not know is never shown as something that it knows. The
    labels are a `Record` of the union, in plain English made of the words; a `Record` of one's own, in any language, is
    an error of the compiler as long as a word lacks.

    Args:
        mapping: The statuses and their words.
        name: The type's name; the Enum's name by default. The parser has it with `parse` before it, the array and the
            labels with a small first letter and `Values` or `Labels` after it.

    Returns:
        A module's text that ends with a line feed; it needs TypeScript 3.4 or newer.

    Raises:
        ExportNameError: The name is none that TypeScript takes for a type.

    Example:
        >>> import enum, session_status
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go_ahead"
        >>> print(typescript(session_status.StatusMapping.by_value(Light)), end="")
        export const lightValues = [
          "stop",
          "go_ahead",
        ] as const;
        <BLANKLINE>
        export type Light = (typeof lightValues)[number];
        <BLANKLINE>
        export function parseLight(value: unknown): Light {
          for (const word of lightValues) {
            if (word === value) {
              return word;
            }
          }
          const given = typeof value === "string" ? JSON.stringify(value) : typeof value;
          throw new TypeError("unknown Light " + given + "; known: " + lightValues.join(", "));
        }
        <BLANKLINE>
        export const lightLabels: Readonly<Record<Light, string>> = {
          "stop": "Stop",
          "go_ahead": "Go ahead",
        };
    """
    type_name = name or mapping.domain.__name__
    if not IDENTIFIER.fullmatch(type_name) or type_name in TAKEN:
        raise ExportNameError(f'TypeScript takes no type named "{type_name}"; give another one by --name')
    small, words = f"{type_name[0].lower()}{type_name[1:]}", words_of(mapping)
    # JSON's strings, with everything beyond ASCII escaped, are TypeScript's strings.
    return TYPESCRIPT.substitute(
        type=type_name,
        array=f"{small}Values",
        labels=f"{small}Labels",
        listed="".join(f"  {json.dumps(word)},\n" for word in words),
        labelled="".join(f"  {_key(word)}: {json.dumps(_label(word))},\n" for word in words),
    )


def _key(word: str) -> str:
    """Write a property's name; one name sets an object's prototype unless it is computed."""
    return '["__proto__"]' if word == "__proto__" else json.dumps(word)


def _label(word: str) -> str:
    """Make a label of a word, as people read it."""
    spaced = " ".join(re.split(r"[_\-\s]+", word.strip("_- "))) or word
    return f"{spaced[:1].upper()}{spaced[1:]}"
