"""Two ranks on the CPU under ZeRO-3: killed, resumed, gone on with `plus`; the losses of an undisturbed run."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests import tiny_model
from tests.conftest import ROOT, overrides

WAIT = 400  # seconds for a training on a busy machine
STEPS = 6
QUESTIONS = [(f"What is {a} plus {b}?", f"{a} + {b} = {a + b}.") for a in range(2, 14) for b in range(2, 14)]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a model and a dataset."""
    folder = tmp_path_factory.mktemp("training")
    tiny_model.make(folder / "tiny")
    rows = [
        {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]}
        for asked, said in QUESTIONS
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    talks = [
        {"conversations": [{"from": "human", "value": asked}, {"from": "gpt", "value": said}]}
        for asked, said in QUESTIONS[:40]
    ]
    (folder / "talks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in talks))
    return folder


def command(place: Path, output: str, *more: str, rows: str = "rows.jsonl", model: str = "tiny") -> list[str]:
    data = [{"path": f"{place}/{rows}", "not_decontaminated": True}]
    values = {
        "model": f"{place}/{model}",
        "output": f"{place}/{output}",
        "data": data,
        "template": "chatml",
        "batch_examples": 16,
        "max_length": 128,
        "max_steps": STEPS,
        "save_steps": 2,
        "probe": 8,
    }
    sets = overrides(values)
    conf = ["--conf", str(ROOT / "conf/train/tiny-cpu.yaml")]
    return [sys.executable, "-m", "jobs.cli", "train", *conf, *sets, *more]


def environment(place: Path) -> dict[str, str]:
    return {**os.environ, "HF_HUB_OFFLINE": "1", "TORCH_EXTENSIONS_DIR": str(place / "extensions")}


def run(place: Path, *arguments: str, **named: str) -> str:
    done = subprocess.run(
        command(place, *arguments, **named),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(place),
        timeout=WAIT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def logged(place: Path, output: str, name: str) -> list[dict[int, float]]:
    """Of each MLflow run, the newest value of a metric at each step."""
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{place / output}/_mlflow/mlflow.db")
    experiment = client.get_experiment_by_name("webinstruct-train")
    runs = client.search_runs([experiment.experiment_id])
    return [{one.step: one.value for one in client.get_metric_history(run.info.run_id, name)} for run in runs]


@pytest.fixture(scope="module")
def undisturbed(place) -> tuple[Path, str]:
    return place, run(place, "whole")


@pytest.mark.timeout(1800)
def test_killed_and_resumed_the_losses_are_those_of_an_undisturbed_run(undisturbed):
    place, _ = undisturbed
    told = place / "told.txt"
    with told.open("w") as file:
        process = subprocess.Popen(
            command(place, "killed"), stdout=file, stderr=file, cwd=ROOT, env=environment(place)
        )
    started = time.monotonic()
    try:
        while not (place / "killed/checkpoint-4/whole.json").exists():
            assert process.poll() is None, told.read_text()
            assert time.monotonic() - started < WAIT
            time.sleep(0.01)
    finally:
        whole = psutil.Process(process.pid)
        for one in (*reversed(whole.children(recursive=True)), whole):
            one.kill()
        process.wait()
    # What a kill in the middle of a checkpoint leaves: all parts, but not the mark.
    (place / "killed/checkpoint-4/whole.json").unlink()

    said = run(place, "killed", "--resume")
    assert "checkpoint-4 is half-written, skipped" in said
    assert "going on from checkpoint-2" in said
    for name in ("loss", "grad_norm", "probe_loss", "tokens_seen", "examples_seen"):
        [expected], [found] = logged(place, "whole", name), logged(place, "killed", name)  # one run each
        assert found == expected, name  # bit for bit
    assert [*logged(place, "whole", "loss")[0]] == [*range(1, STEPS + 1)]
    assert (place / "killed/model/model.safetensors").read_bytes() == (
        place / "whole/model/model.safetensors"
    ).read_bytes()


def test_a_finished_training_has_nothing_to_go_on_with(undisturbed):
    place, said = undisturbed
    assert re.search(r"a step: 16 examples asked, 1\d\.\d on average = \d+ rows \(2 ranks x 1 x \d+\)", said)
    before = (place / "whole/model/model.safetensors").read_bytes()
    again = run(place, "whole", "--resume")
    assert f"going on from checkpoint-{STEPS}" in again
    assert "step 7" not in again
    assert (place / "whole/model/model.safetensors").read_bytes() == before


def test_the_model_loads_in_16_bit_and_stops_where_turns_end(undisturbed):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

    folder = undisturbed[0] / "whole/model"
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert model.dtype == torch.bfloat16
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert GenerationConfig.from_pretrained(folder).eos_token_id[0] == tokenizer.convert_tokens_to_ids(
        "<|im_end|>"
    )
    assert "144 examples (100.0%)" in (folder / "README.md").read_text()


def test_gradients_do_not_depend_on_how_a_step_is_cut(undisturbed, tmp_path):
    place, _ = undisturbed
    asked = [
        sys.executable,
        "-m",
        "tests.e2e.gradients",
        f"{place}/tiny",
        f"{place}/rows.jsonl",
        str(tmp_path),
    ]
    done = subprocess.run(
        asked, capture_output=True, text=True, check=False, cwd=ROOT, env=environment(place), timeout=WAIT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["parameters"] > 10
    assert said["norms"][0] > 0.1
    assert max(said["apart"]) < 1e-5 * said["norms"][0]


def test_sixty_four_pairs_are_learnt_by_heart(place):
    """Mask, template and end of turn are right from end to end, or the model would not stop after its answer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    pairs = QUESTIONS[:64]
    rows = (place / "rows.jsonl").read_text().splitlines(keepends=True)[:64]
    (place / "heart.jsonl").write_text("".join(rows))
    hard = {
        "processes": 1,
        "zero": 0,
        "max_steps": 400,
        "learning_rate": 3e-3,
        "save_steps": 400,
        "log_steps": 50,
    }
    run(place, "heart", *overrides(hard), rows="heart.jsonl")
    folder = place / "heart/model"
    tokenizer, model = (
        AutoTokenizer.from_pretrained(folder),
        AutoModelForCausalLM.from_pretrained(folder).eval(),
    )
    right = 0
    for asked, answer in pairs:
        turns = [{"role": "user", "content": asked}]
        given = tokenizer.apply_chat_template(
            turns, add_generation_prompt=True, return_dict=True, return_tensors="pt"
        )
        with torch.no_grad():
            said = model.generate(**given, max_new_tokens=60, do_sample=False)[
                0, given["input_ids"].shape[1] :
            ]
        right += tokenizer.decode(said) == f"{answer}<|im_end|>"
    assert right > 0.95 * len(pairs)


def test_plus_goes_on_from_the_model_with_another_form(undisturbed):
    place, _ = undisturbed
    said = run(place, "plus", "--set", "max_steps=2", rows="talks.jsonl", model="whole/model")
    first = logged(place, "plus", "probe_loss")[0]
    assert "40 rows, none left out; 40 examples (100.0%)" in said
    assert first[2] < logged(place, "whole", "loss")[0][1]  # it starts where the first stage ended


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (("--set", "device=gpu"), "the recipe wants a GPU and there is none here"),
        (("--set", "template=auto"), "does not mark responses"),
        (("--set", "world=8"), "made for 8 ranks, 2 would start here"),
        (("--set", "mlflow=http://127.0.0.1:9"), "MLflow at http://127.0.0.1:9 refused"),
        ((), "is not empty"),
    ],
)
def test_a_mistake_is_one_line_before_anything_starts(undisturbed, more, complaint):
    place, _ = undisturbed
    output = "other" if more else "whole"
    asked = command(place, output, *more)
    offline = environment(place) | {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT, env=offline)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("error: ")]) == 1
    assert "Traceback" not in done.stderr
