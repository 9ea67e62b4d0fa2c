"""One walk over a page's tree: text with its structure, formulas in place, furniture left out, blocks noted.

The hot path: about 2 us an element. So what a name says is worked out once per name, nothing is searched
in the page as a whole, and what goes for its share of links is written first and taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from selectolax.lexbor import LexborNode

from webinstruct.page import blocks as block
from webinstruct.page.boilerplate import (
    HEADS_FURNITURE,
    HOLDS_CONTENT,
    KEPT_ASIDE,
    holds_prose,
    is_furniture_role,
    is_titled,
)
from webinstruct.page.formula.elements import ALWAYS, Formulas, may_hold
from webinstruct.page.formula.elements import SKIP as SKIP_FORMULA
from webinstruct.page.formula.names import DATA
from webinstruct.page.formula.protect import MARKS, protect
from webinstruct.page.inline import INLINE
from webinstruct.page.looks import Looks
from webinstruct.page.model import Block
from webinstruct.page.names import Named, name
from webinstruct.page.shapes import CLOSE, OPEN, Attributes, Shapes
from webinstruct.page.threads import Written, in_order
from webinstruct.page.writer import LINE, Place, Writer

_UNNAMED: Final = name(None, None)

_GAPS: Final[dict[str, int]] = {
    **dict.fromkeys("p h1 h2 h3 h4 h5 h6 blockquote pre figure details dl table hr article".split(), 2),
    **dict.fromkeys(
        """address aside body caption center dd dir div dt fieldset figcaption footer form header hgroup legend li
        listing main menu nav ol section summary tbody td tfoot th thead tr ul xmp""".split(),
        1,
    ),
}
_LEFT_OUT: Final = frozenset(
    """style head title meta link base template iframe frame frameset noframes embed applet video audio canvas map area
    textarea input select datalist option optgroup progress meter param source track nav dialog -comment
    -doctype""".split()
)
_SOURCES: Final = frozenset(("script", "img", *ALWAYS))
_LOOKED_AT: Final = frozenset("script noscript img svg object".split())
"""Left out, too, unless they hold a formula or all there is."""
_PLAIN: Final = frozenset(
    "b em strong u big small cite abbr acronym mark ins dfn bdi bdo s del strike".split()
)
_CONTAINERS: Final = frozenset(
    "ul ol div table section td th dl header footer form aside tr tbody menu article center li".split()
)
_WEAK: Final = frozenset(("header", "footer", "aside", "form"))
_LABEL_TAGS: Final = frozenset(("time", "figcaption"))
_ODD: Final = _WEAK | _LABEL_TAGS
"""Elements that may go for what they are."""
_ROLELESS: Final = frozenset("ul ol body form table tbody".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_FRAMED: Final = _CONTAINERS | _HEADINGS
"""Elements whose end is of interest."""
_BOXES: Final = _CONTAINERS - OPEN.keys()
_CELLS: Final = frozenset(("td", "th"))
_NEVER_FURNITURE: Final = frozenset("html body main h1 article blockquote code td th tr".split())
_NO_BULLET: Final = frozenset("div article section header table h1 h2 h3 h4 h5 h6".split())
_FORM_FIELDS: Final = "input[type=password], input[type=search], input[type=email], textarea"
_TOGGLES: Final = frozenset(("data-toggle", "data-bs-toggle", "aria-controls", "aria-expanded"))
"""A link with one of these opens a panel: it is the panel's title."""
_MAX_DEPTH: Final = 400
_LONG_IN_BLOCK: Final = 150
"""Inside a question or an answer a longer text that is no list of links is content, whatever its name."""
_MAX_NAME: Final = 1_000
_LONG_FORM: Final = 1500
_MANY_LINKS: Final = 8
"""Fewer links than this in a question or an answer are content."""
_LONG_NOSCRIPT: Final = 400
_MAX_LABEL: Final = 60
_MAX_CAPTION: Final = 300
_SHORT_SIGNATURE: Final = 30
"""Not a signature but how a writer ends: "Cheers, Ann"."""


_Frame = tuple[str, int, Place, int, int, int, Written | None]
"""Tag, gap, place, characters, characters in links and links at an element's start, its block."""


