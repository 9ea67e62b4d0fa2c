"""One walk over a page's tree: text with its structure, formulas in place, furniture left out, blocks noted.

The hot path: about 0.5 us an element. So names are tested through caches, marks of formulas only on
pages with a sign of math, and what is left out by its share of links is written first and taken back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from selectolax.lexbor import LexborNode

from webinstruct.page import blocks as block
from webinstruct.page.boilerplate import HEADS_FURNITURE, HOLDS_CONTENT, is_furniture_role
from webinstruct.page.formulas import SKIP as SKIP_FORMULA
from webinstruct.page.formulas import Formulas, may_hold
from webinstruct.page.model import Block, Role
from webinstruct.page.names import Named, name
from webinstruct.page.protect import CODE, MARKS, protect
from webinstruct.page.writer import LINE, Place, Writer

Attributes = dict[str, str | None]
_UNNAMED: Final = name(None, None)

_GAPS: Final[dict[str, int]] = {
    **dict.fromkeys("p h1 h2 h3 h4 h5 h6 blockquote pre figure details dl table hr article".split(), 2),
    **dict.fromkeys(
        """address aside body caption center dd dir div dt fieldset figcaption footer form header hgroup legend li
        listing main menu nav ol section summary tbody tfoot thead tr ul xmp""".split(),
        1,
    ),
}
_LEFT_OUT: Final = frozenset(
    """script style head title meta link base noscript template iframe frame frameset noframes object embed applet
    video audio canvas map area svg textarea input select datalist option optgroup progress meter param source track
    nav img -comment -doctype dialog""".split()
)
_PLAIN: Final = frozenset("b em strong u big small cite abbr acronym mark ins dfn bdi bdo s del strike".split())
_CONTAINERS: Final = frozenset(
    "ul ol div table section td th dl header footer form aside tr tbody menu article center li".split()
)
_WEAK: Final = frozenset(("header", "footer", "aside", "form"))
_LABEL_TAGS: Final = frozenset(("time", "figcaption"))
_ODD: Final = _WEAK | _LABEL_TAGS
"""Elements that may go for what they are."""
_ROLELESS: Final = frozenset("ul ol body form table tbody".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_NEVER_FURNITURE: Final = frozenset("html body main h1 article blockquote code td th tr".split())
_NO_BULLET: Final = frozenset("div article section header table h1 h2 h3 h4 h5 h6".split())
_LAYOUT: Final = "table, pre, ul, ol, h1, h2, h3, h4, blockquote, form, article, section, hr"
_FORM_FIELDS: Final = "input[type=password], input[type=search], input[type=email], textarea"
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|re|e|è|ème|a|o|tm|sm|®|™|©|\*+|†|‡|§|¶)\.?", re.IGNORECASE)
_MAX_EXPONENT: Final = 40
_MAX_HEADED: Final = 3000
_MAX_DEPTH: Final = 400
_LONG_IN_BLOCK: Final = 150
"""Inside a question or an answer a longer text is content, whatever its name."""
_LONG_FORM: Final = 1500
_MANY_LINKS: Final = 8
"""Fewer links than this in a question or an answer are content."""
_MAX_LABEL: Final = 60
_MAX_CAPTION: Final = 300
_SHORT_SIGNATURE: Final = 30
"""Not a signature but how a writer ends: "Cheers, Ann"."""
_LONG_CELL: Final = 150
"""A table whose cells hold more characters on average is layout, not data."""


@dataclass(slots=True)
class _Block:
    role: str
    first: int
    votes: int | None
    accepted: bool
    end: int = -1


_Frame = tuple[str, int, Place, int, int, int, _Block | None]
"""Tag, gap, place, characters, characters in links and links at an element's start, its block."""


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    step: int
    style: str


