"""Self-made pairs for dedup: questions, their copies in other dress, and others of the same template."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from webinstruct import dedup

Fate = tuple[str | None, str | None]
"""What a pair is a duplicate of, and how; twice None for a kept one."""

THINGS = (
    "river engine molecule planet market bridge forest battery protein glacier turbine lens crystal reactor "
    "canal volcano membrane satellite pendulum enzyme magnet compiler orchard furnace telescope harbour"
).split()
DOINGS = "carry absorb reflect release store divide filter heat balance measure transport dissolve".split()
TRAITS = "narrow distant ancient frozen hollow dense fragile silent rapid remote bitter humid".split()


class Made(NamedTuple):
    """A pair, and the pair it was copied from; None for one of its own."""

    pair_id: str
    question: str
    answer: str
    grounding: float = 1.0
    copy_of: str | None = None


def made(count: int, seed: int = 0) -> list[Made]:
    """`count` originals, each with up to three copies and a variant with other numbers."""
    rng = random.Random(seed)
    return [pair for number in range(count) for pair in _family(rng, f"{seed}-{number:04}")]


def _family(rng: random.Random, name: str) -> Iterator[Made]:
    words = [
        rng.choice(TRAITS),
        rng.choice(THINGS),
        rng.choice(DOINGS),
        rng.choice(TRAITS),
        rng.choice(THINGS),
    ]
    a, b = rng.randint(2, 99), rng.randint(2, 99)
    question = f"How much water does the {words[0]} {words[1]} {words[2]} from a {words[3]} {words[4]}"
    question += f" in {a} days if it takes {b} litres a day?" if rng.random() < 0.7 else " over many years?"
    answer = f"It is the product of both, so the {words[1]} takes {a * b} litres in the end."
    original = Made(f"{name}-o", question, answer, rng.choice((1.0, 0.9)))
    yield original
    for place in range(rng.randint(0, 3)):
        asked = rng.choice(DRESSES)(question)
        said = answer if rng.random() < 0.7 else f"Think of the {words[4]}: {a * b} litres."
        yield Made(f"{name}-c{place}", asked, said, rng.choice((1.0, 0.9)), original.pair_id)
    if " days" in question:
        yield Made(f"{name}-v", question.replace(f" {a} days", f" {a + 1} days"), answer)


DRESSES = (
    lambda text: text,
    lambda text: f"Hi everyone! {text} Thanks in advance.",
    lambda text: text.upper().replace(" ", "  "),
    lambda text: f"Question 4. {text} (5 marks)",
    lambda text: text.replace("days", "<b>days</b>").replace("the", "the,"),
)


def row(pair: Made, **changes: Any) -> dict[str, Any]:
    """As a row of the table `pairs`."""
    return {
        "pair_id": pair.pair_id,
        "doc_id": f"doc-{pair.pair_id}",
        "url": f"http://{pair.pair_id}.example/",
        "domain": f"{pair.pair_id[-1]}.example",
        "question": pair.question,
        "answer": pair.answer,
        "grounding": pair.grounding,
        "engine": "rules",
        "tokens_in": 0,
        "tokens_out": 0,
        "digest": "d",
    } | changes


def decide(pairs: Sequence[Made], judged: dict[str, Fate], earlier: Sequence[Made] = ()) -> dict[str, Fate]:
    """One increment in plain Python, pair by pair: what the stage must come to as well."""
    old = [pair for pair in earlier if judged[pair.pair_id][0] is None]
    rank = {pair.pair_id: (0, _priority(pair), pair.pair_id) for pair in old}
    rank |= {pair.pair_id: (1, _priority(pair), pair.pair_id) for pair in pairs}
    of = {pair.pair_id: dedup.Pair.of(pair.question, pair.answer) for pair in (*old, *pairs)}
    bands = dict(zip(of, dedup.lookups(list(of.values())), strict=True))
    kept, fates = [pair.pair_id for pair in old], dict(judged)
    for new in sorted((pair.pair_id for pair in pairs), key=rank.__getitem__):
        met = sorted((one for one in kept if dedup.meet(bands[one], bands[new])), key=rank.__getitem__)
        found = ((one, verdict.how) for one in met if (verdict := dedup.verify(of[one], of[new], 0.8)))
        fates[new] = next(found, (None, None))
        if fates[new][0] is None:
            kept.append(new)
    return fates


def _priority(pair: Made) -> int:
    return dedup.priority(pair.grounding, False, len(pair.question) + len(pair.answer))
