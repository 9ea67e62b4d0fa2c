import json

import pytest

from jobs import cli
from tests.unit.decontaminate.items import ITEMS, SECRET
from webinstruct import benchmarks
from webinstruct.decontaminate import Index
from webinstruct.quality.canaries import KINDS, canary
from webinstruct.quality.decontaminate import Clean, Quality, clean_texts, measure, picture, sampled
from webinstruct.settings import DecontaminateSettings

PROSE = (
    "The ferry was late again, and the people on the quay had long stopped asking why. Somebody sold roasted "
    "chestnuts from a cart, and when the lamps came on, the water looked like slate between the boats."
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "benchmarks" / "custom"
    made.mkdir(parents=True)
    rows = [
        {"id": item.id, "question": item.question, "answer": item.answer, "options": list(item.options)}
        for item in ITEMS
        if not item.secret
    ]
    (made / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def said(capsys):
    return capsys.readouterr().out


def test_the_command_tells_recall_and_false_positives_in_its_last_line(folder, capsys):
    (folder / "texts.jsonl").write_text("".join(json.dumps({"text": PROSE}) + "\n" for _ in range(5)))
    (folder / "pairs.json").write_text(json.dumps([{"question": "Which way?", "answer": "Left."}]))
    pages = folder / "pages"
    pages.mkdir()
    (pages / "a.html").write_text(f"<html><body><p>{PROSE}</p><p>{PROSE}</p></body></html>")
    arguments = ["quality", "decontaminate", "--benchmarks", str(folder / "benchmarks"), "--hits", "5"]
    for clean in ("texts.jsonl", "pairs.json", "pages"):
        arguments += ["--clean", str(folder / clean)]
    store = f"sqlite:///{folder}/ml/m.db"
    assert cli.call([*arguments, "--mlflow", store]) == 0
    figures = json.loads(said(capsys).splitlines()[-1])
    assert figures["recall"]["verbatim"] == figures["recall"]["case"] == 1.0
    assert figures["false_positive_rate"] == 0.0
    assert figures["clean_texts"] == 5 + 5 + 1 + 2
    assert figures["benchmarks"] == ["custom:own"]
    assert list(folder.rglob("decontaminate.png"))


def test_clean_texts_that_are_copies_are_hits_and_can_be_read(folder, capsys):
    (folder / "pairs.jsonl").write_text(json.dumps({"question": ITEMS[0].question, "answer": "3"}) + "\n")
    arguments = ["quality", "decontaminate", "--benchmarks", str(folder / "benchmarks"), "--sample", "1"]
    assert cli.call([*arguments, "--clean", str(folder / "pairs.jsonl"), "--hits", "1"]) == 0
    told = said(capsys)
    assert json.loads(told.splitlines()[-1])["false_positive_rate"] == 1.0
    assert "pairs pairs: same custom" in told


def test_a_mistake_is_one_line(folder, capsys):
    bench = str(folder / "benchmarks")
    for arguments, complaint in (
        (["quality", "decontaminate", "--benchmarks", str(folder / "none")], "no folder of benchmark files"),
        (
            ["quality", "decontaminate", "--benchmarks", bench, "--clean", str(folder / "x")],
            "no clean texts at",
        ),
        (["decontaminate", "--benchmarks", bench, "--file", str(folder / "x.jsonl")], "no file at"),
    ):
        assert cli.call(arguments) == 2
        error = capsys.readouterr().err
        assert complaint in error
        assert error.count("\n") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_canaries_are_the_same_every_time(kind):
    for item in ITEMS:
        assert canary(kind, item, [PROSE]) == canary(kind, item, [PROSE])


def test_a_sample_is_of_each_benchmark_and_always_the_same():
    chosen = sampled(ITEMS, 2)
    assert chosen == sampled(ITEMS[::-1], 2)
    assert max([one.benchmark for one in chosen].count(name) for name in ("math", "bbh", "gpqa")) == 2
    assert len(sampled(ITEMS, 0)) == len(ITEMS)


def test_own_items_are_recalled_and_the_picture_drawn():
    quality = measure(Index(ITEMS, DecontaminateSettings()), [Clean("prose", [(PROSE, "")])])
    for kind in ("verbatim", "embedded", "case", "spacing", "punctuation", "latex", "unicode"):
        assert quality.share(kind).value == 1.0, kind
    assert picture(quality).startswith(b"\x89PNG")
    assert SECRET.question not in json.dumps(quality.as_json())
    assert Quality().as_json()["false_positive_rate"] is None


def test_secret_hits_are_not_shown(tmp_path, capsys):
    gpqa = tmp_path / "benchmarks" / "gpqa"
    gpqa.mkdir(parents=True)
    row = {
        "Question": SECRET.question,
        "Correct Answer": SECRET.options[1],
        **{
            f"Incorrect Answer {at}": f"the {word} one"
            for at, word in enumerate(("drowsy", "tardy", "idle"), 1)
        },
        "Explanation": SECRET.solution,
        "Record ID": "rec1",
    }
    (gpqa / "gpqa_diamond.jsonl").write_text(json.dumps(row) + "\n")
    rows = [
        {"question": SECRET.question, "answer": SECRET.options[1]},
        {"question": "Which way?", "answer": "Left."},
    ]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    bench = ["--benchmarks", str(tmp_path / "benchmarks")]
    out, report = tmp_path / "y.jsonl", tmp_path / "dropped.jsonl"
    files = ["--file", str(tmp_path / "x.jsonl"), "--out", str(out), "--report", str(report)]
    assert (
        cli.call(["quality", "decontaminate", *bench, "--clean", str(tmp_path / "x.jsonl"), "--hits", "9"])
        == 0
    )
    assert cli.call(["decontaminate", *bench, *files]) == 0
    everything = capsys.readouterr()
    told = everything.out + everything.err + out.read_text() + report.read_text()
    assert "gpqa" in told
    assert json.loads(told.splitlines()[-1])["row"] is None
    for word in ("vermilion", "zeppelin", "punctual", "marmalade"):
        assert word not in told.lower()


def test_a_dataset_is_checked_row_by_row(folder, capsys):
    baker = ITEMS[0].question
    rows = [
        {"instruction": baker, "output": "3"},
        {"messages": [{"role": "user", "content": baker.replace("nine", "six")}]},
        {"text": PROSE},
        {"problem": "Which way?", "solution": "Left."},
    ]
    (folder / "x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out, report = folder / "y.jsonl", folder / "dropped.jsonl"
    bench = ["--benchmarks", str(folder / "benchmarks")]
    arguments = ["decontaminate", "--file", str(folder / "x.jsonl"), *bench, "--out", str(out)]
    assert cli.call([*arguments, "--report", str(report)]) == 0
    figures = json.loads(said(capsys).splitlines()[-1])
    assert {
        name: figures[name] for name in ("rows", "same", "number-variant", "clean", "paper", "dropped")
    } == {
        **{"rows": 4, "same": 1, "number-variant": 1, "clean": 2},
        **{"paper": 2, "dropped": 2},
    }
    assert [json.loads(line) for line in out.read_text().splitlines()] == rows[2:]
    told = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(row["dropped"], row["row"]) for row in told] == [("same", rows[0]), ("number-variant", rows[1])]
    (folder / "x.jsonl").write_text('{"colour": "red"}\n')
    assert cli.call(arguments) == 2
    assert "row 1 must hold a question" in capsys.readouterr().err


def test_real_benchmarks_reach_the_bars(shared):
    settings = DecontaminateSettings()
    problems = benchmarks.load(shared / "bench", settings.names).problems
    index = Index(problems, settings)
    clean = list(clean_texts(shared / "seeds" / "neg_web_articles.dev.jsonl"))
    quality = measure(index, clean, sample=12)
    for name, share in quality.by_benchmark("verbatim").items():
        assert share.value >= 0.99, name
    for kind in ("case", "spacing", "punctuation", "latex", "unicode"):
        for name, share in quality.by_benchmark(kind).items():
            assert share.value >= 0.95, (kind, name)
    assert quality.share("numbers").value >= 0.9
    assert quality.false_positives().value <= 0.01
