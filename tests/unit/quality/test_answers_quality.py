"""`webinstruct quality answers`: three ways to compare on the same pairs, and benchmarks drawn alike every time."""

import json
from pathlib import Path

import pytest

from jobs.cli import call
from webinstruct.quality.answer_pairs import draw

CASES = [
    {"about": "number", "left": "1/2", "right": "0.5", "verdict": "equal"},
    {"about": "number", "left": "3", "right": "4", "verdict": "different"},
    {"about": "quantity", "left": "5 km", "right": "5 m", "verdict": "different"},
    {"about": "choice", "left": "B", "right": "two", "verdict": "equal", "options": ["one", "two"]},
    {"about": "list", "left": "2 or 3", "right": "2", "verdict": "undecided"},
    {"about": "final", "text": "So x = 5.", "final": "5"},
    {"about": "final", "text": "Thank you very much for all of this, and see you soon.", "final": None},
]
GSM = [
    {"question": "q", "answer": f"He has {n} + 1 = {n + 1} pens.\n#### {n + 1}"} for n in range(1000, 1010)
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in CASES))
    return path


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench" / "gsm"
    folder.mkdir(parents=True)
    (folder / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in GSM))
    return folder.parent


def test_the_last_line_tells_three_methods(
    cases: Path, bench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["quality", "answers", "--cases", str(cases), "--bench", str(bench), "--pairs", "4", "--losses"]
    assert call(asked) == 0
    out = capsys.readouterr().out
    assert "gsm8k spelled" in out
    found = json.loads(out.strip().rpartition("\n")[2])
    assert (found["ours"]["accuracy"], found["ours"]["n"]) == (1.0, 4)
    assert found["string"]["accuracy"] == 0.5
    assert found["by_kind"]["quantity"]["math_verify"]["false_equal"] == 1  # units are ignored
    assert found["undecided_or_timed_out"]["n"] == 1
    assert found["found"] == {"value": 1.0, "low": pytest.approx(0.34, abs=0.01), "high": 1.0, "n": 2}
    assert found["bench"]["ours"]["n"] == 8  # nothing 5 % apart among these golds
    assert found["bench"]["ours"]["accuracy"] == 1.0


def test_pairs_are_drawn_alike_every_time(bench: Path) -> None:
    assert draw(bench, each=5) == draw(bench, each=5)
    assert draw(bench, each=5) != draw(bench, each=5, seed=1)


def test_a_solution_is_told_without_its_mark(bench: Path) -> None:
    solutions = [pair for pair in draw(bench, each=5) if pair.text]
    assert len(solutions) == 5
    assert not any("####" in pair.right for pair in solutions)


@pytest.mark.parametrize(
    ("written", "said"), [("{}\n", "needs left, right and verdict, or text"), ("no\n", "is not JSON")]
)
def test_a_bad_case_is_told_in_one_line(
    written: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(written)
    assert call(["quality", "answers", "--cases", str(path)]) == 2
    assert said in capsys.readouterr().err.replace("\n", " ")


def test_a_folder_without_benchmarks_is_told(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert call(["quality", "answers", "--cases", str(cases), "--bench", str(tmp_path / "empty")]) == 2
    assert "no benchmark lies in" in capsys.readouterr().err