@dataclass(slots=True)
class Walk:
    """The state of one walk; `run` once, then read `writer` and `blocks`.

    `formulas` gives the page's formulas when they are first needed; `everything` keeps what is named
    like furniture, `content` (a mem_id) one element that is.
    """

    writer: Writer
    formulas: Callable[[], Formulas]
    everything: bool = False
    content: int = 0
    blocks: list[_Block] = field(default_factory=list)
    left_out: list[tuple[int, int]] = field(default_factory=list)
    """(characters, mem_id) of elements left out by name."""
    _chars: int = 0
    _link_chars: int = 0
    _links: int = 0
    _in_link: int = 0
    _open: list[_Block] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _flat: list[bool] = field(default_factory=list)
    _items: list[tuple[int, int]] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _cells: int = 0
    _heading: int = -1
    _h1: int = -1

    def run(self, root: LexborNode) -> None:
        """Write the text of all that stands below a node."""
        inline = self.writer.inline
        enter = self._enter
        stack: list[tuple[Any, Any]] = []
        nodes = root.iter(include_text=True)
        while True:
            for node in nodes:
                tag = node.tag
                if tag == "-text":
                    text = node.text_content
                    if not text.isspace():
                        self._chars += len(text)
                        # The page's own private characters must not pass for marks of formulas.
                        inline.append(text if text.isascii() or text.isprintable() else MARKS.sub("", text))
                    elif inline:
                        inline.append(text)
                    continue
                if tag in _PLAIN:
                    leave = None
                elif tag == "br":
                    inline.append(LINE)
                    continue
                else:
                    leave = enter(node, tag)
                    if leave is False:
                        continue
                if len(stack) >= _MAX_DEPTH:
                    self._text_of(node)
                    if leave is not None:
                        leave[0](leave[1])
                    continue
                stack.append((nodes, leave))
                nodes = node.iter(include_text=True)
                break
            else:
                if not stack:
                    return
                nodes, leave = stack.pop()
                if leave is not None:
                    leave[0](leave[1])

    def found(self) -> tuple[Block, ...]:
        """The blocks of a finished text: apart from each other, threads with their first post as the question."""
        threads = [one for one in self.blocks if one.role in ("post", "answer")]
        asked = any(one.role == "question" and one.end > one.first for one in self.blocks)
        spans: list[Block] = []
        for at, one in enumerate(self.blocks):
            role = one.role
            if role == "post":
                role = "question" if one is threads[0] and not asked else "answer"
                if len(threads) < 2 and not asked:
                    continue
            # What begins inside ends what it stands in.
            end = min(one.end, self.blocks[at + 1].first) if at + 1 < len(self.blocks) else one.end
            if end > one.first:
                start, stop = self.writer.span(one.first, end)
                spans.append(Block(start, stop, cast(Role, role), one.votes, one.accepted))
        return self._headed(spans)

    def _headed(self, spans: list[Block]) -> tuple[Block, ...]:
        """Answers without a question answer what stands between the page's heading and the first of them."""
        first = next((one for one in spans if one.role != "comment"), None)
        if first is not None and first.role == "answer" and 0 <= self._h1 < self.writer.place()[0]:
            start, _ = self.writer.span(self._h1, self._h1 + 1)
            before = [one.end for one in spans if one.end <= first.start]
            if 0 < first.start - start < _MAX_HEADED and not before:
                end = start + len(self.writer.text()[start : first.start].rstrip())
                return Block(start, end, "question"), *spans
        return tuple(spans)

    def _text_of(self, node: LexborNode) -> None:
        text = node.text(deep=True, separator=" ")
        self._chars += len(text)
        self.writer.inline.append(MARKS.sub("", text))

    # --- entering: None = walk on, False = leave out, (function, argument) = call it at the end --------

    def _enter(self, node: LexborNode, tag: str) -> Any:
        attributes = node.attributes
        named = name(attributes.get("class"), attributes.get("id")) if attributes else _UNNAMED
        if named.formula or may_hold(tag, attributes):
            formula = self.formulas().of(node, tag, attributes)
            if formula is SKIP_FORMULA:
                return False
            if formula is not None:
                self.writer.inline.append(protect(formula))
                return False
        if tag in _LEFT_OUT:
            if tag == "img" and self.writer.inline:
                self.writer.inline.append(" ")
            return False
        if (named.odd or tag in _ODD or "role" in attributes) and not self.writer.pre:
            if self._goes(node, tag, named, attributes):
                return False
        gap = _GAPS.get(tag)
        if gap is not None:
            return self._enter_block(node, tag, gap, named, attributes)
        special = _SPECIAL.get(tag)
        return None if special is None else special(self, node, attributes)

    def _goes(self, node: LexborNode, tag: str, named: Named, attributes: Attributes) -> bool:
        """Whether an element is left out: by what its name says, unless it holds content."""
        if self.everything:
            return False
        if (named.label or tag in _LABEL_TAGS) and self._is_short_label(node, tag, named):
            return True
        if tag in _NEVER_FURNITURE:
            return False
        if tag in _WEAK and self._is_weak(node, tag, named):
            self.writer.brk(1)
            return True
        role = attributes.get("role")
        if not named.furniture and not (role and is_furniture_role(role)):
            return False
        return self._is_left_out(node, tag, named)

    def _is_short_label(self, node: LexborNode, tag: str, named: Named) -> bool:
        """Whether an element tells who wrote when, or captions a picture: never inside a sentence."""
        if self.writer.ends_in_text():
            return False
        chars = _chars(node)
        return chars <= (_MAX_CAPTION if named.caption or tag == "figcaption" else _MAX_LABEL)

    def _is_left_out(self, node: LexborNode, tag: str, named: Named) -> bool:
        identity = node.mem_id
        if identity == self.content or node.css_first(HOLDS_CONTENT) is not None:
            return False
        chars = _chars(node)
        if self._open and (chars > _LONG_IN_BLOCK or (chars < _SHORT_SIGNATURE and named.signature)):
            return False
        self.left_out.append((chars, identity))
        if tag in _GAPS:
            self.writer.brk(1)
        return True

    def _is_weak(self, node: LexborNode, tag: str, named: Named) -> bool:
        """header, footer, aside and form: furniture unless they hold content."""
        if node.mem_id == self.content or node.css_first(HOLDS_CONTENT) is not None:
            return False
        if tag == "footer":
            return not self.writer.quote
        if tag == "header":
            return not self._open and node.css_first("h2, p") is None
        if tag == "aside":
            return not named.kept_aside
        return node.css_first(_FORM_FIELDS) is not None and len(node.text(deep=True)) < _LONG_FORM

    def _enter_block(self, node: LexborNode, tag: str, gap: int, named: Named, attributes: Attributes) -> Any:
        writer = self.writer
        opened = None
        if named.role is not None or "itemprop" in attributes or "itemtype" in attributes:
            opened = self._role(node, tag, named, attributes)
        writer.brk(gap if opened is None else 2)
        if writer.lead == "• " and tag in _NO_BULLET:
            writer.lead = ""
            writer.indent -= 2
        opening = _OPENING.get(tag)
        if opened is None and opening is None and tag not in _CONTAINERS:
            return writer.brk, gap
        place = writer.place()
        if opened is not None:
            opened.first = place[0]
            self.blocks.append(opened)
            self._open.append(opened)
        if opening is not None:
            opening(self, node, tag, attributes, opened)
        return self._leave_block, (tag, gap, place, self._chars, self._link_chars, self._links, opened)

    def _role(self, node: LexborNode, tag: str, named: Named, attributes: Attributes) -> _Block | None:
        role = block.by_schema(attributes) or (None if tag in _ROLELESS else named.role)
        if role is None or any(one.role == role for one in self._open):
            return None
        scored = role in ("question", "answer")
        return _Block(
            role,
            0,
            block.votes(node, attributes) if scored else None,
            role != "question" and (named.accepted or block.accepted(attributes)),
        )

    # --- leaving -------------------------------------------------------------------------------------

    def _leave_block(self, frame: _Frame) -> None:
        tag, gap, place, _, _, links, opened = frame
        self.writer.brk(gap if opened is None else 2)
        closing = _CLOSING.get(tag)
        if closing is not None:
            closing(self, tag)
        if opened is not None:
            self._open.remove(opened)
            opened.end = self.writer.place()[0]
        elif self._links - links > 1 and tag in _CONTAINERS and self._is_links(frame):
            self._take_back(frame)

    def _is_links(self, frame: _Frame) -> bool:
        """Whether what was just written is little more than links."""
        _, _, place, chars, link_chars, links, _ = frame
        links = self._links - links
        if (self._open and links < _MANY_LINKS) or self._h1 >= place[0]:
            return False
        share = 0.9 if links < 4 else 0.7
        return self._link_chars - link_chars >= share * (self._chars - chars)

    def _take_back(self, frame: _Frame) -> None:
        _, _, place, self._chars, self._link_chars, self._links, _ = frame
        self.writer.rollback(place)
        first = place[0]
        while self.blocks and self.blocks[-1].first >= first and self.blocks[-1] not in self._open:
            self.blocks.pop()
        if first and self._heading == first and HEADS_FURNITURE.fullmatch(self.writer.last()):
            self.writer.drop_last()

    def _leave_link(self, chars: int) -> None:
        self._in_link -= 1
        if not self._in_link:
            self._link_chars += self._chars - chars
            self._links += 1

    def _append(self, text: str) -> None:
        self.writer.inline.append(text)

    # --- inline elements with a meaning --------------------------------------------------------------

    def _link(self, node: LexborNode, attributes: Attributes) -> Any:
        if "href" not in attributes:
            return None
        self._in_link += 1
        return self._leave_link, self._chars

    def _script(self, node: LexborNode, attributes: Attributes) -> Any:
        """x<sup>2</sup> is x^2; a footnote's mark, an ordinal or a trade mark is none."""
        if self._in_link or not self.writer.ends_in_text():
            return None
        text = node.text(deep=True).strip()
        if not text or len(text) > _MAX_EXPONENT or text[0] in "[(" or _ORDINAL.fullmatch(text):
            return None
        if node.css_first("a") is not None:
            return None
        sign = "^" if node.tag == "sup" else "_"
        if len(text) == 1:
            self._append(sign)
            return None
        self._append(sign + "{")
        return self._append, "}"

    def _code(self, node: LexborNode, attributes: Attributes) -> Any:
        if self.writer.pre:
            return None
        self._append(CODE[0])
        return self._append, CODE[1]

    def _button(self, node: LexborNode, attributes: Attributes) -> Any:
        """A button's text is left out but where it opens a panel, as questions of an FAQ do."""
        text = node.text(deep=True).strip()
        if len(text) > 8 and (text.endswith(("?", "？")) or len(text.split()) > 4):
            return None
        return None if _in_heading(node) else False

    def _label(self, node: LexborNode, attributes: Attributes) -> Any:
        """A label is kept as the option of a quiz, not as the name of a field."""
        if len(node.text(deep=True)) >= 30 or node.css_first("input") is not None:
            return None
        before = node.prev
        while before is not None and before.tag == "-text":
            before = before.prev
        return None if before is not None and before.tag == "input" else False

    def _quoted(self, node: LexborNode, attributes: Attributes) -> Any:
        self._append("“")
        return self._append, "”"

    # --- blocks with a form of their own -------------------------------------------------------------

    def _open_list(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        ordered = tag == "ol"
        start = _integer(attributes.get("start"), 1)
        step = 1
        if ordered and "reversed" in attributes:
            step = -1
            if "start" not in attributes:
                start = sum(child.tag == "li" for child in node.iter())
        self._lists.append(_List(ordered, start, step, attributes.get("type") or "1"))

    def _close_list(self, tag: str) -> None:
        self._lists.pop()
        if not self._lists:
            self.writer.brk(2 if tag == "ol" else 1)

    def _open_item(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        writer = self.writer
        indent = writer.indent
        self._items.append((indent, len(self._lists)))
        if not self._lists:
            self._lists.append(_List(False, 1, 1, "1"))
        one = self._lists[-1]
        writer.indent += 2
        if not one.ordered:
            writer.lead = "• "
            return
        one.number = _integer(attributes.get("value"), one.number)
        writer.lead = f"{_numeral(one.number, one.style)}. "
        one.number += one.step
        if opened is not None:
            writer.lead, writer.indent = "", indent

    def _close_item(self, tag: str) -> None:
        self.writer.indent, depth = self._items.pop()
        self.writer.lead = ""
        del self._lists[depth:]

    def _open_quote(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        self.writer.quote += 1

    def _close_quote(self, tag: str) -> None:
        self.writer.quote -= 1

    def _open_pre(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        self.writer.pre += 1

    def _close_pre(self, tag: str) -> None:
        self.writer.pre -= 1
        if not self.writer.pre:
            self.writer.end_pre()
            self.writer.brk(2)

    def _open_table(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        self._flat.append(_is_data(node))

    def _close_table(self, tag: str) -> None:
        self._flat.pop()

    def _open_row(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        self._rows.append(self._cells)
        self._cells = 0

    def _close_row(self, tag: str) -> None:
        self._cells = self._rows.pop()

    def _cell(self, node: LexborNode, attributes: Attributes) -> Any:
        writer = self.writer
        if not (self._flat and self._flat[-1]):
            return self._enter_block(
                node, "td", 1, name(attributes.get("class"), attributes.get("id")), attributes
            )
        if self._cells:
            writer.inline.append(" | ")
        self._cells += 1
        writer.flat += 1
        return self._leave_cell, None

    def _leave_cell(self, _: None) -> None:
        self.writer.flat -= 1

    def _open_heading(
        self, node: LexborNode, tag: str, attributes: Attributes, opened: _Block | None
    ) -> None:
        if tag == "h1":
            self._h1 = self.writer.place()[0]

    def _close_heading(self, tag: str) -> None:
        self._heading = self.writer.place()[0]


_SPECIAL: Final[dict[str, Any]] = {
    "a": Walk._link,
    "sup": Walk._script,
    "sub": Walk._script,
    "code": Walk._code,
    "kbd": Walk._code,
    "samp": Walk._code,
    "button": Walk._button,
    "label": Walk._label,
    "q": Walk._quoted,
    "td": Walk._cell,
    "th": Walk._cell,
}
_OPENING: Final[dict[str, Any]] = {
    "ul": Walk._open_list,
    "ol": Walk._open_list,
    "menu": Walk._open_list,
    "li": Walk._open_item,
    "blockquote": Walk._open_quote,
    "pre": Walk._open_pre,
    "listing": Walk._open_pre,
    "xmp": Walk._open_pre,
    "table": Walk._open_table,
    "tr": Walk._open_row,
    **dict.fromkeys(_HEADINGS, Walk._open_heading),
}
_CLOSING: Final[dict[str, Any]] = {
    "ul": Walk._close_list,
    "ol": Walk._close_list,
    "menu": Walk._close_list,
    "li": Walk._close_item,
    "blockquote": Walk._close_quote,
    "pre": Walk._close_pre,
    "listing": Walk._close_pre,
    "xmp": Walk._close_pre,
    "table": Walk._close_table,
    "tr": Walk._close_row,
    **dict.fromkeys(_HEADINGS, Walk._close_heading),
}


def _chars(node: LexborNode) -> int:
    return len(" ".join(node.text(deep=True).split()))


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data, so that a row is a line; not layout."""
    if table.css_first(_LAYOUT) is not None:
        return False
    cells = len(table.css("td, th"))
    return cells > 1 and len(table.text(deep=True)) <= _LONG_CELL * cells


def _in_heading(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(3):
        if parent is None:
            return False
        if parent.tag in _HEADINGS or parent.tag in ("dt", "summary"):
            return True
        parent = parent.parent
    return False


def _integer(value: str | None, default: int) -> int:
    try:
        number = int(value or "")
    except ValueError:
        return default
    return number if abs(number) < 2**31 else default


def _numeral(number: int, style: str) -> str:
    """The number of a list item in the list's style.

    >>> _numeral(4, "a"), _numeral(28, "A"), _numeral(9, "i"), _numeral(3, "1")
    ('d', 'AB', 'ix', '3')
    """
    if style in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            count, number = divmod(number, value)
            roman += sign * count
        return roman if style == "i" else roman.upper()
    return str(number)


_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
