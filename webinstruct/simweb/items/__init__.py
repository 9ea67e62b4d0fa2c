"""Benchmarks of our own in the published forms of four known ones, and how their items leak onto pages.

Their problems are worded like none of problems/, so a page holds one only if it was given it. Some phrases of
ten words and more stand in items and in ordinary questions alike (problems/phrases.py).

>>> one = items(0)[17]
>>> one.id, len(items(0)), one.problem.question[0].startswith("⟦")
('gsm8k/17', 240, False)
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from webinstruct import words
from webinstruct.simweb.copies import worded
from webinstruct.simweb.items import choices, formulas, stories
from webinstruct.simweb.items.made import Made, letters
from webinstruct.simweb.maths import plain
from webinstruct.simweb.model import Passage, Problem

COUNT = 60
# what each benchmark is made by: what `number` asks about, with randomness for its numbers
BENCHMARKS: dict[str, Callable[[int, Random], Made]] = {
    "gsm8k": stories.story,
    "math": formulas.task,
    "mmlu": choices.stem,
    "arc": choices.challenge,
}
VARIANT_SHARE = 0.3
TEMPLATE = 5  # what so many items share is nobody's: settings.decontaminate.template_items
SHORTEST = 5  # words of a question that may stand anywhere
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its place in its benchmark, its id, and the problem as a page would tell it."""

    benchmark: str
    place: int
    id: str
    made: Made
    problem: Problem


def _rng(seed: int, name: str, place: int) -> Random:
    # strings seed Random alike in every process
    return Random(f"item:{seed}:{name}:{place}")


@lru_cache(maxsize=4)
def items(seed: int) -> tuple[Item, ...]:
    """All items of a web, by benchmark and place."""
    return tuple(
        _item(name, place, make(place, _rng(seed, name, place)))
        for name, make in BENCHMARKS.items()
        for place in range(COUNT)
    )


def _item(name: str, place: int, made: Made) -> Item:
    found = f"{name}/{made.level_id or place}"
    return Item(name, place, found, made, replace(made.problem(), leak="same", leak_item=found))


@lru_cache(maxsize=4)
def _asked(seed: int) -> frozenset[Passage]:
    return frozenset(item.problem.question for item in items(seed))


@lru_cache(maxsize=4)
def _own_wording(seed: int) -> frozenset[str]:
    """Ids of items whose wording is theirs, or of few: with other numbers it is a variant of an item.

    Not of those of a few words: `Solve √(n + 38) = 23` with other numbers is anybody's exercise.
    """
    wordings: dict[str, list[str]] = {}  # of whatever benchmark: two of ours ask alike
    for item in items(seed):
        wordings.setdefault(_NUMBER.sub("0", item.made.question), []).append(item.id)
    few = (
        ids for asked, ids in wordings.items() if len(ids) < TEMPLATE and len(words.plain(asked)) > SHORTEST
    )
    return frozenset(found for ids in few for found in ids)


def leaked(rng: Random, seed: int, topic: str) -> Problem | None:
    """An item as a page of a topic ("" for any) tells it: as it stands, worded otherwise, or with other numbers."""
    fits = [item for item in items(seed) if topic in ("", item.problem.subject)]
    if not fits:
        return None
    # each benchmark alike, whatever share of the topic is its
    name = rng.choice(sorted({item.benchmark for item in fits}))
    item = rng.choice([item for item in fits if item.benchmark == name])
    if item.made.numeric and rng.random() < VARIANT_SHARE and item.id in _own_wording(seed):
        return variant(rng, seed, item)
    ways = ("verbatim", "case", "latex") if "⟦" in str(item.problem.question) else ("verbatim", "case")
    return worded(rng, item.problem, rng.choice(ways))


def variant(rng: Random, seed: int, item: Item) -> Problem:
    """The item with other numbers, which make it none of the other items either."""
    while True:
        made = BENCHMARKS[item.benchmark](item.place, rng).problem()
        if made.question not in _asked(seed):
            return replace(made, leak="number-variant", leak_item=item.id)


def write_items(folder: Path, seed: int) -> None:
    """The four files in their published forms."""
    by: dict[str, list[Item]] = {name: [] for name in BENCHMARKS}
    for item in items(seed):
        by[item.benchmark].append(item)
    _lines(folder / "gsm8k/test.jsonl", [_gsm8k(item) for item in by["gsm8k"]])
    _lines(folder / "math/MATH_test.jsonl", [_math(item) for item in by["math"]])
    _whole(folder / "mmlu/stem.json", [_mmlu(item) for item in by["mmlu"]])
    _whole(folder / "arc/challenge.json", [_arc(item) for item in by["arc"]])


def _gsm8k(item: Item) -> dict[str, object]:
    answer = "\n".join([*item.made.answer, f"#### {item.made.final}"])
    return {"question": item.made.question, "answer": answer}


def _math(item: Item) -> dict[str, object]:
    made = item.made
    solution = plain(" ".join(made.answer), "paren") + f" The answer is $\\boxed{{{made.final}}}$."
    return {
        "problem": plain(made.question, "paren"),
        "solution": solution,
        "level": f"Level {item.place % 5 + 1}",
        "type": "Algebra",
        "_id": made.level_id,
    }


def _mmlu(item: Item) -> dict[str, object]:
    made = item.made
    return {
        "question": made.question,
        "subject": made.field,
        "choices": list(made.options),
        "answer": made.right,
    }


def _arc(item: Item) -> dict[str, object]:
    made = item.made
    options = "\n".join(f"({letter}): {text}" for letter, text in letters(made.options))
    return {"question": f"{made.question}\nOptions are:\n{options}", "answer": "ABCD"[made.right]}


def _lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _whole(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
