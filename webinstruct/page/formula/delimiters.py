r"""Formulas that stand in a page's text between delimiters, told from prices, code and price marks.

    \(…\)  \[…\]  \\(…\\)  \\[…\\]      MathJax, and what Markdown or JSON made of it
    $…$  $$…$$  $latex …$              with a guard: see guard.py
    [tex]…[/tex]  [itex]  [latex]  [math]  [imath]
    \begin{align}…\end{align}          and the other environments that MathJax takes without delimiters
    {\displaystyle …}                  Wikipedia's fallback text
    `…`                                AsciiMath, on pages that declare it

What is not clearly a formula stays as it is, byte for byte. Every sign is looked at once and every search
for an end is remembered or bounded, so that a megabyte of `$` or `\(` takes a fraction of a second.
"""

import re
from collections.abc import Callable, Iterator

from webinstruct.page.formula.asciimath import to_latex
from webinstruct.page.formula.guard import (
    REGION,
    holds_dollars,
    is_bracketed,
    is_display,
    is_inline,
    is_prose,
    is_tagged,
)
from webinstruct.page.formula.protect import CODE, DISPLAY, INLINE, clean, protect
from webinstruct.page.model import Formula

_MAX_INLINE = 2_000
_MAX_DISPLAY = 10_000
_MAX_ASCIIMATH = 500
_MAX_SIGNS = 100_000
"""Signs of one block that are looked at; a megabyte of `$a$b` has more."""
_MAX_NESTED = 20
"""Ends looked at for one formula whose braces are still open."""


def normalise(text: str, *, asciimath: bool = False) -> str:
    r"""The text of one block element with its formulas between the marks of `protect`.

    >>> normalise(r"Pay $5 or $10; \(x\) is $x^2$.")
    'Pay $5 or $10; \ue000x\ue001 is \ue000x^2\ue001.'
    """
    if not ("$" in text or "\\" in text or "[/" in text or (asciimath and "`" in text)):
        return text
    parts: list[str] = []
    at = 0
    for start, end, formula in _formulas(text, _SIGNS_ASCIIMATH if asciimath else _SIGNS):
        protected = protect(formula)
        if protected:
            parts += [text[at:start], "" if _UNSEEN.fullmatch(formula.tex) else protected]
            at = end
    return "".join(parts) + text[at:] if parts else text


def spans(text: str) -> list[tuple[int, int]]:
    """Where the formulas between dollar signs stand in rendered text, delimiters included.

    >>> spans("For $5 you get $x$ apples.")
    [(15, 18)]
    """
    if "$" not in text:
        return []
    return [(start, end) for start, end, _ in _formulas(text, _DOLLARS)]


def parts(text: str) -> list[str]:
    """The text cut at its `spans`: every second part is a formula.

    >>> parts("Take $x$ or $y$")
    ['Take ', '$x$', ' or ', '$y$', '']
    """
    found, at = [], 0
    for start, end in spans(text):
        found += [text[at:start], text[start:end]]
        at = end
    return [*found, text[at:]]


_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*+\})*+\})*+\}"
_UNSEEN = re.compile(
    r"\s*(?:(?:\\(?:begin|end)group\b|\\require ?\{\w+\}"
    rf"|\\(?:(?:re|provide)?newcommand|def|gdef|let|DeclareMathOperator)\*? ?(?:\\[a-zA-Z]+|{_BRACED})"
    rf"(?:\[[^\]]*\]|#\d)*+(?:{_BRACED}|=?\\[a-zA-Z]+))\s*)+"
)
"""Definitions and `\\begingroup`: MathJax shows nothing of them, and forums put them before every post."""


