"""Markup made bearable before it is parsed: no absurd nesting, no thousands of open fonts or attributes.

An HTML parser looks up its stack of open elements at every tag, opens formatting elements left open anew in
every paragraph, and compares the attributes of a tag with each other: 100,000 nested `<div>` took lexbor 20
seconds, 300 open `<font>` before 20,000 paragraphs 18 seconds and 2 GB, a tag of 100,000 attributes 23 seconds.
So tags beyond bounds that no honest page comes near are taken out; text stays.

>>> flattened("<b>" * 3 + "x")
'<b><b><b>x'
>>> len(flattened("<div>" * 100_000 + "x")) < 6_000
True
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

_MANY: Final = 30_000
"""Fewer tags than this can't nest deep enough to hurt."""
_MANY_FONTS: Final = 2_000
"""Fewer can't hurt by what they leave open."""
_MAX_DEPTH: Final = 1_000
_MAX_TAGS: Final = 100_000
"""What stands beyond is read as text: a walk over more takes longer than a page may."""
_MAX_ATTRIBUTES: Final = 256
_LONG: Final = 5_000
"""Characters of a tag that may have too many attributes."""
_STRETCH: Final = 20_000
"""A tag that takes twice as many characters has attributes enough to cost time."""
_MANY_LEFT_OPEN: Final = 1_500_000
"""Tags left open times tags: below, even if all were fonts and all others paragraphs, a second is not spent."""

_NAME: Final = r"[a-zA-Z][^\s/>]*+"
_ATTRIBUTE: Final = (
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+|(?=>)))?+"""
)
"""As the tokenizer of https://html.spec.whatwg.org reads them: `>` may stand in quotes, and a quote in a name."""
_TOKEN: Final = re.compile(
    rf"<(?:(/?)({_NAME})(?:{_ATTRIBUTE})*+([\s/]*+)(?:>|\Z)"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))|!\[CDATA\[|[!?/][^>]*+(?:>|\Z))",
    re.DOTALL,
)
_TOO_MANY: Final = re.compile(rf"(<{_NAME}(?:{_ATTRIBUTE}){{{_MAX_ATTRIBUTES}}}+)(?:{_ATTRIBUTE})++")
_FONT: Final = re.compile(
    r"<(?:[fF][oO][nN][tT]|[biusBIUS]|[eE][mM]|[sS][tT][rR][oO][nN][gG]|[cC][oO][dD][eE]|[tT][tT]|[bB][iI][gG]"
    r"|[sS][mM][aA][lL][lL]|[sS][tT][rR][iI][kK][eE])[\s/>]"
)
"""Spelt out: ignoring case takes twice as long, and every long page comes by here."""

_VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
_ENDED: Final = frozenset("p li td th tr dt dd thead tbody tfoot colgroup caption body html head".split())
"""Elements that end where the next one begins: they nest only with others between."""
_RAW: Final = frozenset("script style textarea title xmp iframe noembed noframes".split())
_RAW_END: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_SCRIPT: Final = re.compile(r"<!--|-->|<(/?)script(?=[\s/>])", re.IGNORECASE)
_FONTS: Final = frozenset("b big code em font i s small strike strong tt u".split())
"""Formatting elements, which are opened anew after a block that they stand open in."""
_INLINE: Final = _FONTS | frozenset(
    "a nobr span label abbr acronym cite q sub sup ins del var kbd samp mark dfn".split()
)
_BARRIER: Final = frozenset(
    "applet marquee object table template foreignobject desc title mi mo mn ms mtext annotation-xml".split()
)
"""An end tag does not reach over these, whether they bound its scope or formatting."""
_FOREIGN: Final = frozenset(("svg", "math"))
_BACK: Final = frozenset("foreignobject desc title mi mo mn ms mtext annotation-xml".split())
"""Elements of SVG and MathML that hold HTML again."""
_BREAKS_OUT: Final = frozenset(
    """b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta
    nobr ol p pre ruby s small span strong strike sub sup table tt u ul var""".split()
)
"""HTML's names, which end SVG and MathML."""


def flattened(source: str) -> str:
    """The source without the tags that nest deeper than 1,000 and such."""
    tags = source.count("<")
    if tags < _MANY and not _has_fonts(source, tags) and not _has_attributes(source):
        return source
    return "".join(_Flattener(source, tags).pieces())


def _has_fonts(source: str, tags: int) -> bool:
    """Whether what is opened anew may add up to a million elements."""
    if tags < _MANY_FONTS or len(_FONT.findall(source)) * tags <= _MANY_FONTS**2 // 4:
        return False
    return (tags - 2 * source.count("</")) * tags >= _MANY_LEFT_OPEN


def _has_attributes(source: str) -> bool:
    """Whether a tag may have thousands of attributes: few pages have a stretch that long, and it is script."""
    return any(
        _TOO_MANY.match(source, source.rfind("<", 0, at))
        for at in range(0, len(source) - _STRETCH, _STRETCH)
        if source.find("<", at, at + _STRETCH) < 0
    )


