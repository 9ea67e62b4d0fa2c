"""One page: HTML bytes to readable text, title, language and marked-up questions; a URL to its domain.

>>> page = read(b"<title>Squares</title><h1>Squares</h1><p>What is 3<sup>2</sup>? <p>It is 9.")
>>> page.title, page.text
('Squares', 'Squares\\n\\nWhat is 3^2?\\n\\nIt is 9.')
"""

from webinstruct.page.domain import host_and_domain, registered_domain
from webinstruct.page.model import Answer, Block, Metadata, Page, StructuredQA
from webinstruct.page.read import read

VERSION = 4
"""Goes into the settings digest: raise it when another text comes out of the same page."""

__all__ = [
    "VERSION",
    "Answer",
    "Block",
    "Metadata",
    "Page",
    "StructuredQA",
    "host_and_domain",
    "read",
    "registered_domain",
]
