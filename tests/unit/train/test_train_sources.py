"""Datasets in their published forms; what is no conversation has a reason."""

import json
from pathlib import Path

import pytest

from training import sources
from training.recipe import Source
from webinstruct import UserError

ASKED, SAID = {"role": "user", "content": "1 + 1?"}, {"role": "assistant", "content": "2"}


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ({"messages": [ASKED, SAID]}, "messages"),
        (
            {"conversations": [{"from": "human", "value": "1 + 1?"}, {"from": "gpt", "value": " 2\n"}]},
            "conversations",
        ),
        ({"instruction": "1 + 1?", "output": "2"}, "instruction"),
        ({"question": "1 + 1?", "answer": "2"}, "question"),
    ],
)
def test_every_form_gives_the_same_turns(row: dict, form: str) -> None:
    assert sources.form_of([*row], Source(path="x")) == form
    assert sources.conversation(row, form) == ([ASKED, SAID], None)


def test_an_input_stands_below_its_instruction() -> None:
    turns, _ = sources.conversation({"instruction": "Add.", "input": "1 and 1", "output": "2"}, "instruction")
    assert turns[0]["content"] == "Add.\n\n1 and 1"


SYSTEM = {"role": "system", "content": ""}


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([], sources.NO_TURNS),
        ([ASKED], sources.ORDER),
        ([SAID, ASKED], sources.ORDER),
        ([ASKED, ASKED, SAID], sources.ORDER),
        ([SYSTEM], sources.ORDER),
        ([ASKED, {"role": "assistant", "content": " "}], sources.EMPTY),
        ([ASKED, {"role": "critic", "content": "no"}], sources.ROLE),
        ([SYSTEM, ASKED, SAID, ASKED, SAID], None),
    ],
)
def test_what_is_no_conversation_has_a_reason(turns: list, reason: str | None) -> None:
    assert sources.conversation({"messages": turns}, "messages")[1] == reason


def test_weights_draw_by_what_is_said() -> None:
    said = [[{"role": "user", "content": f"{n} + 1?"}, SAID] for n in range(2000)]
    times = [sources.times(turns, 2.3, 0) for turns in said]
    assert set(times) == {2, 3}
    assert abs(times.count(3) / 2000 - 0.3) < 0.035  # three standard errors
    assert times == [sources.times(turns, 2.3, 0) for turns in said]
    assert times != [sources.times(turns, 2.3, 1) for turns in said]


def test_a_dataset_that_nobody_decontaminated_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\npretty_name: x\n---\n# x\n")
    with pytest.raises(UserError, match="does not say that benchmark items were looked for"):
        sources.check_decontaminated(Source(path=str(tmp_path)))
    assert sources.check_decontaminated(Source(path=str(tmp_path), not_decontaminated=True)) is None
    head = "---\ndecontaminated:\n  benchmarks: {gsm8k: 60}\n  digest: abc\n---\n"
    (tmp_path / "README.md").write_text(head)
    assert sources.check_decontaminated(Source(path=str(tmp_path))) == "abc"


def test_what_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"text": "a"}) + "\n")
    loaded = sources.load(Source(path=str(rows)))
    with pytest.raises(UserError, match=r"no messages, conversations, instruction and output in \['text'\]"):
        sources.form_of(loaded.column_names, Source(path=str(rows)))
    for path, complaint in ((tmp_path / "none", "no such file"), (tmp_path / "a.csv", "wanted .jsonl")):
        if path.suffix:
            path.write_text("a,b\n")
        with pytest.raises(UserError, match=complaint) as caught:
            sources.load(Source(path=str(path)))
        assert "\n" not in str(caught.value)
