"""Nesting made bearable before it is parsed.

An HTML parser looks up its stack of open elements at every tag: 100,000 nested `<div>` took lexbor 20
seconds (1,000 take 2 ms). So the tags of what is nested absurdly deep are taken out; text stays.

>>> flattened("<b>" * 3 + "x")
'<b><b><b>x'
>>> len(flattened("<div>" * 100_000 + "x")) < 6_000
True
"""

import re
from collections.abc import Iterator

_MANY = 5_000
"""Fewer tags than this can't nest deep enough to hurt."""
_MAX_DEPTH = 1_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\x00]*)[^>]*>?")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option".split()
)
"""Elements that hold nothing, or end where the next one begins."""
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))


def flattened(source: str) -> str:
    """The source without the tags that nest deeper than 1,000."""
    if source.count("<") < _MANY or _depth(source) <= _MAX_DEPTH:
        return source
    return "".join(_shallow(source))


def _depth(source: str) -> int:
    """How deep tags may nest at most, at a glance."""
    depth = deepest = 0
    for match in _TAG.finditer(source):
        depth += -1 if match[1] else match[2].lower() not in _VOID
        if depth > deepest:
            deepest = depth
        elif depth < 0:
            depth = 0
    return deepest


def _shallow(source: str) -> Iterator[str]:
    depth = at = 0
    for match in _TAG.finditer(source):
        if match[2].lower() in _VOID:
            continue
        closes = bool(match[1])
        if depth >= _MAX_DEPTH + closes:
            yield source[at : match.start()]
            at = match.end()
        depth = max(0, depth + (-1 if closes else 1))
    yield source[at:]
