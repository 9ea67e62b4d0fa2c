r"""How often a model that solves a refined question anew ends where the refined answer ends.

Batches of `tables.REFINED_PAIRS` go in (or of its columns in `READS`), batches of `tables.VERIFIED_PAIRS` come
out: one row a refinement, with the pass rate of its samples. 0 of k is likely noise, k of k is easy; a model
that is wrong in the same way each time passes nothing that is right, so a rate is no verdict on the pair.

    >>> from webinstruct.llm.scripted import Scripted
    >>> from webinstruct.settings import LlmSettings
    >>> settings = VerifySettings(llm=LlmSettings(engine="scripted", script="-"), samples=2)
    >>> row = dict.fromkeys(READS, "r") | {"question": "What is $12 * 4$?", "answer": "It is 48.", "final_answer": "48"}
    >>> solutions = {"What is $12 * 4$?#0": "The answer is 48.", "What is $12 * 4$?#1": "So $x = 46$."}
    >>> batch = pa.RecordBatch.from_pylist([row])
    >>> [rows] = verified(iter([batch]), settings, "digest", Scripted(solutions, by="message"))
    >>> rows.select(["samples", "passed", "pass_rate", "answers"]).to_pylist()
    [{'samples': 2, 'passed': 1, 'pass_rate': 0.5, 'answers': ['48', '46']}]
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from webinstruct import prompts, tables
from webinstruct.answers import Final as Answer
from webinstruct.answers import Judge, Missing, Verdict, given, search
from webinstruct.llm import Completion, Engine, Message, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.rows import NEVER, Row, Writer, prompt_digest, told
from webinstruct.refine.options import options
from webinstruct.settings import VerifySettings

VERSION: Final = 1
"""Raised whenever the same samples may give another row."""

DROPPED: Final = (
    "too-long",  # the question is longer than the model is shown; nobody was asked
    "engine-error",  # no sample came
)
PASSED_ON: Final = ("refined_id", *(column.name for column in tables.PLACE), "refiner")
READS: Final = (*PASSED_ON, "question", "answer", "final_answer")

_log = logging.getLogger(__name__)


def prompt(settings: VerifySettings) -> str:
    """The text of `verify.prompt`, or our own. UserError if it cannot be read."""
    return prompts.read(settings.prompt, "verify.md", "verify.prompt")


def verified(
    batches: Iterator[pa.RecordBatch],
    settings: VerifySettings,
    digest: str,
    engine: Engine | None = None,
    prompt: str = "",
) -> Iterator[pa.RecordBatch]:
    """Refinements with a final answer to pass rates. One call of the engine spans all batches.

    Once a budget is spent, refinements of which samples are missing have no row: a later run asks again.
    """
    engine = open_engine(settings.llm) if engine is None else engine
    constant = {"engine": engine.name, "prompt": prompt_digest(prompt), "digest": digest}
    with Judge() as judge:
        stage = _Stage(settings, prompt, judge, Writer(tables.VERIFIED_PAIRS.arrow, constant))
        try:
            for completion in engine.complete(stage.requests(batches)):
                stage.take(completion)
                yield from stage.writer.full()
        except BudgetSpent as spent:
            _log.warning("%s", spent)
            stage.pending.clear()
        stage.give_up()
        yield from stage.writer.rest()


@dataclass(slots=True)
class _Solved:
    """One refinement and its samples; None where none came."""

    row: Row
    samples: list[Completion | None]
    left: int
    error: str | None = None
    spent: Counter[str] = field(default_factory=Counter)


class _Stage:
    """What is under way: which request is which sample of which refinement."""

    def __init__(self, settings: VerifySettings, prompt: str, judge: Judge, writer: Writer) -> None:
        self._settings = settings
        self._told = (Message("system", prompt),) if prompt else ()
        self._judge = judge
        self.writer = writer
        self.pending: dict[str, tuple[_Solved, int]] = {}
        self._number = 0

    def requests(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Request]:
        """The same question as often as samples are wanted, one after another: models keep its prefix."""
        for batch in batches:
            for row in batch.select(READS).to_pylist():
                if len(row["question"]) > self._settings.max_chars:
                    self.writer.add(_counted(row, []) | {"dropped": "too-long"})
                    continue
                self._number += 1
                count = self._settings.samples
                solved = _Solved(row, [None] * count, count)
                # All of them are known before the first is asked: of a spent budget none is left half counted.
                names = [f"{self._number}.{at}" for at in range(count)]
                self.pending |= {name: (solved, at) for at, name in enumerate(names)}
                for at, name in enumerate(names):
                    messages = (*self._told, Message("user", row["question"]))
                    yield Request(name, messages, None, row["question"], (), sample=at)

    def take(self, completion: Completion) -> None:
        """One sample. An engine that answers twice, or what nobody asked, changes nothing: the first stands."""
        solved, at = self.pending.pop(completion.id, (None, 0))
        if solved is None:
            return
        solved.spent.update(tokens_in=completion.tokens_in, tokens_out=completion.tokens_out)
        if completion.finish_reason == "error":
            solved.error = completion.text
        else:
            solved.samples[at] = completion
        self._ended(solved)

    def give_up(self) -> None:
        """What was never answered counts as an error."""
        for solved, _ in list(self.pending.values()):
            solved.error = solved.error or NEVER
            self._ended(solved)
        self.pending.clear()

    def _ended(self, solved: _Solved) -> None:
        solved.left -= 1
        if solved.left:
            return
        came = [one for one in solved.samples if one is not None]
        row = _counted(solved.row, came, self._judge)
        row |= {"errors": len(solved.samples) - len(came), "error": told(solved.error), **solved.spent}
        self.writer.add(row if came else row | {"dropped": "engine-error"})


def _counted(row: Row, samples: list[Completion], judge: Judge | None = None) -> Row:
    """The row of a refinement with these samples, in order."""
    choices = [text for label, text in options(row["question"]) if label]
    wanted = _wanted(row, choices)
    ends = [_end(one, choices) for one in samples]
    verdicts: dict[str, Verdict] = {}
    for end in ends:
        if end is not None and judge is not None and end.text not in verdicts:
            verdicts[end.text] = judge.equal(wanted, end, options=choices).verdict
    counts = Counter("endless" if end is None else verdicts[end.text] for end in ends)
    return {name: row[name] for name in PASSED_ON} | {
        "samples": len(samples),
        "passed": counts["equal"],
        "decided": counts["equal"] + counts["different"],
        "undecided": counts["undecided"],
        "timed_out": counts["timed-out"],
        "endless": counts["endless"],
        "cut": sum(one.finish_reason == "length" for one in samples),
        "errors": 0,
        "pass_rate": round(counts["equal"] / len(samples), 4) if samples else None,
        "answers": [None if end is None else end.text for end in ends],
        "tokens_in": 0,
        "tokens_out": 0,
    }


def _wanted(row: Row, choices: list[str]) -> Answer:
    """The refined answer's end as `refine` found it, with what stands around it."""
    found = search(row["answer"], options=choices)
    if isinstance(found, Missing) or found.text != row["final_answer"]:
        return given(row["final_answer"], options=choices)
    return found


def _end(sample: Completion, choices: list[str]) -> Answer | None:
    """Where a solution ends. One that was cut off has not come to its end, whatever stands last."""
    if sample.finish_reason == "length":
        return None
    found = search(sample.text, options=choices)
    return None if isinstance(found, Missing) else found