@dataclass(slots=True)
class Walk:
    """The state of one walk; `run` once, let the writer finish, then ask what was `found`.

    `formulas` gives the page's formulas when they are first needed; `everything` keeps what is named
    like furniture, `content` (a mem_id) one element that is.
    """

    writer: Writer
    formulas: Callable[[], Formulas]
    everything: bool = False
    content: int = 0
    left_out: list[tuple[int, LexborNode]] = field(default_factory=list)
    """Characters and elements that were left out by name."""
    _chars: int = 0
    _link_chars: int = 0
    _links: int = 0
    _in_link: int = 0
    _blocks: list[Written] = field(default_factory=list)
    _open: list[Written] = field(default_factory=list)
    _looks: Looks = field(default_factory=Looks)
    _heading: int = -1
    """Blocks written at the end of the last heading."""
    _h1: int = -1
    _shapes: Shapes = field(init=False)
    _root: LexborNode | None = None
    _holders: set[int] | None = None
    """Elements with content in them that is not thrown away: found at once, when first asked for."""

    def __post_init__(self) -> None:
        self._shapes = Shapes(self.writer)

    def run(self, root: LexborNode) -> None:  # noqa: PLR0912 - one loop, because a call a node costs a third
        """Write the text of all that stands below a node."""
        self._root = root
        inline = self.writer.inline
        enter = self._enter
        stack: list[tuple[Any, Any]] = []
        nodes = root.iter(include_text=True)
        while True:
            for node in nodes:
                tag = node.tag
                if tag == "-text":
                    text = node.text_content or ""
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
                elif tag in _LEFT_OUT:
                    continue
                else:
                    leave = enter(node, tag or "")
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
        """The questions, answers and comments of a text that is finished."""
        return in_order(self._blocks, self.writer, self._h1)

    def _text_of(self, node: LexborNode) -> None:
        text = node.text(deep=True, separator=" ")
        self._chars += len(text)
        self.writer.inline.append(MARKS.sub("", text))

    # --- entering: None = walk on, False = leave out, (function, argument) = call it at the end --------

    def _enter(self, node: LexborNode, tag: str) -> Any:
        attributes = node.attributes
        named = _UNNAMED
        if attributes:
            classes, identity = attributes.get("class"), attributes.get("id")
            if classes or identity:
                named = _named(classes, identity)
            suspect = named.formula or tag in _SOURCES or not DATA.isdisjoint(attributes)
        else:
            suspect = tag in _SOURCES
        if (
            suspect
            and (named.formula or may_hold(tag, attributes))
            and self._is_formula(node, tag, attributes)
        ):
            return False
        if tag in _LOOKED_AT:
            return self._leave_out_kind(node, tag)
        odd = named.odd or tag in _ODD or "role" in attributes
        if odd and not self.writer.pre and self._goes(node, tag, named, attributes):
            return False
        gap = _GAPS.get(tag)
        if gap is not None and not (tag in _CELLS and self._shapes.is_flat()):
            return self._enter_block(node, tag, gap, named, attributes)
        return self._enter_inline(tag, node, attributes)

    def _is_formula(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        """Write the formula that an element holds; True also for its twin, which is left out."""
        formula = self.formulas().of(node, tag, attributes)
        if formula is None:
            return False
        if formula is not SKIP_FORMULA:
            self.writer.inline.append(protect(formula))
        return True

    def _leave_out_kind(self, node: LexborNode, tag: str) -> bool | None:
        """Leave out what its tag says, and remember a noscript that is the page for readers without scripts."""
        if tag == "img" and self.writer.inline:
            self.writer.inline.append(" ")
        if tag != "noscript":
            return False
        if node.mem_id == self.content:
            return None
        text = self._looks.squeezed(node)
        if text is not None and holds_prose(node, text, _LONG_NOSCRIPT, self._looks):
            self.left_out.append((len(text), node))
        return False

    def _enter_inline(self, tag: str, node: LexborNode, attributes: Attributes) -> Any:
        if tag in _CELLS:
            return self._shapes.open_cell()
        if tag == "a" and "href" in attributes and _TOGGLES.isdisjoint(attributes):
            self._in_link += 1
            return self._leave_link, self._chars
        if self._in_link:
            return None
        inline = INLINE.get(tag)
        return None if inline is None else inline(self.writer, node, self._looks)

    def _goes(self, node: LexborNode, tag: str, named: Named, attributes: Attributes) -> bool:
        """Whether an element is left out: by what its name says, unless it holds content."""
        if self.everything:
            return False
        if (named.label or tag in _LABEL_TAGS) and self._is_short_label(node, tag, named):
            return True
        if tag in _NEVER_FURNITURE or (named.titled and is_titled(node, tag, self._looks)):
            return False
        if tag in _WEAK and self._is_weak(node, tag):
            # A foot is never most of a page's content, however short the rest.
            self._leave_out(node, tag, 0 if tag == "footer" else len(self._looks.text(node) or ""))
            return True
        role = attributes.get("role")
        if not named.furniture and not (role and is_furniture_role(role)):
            return False
        return self._is_left_out(node, tag, named)

    def _is_short_label(self, node: LexborNode, tag: str, named: Named) -> bool:
        """Whether an element tells who wrote when, or captions a picture: never inside a sentence."""
        if self.writer.ends_in_text() or (tag in _CELLS and self._shapes.is_flat()):
            return False
        text = self._looks.squeezed(node)
        limit = _MAX_CAPTION if named.caption or tag == "figcaption" else _MAX_LABEL
        return text is not None and len(text) <= limit and not text.endswith(("?", "？"))

    def _is_left_out(self, node: LexborNode, tag: str, named: Named) -> bool:
        text = self._looks.squeezed(node)
        if text is None or self._holds_content(node):
            return False
        if named.prose and holds_prose(node, text, named.prose, self._looks):
            return False
        chars = len(text)
        if self._open and chars < _SHORT_SIGNATURE and named.signature:
            return False
        if self._open and chars > _LONG_IN_BLOCK and holds_prose(node, text, _LONG_IN_BLOCK, self._looks):
            return False
        self._leave_out(node, tag, chars)
        return True

    def _leave_out(self, node: LexborNode, tag: str, chars: int) -> None:
        self.left_out.append((chars, node))
        if tag in _GAPS:
            self.writer.brk(1)

    def _holds_content(self, node: LexborNode) -> bool:
        if self._holders is None:
            self._holders = _with_ancestors(self._root.css(HOLDS_CONTENT) if self._root else [])
        return node.mem_id == self.content or node.mem_id in self._holders

    def _is_weak(self, node: LexborNode, tag: str) -> bool:
        """header, footer, aside and form: furniture unless they hold content."""
        text = self._looks.text(node)
        if text is None or self._holds_content(node):
            return False
        if tag == "footer":
            return not self.writer.quote
        if tag == "header":
            return not self._open and node.css_first("h2, p") is None
        if tag == "aside":
            return KEPT_ASIDE.search(node.attributes.get("class") or "") is None
        return len(text) < _LONG_FORM and node.css_first(_FORM_FIELDS) is not None

    def _enter_block(self, node: LexborNode, tag: str, gap: int, named: Named, attributes: Attributes) -> Any:
        writer = self.writer
        opened = None
        if named.role is not None or "itemprop" in attributes or "itemtype" in attributes:
            opened = self._role(node, tag, named, attributes)
        writer.brk(gap if opened is None else 2)
        if writer.lead == "• " and tag in _NO_BULLET:
            self._shapes.drop_marker()
        opening = OPEN.get(tag)
        if opened is None and opening is None and tag not in _FRAMED:
            return writer.brk, gap
        place = writer.place()
        if opened is None and tag in _BOXES:
            return self._leave_box, (tag, gap, place, self._chars, self._link_chars, self._links, None)
        if (
            opened is not None
            and opened.role == "comment"
            and self._open
            and self._open[-1].first == place[0]
        ):
            opened = None  # what a post begins with is the post
        if opened is not None:
            opened.first = place[0]
            self._blocks.append(opened)
            self._open.append(opened)
        if opening is not None:
            opening(self._shapes, node, tag, attributes)
            if opened is not None and writer.lead:
                self._shapes.drop_marker()
        elif tag == "h1":
            self._h1 = place[0]
        return self._leave_block, (tag, gap, place, self._chars, self._link_chars, self._links, opened)

    def _role(self, node: LexborNode, tag: str, named: Named, attributes: Attributes) -> Written | None:
        role = block.by_schema(attributes) or (None if tag in _ROLELESS else named.role)
        if role is None or any(one.role == role for one in self._open):
            return None
        scored = role != "comment"  # a post may turn out to be an answer
        return Written(
            role,
            votes=block.votes(node, attributes) if scored else None,
            accepted=role != "question" and (named.accepted or block.accepted(attributes)),
        )

    # --- leaving -------------------------------------------------------------------------------------

    def _leave_box(self, frame: _Frame) -> None:
        """The end of an element that is nothing but a frame, the most frequent of all."""
        self.writer.brk(frame[1])
        if self._links - frame[5] > 1 and self._is_links(frame):
            self._take_back(frame)

    def _leave_block(self, frame: _Frame) -> None:
        tag, gap, _, _, _, links, opened = frame
        self.writer.brk(gap if opened is None else 2)
        closing = CLOSE.get(tag)
        if closing is not None:
            closing(self._shapes, tag)
        elif tag in _HEADINGS:
            self._heading = self.writer.place()[0]
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
        while self._blocks and self._blocks[-1].first >= first and self._blocks[-1] not in self._open:
            self._blocks.pop()
        if first and self._heading == first and HEADS_FURNITURE.fullmatch(self.writer.last()):
            self.writer.drop_last()

    def _leave_link(self, chars: int) -> None:
        self._in_link -= 1
        if not self._in_link:
            self._link_chars += self._chars - chars
            self._links += 1


def _with_ancestors(nodes: list[LexborNode]) -> set[int]:
    found: set[int] = set()
    for node in nodes:
        above: LexborNode | None = node
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return found


def _named(classes: str | None, identity: str | None) -> Named:
    if classes is not None and len(classes) > _MAX_NAME:
        classes = classes[:_MAX_NAME]  # or a cache would hold megabytes
    if identity is not None and len(identity) > _MAX_NAME:
        identity = identity[:_MAX_NAME]
    return name(classes, identity)
