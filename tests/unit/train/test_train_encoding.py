"""Tokens, labels and rows: the loss is on responses alone, and packed documents do not see each other."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import tiny_model

pytest.importorskip("trl", reason="training needs the extra train")
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

from training import encode, packing, template
from training.recipe import Recipe
from webinstruct import UserError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.make(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def tokenizer(folder: Path):
    found = AutoTokenizer.from_pretrained(folder)
    template.choose(found, "chatml")
    return found


@pytest.fixture(scope="module")
def model(folder: Path):
    return AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="sdpa"
    ).eval()


WORDS = st.text("abcxyz 0123456789$\\{}=+\n", min_size=1, max_size=60).map(str.strip).filter(bool)
TALKS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3)


def turns_of(talk: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": content}
        for both in talk
        for role, content in zip(("user", "assistant"), both, strict=True)
    ]


@given(TALKS)
@hypothesis_settings(max_examples=60, deadline=None)
def test_every_label_belongs_to_a_response(tokenizer, talk) -> None:
    ids, labels = encode.encode(tokenizer, turns_of(talk))
    assert len(ids) == len(labels)
    assert all(label in (encode.IGNORED, token) for token, label in zip(ids, labels, strict=True))
    runs, last = [], False
    for label in labels:
        if label != encode.IGNORED:
            runs = [*runs[:-1], [*runs[-1], label]] if last else [*runs, [label]]
        last = label != encode.IGNORED
    assert [tokenizer.decode(run) for run in runs] == [f"{answer}{template.END}" for _, answer in talk]


@given(st.lists(TALKS, min_size=2, max_size=4))
@hypothesis_settings(max_examples=15, deadline=None)
def test_a_document_packed_is_the_document_alone(tokenizer, model, talks) -> None:
    encoded = [encode.encode(tokenizer, turns_of(talk)) for talk in talks]
    ids = [part for one, _ in encoded for part in one]
    lengths = [len(one) for one, _ in encoded]
    row = {"input_ids": ids, "labels": [x for _, one in encoded for x in one], "seq_lengths": lengths}
    batch = DataCollatorForLanguageModeling(pad_token_id=0, padding_free=True)([row])
    assert batch["cu_seq_lens_q"].diff().tolist() == lengths
    inputs = {name: batch[name] for name in ("input_ids", "position_ids")}
    with torch.no_grad():
        packed = model(**inputs, use_cache=False).logits[0]
        start = 0
        for one, _ in encoded:
            alone = model(torch.tensor([one]), use_cache=False).logits[0]
            assert torch.allclose(packed[start : start + len(one)], alone, atol=2e-5)
            start += len(one)


def recipe_of(**values) -> Recipe:
    base = {"model": "m", "output": "o", "data": [{"path": "d"}], "device": "cpu", "batch_examples": 8}
    return Recipe.model_validate(base | values)


def test_over_long_examples_are_counted_and_none_is_cut(tmp_path: Path, tokenizer) -> None:
    rows = [{"question": f"{n}?", "answer": "a " * (5 if n % 4 else 400)} for n in range(40)]
    rows += [{"question": "", "answer": "b"}]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = recipe_of(data=[{"path": str(file), "weight": 2.0}], max_length=128)
    found, [share] = encode.examples(asked, asked.data, tokenizer)
    assert share.dropped == {"empty-turn": 1, "over-long": 10}
    assert (share.rows, share.examples, found.num_rows) == (41, 60, 60)
    packed = packing.pack(found, asked)
    assert sum(map(len, packed["seq_lengths"])) == 60
    assert max(map(sum, packed["seq_lengths"])) <= 128
    said = [n for row in packed["labels"] for n in row if n != encode.IGNORED]
    assert len(said) == share.response_tokens
    assert packed["input_ids"] == packing.pack(found, asked)["input_ids"]


def test_a_batch_of_examples_is_said_in_rows() -> None:
    plan = packing.plan(
        recipe_of(batch_examples=512), examples=80_000, rows=10_000, tokens=40_000_000, world=32
    )
    assert (plan.accumulation, plan.rows_per_step, plan.examples_per_step) == (2, 64, 512)
    assert plan.line(4096) == (
        "a step: 512 examples asked, 512.0 on average = 64 rows (32 ranks x 1 x 2); "
        "80,000 examples in 10,000 rows of 4,096 tokens, 97.7% filled"
    )


@pytest.mark.parametrize(
    ("values", "facts", "complaint"),
    [
        (
            {"packing": False, "batch_examples": 30},
            {"world": 4},
            "30 is not a multiple of 4 ranks x micro_batch",
        ),
        ({"world": 8}, {"world": 4}, "made for 8 ranks, there are 4"),
        ({"batch_examples": 8}, {"world": 16}, "take 16 at once"),
        ({"batch_examples": 5000}, {"world": 1}, "less than one step"),
    ],
)
def test_what_does_not_multiply_out_is_one_line(values: dict, facts: dict, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        packing.plan(recipe_of(**values), examples=1000, rows=250, tokens=100_000, **facts)


def test_templates_that_cannot_teach_are_refused(tmp_path: Path, folder: Path) -> None:
    fresh = AutoTokenizer.from_pretrained(folder)
    with pytest.raises(UserError, match="does not mark responses"):
        template.choose(fresh, "auto")
    for text, complaint in (
        (fresh.chat_template, "responses are not marked"),
        (
            template.CHATML.replace(" + '<|im_end|>' }}{% endgeneration %}", " }}{% endgeneration %}"),
            "to stop",
        ),
    ):
        file = tmp_path / "template.jinja"
        file.write_text(text)
        with pytest.raises(UserError, match=complaint):
            template.choose(fresh, str(file))
    chosen = template.choose(fresh, "chatml")
    assert (chosen.end, chosen.new_tokens, fresh.eos_token) == (template.END, (), template.END)


def test_the_tokens_a_base_model_lacks_are_named(folder: Path, tmp_path: Path) -> None:
    plain = AutoTokenizer.from_pretrained(folder)
    text = json.loads((folder / "tokenizer.json").read_text())
    text["added_tokens"] = [token for token in text["added_tokens"] if token["content"] == "<|endoftext|>"]
    plain.save_pretrained(tmp_path)
    (tmp_path / "tokenizer.json").write_text(json.dumps(text))
    said = json.loads((tmp_path / "tokenizer_config.json").read_text())
    said = {name: value for name, value in said.items() if "token" not in name} | {
        "eos_token": "<|endoftext|>"
    }
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(said))
    (tmp_path / "chat_template.jinja").unlink(missing_ok=True)
    base = AutoTokenizer.from_pretrained(tmp_path)
    chosen = template.choose(base, "auto")
    assert chosen.name == "chatml"
    assert chosen.end == template.END
    assert base.convert_tokens_to_ids(template.END) is not None