class _Scan:
    """A text and where the next end of each kind stands, so that no stretch is searched twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._budget = 100_000 + 4 * len(text)
        self._next: dict[re.Pattern[str], tuple[int, re.Match[str] | None]] = {}

    def next(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """The first match at or after `at`; positions asked for must not decrease much."""
        known = self._next.get(pattern)
        if known is not None and known[0] <= at and (known[1] is None or known[1].start() >= at):
            return known[1]
        found = pattern.search(self.text, at)
        self._next[pattern] = (at, found)
        return found

    def spend(self, characters: int) -> bool:
        """Whether so many may be looked at again, for an end that is not the next one: so time stays linear."""
        self._budget -= characters
        return self._budget > 0

    def around(self, start: int, end: int) -> tuple[str, str]:
        """The character before `start` and up to three from `end` on."""
        return self.text[start - 1 : start] if start else "", self.text[end : end + 3]


_Found = tuple[int, Formula | None]
"""Where to go on, and the formula that ends there."""
_Finder = Callable[[_Scan, int], _Found]

_SIGNS = re.compile(r"[\\$\ue000\ue002\ue004]|\[(?=[iltmILTM])|\{(?=\\)")
_SIGNS_ASCIIMATH = re.compile(r"[\\$`\ue000\ue002\ue004]|\[(?=[iltmILTM])|\{(?=\\)")
_DOLLARS = re.compile(r"[\\$\ue000\ue002\ue004](?:(?<=\\).)?", re.DOTALL)
"""For text where only dollar signs count: a backslash is taken with what it escapes."""


def _formulas(text: str, signs: re.Pattern[str]) -> Iterator[tuple[int, int, Formula]]:
    scan = _Scan(text)
    at = 0
    for _ in range(_MAX_SIGNS):
        sign = signs.search(text, at)
        if sign is None:
            return
        start = sign.start()
        finder = None if sign.end() > start + 1 else _FINDERS[sign[0]]
        at, formula = finder(scan, start) if finder else (sign.end(), None)
        if formula is not None:
            yield start, at, formula


def _region(scan: _Scan, at: int) -> _Found:
    """Over a formula or code that is known already."""
    end = scan.text.find(_REGION_ENDS[scan.text[at]], at)
    return (at if end < 0 else end) + 1, None


_SIGN_INSIDE = re.compile(r"(?<!\\)(?:\\\\)*\\[()\[\]]|\[/?(?:i?tex|latex|i?math)\]|\$latex\b", re.IGNORECASE)
_PERHAPS_INSIDE = re.compile(r"\$|\\begin|\{\\(?:display|text)style")
_GROUP = re.compile(r"\{[^{}]*\}")


def _is_whole(tex: str) -> bool:
    r"""No mark and no delimiter of another formula inside, but for those in `\text{…}`.

    Else what comes out would read otherwise when it goes in again.
    """
    if REGION.search(tex) or tex.count("\\begin{") != tex.count("\\end{") or holds_dollars(tex):
        return False
    if _depth(tex) != 0 and _PERHAPS_INSIDE.search(tex):
        return False
    for _ in range(4):
        if not _SIGN_INSIDE.search(tex):
            return True
        tex = _GROUP.sub("", tex)
    return not _SIGN_INSIDE.search(tex)


# ------------------------------------------------------------------ backslashes: \( \[ \begin{…}

_ENDS = {
    opening: re.compile(rf"(?<!\\)(?:\\\\)*{re.escape(closing)}" if len(closing) == 2 else re.escape(closing))
    for opening, closing in (("\\(", "\\)"), ("\\[", "\\]"), ("\\\\(", "\\\\)"), ("\\\\[", "\\\\]"))
}
_OPENINGS = {opening: re.compile(rf"(?<!\\){re.escape(opening)}") for opening in _ENDS}
_SLASHED = re.compile(r"\\{1,2}[(\[]")
_BEGIN = re.compile(r"\\begin ?\{([a-zA-Z]+\*?)\}")
_NAMES = (
    *(
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "displaymath",
        "math",
        "alignat",
        "flalign",
        "dmath",
    ),
    *("aligned", "alignedat", "gathered", "split", "cases", "array", "subequations", "smallmatrix"),
    *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"),
)
_ENVIRONMENTS = (*_NAMES, *(name + "*" for name in _NAMES))
_PLAIN = frozenset(("equation", "displaymath", "math", "dmath"))
"""Environments that say no more than a pair of delimiters."""
_BEGIN_OF = {name: re.compile(rf"\\begin ?\{{{re.escape(name)}\}}") for name in _ENVIRONMENTS}
_END_OF = {name: re.compile(rf"\\end ?\{{{re.escape(name)}\}}") for name in _ENVIRONMENTS}
_JSON_COMMAND = re.compile(r"\\\\[a-zA-Z]")
_SINGLE = re.compile(r"(?<!\\)\\(?!\\)")


def _backslash(scan: _Scan, at: int) -> _Found:
    slashed = _SLASHED.match(scan.text, at)
    if slashed:
        return _bracketed(scan, at, slashed[0])
    begin = _BEGIN.match(scan.text, at)
    return _environment(scan, at, begin) if begin else (at + 2, None)


def _bracketed(scan: _Scan, at: int, opening: str) -> _Found:
    r"""`\(…\)` and `\[…\]`, also with all backslashes doubled. The innermost pair counts."""
    start, display = at + len(opening), opening[-1] == "["
    end = scan.next(_ENDS[opening], start)
    if end is None or end.end() - start > (_MAX_DISPLAY if display else _MAX_INLINE):
        return start, None
    other = scan.next(_OPENINGS[opening], start)
    if other is not None and other.start() < end.start():
        end = _end_over_braces(scan, start, opening)
        if end is None:
            return start, None
    tex = scan.text[start : end.end() - len(opening)]
    if len(opening) == 3:
        tex = _undoubled(tex)
    if not _is_whole(tex) or not is_bracketed(tex, scan.text[end.end() : end.end() + 1]):
        return start, None
    return end.end(), Formula(tex, display)


def _end_over_braces(scan: _Scan, start: int, opening: str) -> re.Match[str] | None:
    r"""The end of `\(x \text{ if \(y\)}\)`: the first one where no brace is open, if one opened early."""
    at = start
    for _ in range(_MAX_NESTED):
        end = _ENDS[opening].search(scan.text, at, start + _MAX_INLINE)
        other = _OPENINGS[opening].search(scan.text, start, start + _MAX_INLINE)
        if end is None or other is None or not scan.spend(end.end() - start):
            return None
        if _depth(scan.text[start : other.start()]) <= 0:
            return None
        if _depth(scan.text[start : end.start()]) <= 0:
            return end
        at = end.end()
    return None


def _undoubled(tex: str) -> str:
    r"""What JSON made of TeX, undone: `\\frac` becomes `\frac`, but only where every backslash is doubled."""
    return tex.replace("\\\\", "\\") if _JSON_COMMAND.search(tex) and not _SINGLE.search(tex) else tex


def _environment(scan: _Scan, at: int, begin: re.Match[str]) -> _Found:
    name = begin[1]
    if name not in _END_OF:
        return begin.end(), None
    end = scan.next(_END_OF[name], begin.end())
    inner = scan.next(_BEGIN_OF[name], begin.end())
    if end is not None and inner is not None and inner.start() < end.start():
        end = _end_over_nested(scan, begin)
    if end is None or end.end() - at > _MAX_DISPLAY or scan.text[at - 1 : at] == "$":
        return begin.end(), None
    if not _is_whole(scan.text[begin.end() : end.start()]):
        return begin.end(), None
    tex = scan.text[begin.end() : end.start()] if name.rstrip("*") in _PLAIN else scan.text[at : end.end()]
    return end.end(), Formula(tex, display=name != "math")


def _end_over_nested(scan: _Scan, begin: re.Match[str]) -> re.Match[str] | None:
    """The end of an environment that holds its own kind."""
    depth, limit, at = 1, begin.start() + _MAX_DISPLAY, begin.end()
    for _ in range(_MAX_NESTED):
        end = _END_OF[begin[1]].search(scan.text, at, limit)
        if end is None or not scan.spend(end.end() - at):
            return None
        depth += sum(1 for _ in _BEGIN_OF[begin[1]].finditer(scan.text, at, end.start())) - 1
        if depth == 0:
            return end
        at = end.end()
    return None


# ------------------------------------------------------------------ [tex], {\displaystyle …}, backquotes

_TAG = re.compile(r"\[(i?tex|latex|i?math)\]", re.IGNORECASE)
_TAG_ENDS = {
    name: re.compile(rf"\[/{name}\]", re.IGNORECASE) for name in ("tex", "itex", "latex", "math", "imath")
}
_STYLE = re.compile(r"\{\\(?:display|text)style\b")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_CLOSING_BRACE = re.compile(r"\}")
_TICKS = re.compile(r"`+")
_ASCIIMATH = re.compile(rf"`([^`\n]{{1,{_MAX_ASCIIMATH}}})`")


def _tagged(scan: _Scan, at: int) -> _Found:
    """`[tex]…[/tex]`: on its own line if nothing else stands there."""
    tag = _TAG.match(scan.text, at)
    if tag is None:
        return at + 1, None
    end = scan.next(_TAG_ENDS[tag[1].lower()], tag.end())
    if end is None or end.start() - tag.end() > _MAX_DISPLAY:
        return tag.end(), None
    tex = scan.text[tag.end() : end.start()]
    if not _is_whole(tex) or not is_tagged(tex, tag[1].lower()):
        return tag.end(), None
    alone = tag[1][0] not in "iI" and _is_alone(scan.text, at, end.end())
    return end.end(), Formula(tex, display=alone)


def _is_alone(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", max(0, start - 40), start) + 1 or max(0, start - 40)
    return not text[line:start].strip() and not text[end : end + 40].partition("\n")[0].strip()


def _styled(scan: _Scan, at: int) -> _Found:
    style = _STYLE.match(scan.text, at)
    if style is None or scan.next(_CLOSING_BRACE, at) is None:
        return at + 1, None
    depth = 0
    for brace in _BRACE.finditer(scan.text, at, at + _MAX_INLINE):
        depth += (brace[0] == "{") - (brace[0] == "}")
        if depth == 0:
            tex = scan.text[style.end() : brace.start()]
            return (brace.end(), Formula(tex)) if _is_whole(tex) else (style.end(), None)
        if not scan.spend(10):
            break
    return style.end(), None


def _backquoted(scan: _Scan, at: int) -> _Found:
    ticks = _TICKS.match(scan.text, at)
    found = _ASCIIMATH.match(scan.text, at)
    if found is None or not found[1].strip() or REGION.search(found[1]):
        return ticks.end() if ticks else at + 1, None
    return found.end(), Formula(to_latex(found[1]))


# ------------------------------------------------------------------ dollar signs

_TO_DOLLAR = re.compile(r"[^$\\]*+(?:\\.[^$\\]*+)*+(?=\$)", re.DOTALL)
_TEX_SIGN = re.compile(r"[\\^_]")
_RUN = re.compile(r"\$+")
_WORDPRESS = re.compile(r"\$latex(?:\s+(?!=\s)|=(?=\S)|(?=[\\{]))", re.IGNORECASE)
_WORDPRESS_TAIL = re.compile(r"(?:&(?:amp;)?(?:s|fg|bg)=-?\w+)+\s*$")


def _dollar(scan: _Scan, at: int) -> _Found:
    text = scan.text
    if text.startswith("$$", at):
        run = _RUN.match(text, at)
        width = len(run[0]) if run else 2
        return _display(scan, at) if width == 2 else (at + width, None)
    near = text.find("$", at + 1)
    if near < 0 or (text[near - 1].isspace() and _is_price(text[at + 1 : near])):
        return at + 1, None
    wordpress = _WORDPRESS.match(text, at)
    if wordpress:
        return _wordpress(scan, wordpress)
    end = _dollar_end(scan, at + 1, _MAX_INLINE)
    if end < 0:
        return at + 1, None
    tex = text[at + 1 : end]
    if is_inline(tex, *scan.around(at, end + 1)) and not _is_amount(text, at, tex):
        return end + 1, Formula(tex)
    return at + 1, None


def _is_price(inner: str) -> bool:
    """`$5 and $10`: the case that must be quick."""
    return inner.isspace() or (inner[0].isdigit() and not _TEX_SIGN.search(inner))


def _is_amount(text: str, at: int, tex: str) -> bool:
    """`10 $ = 9 … 20 $`: a sign after its amount."""
    return tex[0].isspace() and text[max(0, at - 4) : at].rstrip()[-1:].isdigit()


def _dollar_end(scan: _Scan, start: int, limit: int) -> int:
    r"""The first dollar sign after `start` that is not escaped and in no brace; -1 if none is near."""
    at = start
    for _ in range(_MAX_NESTED):
        inner = _TO_DOLLAR.match(scan.text, at)
        if inner is None or inner.end() - start > limit:
            return -1
        end = inner.end()
        if _depth(scan.text[start:end]) <= 0:
            return end
        if not scan.spend(end - start + 50):
            return -1
        at = end + 1
    return -1


def _display(scan: _Scan, at: int) -> _Found:
    text = scan.text
    end = _dollar_end(scan, at + 2, _MAX_DISPLAY)
    run = _RUN.match(text, end) if end >= 0 else None
    if run is None or len(run[0]) < 2:
        return at + 2, None
    tex = clean(text[at + 2 : end])
    if is_display(tex, closing=len(run[0])) and not REGION.search(text, at, end):
        return end + 2, Formula(tex, display=True)
    return at + 2, None


def _wordpress(scan: _Scan, opening: re.Match[str]) -> _Found:
    """`$latex x^2&s=2$`: the parameters of size and colours are no part of the formula."""
    end = _dollar_end(scan, opening.end(), _MAX_INLINE)
    tex = _WORDPRESS_TAIL.sub("", scan.text[opening.end() : end]).strip() if end >= 0 else ""
    if not tex or not _is_whole(tex) or tex.endswith((";", "=")) or is_prose(tex):
        return opening.end(), None
    return end + 1, Formula(tex)


def _depth(tex: str) -> int:
    """How many braces are open at the end."""
    if "{" not in tex:
        return 0
    if "\\" not in tex:
        return tex.count("{") - tex.count("}")
    bare = tex.replace("\\\\", "")
    return bare.count("{") - bare.count("\\{") - bare.count("}") + bare.count("\\}")


_REGION_ENDS = dict((INLINE, DISPLAY, CODE))
_FINDERS: dict[str, _Finder] = {
    "$": _dollar,
    "\\": _backslash,
    "[": _tagged,
    "{": _styled,
    "`": _backquoted,
    INLINE[0]: _region,
    DISPLAY[0]: _region,
    CODE[0]: _region,
}
