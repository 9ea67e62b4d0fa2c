"""Blocks with a form of their own: lists with their numbers, quotes, code, tables as rows."""

import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

from selectolax.lexbor import LexborNode

from webinstruct.page.writer import CELL, Writer

Attributes = dict[str, str | None]

_LAYOUT: Final = "div[id], pre, ul, ol, h1, h2, h3, h4, blockquote, form, article, section, hr"
_POST: Final = re.compile(
    r"(?:^|[\s_-])(?:post-?(?:content|body|text)|restore|message-?(?:body|content))(?=$|[\s_-])"
)
_LONG_CELL: Final = 150
"""A table whose cells hold more characters on average is layout, not data."""
_MAX_TABLES: Final = 50
"""Deeper tables are layout without a look, which would cost time squared."""
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    step: int
    style: str


class Shapes:
    """What the walk is inside of: lists, quotes, code, tables. `OPEN` and `CLOSE` name the methods by tag."""

    __slots__ = ("_cells", "_flat", "_items", "_lists", "_quotes", "_rows", "writer")

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._lists: list[_List] = []
        self._items: list[tuple[int, int]] = []
        self._flat: list[bool] = []
        self._quotes: list[bool] = []
        self._rows: list[int] = []
        self._cells = 0

    # --- lists ---------------------------------------------------------------------------------

    def open_list(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """`ol` counts from its start, downwards if reversed; `ul` and `menu` have bullets."""
        start, step = _integer(attributes.get("start"), 1), 1
        if tag == "ol" and "reversed" in attributes:
            step = -1
            if "start" not in attributes:
                start = sum(child.tag == "li" for child in node.iter())
        self._lists.append(_List(tag == "ol", start, step, attributes.get("type") or "1"))

    def close_list(self, tag: str) -> None:
        """A blank line after the outermost list."""
        self._lists.pop()
        if not self._lists:
            self.writer.brk(2)

    def open_item(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """The marker waits in the writer for the item's first text."""
        writer = self.writer
        if writer.lead not in ("", "• "):
            writer.write_lead()  # "3." stays, though its item begins with a list of its own
        self._items.append((writer.indent, len(self._lists)))
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

    def close_item(self, tag: str) -> None:
        """Back to the list's own indentation."""
        self.writer.indent, depth = self._items.pop()
        self.writer.lead = ""
        del self._lists[depth:]

    def drop_marker(self) -> None:
        """The item is no item but a box, as where a thread's posts are a list."""
        self.writer.lead = ""
        self.writer.indent = max(0, self.writer.indent - 2)

    # --- quotes and code -----------------------------------------------------------------------

    def open_quote(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """Each paragraph inside begins with `> `; vBulletin's posts are blockquotes that quote nobody."""
        quotes = _POST.search(attributes.get("class") or "") is None
        self._quotes.append(quotes)
        self.writer.quote += quotes

    def close_quote(self, tag: str) -> None:
        """The end of a quotation."""
        self.writer.quote -= self._quotes.pop()

    def open_pre(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """White space counts from here."""
        self.writer.pre += 1

    def close_pre(self, tag: str) -> None:
        """Lines as they are, with their indentation."""
        self.writer.pre -= 1
        if not self.writer.pre:
            self.writer.end_pre()
            self.writer.brk(2)

    # --- tables --------------------------------------------------------------------------------

    def open_table(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """Decide whether its rows are lines."""
        self._flat.append(len(self._flat) < _MAX_TABLES and not self.writer.flat and _is_data(node))

    def close_table(self, tag: str) -> None:
        """Back to the table around it."""
        self._flat.pop()

    def open_row(self, node: LexborNode, tag: str, attributes: Attributes) -> None:
        """No cell yet."""
        self._rows.append(self._cells)
        self._cells = 0

    def close_row(self, tag: str) -> None:
        """Back to the row around it."""
        self._cells = self._rows.pop()

    def is_flat(self) -> bool:
        """Whether a cell here is part of a line."""
        return bool(self._flat) and self._flat[-1]

    def open_cell(self) -> Any:
        """A cell of a line: after a bar, unless it is the first."""
        if self._cells:
            self.writer.inline.append(CELL)
        self._cells += 1
        self.writer.flat += 1
        return self.close_cell, None

    def close_cell(self, _: None) -> None:
        """The end of a cell of a line."""
        self.writer.flat -= 1


class _Open(Protocol):
    def __call__(self, shapes: Shapes, node: LexborNode, tag: str, attributes: Attributes, /) -> None: ...


class _Close(Protocol):
    def __call__(self, shapes: Shapes, tag: str, /) -> None: ...


OPEN: Final[dict[str, _Open]] = {
    **dict.fromkeys(("ul", "ol", "menu"), Shapes.open_list),
    **dict.fromkeys(("pre", "listing", "xmp"), Shapes.open_pre),
    "li": Shapes.open_item,
    "blockquote": Shapes.open_quote,
    "table": Shapes.open_table,
    "tr": Shapes.open_row,
}
CLOSE: Final[dict[str, _Close]] = {
    **dict.fromkeys(("ul", "ol", "menu"), Shapes.close_list),
    **dict.fromkeys(("pre", "listing", "xmp"), Shapes.close_pre),
    "li": Shapes.close_item,
    "blockquote": Shapes.close_quote,
    "table": Shapes.close_table,
    "tr": Shapes.close_row,
}


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data, so that a row is a line; not layout."""
    # css looks at the node itself, too
    if table.css_first(_LAYOUT) is not None or len(table.css("table")) > 1:
        return False
    cells = len(table.css("td, th"))
    return cells > 1 and len(table.text(deep=True)) <= _LONG_CELL * cells


def _integer(value: str | None, default: int) -> int:
    try:
        number = int((value or "")[:12])
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
