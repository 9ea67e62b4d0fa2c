"""Every document ends as rows, whatever the engine says; kept pairs stand on their page."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct import extract, tables
from webinstruct.llm import Completion, FinishReason, Request
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import squeeze

SETTINGS = ExtractSettings(min_grounding=0.9, max_chars=1000)
TEXT = "A page about sums.\n\nWhat is\n 2 + 2?\n\nThe sum of two and two is four.\n\nBye."


def page(doc_id: str, text: str = TEXT, structured: Any = None, blocks: Any = None) -> dict[str, Any]:
    return {
        "doc_id": doc_id,
        "url": f"http://e.org/{doc_id}",
        "host": "e.org",
        "domain": "e.org",
        "title": "Sums",
        "language": "en",
        "text": text,
        "text_hash": "h",
        "blocks": blocks,
        "structured": structured,
        "published": "2026-01-02",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "opt_out": ["noai"],
        "run_id": "r",
    }


def batch(*pages: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(pages), schema=tables.SELECTED.arrow)


def said(*sides: tuple[Any, Any]) -> str:
    return json.dumps({"pairs": [{"question": q, "answer": a} for q, a in sides]})


@dataclass
class Toy:
    """Answers what it is told to; None means it never answers."""

    answer: Callable[[Request], str | None]
    finish_reason: FinishReason = "stop"
    window: int = 1
    backwards: bool = False
    pulled: list[str] = field(default_factory=list)

    name = "toy"

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        while window := list(itertools.islice(requests, self.window)):
            self.pulled.extend(request.id for request in window)
            for request in reversed(window) if self.backwards else window:
                text = self.answer(request)
                if text is not None:
                    yield Completion(request.id, text, self.finish_reason, 10, 2)


def rows(
    engine: Toy | None, *batches: pa.RecordBatch, settings: ExtractSettings = SETTINGS
) -> list[dict[str, Any]]:
    made = list(extract.pairs(iter(batches), settings, LlmSettings(), "digest", engine))
    assert all(one.schema.equals(tables.PAIRS.arrow) for one in made)
    return [row for one in made for row in one.to_pylist()]


def reasons(found: Sequence[dict[str, Any]]) -> list[str | None]:
    return [row["dropped"] for row in found]


def test_a_copied_pair_is_kept_with_its_places() -> None:
    answer = said(("What is 2 + 2?", "The sum of two and two is four."))
    [row] = rows(Toy(lambda _: answer), batch(page("d")))
    assert len(row.pop("pair_id")) == 32
    assert row == {
        "doc_id": "d",
        "url": "http://e.org/d",
        "domain": "e.org",
        "title": "Sums",
        "language": "en",
        "published": "2026-01-02",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "opt_out": ["noai"],
        "question": "What is 2 + 2?",
        "answer": "The sum of two and two is four.",
        "question_spans": [{"start": 20, "end": 35}],
        "answer_spans": [{"start": 37, "end": 68}],
        "context": None,
        "context_spans": None,
        "answers": None,
        "grounding": 1.0,
        "realigned": 0,
        "repaired": False,
        "dropped": None,
        "error": None,
        "engine": "toy",
        "prompt": None,
        "tokens_in": 10,
        "tokens_out": 2,
        "digest": "digest",
    }
    assert TEXT[20:35] == "What is\n 2 + 2?"
    assert TEXT[37:68] == "The sum of two and two is four."


def test_the_rules_engine_is_opened_where_none_is_passed() -> None:
    structured = [{"question": "What is 2 + 2?", "answers": [{"text": "four", "votes": 1, "accepted": True}]}]
    [row] = rows(None, batch(page("d", structured=structured)))
    assert (row["question"], row["answer"], row["dropped"], row["engine"]) == (
        "What is 2 + 2?",
        "four",
        None,
        "rules",
    )
    assert row["answer_spans"] == [{"start": 63, "end": 67}]


def block(start: int, end: int, role: str) -> dict[str, Any]:
    return {"start": start, "end": end, "role": role, "votes": None, "accepted": False}


def test_blocks_give_pairs_with_exact_places() -> None:
    blocks = [block(20, 35, "question"), block(37, 68, "answer")]
    [row] = rows(None, batch(page("d", blocks=blocks)))
    assert (row["question"], row["answer"]) == (TEXT[20:35], TEXT[37:68])
    assert row["question_spans"] == [{"start": 20, "end": 35}]
    assert row["answer_spans"] == [{"start": 37, "end": 68}]
    assert (row["grounding"], row["dropped"]) == (1.0, None)


def test_a_heading_above_a_label_is_a_place_of_its_own() -> None:
    text = "What are sums?\n\n#1\n\nI never heard of them.\n\n#2\n\nThey are what adding gives."
    blocks = [block(16, 42, "question"), block(44, len(text), "answer")]
    [row] = rows(None, batch(page("d", text, blocks=blocks) | {"title": "What are sums? - Forum"}))
    assert row["question"] == "What are sums?\n\nI never heard of them."
    assert row["question_spans"] == [{"start": 0, "end": 14}, {"start": 20, "end": 42}]
    assert row["answer_spans"] == [{"start": 48, "end": len(text)}]
    assert row["grounding"] == 1.0


def test_the_engine_gets_all_that_the_page_says() -> None:
    asked: list[Request] = []

    def remember(request: Request) -> str:
        asked.append(request)
        return said()

    structured = [{"question": "What?", "answers": [{"text": "four", "votes": 1, "accepted": True}]}]
    blocks = [block(20, 35, "question")]
    rows(Toy(remember), batch(page("d", structured=structured, blocks=blocks), page("e")))
    assert asked == [
        Request("1", (), extract.SCHEMA, TEXT, structured, blocks, "Sums"),
        Request("2", (), extract.SCHEMA, TEXT, (), (), "Sums"),
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (said(), "void"),
        ("", "empty"),
        (" \n\t", "empty"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("There is no pair on this page.", "bad-json"),
        ('{"pairs": [{"question": "' + "ab " * 500, "runaway"),
        ("null", "bad-json"),
        ("[]", "bad-json"),
        ("Sure! " + said(), "void"),
        ("```json\n" + said() + "\n```", "void"),
        ('{"pairs": null}', "bad-json"),
        ('{"pairs": [], "more": 1}', "void"),
        ('{"pairs": [["q", "a"]]}', "bad-json"),
        ('{"pairs": [{"question": "q"}]}', "bad-json"),
        ('{"pairs": [{"question": "q", "answer": 4}]}', "bad-json"),
        ('{"pairs": [{"question": "\\ud800", "answer": "a"}]}', "bad-json"),
        ("[" * 100_000, "runaway"),
        ('{"a":' * 100_000, "runaway"),
        ("{" + "".join(f'"{n}":[' for n in range(50_000)), "bad-json"),
        (None, "engine-error"),
    ],
)
def test_an_answer_without_pairs_is_one_row_that_says_why(answer: str | None, reason: str) -> None:
    [row] = rows(Toy(lambda _: answer), batch(page("d")))
    assert (row["dropped"], row["question"], row["answer"], row["grounding"]) == (reason, None, None, None)
    assert row["tokens_in"] == (0 if answer is None else 10)


@pytest.mark.parametrize(("finish", "reason"), [("length", "length-stop"), ("error", "engine-error")])
def test_an_unfinished_answer_is_not_read(finish: FinishReason, reason: str) -> None:
    answer = said(("What is 2 + 2?", "four"))
    assert reasons(rows(Toy(lambda _: answer, finish), batch(page("d")))) == [reason]


def test_a_pair_is_dropped_for_what_is_wrong_with_it() -> None:
    answer = said(
        ("What is 2 + 2?", "four"),
        ("What is 2  + 2?", "four "),
        ("What is 2 + 2?", " "),
        (None, "four"),
        ("What is 2 + 2?", "It is five, as everybody knows."),
        ("What is 2 + 2?", "The sum of two and \x0crac is four."),
    )
    found = rows(Toy(lambda _: answer), batch(page("d")))
    assert reasons(found) == [None, "repeated", "empty-side", "empty-side", "ungrounded", "control-chars"]
    assert found[4]["answer"] == "It is five, as everybody knows."
    assert found[4]["grounding"] == pytest.approx(10 / 36)
    assert [row["tokens_in"] for row in found] == [10, 0, 0, 0, 0, 0]
    assert len({row["pair_id"] for row in found}) == 6


def test_a_long_question_does_not_carry_an_invented_answer() -> None:
    question = "The sum of two and two is four. " * 20
    answer = said((question.strip(), "5"))
    [row] = rows(Toy(lambda _: answer), batch(page("d", question)))
    assert row["grounding"] > 0.99
    assert row["dropped"] == "ungrounded"


def test_a_nearly_exact_copy_is_kept_by_its_parts() -> None:
    answer = said(("What is 2 + 2?", "“The sum of two and two is four.”"))
    [row] = rows(Toy(lambda _: answer), batch(page("d")), settings=ExtractSettings(min_grounding=0.9))
    assert (row["dropped"], row["answer_spans"]) == (None, [{"start": 37, "end": 68}])
    assert row["grounding"] == pytest.approx(34 / 36)


def test_the_answer_is_looked_for_behind_its_question() -> None:
    text = "4 is even.\nQ: What is 2 + 2?\nA: 4\nQ: What is 3 + 1?\nA: 4"
    found = rows(None, batch(page("d", text)))
    assert [row["answer_spans"] for row in found] == [[{"start": 32, "end": 33}], [{"start": 55, "end": 56}]]


def test_a_long_page_is_marked_without_asking() -> None:
    engine = Toy(lambda _: said())
    found = rows(engine, batch(page("long", "x" * 1001), page("short")))
    assert {row["doc_id"]: row["dropped"] for row in found} == {"long": "too-long", "short": "void"}
    assert len(engine.pulled) == 1


def test_answers_in_any_order_over_all_batches_find_their_pages() -> None:
    names = [f"d{number}" for number in range(10)]
    batches = [batch(page(one, f"Who is {one}? It is {one}x."), page(two, f"Who is {two}? It is {two}x."))
               for one, two in zip(names[::2], names[1::2], strict=True)]  # fmt: skip

    def copy(request: Request) -> str:
        question, answer = request.text.split("? ")
        return said((question + "?", answer))

    engine = Toy(copy, window=5, backwards=True)
    found = rows(engine, *batches)
    assert [row["doc_id"] for row in found] == ["d4", "d3", "d2", "d1", "d0", "d9", "d8", "d7", "d6", "d5"]
    assert all(row["dropped"] is None and row["doc_id"] in row["question"] for row in found)


def test_pages_are_pulled_only_as_the_engine_asks() -> None:
    read: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(3000):
            read.append(number)
            yield batch(page(f"d{number}"))

    made = extract.pairs(batches(), SETTINGS, LlmSettings(), "digest", Toy(lambda _: said(), window=8))
    first = next(made)
    assert first.num_rows == extract.FLUSH_ROWS
    assert len(read) <= extract.FLUSH_ROWS + 8
    assert sum(one.num_rows for one in made) == 2000


def test_a_second_answer_and_one_nobody_asked_for_change_nothing() -> None:
    class Chatty(Toy):
        def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
            for completion in super().complete(requests):
                yield completion
                yield completion
                yield Completion("nobody", said(), "stop", 1, 1)

    assert reasons(rows(Chatty(lambda _: said()), batch(page("a"), page("b")))) == ["void", "void"]


def test_the_same_pages_give_the_same_ids_in_whatever_batches() -> None:
    pages = [page(f"d{number}", f"Q: Who is {number}?\nA: Nobody.") for number in range(4)]
    assert rows(None, batch(*pages)) == rows(None, *map(batch, pages))


def test_no_pages_give_no_batches() -> None:
    assert list(extract.pairs(iter(()), SETTINGS, LlmSettings(), "digest")) == []


def test_a_page_with_control_characters_is_read() -> None:
    [row] = rows(None, batch(page("d", "Q: What\x00 is\x0c it?\r\nA: A\x1fthing\u200b.")))
    assert (row["dropped"], row["grounding"]) == (None, 1.0)


SIDE = st.one_of(st.none(), st.text("ab 4\n\x00\\é", max_size=8), st.just(TEXT[20:35]), st.just("four."))
ANSWERS = st.one_of(
    st.none(), st.text(max_size=8), st.lists(st.tuples(SIDE, SIDE), max_size=4).map(lambda x: said(*x))
)
TEXTS = st.one_of(
    st.just(TEXT), st.text(max_size=20), st.just("x" * 2000), st.text("ab 4\n\x00\\é", max_size=30)
)


@given(
    st.lists(st.tuples(TEXTS, ANSWERS), max_size=6),
    st.sampled_from(["stop", "stop", "stop", "length", "error"]),
    st.integers(1, 3),
    st.booleans(),
)
def test_every_document_ends_as_rows_and_spans_lie_on_its_page(
    documents: list[tuple[str, str | None]], finish: FinishReason, window: int, backwards: bool
) -> None:
    texts = {f"d{number}": text for number, (text, _) in enumerate(documents)}
    asked = iter([answer for text, answer in documents if len(text) <= SETTINGS.max_chars])
    engine = Toy(lambda _: next(asked), finish, window, backwards)
    found = rows(engine, *(batch(page(doc_id, text)) for doc_id, text in texts.items()))
    assert {row["doc_id"] for row in found} == set(texts)
    assert len({row["pair_id"] for row in found}) == len(found)
    for row in found:
        assert row["dropped"] is None or row["dropped"] in extract.DROPPED
        assert row["dropped"] is not None or (row["question"] and row["answer"])
        assert row["grounding"] is None or 0 <= row["grounding"] <= 1
        for span in (row["question_spans"] or []) + (row["answer_spans"] or []):
            assert 0 <= span["start"] < span["end"] <= len(texts[row["doc_id"]])
        if row["dropped"] is None and row["grounding"] == 1 and len(row["answer_spans"]) == 1:
            [span] = row["answer_spans"]
            there = texts[row["doc_id"]][span["start"] : span["end"]]
            assert squeeze(there).text.replace(" ", "") == squeeze(row["answer"]).text.replace(" ", "")
