"""How well the stage `extract` finds the pairs that readers found: pages read and asked about as they are run.

Truth is JSONL, one page a line, as in `quality.text`, with `complete` and, where the page has one, the question's
`title`; `unsure` marks a pair that the reader would not swear to:

    {"file": "a.html", "complete": true, "pairs": [{"title": "Trains", "question_start": "How do I", "question_end":
     "the train.", "answer_start": "(assuming that", "answer_end": "solve for ."}]}

Places. A true pair stands where its four marks follow each other on the page (marks are looked for as in
`quality.text`): each place of the question with the first place of the answer behind it. So the same words before
the question, or under a later one, are no place of it. A found pair stands where its spans say.

A side of a found pair, at a place of a true pair:

- *met*: it touches the start or the end there and holds the mark in its own text; or half of it lies inside; or
  (a question) it holds the title;
- *whole*: it holds both ends and nine tenths of the letters between them: between two parts of an answer buttons and
  names may be left out;
- *caught*: more than `CAUGHT` characters before the start (the title is no stranger) or behind the end: half a line of
  signature is none, a neighbour's post is. An end that stands twice in the side counts where it stands last.

A found pair and a true pair, one to one, as many hits as can be:

- *hit*: both sides whole, and neither holds the start of the other there (a whole page as question and as answer
  would hold everything);
- *paired*: both sides met. Hits are; the others are *cut*, or *mixed* where a side holds the other's start.

Figures:

- recall: hits of true pairs asked for; precision: hits of kept pairs, over pages whose truth is complete, without the
  negatives. What is paired and no hit counts against both. Beside them the same for paired, whole or not;
- association: paired of the true pairs whose question was met;
- completeness, and text caught: of the paired, for questions and for answers;
- void accuracy: pages without a kept pair, of complete pages without true pairs and of the negatives.

True pairs that are unsure or lack a start are not asked for, and a kept pair that meets a side of one is not counted.
Intervals by page draw whole pages; that of F1 draws complete ones.

truth.py    truth files
places.py   where true pairs stand on a page
fits.py     one found pair against one true pair
judge.py    the pairs of a page, one to one; misses and wrong pairs by kind
figures.py  pages added up
measure.py  read, ask, judge
ideal.py    the answers that would be right, for an engine that gives them
"""

from .figures import ExtractQuality
from .ideal import ideal_copy, ideal_spans, ideal_units, truthful
from .judge import MISSES, WRONG, Miss
from .measure import Document, measure, read_folder, read_pages, run
from .truth import TruePage, TruePair, load

__all__ = [
    "MISSES",
    "WRONG",
    "Document",
    "ExtractQuality",
    "Miss",
    "TruePage",
    "TruePair",
    "ideal_copy",
    "ideal_spans",
    "ideal_units",
    "load",
    "measure",
    "read_folder",
    "read_pages",
    "run",
    "truthful",
]
