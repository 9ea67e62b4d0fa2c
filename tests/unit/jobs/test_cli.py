import subprocess
import sys

import pytest

from jobs import cli
from jobs.wiring import session

HEAVY = ("pyspark", "mlflow", "fasttext", "pandas", "pyarrow", "numpy", "fastwarc", "resiliparse")


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom jobs import cli\ncode = cli.call(['--help'])\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\nassert not heavy, heavy\nsys.exit(code)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    for command in ("run", "status", "reset", "block", "sample", "show-config", "demo", "simweb", "quality"):
        assert command in said.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "recall", "--conf", "none.yaml"], "none.yaml: no such settings file"),
        (["run", "nosuch", "--conf", "{conf}"], "no stage nosuch; there are list, fit, recall"),
        (
            ["run", "all", "--conf", "{conf}", "--set", "recal.threshold=1"],
            "unknown setting recal; did you mean recall?",
        ),
        (
            ["run", "fit", "--conf", "{conf}", "--refiner", "x"],
            "--refiner goes with the stage refine, got fit",
        ),
        (["run", "refine", "--conf", "{conf}", "--refiner", "x"], "no refiner x; there are rules"),
        (["run", "fit", "--conf", "{conf}", "--round", "2"], "--round 2: the settings say rounds: 1"),
        (["run", "all"], "Missing option '--conf'"),
        (["nosuch"], "No such command 'nosuch'"),
        (["simweb", "{conf}.d", "--families", "all"], "'all' is not one of 'dev', 'reserved'"),
        (["show-config"], "show-config wants --conf FILE or --schema"),
    ],
)
def test_a_mistake_is_one_line_and_code_2(tmp_path, capsys, arguments, complaint):
    conf = tmp_path / "c.yaml"
    conf.write_text("input: a\ntables: t\n")
    code = cli.call([argument.format(conf=conf) for argument in arguments])
    said = capsys.readouterr().err
    assert code == 2
    assert complaint in said
    assert said.startswith("error: ")
    assert said.count("\n") == 1


def test_main_returns_on_success_and_exits_on_failure(capsys):
    assert cli.main(["version"]) is None
    with pytest.raises(SystemExit) as caught:
        cli.main(["run", "all", "--conf", "none.yaml"])
    assert caught.value.code == 2


def test_show_config_fills_in_the_defaults(tmp_path, capsys):
    conf = tmp_path / "c.yaml"
    conf.write_text("input: a\ntables: t\n")
    assert cli.call(["show-config", "--conf", str(conf), "--set", "recall.threshold=0.9"]) == 0
    assert "threshold: 0.9" in capsys.readouterr().out


def test_what_breaks_because_of_ctrl_c_is_an_interruption(monkeypatch, capsys):
    def broken(*_, **__):
        raise ConnectionError("the JVM has gone")

    monkeypatch.setattr(cli, "app", broken)
    assert cli.call(["status"]) == 1
    assert "the JVM has gone" in capsys.readouterr().err
    pressed = session.threading.Event()
    pressed.set()
    monkeypatch.setattr(session, "_ctrl_c", pressed)
    assert cli.call(["status"]) == cli.CTRL_C
    assert capsys.readouterr().err == f"error: {cli.INTERRUPTED}\n"
