"""`webinstruct quality text|formulas|main`: a table, and JSON in the last line; a user's mistake is one line."""

import json
from pathlib import Path

import pytest

from jobs.cli import call

PAGE = """<title>T</title><nav>Home</nav><div class=question>What is \\(1 + 1\\)?</div>
    <div class=answer>It is <script type="math/tex">2</script>, for $5 you get five.</div>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(PAGE)
    return tmp_path


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out.strip().rpartition("\n")[2])
    assert isinstance(found, dict)
    return found


def test_text_counts_pairs_and_characters(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = {
        "question_start": "What is",
        "question_end": "1 + 1",
        "answer_start": "It is",
        "answer_end": "five.",
    }
    lost = pair | {"answer_end": "six."}
    truth = root / "truth.jsonl"
    truth.write_text(json.dumps({"file": "a.html", "pairs": [pair, lost]}) + "\n")
    assert call(["quality", "text", "--truth", str(truth), "--root", str(root), "--losses"]) == 0
    out = capsys.readouterr().out
    assert "lost: a.html answer_end: six." in out
    found = json.loads(out.strip().rpartition("\n")[2])
    assert found["pairs"] == {"kept": 1, "checkable": 2}
    assert 0 < found["chars_ratio"] < 2


def test_formulas_are_counted_by_kind(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formulas = [
        {"tex": "1+1", "kind": "delimiters"},
        {"tex": "2", "kind": "script"},
        {"tex": "x^9", "kind": "script"},
    ]
    truth = root / "truth.jsonl"
    truth.write_text(
        json.dumps({"file": "a.html", "complete": True, "formulas": formulas, "prices": ["$5"]}) + "\n"
    )
    assert call(["quality", "formulas", "--truth", str(truth)]) == 0
    found = last_line(capsys)
    assert found["by_kind"] == {"delimiters": {"kept": 1, "n": 1}, "script": {"kept": 1, "n": 2}}
    assert (found["doubled"], found["prices_as_math"]) == (0, 0)


def test_main_gives_f1_beside_a_peer(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "pages").mkdir()
    truth = root / "truth.jsonl"
    truth.write_text(
        json.dumps(
            {
                "id": "a",
                "url": "http://a.example/",
                "groundtruth_content": "What is 1 + 1? It is 2",
                "html": PAGE,
            }
        )
        + "\n"
    )
    assert call(["quality", "main", "--truth", str(truth)]) == 0
    found = last_line(capsys)
    assert found["main"]["n"] == 1  # type: ignore[index]
    assert "resiliparse_main" in found["peer"]  # type: ignore[operator]


@pytest.mark.parametrize("name", ["text", "formulas", "main"])
def test_a_truth_that_is_not_there_is_one_line(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["quality", name, "--truth", str(root / "none.jsonl")]) == 2
    err = capsys.readouterr().err.strip()
    assert "none.jsonl" in err
    assert "\n" not in err
