r"""What is done to a model's answer before it counts as JSON, and when it is asked again.

>>> plain('```json\n{"n": 4}\n```', {"type": "object"})
'{"n": 4}'
>>> plain("The answer is 4.", {"type": "object"}) is None
True
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from webinstruct.llm.schema import fits

Structured = Literal["always", "on_retry", "never"]

_FENCE: Final = re.compile(r"\s*```(?:json|JSON)?[ \t]*\n(.*?)\n?```\s*", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def plain(text: str, schema: Mapping[str, Any]) -> str | None:
    """An answer that nothing held to the schema: its JSON if it fits, else None.

    A code fence around the whole is taken off: chat models put one without being asked,
    and asking again would cost as much as the answer did.
    """
    fence = _FENCE.fullmatch(text)
    inner = fence.group(1) if fence else text
    return inner if fits(inner, schema) else None


def cut_json(text: str) -> bool:
    """Whether a cut-off answer was on its way to JSON: under the schema it would be cut off again.

    >>> cut_json('{"pairs": [{"question"'), cut_json("Let me think about")
    (True, False)
    """
    return text.removeprefix("```json").lstrip().startswith(("{", "["))


def escaped(text: str) -> str:
    r"""An answer given under a schema without white space, with control characters as JSON wants them.

    xgrammar lets strings with a length limit hold bare control characters, which JSON
    forbids; they can stand nowhere else.

    >>> escaped('{"a":"b\x0fc"}')
    '{"a":"b\\u000fc"}'
    """
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
