"""A parsed tree to readable text: everything that stands on the page, no guess at a main content."""

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from webinstruct.page.formulas import delimit, rewrite


def parse(source: str) -> HTMLTree:
    """The tree of an HTML text with its formulas rewritten."""
    tree = HTMLTree.parse(source)
    if tree.document is not None:
        rewrite(tree.document, source)
    return tree


def readable(tree: HTMLTree) -> str:
    """Headings, lists, code, tables, answers and comments of a tree as plain text.

    Main-content heuristics cost answers (docs: 72 real pairs, 69 survive in the full text,
    62 in the main content), so none is asked. Alternative texts of images are left out.
    """
    text = extract_plain_text(
        tree,
        preserve_formatting=True,
        main_content=False,
        list_bullets=True,
        alt_texts=False,
        comments=True,
    )
    return tidy(delimit(text))


def fragment(html: str) -> str:
    """The readable text of a piece of HTML, as it comes out of the whole page but for white space."""
    return readable(parse(html)) if "<" in html or "&" in html else tidy(delimit(html))


def tidy(text: str) -> str:
    """No white space at line ends, no two blank lines in a row, no control characters but tab and newline.

    >>> tidy("a  \\n\\n\\n  b\\xa0c\\n")
    'a\\n\\n  b c'
    """
    text = text.translate(_CONTROLS)
    lines: list[str] = []
    for line in map(str.rstrip, text.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip()


_CONTROLS: dict[int, str | None] = dict.fromkeys((*range(32), 127, 0xFEFF), None)
_CONTROLS |= {ord("\t"): "\t", ord("\n"): "\n", ord("\r"): "\n", ord("\f"): "\n", 0xA0: " "}
