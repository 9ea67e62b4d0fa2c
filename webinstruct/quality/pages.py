"""What a measure of text reads: pages as bytes, and an extractor that makes text of one.

Ours and its peers are called in the same way, so that a figure never depends on who calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from webinstruct import UserError, page
from webinstruct.page.decode import decode


@dataclass(frozen=True)
class RawPage:
    """A page before anybody has read it; `charset` is what HTTP would have said.

    >>> RawPage("a.html", "<p>é".encode("latin-1"), "latin-1").source
    '<p>é'
    """

    name: str
    html: bytes
    charset: str | None = None

    @cached_property
    def source(self) -> str:
        """Decoded by our rules: what every peer gets, so that charsets don't tell between them."""
        return decode(self.html, self.charset)[0]


Extractor = Callable[[RawPage], str]


def ours(raw: RawPage) -> str:
    """The text of our own page reader."""
    return page.read(raw.html, http_charset=raw.charset).text


def resiliparse_main(raw: RawPage) -> str:
    """The yardstick of length and the fastest peer: resiliparse's main content, other options as they come."""
    return str(extract_plain_text(HTMLTree.parse(raw.source), main_content=True))


def read_page(root: Path, name: str) -> RawPage:
    """A page of a truth file. UserError if it is not there."""
    path = root / name
    if not path.is_file():
        raise UserError(
            f"the truth names {name}, and {path} is no file: --root must be the folder it counts from"
        )
    return RawPage(name, path.read_bytes())


def read_truth(path: Path) -> str:
    """The text of a truth file. UserError if there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"--truth {path}: wanted a file of JSON, got {error}") from error
