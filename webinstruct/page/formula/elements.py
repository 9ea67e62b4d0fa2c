r"""Formulas in the tree: what MathJax, KaTeX, MathML, Wikipedia and others write, as LaTeX, each once.

<script type="math/tex">a^2</script>                       Formula("a^2"); its glyphs: SKIP
<span class="katex">…<annotation encoding="application/x-tex">a^2</annotation>…   Formula("a^2")
<math><msup><mi>a</mi><mn>2</mn></msup></math>             Formula("a^{2}")
<img class="tex" alt="a^2">                                Formula("a^2")

`may_hold` and `NAMES` tell which elements are worth asking `of` about, before their children are walked; no
page is searched as a whole for signs of mathematics, which would cost half a parse. Every look
around an element is bounded, so that nested look-alikes cost no more than their number.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.page.formula.images import image, is_candidate
from webinstruct.page.formula.mathjax import drawn
from webinstruct.page.formula.mathml import to_latex
from webinstruct.page.formula.names import (
    CERTAIN_NAMES,
    CODE_NAMES,
    DATA,
    DATA_TAGS,
    DISPLAY_TAGS,
    DRAWN_NAMES,
    IGNORED_NAMES,
    MATH_TAGS,
    SOURCE_TAGS,
    TEXT_NAMES,
)
from webinstruct.page.formula.near import (
    below,
    children,
    first_math,
    is_drawn,
    is_followed,
    is_math_script,
    only_text,
    sibling,
    siblings,
)
from webinstruct.page.formula.tex import delimited, formula, is_mathematics, is_tex
from webinstruct.page.model import Formula


class Skip(Enum):
    """The one value that says: leave the element out whole."""

    SKIP = "skip"


SKIP: Final = Skip.SKIP
Found = Formula | Skip | None
Attributes = Mapping[str, str | None]

_MAX_DRAWN = 50
"""How often a page may make us read glyphs in vain."""
_MAX_IN_VAIN = 5000
"""How many look-alikes of a page are looked into that turn out to hold no formula."""
_MAX_NAMES = 5000
_BLOCK: Final = re.compile(r"display(?!ed-inline)|block|equation|latexcenter", re.IGNORECASE)


def may_hold(tag: str, attributes: Attributes) -> bool:
    """Whether `of` is to be asked of an element, told by its tag and attributes but for class and id.

    >>> may_hold("math", {}), may_hold("script", {"type": "math/tex"}), may_hold("span", {"title": "x"})
    (True, True, False)
    """
    if tag in ALWAYS:
        return True
    if not attributes:
        return False
    if tag == "img":
        return is_candidate(attributes)
    if tag == "script":
        return (attributes.get("type") or "").startswith(("math/", "MATH/"))
    return not DATA.isdisjoint(attributes)


class Formulas:
    """The formulas of one page; `of` is asked for each element in the order of the page."""

    def __init__(self, parser: LexborHTMLParser) -> None:
        self._scripts = {
            script.attributes.get("id") or ""
            for script in parser.css("script[type]")
            if (script.attributes.get("type") or "").lower().startswith("math/") and script.text().strip()
        }
        self._kinds: dict[str, _Handler | None] = {}
        self._in_vain = 0
        self._drawn_in_vain = 0
        self._last: tuple[int, str, str] = (0, "", "")
        """Where the last formula stood (mem_id), its tag, its TeX."""

    def of(self, node: LexborNode, tag: str, attributes: Attributes) -> Found:
        """A formula to write in place of the element, SKIP to leave it out, None to walk on."""
        by_tag = _BY_TAG.get(tag)
        if by_tag is not None:
            found = by_tag(self, node, attributes)
        elif attributes:
            found = self._by_attributes(node, tag, attributes)
        else:
            return None
        return self._once(node, tag, found) if isinstance(found, Formula) else found

    def _by_attributes(self, node: LexborNode, tag: str, attributes: Attributes) -> Found:
        name = attributes.get("class")
        kind = None
        if name:
            kinds = self._kinds
            kind = kinds[name] if name in kinds else self._remember(name)
        if not DATA.isdisjoint(attributes) and tag in DATA_TAGS and kind in (None, Formulas._named_text):
            found = _from_data(node, tag, attributes)
            if found is not None:
                return found
        if kind is not None and self._in_vain < _MAX_IN_VAIN:
            found = kind(self, node, attributes)
            self._in_vain = self._in_vain + 1 if found is None else max(0, self._in_vain - 1)
            return found
        identity = attributes.get("id")
        return SKIP if identity is not None and identity.startswith("MathJax_") else None

    def _remember(self, name: str) -> "_Handler | None":
        if len(self._kinds) > _MAX_NAMES:
            self._kinds.clear()
        kind = self._kinds[name] = _kind(name)
        return kind

    def _once(self, node: LexborNode, tag: str, found: Formula) -> Found:
        """The formula, unless the same was written right before by another kind of markup."""
        tex = found.tex.replace(" ", "")
        before, before_tag, before_tex = self._last
        if before and tex == before_tex and tag != before_tag:
            before_it = sibling(node, forwards=False)
            if before_it is not None and before_it.mem_id == before:
                return SKIP
        self._last = (node.mem_id, tag, tex)
        return found

    # --- MathJax ---------------------------------------------------------------------------------

    def _script(self, node: LexborNode, attributes: Attributes) -> Found:
        kind = (attributes.get("type") or "").lower().replace(" ", "")
        if not kind.startswith("math/"):
            return None
        source = node.text()
        display = "mode=display" in kind
        if kind.startswith("math/mml"):
            return formula(to_latex(source), display or 'display="block"' in source)
        if kind.startswith("math/asciimath"):
            from webinstruct.page.formula.asciimath import to_latex as from_asciimath

            return formula(from_asciimath(source), display)
        return formula(source, display)

    def _has_script(self, node: LexborNode, attributes: Attributes) -> bool:
        """Whether MathJax 2 kept the source of what it drew here in a script element."""
        if not self._scripts:
            return False
        identity = attributes.get("id") or ""
        if identity.endswith("-Frame") and identity[:-6] in self._scripts:
            return True
        child = node.first_child
        if child is not None and child.tag in ("span", "div"):
            inner = child.attributes.get("id") or ""
            if inner.endswith("-Frame") and inner[:-6] in self._scripts:
                return True
        return is_followed(node, is_math_script)

    def _glyphs(self, node: LexborNode, attributes: Attributes) -> Found:
        """What MathJax 2 drew: nothing where the source follows, else its MathML or its glyphs."""
        if self._has_script(node, attributes):
            return SKIP
        name = attributes.get("class") or ""
        parent = node.parent
        display = "isplay" in name or (
            parent is not None and "isplay" in (parent.attributes.get("class") or "")
        )
        for inner in below(node):
            markup = inner.attributes.get("data-mathml")
            if markup:
                return _of_mathml(to_latex(markup), display or 'display="block"' in markup)
        assistive = next(
            (one for one in children(node) if "MJX_Assistive" in (one.attributes.get("class") or "")), node
        )
        math = first_math(assistive)
        if math is not None:
            return _math(math, math.attributes, display=display)
        return self._read_glyphs(node, display) if "mjx-chtml" in name else None

    def _preview(self, node: LexborNode, _: Attributes) -> Found:
        return SKIP if is_followed(node, is_math_script) or is_followed(node, is_drawn) else None

    def _container(self, node: LexborNode, attributes: Attributes) -> Found:
        """MathJax 3 and 4: the source in `data-latex`, MathML for screen readers, else glyphs."""
        display = attributes.get("display") in ("true", "block", "")
        for child in children(node):
            attribute = child.attributes.get("data-latex")
            if attribute and attribute.strip():
                return formula(attribute, display)
            if child.tag == "mjx-assistive-mml":
                math = first_math(child)
                found = _math(math, math.attributes, display=display) if math is not None else None
                if isinstance(found, Formula):
                    return found
        return self._read_glyphs(node, display)

    def _read_glyphs(self, node: LexborNode, display: bool) -> Found:
        if self._drawn_in_vain > _MAX_DRAWN:
            return None
        found = formula(drawn(node), display)
        if found is None:
            self._drawn_in_vain += 1
        return found

    # --- the others ------------------------------------------------------------------------------

    def _image(self, node: LexborNode, attributes: Attributes) -> Found:
        return image(attributes)

    def _mathml(self, node: LexborNode, attributes: Attributes) -> Found:
        """JATS has the same formula as TeX beside it."""
        if any(one.tag == "tex-math" for one in siblings(node)):
            return SKIP
        return _math(node, attributes)

    def _custom(self, node: LexborNode, attributes: Attributes) -> Found:
        text = only_text(node)
        if text is None or not (is_mathematics(text) or "\\begin{document}" in text or delimited(text)):
            return None
        return formula(text, display="block" in attributes or node.tag in DISPLAY_TAGS)

    def _katex(self, node: LexborNode, attributes: Attributes) -> Found:
        first = next(children(node), None)
        if first is None:
            return self._named_text(node, attributes)
        parent = node.parent
        name = (parent.attributes.get("class") or "") if parent is not None else ""
        display = "katex" in name and ("display" in name or "block" in name)
        if first.tag != "math" and "katex-mathml" not in (first.attributes.get("class") or ""):
            return None
        return self._katex_source(first, {}, display=display)

    def _katex_source(self, node: LexborNode, _: Attributes, *, display: bool = False) -> Found:
        math = first_math(node)
        if math is not None:
            return _math(math, math.attributes, display=display)
        # Sites that strip MathML's elements leave their text, in which the source comes last.
        chunks = [chunk for chunk in re.split(r"\n\s*\n", node.text()) if chunk.strip()]
        return formula(chunks[-1], display) if chunks else None

    def _katex_drawn(self, node: LexborNode, _: Attributes) -> Found:
        before_it = sibling(node, forwards=False)
        return (
            SKIP
            if before_it is not None and "katex-mathml" in (before_it.attributes.get("class") or "")
            else None
        )

    def _katex_error(self, node: LexborNode, _: Attributes) -> Found:
        return formula(node.text())

    def _wikipedia(self, node: LexborNode, attributes: Attributes) -> Found:
        """MathML that is hidden, and an image of it."""
        display = False
        picture: Attributes | None = None
        for one in below(node):
            inner = one.attributes
            name = inner.get("class") or ""
            display = display or "-display" in name
            if one.tag == "math":
                return _math(one, inner, display=display)
            if one.tag == "img" and picture is None:
                picture = inner
        return image(picture) if picture is not None else None

    def _named_text(self, node: LexborNode, attributes: Attributes) -> Found:
        """An element named math, tex, … that holds nothing but its source."""
        text = only_text(node)
        if not text or not text.strip():
            return None
        name = attributes.get("class") or ""
        display = _BLOCK.search(name) is not None or attributes.get("data-math-style") == "display"
        if (found := delimited(text)) is not None:
            return Formula(found.tex, found.display or (display and not text.lstrip().startswith(("\\(",))))
        if "$" in text.replace("\\$", "") or "\\(" in text or "\\[" in text:
            return None  # several, or words between: the text's own delimiters tell
        certain = not CERTAIN_NAMES.isdisjoint(name.split()) or {"math", "inline"} <= set(name.split())
        certain = certain or {"math", "display"} <= set(name.split())
        return formula(text, display) if is_tex(text) or (certain and is_mathematics(text)) else None

    def _named_code(self, node: LexborNode, attributes: Attributes) -> Found:
        """Code is TeX only where it is said to be mathematics: a listing of LaTeX stays code."""
        tokens = set((attributes.get("class") or "").split())
        if CODE_NAMES.isdisjoint(tokens):
            return None
        text = only_text(node)
        return (
            formula(text, attributes.get("data-math-style") == "display" or "math-display" in tokens)
            if text
            else None
        )


_Handler = Callable[[Formulas, LexborNode, Attributes], Found]

_BY_TAG: Final[dict[str, _Handler]] = {
    "script": Formulas._script,
    "img": Formulas._image,
    "mjx-container": Formulas._container,
    "code": Formulas._named_code,
    "pre": Formulas._named_code,
    **dict.fromkeys(MATH_TAGS, Formulas._mathml),
    **dict.fromkeys(SOURCE_TAGS, Formulas._custom),
}
ALWAYS: Final = frozenset(("mjx-container", *MATH_TAGS, *SOURCE_TAGS))
_KINDS: Final[dict[str, _Handler]] = {
    "katex": Formulas._katex,
    "katex-mathml": Formulas._katex_source,
    "katex-html": Formulas._katex_drawn,
    "katex-error": Formulas._katex_error,
    "mwe-math-element": Formulas._wikipedia,
    "MathJax_Preview": Formulas._preview,
    **dict.fromkeys(DRAWN_NAMES, Formulas._glyphs),
}
"""Whole names in a class attribute, the first that stands in it."""


NAMES: Final = frozenset(_KINDS) | TEXT_NAMES | CODE_NAMES
"""Words in a class attribute that make it worth asking `of`."""


def _kind(name: str) -> _Handler | None:
    """What a class attribute says; the first name counts that says anything."""
    tokens = name.split()
    if not IGNORED_NAMES.isdisjoint(tokens):
        return None
    for token in tokens:
        if token in _KINDS:
            return _KINDS[token]
    return Formulas._named_text if not TEXT_NAMES.isdisjoint(tokens) else None


def _from_data(node: LexborNode, tag: str, attributes: Attributes) -> Found:
    """A source kept in a data attribute, if it is evidently one."""
    name = attributes.get("class") or ""
    for key in attributes:
        value = attributes[key] if key in DATA else None
        if not value:
            continue
        display = (
            tag in ("div", "figure", "p")
            or attributes.get("data-eeimg") == "2"
            or _BLOCK.search(name) is not None
        )
        if key == "data-mathml":
            return _of_mathml(to_latex(value), display and "inline" not in name)
        if key == "data-asciimath":
            from webinstruct.page.formula.asciimath import to_latex as from_asciimath

            return formula(from_asciimath(value), display)
        if (found := delimited(value)) is not None:
            return Formula(found.tex, found.display or display)
        shown = only_text(node)
        is_shown = shown is not None and shown.strip() == value.strip()
        if (
            is_tex(value)
            or delimited(value)
            or ((is_shown or "math" in name or "tex" in name) and is_mathematics(value))
        ):
            return formula(value, display and "inline" not in name)
    return None


def _math(node: LexborNode, attributes: Attributes, *, display: bool = False) -> Found:
    """A math element: its TeX annotation, else its alttext if that is TeX, else its MathML; SKIP if that is empty."""
    display = display or attributes.get("display") == "block" or attributes.get("mode") == "display"
    source = _annotation(node)
    alternative = attributes.get("alttext") or attributes.get("data-latex")
    if source is None and alternative and is_mathematics(alternative):
        source = alternative
    found = formula(source, display) if source is not None else None
    return found or _of_mathml(to_latex(node), display)


def _of_mathml(tex: str, display: bool) -> Found:
    return formula(tex, display) or SKIP


def _annotation(math: LexborNode) -> str | None:
    """The TeX beside MathML: of the whole, so only elements that stand alone are looked into."""
    node = math
    for _ in range(4):
        inner = [child for _, child in zip(range(4), children(node), strict=False)]
        for child in inner:
            tag = (child.tag or "").rpartition(":")[2]
            if tag == "annotation" and "tex" in (child.attributes.get("encoding") or "").lower():
                text = child.text()
                return text if text.strip() else None
        if len(inner) != 1:
            return None
        node = inner[0]
    return None
