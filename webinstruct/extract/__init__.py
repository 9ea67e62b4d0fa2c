"""Stage `extract`: pages to question-answer pairs, each with its place on the page.

stage.py     the generator over Arrow batches: ask, collect, write rows
units.py     a text cut into numbered units
windows.py   long pages in parts that a model can read, and what stands at their borders
listing.py   a page as a model sees it
answers.py   what a model said, read strictly, then with patience
by_unit.py   answers that name units: verbatim pairs, checked by their first words
by_copy.py   answers that copy: pairs aligned to the page
model.py     what passes between them
"""

from webinstruct.extract.by_copy import SCHEMA
from webinstruct.extract.model import DROPPED
from webinstruct.extract.stage import READS, VERSION, pairs
from webinstruct.llm.rows import FLUSH_ROWS, prompt_digest

__all__ = ["DROPPED", "FLUSH_ROWS", "READS", "SCHEMA", "VERSION", "pairs", "prompt_digest"]
