"""What a newcomer types: the demo in a process of its own, once more, and then each command of the guide."""

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from jobs import cli, demo
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Path, str]:
    """A folder with a finished demo, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "with a space"
    command = [sys.executable, "-m", "jobs.cli", "demo", "--folder", str(folder), "--pages", "200"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return folder, done.stdout


def number_after(line: str, printed: str) -> int:
    found = re.search(rf"^{re.escape(line)} +([\d,]+)$", printed, re.MULTILINE)
    assert found, f"{line} is not in the funnel"
    return int(found[1].replace(",", ""))


def test_the_funnel_agrees_with_what_lies_on_disk(first):
    folder, printed = first
    manifest = json.loads((folder / "web" / "manifest.json").read_text())["warcs"]
    assert number_after("records in them", printed) == sum(entry["records"] for entry in manifest)
    assert number_after("HTML pages", printed) == sum(entry["html_pages"] for entry in manifest) == 200
    rows = pq.read_table(folder / "dataset" / "data").num_rows
    assert number_after("rows in the dataset", printed) == rows > 20
    steps = ("question-answer pairs", "without duplicates", "without benchmark items", "rows in the dataset")
    found = [number_after(step, printed) for step in steps]
    assert found == sorted(found, reverse=True)
    assert found[-1] == found[-2] < found[0]
    assert number_after("refined (rules)", printed) == number_after("without benchmark items", printed)
    assert number_after("recalled as educational", printed) < 200
    assert printed.count("  Q: ") == printed.count("  A: ") == 10


def test_the_second_run_says_that_nothing_is_new(first, spark):
    folder, _ = first
    out = StringIO()
    demo.demo(folder, 200, Console(file=out, width=200))
    assert "Nothing new: every table stands at the version it had before this run." in out.getvalue()


TRAIN = """
import json, sys
import datasets
from trl import SFTConfig, SFTTrainer
from tests import tiny_model

dataset, out = sys.argv[1:]
rows = datasets.load_dataset(dataset, cache_dir=f"{out}/cache")["train"]
config = SFTConfig(
    f"{out}/trained", max_steps=2, max_length=256, use_cpu=True, bf16=False, gradient_checkpointing=False,
    report_to="none", save_strategy="no", per_device_train_batch_size=2,
)
trainer = SFTTrainer(str(tiny_model.make(tiny_model.Path(out) / "model")), args=config, train_dataset=rows)
done = trainer.train()
print(json.dumps({"rows": rows.num_rows, "steps": done.global_step, "loss": done.training_loss}))
"""


def test_trl_trains_on_the_folder_as_it_is(first, tmp_path):
    folder, printed = first
    command = [sys.executable, "-c", TRAIN, str(folder / "dataset"), str(tmp_path)]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=offline)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["rows"], said["steps"]) == (number_after("rows in the dataset", printed), 2)
    assert 6 < said["loss"] < 8  # a model of 1,024 tokens that knows nothing: log(1024) is 6.9


def call(arguments: list[str], capsys) -> str:
    assert cli.call(arguments) == 0
    return capsys.readouterr().out


def test_the_commands_of_the_guide(first, spark, capsys):
    folder, printed = first
    conf = str(folder / "demo.yaml")
    assert conf in printed
    assert "nothing new" in call(["run", "all", "--conf", conf], capsys)
    assert "AUC" in call(["status", "--conf", conf], capsys)
    assert call(["sample", "pairs", "-n", "2", "--conf", conf], capsys).count("pair_id") == 2
    odd = ["--where", "kind = 'ledger' AND ledger.status <> 'done'"]
    assert call(["sample", "recalled", *odd, "--conf", conf], capsys) == ""
    key = str(folder / "web" / "answer_key.parquet")
    last = call(["quality", "simweb", "--conf", conf, "--key", key], capsys).strip().splitlines()[-1]
    assert json.loads(last)["documents.recall"]["value"] > 0.9
    assert "files merged" in call(["maintain", "runs", "--conf", conf], capsys)
    items = ["--benchmarks", str(folder / "web/benchmarks")]
    said = call(["decontaminate", "--file", str(folder / "dataset/train.jsonl"), *items], capsys)
    assert json.loads(said.strip().splitlines()[-1])["dropped"] == 0
    said = call(["block", "url", "https://a.example/", "--reason", "asked", "--conf", conf], capsys)
    assert said == "url https://a.example/ is blocked\n"
    assert cli.call(["reset", "select", "--yes", "--conf", conf]) == 2
    assert "run `webinstruct reset extract` first" in capsys.readouterr().err
    said = call(["reset", "export", "--yes", "--conf", conf], capsys)
    assert said == "sft and the checkpoint of export are gone; `webinstruct run export` starts anew\n"


def test_readme_and_guide_name_only_what_there_is():
    text = (ROOT / "README.md").read_text() + (ROOT / "docs" / "guide.md").read_text()
    for path in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / path).exists() or (ROOT / "docs" / path).exists(), path
    commands = set(
        re.findall(
            r"webinstruct (run|status|sample|block|reset|maintain|decontaminate|show-config|simweb|quality|demo)\b",
            text,
        )
    )
    shown = {"run", "status", "sample", "block", "reset", "show-config", "simweb", "quality"}
    assert commands == shown | {"maintain", "decontaminate"}
    for target in set(re.findall(r"`?make (\w+)`", text)):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text()
