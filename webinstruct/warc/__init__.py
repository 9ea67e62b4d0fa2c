"""Archives: find them, read their HTML pages, keep a ledger of everything that was left out.

    >>> ledger = Ledger()
    >>> pages = read("CC-MAIN-…-00000.warc.gz", ledger, max_page_bytes=2_000_000)  # doctest: +SKIP
    >>> next(pages).url                                                           # doctest: +SKIP
    'https://example.org/'

`find.py` lists archives, `read.py` turns one into pages; below it `fast.py` (WARC, by
FastWARC) and `arc.py` (ARC, by warcio) yield the same `Raw` records from a `Stream`.
"""

from webinstruct.warc.find import Source, find, unlisted
from webinstruct.warc.model import DROPPED, Ledger, WarcPage, doc_id
from webinstruct.warc.read import read

VERSION = 2
"""Goes into the settings digest: raise it when other pages or other bytes come out."""

__all__ = ["DROPPED", "VERSION", "Ledger", "Source", "WarcPage", "doc_id", "find", "read", "unlisted"]
