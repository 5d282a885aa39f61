"""A mapping -> its words as a JSON schema, or as TypeScript."""

from __future__ import annotations

import json
import re

from session_status.export.references import NamedMapping, words_of

IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
TAKEN = frozenset(
    "any as async await bigint boolean break case catch class const continue debugger declare default delete do else "
    "enum export extends false finally for from function if implements import in instanceof interface let module "
    "namespace never new null number object of package private protected public return static string super switch "
    "symbol this throw true try type typeof undefined unknown var void while with yield".split()
)
"""Words that TypeScript does not take, or does not take well, for the name of a type."""


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
    """Write a mapping's words as a TypeScript array and the union type of its elements.

    Args:
        mapping: The statuses and their words.
        name: The type's name; the Enum's name by default. The array has the same with a small first letter and
            `Values` after it.

    Returns:
        A module's text that ends with a line feed; it needs TypeScript 3.4 or newer.

    Raises:
        ExportNameError: The name is none that TypeScript takes for a type.

    Example:
        >>> import enum, session_status
        >>> class Light(enum.Enum):
        ...     RED = "stop"
        ...     GREEN = "go"
        >>> print(typescript(session_status.StatusMapping.by_value(Light)), end="")
        export const lightValues = [
          "stop",
          "go",
        ] as const;
        <BLANKLINE>
        export type Light = (typeof lightValues)[number];
    """
    type_name = name or mapping.domain.__name__
    if not IDENTIFIER.fullmatch(type_name) or type_name in TAKEN:
        raise ExportNameError(f'TypeScript takes no type named "{type_name}"; give another one by --name')
    array = f"{type_name[0].lower()}{type_name[1:]}Values"
    # JSON's strings, with everything beyond ASCII escaped, are TypeScript's strings.
    words = "".join(f"  {json.dumps(word)},\n" for word in words_of(mapping))
    return f"export const {array} = [\n{words}] as const;\n\nexport type {type_name} = (typeof {array})[number];\n"
