"""`webinstruct quality refine` from the command line: figures beside their aims, and mistakes in one line."""

import json

from jobs import cli

SMALL = ("quality", "refine", "--pages", "25", "--options", "10", "--seed", "5")
OWN = [
    {
        "question": f"Ann has {n} pens and buys {n + 3} more. How many?",
        "answer": f"{n} + <<3+{n}={n + 3}>>{n + 3} = {2 * n + 3} pens.\n#### {2 * n + 3}",
    }
    for n in range(20, 30)
]


def last_line(said: str) -> dict:
    return json.loads(said.strip().rpartition("\n")[2])


def test_faults_stand_beside_their_aims(tmp_path, capsys):
    out = tmp_path / "deep" / "figures.json"
    tracked = f"sqlite:///{tmp_path}/tracked/mlflow.db"
    assert cli.call([*SMALL, "--misses", "40", "--out", str(out), "--mlflow", tracked]) == 0
    said = capsys.readouterr().out
    found = last_line(said)
    assert found["lost"] == 0
    assert found["dropped"] == {}
    assert found["asked"] > 300
    for fault in ("answer", "quantity", "option", "json", "unchanged"):
        share = found["caught"][fault]
        assert round(share["n"] * (1 - share["value"])) <= 1, (fault, said)  # so few say nothing of .98
    assert found["flagged"]["value"] <= 0.03, said
    assert found["caught"]["option"]["n"] == 10
    assert sum(sum(ways.values()) for ways in found["json"].values()) == found["flagged"]["n"]
    assert said.count("reached") + said.count("missed  ") + said.count("missed\n") >= 6
    assert f"{found['asked']} refinements asked for, 0 of them without a row" in said.replace(",", "", 1)
    written = json.loads(out.read_text())
    assert {name: written[name] for name in found} == found
    assert (tmp_path / "tracked" / "mlflow.db").exists()


def test_own_pairs_are_measured_instead(tmp_path, capsys):
    path = tmp_path / "own.jsonl"
    rows = [*OWN, OWN[0], {"question": "Without an answer?", "answer": " "}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert cli.call(["quality", "refine", "--pairs", str(path), "--sample", "6"]) == 0
    found = last_line(capsys.readouterr().out)
    assert found["flagged"]["n"] == 6
    assert found["caught"]["quantity"]["value"] == found["caught"]["answer"]["value"] == 1.0
    assert found["caught"]["option"] == {"value": None, "low": 0.0, "high": 1.0, "n": 0}
    assert cli.call(["quality", "refine", "--pairs", str(path), "--sample", "0"]) == 0
    assert last_line(capsys.readouterr().out)["flagged"]["n"] == len(OWN)


def test_a_mistake_is_one_line(tmp_path, capsys):
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"question": "Why?", "answer": ""}\n')
    odd = tmp_path / "odd.txt"
    odd.write_text("x")
    for arguments, complaint in (
        (["--pairs", str(empty)], "holds no question with an answer"),
        (["--pairs", str(tmp_path / "none.jsonl")], "no file at"),
        (["--pairs", str(odd)], "wanted .jsonl, .json or .parquet"),
        (["--pages", "0", "--options", "0"], "nothing to refine: --pages 0 and --options 0"),
        (["--pages", "2", "--options", "0", "--out", str(tmp_path)], "cannot be written"),
    ):
        assert cli.call(["quality", "refine", *arguments]) == 2
        error = capsys.readouterr().err
        assert complaint in error
        assert error.count("\n") == 1