class _Flattener:
    """Follows the parser's stack of open elements; where unsure, an element counts as still open."""

    def __init__(self, source: str, tags: int) -> None:
        self._source = source
        self._max_depth = max(200, min(_MAX_DEPTH, 50_000_000 // tags))
        self._max_fonts = max(4, min(40, 400_000 // tags))
        self._steps = 10_000 + 20 * tags
        self._stack: list[str] = []
        self._open: Counter[str] = Counter()
        self._fonts: Counter[str] = Counter()
        """Formatting elements that are open, or opened anew."""
        self._left_out: Counter[str] = Counter()
        self._modes: list[tuple[int, bool]] = []
        """(height of the stack, whether SVG or MathML begins there, or HTML again)"""
        self._doubtful = 0
        """Up to here end tags may be text."""

    def pieces(self) -> Iterator[str]:
        """The source without what nests too deep."""
        source, at, written, count = self._source, 0, 0, 0
        while match := _TOKEN.search(source, at):
            at = end = match.end()
            name = (match[2] or "").lower()
            if not name:
                if at > self._doubtful and source.startswith("<![CDATA[", match.start()):
                    self._doubt(source.find("]]>", at))
                continue
            count += 1
            if match[1]:
                keep = at <= self._doubtful or self._close(name)
            else:
                keep = self._begin(name, "/" in match[3])
                at = self._after(name, at)
            if count > _MAX_TAGS:
                yield source[written : match.start()] + " "
                written = at
            elif keep and end - match.start() >= _LONG and (many := _TOO_MANY.match(match[0])):
                yield source[written : match.start()] + many[1] + ">"
                written = end
            elif not keep:
                yield source[written : match.start()]
                written = end
        yield source[written:]

    def _doubt(self, end: int) -> None:
        self._doubtful = max(self._doubtful, len(self._source) if end < 0 else end)

    def _after(self, name: str, at: int) -> int:
        """Where tags begin again after a start tag: raw text has none, if it is raw text."""
        if name not in _RAW or at < self._doubtful:
            return at
        end = self._end_of_script(at) if name == "script" else _RAW_END[name].search(self._source, at)
        stop = end.start() if end is not None else len(self._source)
        if self._is_foreign() or self._open["select"] or self._open["frameset"]:
            self._doubt(stop)
            return at
        return stop

    def _end_of_script(self, at: int) -> re.Match[str] | None:
        """The end tag that counts: in `<!-- <script> </script>` the first one does not."""
        escaped = twice = False
        for sign in _SCRIPT.finditer(self._source, at):
            if sign[1] is None:
                escaped = sign[0] == "<!--" or (escaped and sign[0] != "-->")
                twice = twice and escaped
            elif not sign[1]:
                twice = escaped
            elif twice:
                twice = False
            else:
                return sign
        return None

    def _is_foreign(self) -> bool:
        return bool(self._modes) and self._modes[-1][1]

    def _begin(self, name: str, closed: bool) -> bool:
        """Whether a start tag stays."""
        if self._is_foreign():
            if name in _BREAKS_OUT:
                self._break_out()
            elif closed and not self._open["select"]:
                return True
        if not self._is_foreign() and (name in _VOID or name in _ENDED):
            return True
        if name in _FONTS:
            if self._fonts.total() >= self._max_fonts:
                self._left_out[name] += 1
                return False
            self._fonts[name] += 1
        if name in _FOREIGN or (name in _BACK and self._is_foreign()):
            self._modes.append((len(self._stack), name in _FOREIGN))
        self._stack.append(name)
        self._open[name] += 1
        return len(self._stack) <= self._max_depth

    def _break_out(self) -> None:
        while self._is_foreign():
            self._pop(self._modes[-1][0])

    def _pop(self, height: int) -> None:
        self._open.subtract(self._stack[height:])
        del self._stack[height:]
        while self._modes and self._modes[-1][0] >= height:
            self._modes.pop()

    def _close(self, name: str) -> bool:
        """Whether an end tag stays: not if what it ends was taken out, or nothing is to be ended."""
        if name in ("p", "br") and self._is_foreign():
            self._break_out()
        if name in _VOID or name in _ENDED:
            return True
        if self._left_out[name]:
            self._left_out[name] -= 1
            return False
        if not self._open[name]:
            self._fonts[name] -= self._fonts[name] > 0
            return name in _FONTS
        place = self._place(name)
        if place is None:
            return len(self._stack) <= self._max_depth
        if name in _FONTS:
            self._fonts[name] -= self._fonts[name] > 0
            return self._close_font(name, place)
        self._pop(place)
        return place < self._max_depth

    def _close_font(self, name: str, place: int) -> bool:
        """A formatting element's end leaves the blocks in it open."""
        if _INLINE.issuperset(self._stack[place + 1 :]):
            self._pop(place)
        else:
            del self._stack[place]
            self._open[name] -= 1
            self._modes = [(height - (height > place), foreign) for height, foreign in self._modes]
        return place < self._max_depth

    def _place(self, name: str) -> int | None:
        """Where the element stands that an end tag ends; None where it ends none, or we lost patience."""
        inline = name in _INLINE and name not in _FONTS
        for place in range(len(self._stack) - 1, -1, -1):
            one = self._stack[place]
            self._steps -= 1
            if one == name:
                return place
            if self._steps < 0 or one in _BARRIER or (inline and one not in _INLINE):
                return None
        return None
