"""Real vLLM on the CPU with a tiny model of random weights: one engine for all tests."""

import importlib.util
import itertools
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pytest

from webinstruct import UserError
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.schema import fits
from webinstruct.llm.vllm_engine import ASKING

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("vllm") is None, reason="vllm is not installed: uv sync --extra cpu"
    ),
    pytest.mark.filterwarnings("ignore"),  # vllm's and torch's own
]

SEATS, MAX_LEN = 32, 512
SIDE = {"type": "string", "maxLength": 40}
SCHEMA = {
    "type": "object",
    "properties": {
        "pairs": {
            "type": "array",
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {"question": SIDE, "answer": SIDE},
                "required": ["question", "answer"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["pairs"],
    "additionalProperties": False,
}


@pytest.fixture(scope="session")
def options(tmp_path_factory):
    from tests.tiny_model import make
    from webinstruct.llm.vllm_engine import VllmOptions

    os.environ.update(HF_HUB_OFFLINE="1", OMP_NUM_THREADS="1")
    # float32: with bfloat16 the tokens hang on what else is in the batch.
    return VllmOptions(
        str(make(tmp_path_factory.mktemp("model") / "tiny")),
        dtype="float32",
        max_model_len=MAX_LEN,
        max_num_seqs=SEATS,
        window=128,
        max_tokens=300,
        enforce_eager=True,
    )


@pytest.fixture(scope="session")
def engine(options):
    from webinstruct.llm.vllm_engine import open_vllm

    return open_vllm(options)


@pytest.fixture
def asked(engine, options):
    """`asked(structured=…)` is the engine with other options of asking, for one test."""

    def with_options(**changes):
        engine.ask_with(**changes)
        return engine

    yield with_options
    engine.ask_with(**{name: getattr(options, name) for name in ASKING})


def ask(name: int | str, content: str = "What is two and two?", schema=SCHEMA) -> Request:
    turns = (
        Message("system", "Find the questions and their answers on this page."),
        Message("user", content),
    )
    return Request(str(name), turns, schema, "", ())


def sized(count: int) -> list[Request]:
    draw = random.Random(7)
    return [
        Request(
            str(n),
            (Message("user", f"Lesson {n}: {draw.random()}"),),
            None,
            "",
            (),
            max_tokens=draw.randint(8, 128),
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("structured", ["always", "on_retry"])
def test_answers_are_valid_against_the_schema(asked, structured):
    engine = asked(structured=structured)
    found = list(engine.complete(ask(n, f"Exercise {n}") for n in range(40)))
    assert sorted(int(one.id) for one in found) == list(range(40))
    assert {one.finish_reason for one in found} == {"stop"}
    assert [one.text for one in found if not fits(one.text, SCHEMA)] == []
    # What random weights say freely never fits, so each was asked a second time and paid for twice.
    spent = sum(one.tokens_in for one in found)
    prompts = sum(len(engine.model.prepare(ask(n, f"Exercise {n}"))) for n in range(40))
    assert spent == prompts * (1 if structured == "always" else 2)


def test_without_the_schema_a_model_says_what_it_likes(asked):
    found = list(asked(structured="never", max_tokens=20).complete(ask(n) for n in range(4)))
    assert [(one.finish_reason, one.tokens_out) for one in found] == [("length", 20)] * 4


def test_samples_differ_and_come_out_the_same_whatever_else_is_asked(asked):
    engine = asked(temperature=1.0, max_tokens=12)
    one = ask("0", schema=None)
    several = [replace(one, id=str(at), sample=at) for at in range(6)]
    first = {one.id: one.text for one in engine.complete(iter(several))}
    assert len(set(first.values())) == 6
    others = sized(20)
    mixed = [*others[:7], *several[::-1], *(replace(other, id=f"x{other.id}") for other in others[7:])]
    again = {
        f"{one.id}": one.text
        for one in engine.complete(replace(r, id=f"m{at}") for at, r in enumerate(mixed))
    }
    assert [again[f"m{7 + at}"] for at in range(6)] == [first[one.id] for one in several[::-1]]


def test_feeding_over_batches_saves_steps_and_changes_no_token(asked):
    engine = asked(structured="never")
    requests = sized(400)
    batches = [requests[start : start + 32] for start in range(0, 400, 32)]

    before = engine.steps
    each = [one for batch in batches for one in engine.complete(iter(batch))]
    steps_each = engine.steps - before
    before = engine.steps
    fed = list(engine.complete(itertools.chain.from_iterable(batches)))
    steps_fed = engine.steps - before

    print(f"steps: {steps_fed} fed, {steps_each} by batch, {steps_fed / steps_each:.3f}")
    assert {one.id: one for one in fed} == {one.id: one for one in each}
    assert len(fed) == 400
    assert steps_fed <= 0.65 * steps_each


def test_a_closed_generator_leaves_nothing_pending(asked):
    engine = asked(structured="never")
    stream = engine.complete(iter(sized(100)))
    next(stream)
    assert engine.pending > 0
    stream.close()
    assert engine.pending == 0
    steps = engine.steps
    assert [one.id for one in engine.complete(iter([ask("after", schema=None)]))] == ["after"]
    assert engine.steps > steps


def test_a_new_call_takes_over_from_one_that_was_never_ended(asked):
    engine = asked(structured="never")
    left = engine.complete(iter(sized(100)))
    next(left)
    assert [one.id for one in engine.complete(iter([ask("new", schema=None)]))] == ["new"]
    assert engine.pending == 0
    with pytest.raises(RuntimeError, match="another call took over the engine"):
        next(left)


def test_what_cannot_be_asked_is_an_error_of_its_own(asked):
    engine = asked(structured="always", max_tokens=40)
    poison = [
        ask("long", "page " * 3000),
        replace(ask("empty"), messages=()),
        ask("schema", schema={"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}}),
        ask("surrogate", "half \ud800 a pair", schema=None),
        ask("good", schema=None),
    ]
    found = {one.id: one for one in engine.complete(iter(poison))}
    reasons = {name: one.text.split(":")[0] for name, one in found.items() if one.finish_reason == "error"}
    assert reasons == {
        "long": "too-long",
        "empty": "no-messages",
        "schema": "refused",
        "surrogate": "bad-prompt",
    }
    assert "the model takes 512" in found["long"].text
    assert found["good"].finish_reason in ("stop", "length")
    assert engine.pending == 0


def test_a_request_that_takes_too_long_is_given_up(asked):
    from webinstruct.llm.watchdog import Limits

    engine = asked(structured="never", limits=Limits(request_seconds=0.05, stall_seconds=60))
    [found] = engine.complete(iter([ask("slow", schema=None)]))
    assert (found.finish_reason, found.text) == ("error", "deadline: not done after 0.05 s")
    assert engine.pending == 0


def test_a_broken_engine_is_told_and_not_swallowed(asked, monkeypatch):
    engine = asked(structured="never")

    def broken():
        raise RuntimeError("device lost")

    with monkeypatch.context() as patch:
        patch.setattr(engine.model.engine, "step", broken)
        with pytest.raises(RuntimeError, match="device lost"):
            list(engine.complete(iter([ask(1)])))
    engine.model.engine.abort_request(list(engine.model.engine.output_processor.external_req_ids))
    assert engine.pending == 0


def rows(batches: Iterator[pa.RecordBatch], options) -> Iterator[pa.RecordBatch]:
    """A stage in small: opens the engine as a Spark worker would, one call over all its batches."""
    from webinstruct.llm.vllm_engine import open_vllm

    texts = (row for batch in batches for row in batch.to_pylist())
    done: Iterator[Completion] = open_vllm(options).complete(ask(row["id"], row["text"]) for row in texts)
    for one in done:
        yield pa.RecordBatch.from_pylist([{"id": one.id, "pairs": len(json.loads(one.text)["pairs"])}])


def test_micro_batches_of_one_worker_share_one_engine(options, engine):
    from webinstruct.llm.vllm_engine import engine_loads

    for commit in range(3):
        batches = (
            pa.RecordBatch.from_pylist(
                [{"id": f"{commit}-{n}", "text": f"Page {n}"} for n in range(start, start + 4)]
            )
            for start in range(0, 12, 4)
        )
        found = [row for batch in rows(batches, options) for row in batch.to_pylist()]
        assert sorted(row["id"] for row in found) == sorted(f"{commit}-{n}" for n in range(12))
    assert engine_loads() == 1


def test_a_second_model_in_the_same_process_is_refused(options, engine):
    from webinstruct.llm.vllm_engine import open_vllm

    with pytest.raises(UserError, match="one vLLM model per process: tiny is loaded already"):
        open_vllm(replace(options, seed=5))


def test_a_model_that_is_not_there_is_one_line(options, tmp_path):
    from webinstruct.llm.vllm_engine import VllmEngine

    with pytest.raises(UserError, match=r"wanted a folder with a model's config\.json"):
        VllmEngine(replace(options, model=str(tmp_path)))
    with pytest.raises(UserError, match=r"wanted a folder with a model's config\.json"):
        VllmEngine(replace(options, model="./nowhere"))
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(UserError) as caught:
        VllmEngine(replace(options, model=str(tmp_path)))
    assert str(caught.value).startswith(f"vLLM cannot load {tmp_path}: ")
    assert "\n" not in str(caught.value)


def test_a_length_the_model_cannot_take_is_one_line(options):
    from webinstruct.llm.vllm_engine import VllmEngine, engine_loads

    loads = engine_loads()
    with pytest.raises(UserError, match=r"cannot load .*max_model_len"):
        VllmEngine(replace(options, max_model_len=100_000))
    assert engine_loads() == loads
