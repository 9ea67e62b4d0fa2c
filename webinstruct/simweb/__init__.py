"""A simulated web with an answer key: WARC files at any size, for the demo, tests and benchmarks.

It shows whether the chain works as built; its figures are never quoted as quality.

    generate(Path("web"), pages=1000, warcs=4)
    web/crawl-data/SIM-WEB/warc.paths.gz                       the list of archives
    web/crawl-data/SIM-WEB/segments/0/warc/SIM-00000.warc.gz   laid out as Common Crawl's
    web/answer_key.parquet     url, warc_id, warc_offset, kind, educational, pairs, formulas, math, language,
                               charset, reserved … (key.py)
    web/manifest.json          records by type and HTML pages, per archive; the set of families
    web/seeds/positives.jsonl  pages of other domains to fit the classifier on; negatives.jsonl likewise
    web/domains.csv            the domains a person would pick
    web/benchmarks/            items of our own in four published forms; some of them stand on pages (items/)

Nine kinds of page stand in kinds/, computed questions in problems/, wording in content/ (six languages), the
ways in which sites show formulas in maths/. The layouts of a web come from one set of families: `dev`, or
`reserved`, a fifth of them, which nobody tunes on (dialect.py).
"""

from webinstruct.simweb.dialect import FAMILIES, Families
from webinstruct.simweb.web import Summary, generate

__all__ = ["FAMILIES", "Families", "Summary", "generate"]
