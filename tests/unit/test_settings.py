import json
from pathlib import Path

import pytest

from webinstruct import UserError, conf_folder, settings
from webinstruct.settings import ExtractSettings, RecallSettings, Settings


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "conf.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path, *overrides: str) -> str:
    with pytest.raises(UserError) as caught:
        settings.load(path, overrides)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_defaults_are_filled_in_and_overrides_win(tmp_path):
    path = write(tmp_path, "input: warcs\ntables: t\nrecall: {threshold: 0.7}\n")
    loaded = settings.load(path, ["recall.threshold=0.2", "fit.positives=[a.jsonl]", "spark.cores=1"])
    assert (loaded.recall.threshold, loaded.recall.control) == (0.2, 0.005)
    assert loaded.fit.positives == ("a.jsonl",)
    assert loaded.spark.cores == 1


def test_an_unknown_key_names_the_nearest_known_one(tmp_path):
    path = write(tmp_path, "input: a\ntables: t\nrecall: {treshold: 1}\n")
    assert refusal(path) == "unknown setting recall.treshold; did you mean recall.threshold?"


def test_each_mistake_is_one_line(tmp_path):
    path = write(tmp_path, "tables: t\nrecall: {threshold: 1.7}\n")
    assert refusal(path) == (
        "setting input is missing; recall.threshold must be less than or equal to 1, got 1.7"
    )
    assert refusal(tmp_path / "none.yaml") == "no such settings file"
    assert refusal(write(tmp_path, "a: [1\nb: 2\n")).startswith("not YAML (line 2)")
    twice = "input: a\ninput: b\n"
    assert refusal(write(tmp_path, twice)) == "not YAML (line 1): input is given twice"
    assert refusal(write(tmp_path, "- 1\n")) == "wanted keys and values, got list"
    assert refusal(write(tmp_path, "")) == "wanted keys and values, got NoneType"
    assert refusal(tmp_path).startswith("cannot be read as a settings file")


def test_overrides_are_checked_too(tmp_path):
    path = write(tmp_path, "input: a\ntables: t\n")
    assert refusal(path, "recall") == "--set wants a.b=c, got 'recall'"
    assert refusal(path, "input.x=1") == "--set input.x: input is a value, not a group"
    assert refusal(path, "recall.threshold=[") == "--set recall.threshold: '[' is not a YAML value"


def test_settings_are_frozen():
    loaded = Settings.model_validate({"input": "a", "tables": "t"})
    with pytest.raises(ValueError, match="frozen"):
        loaded.recall.threshold = 0.1


def test_every_field_is_marked_and_described():
    marks = settings.fields(Settings)
    assert set(marks.values()) == {"result", "operation"}
    schema = json.loads(settings.schema_json())
    for group in schema["$defs"].values():
        assert all("description" in field for field in group["properties"].values())


def test_the_digest_follows_result_fields_alone():
    values = settings.result_values(RecallSettings(), "recall")
    assert "recall.threshold" in values
    assert "recall.batch_bytes" not in values
    same = settings.result_values(RecallSettings(batch_bytes=10_000), "recall")
    other = settings.result_values(RecallSettings(threshold=0.6), "recall")
    assert settings.digest(values) == settings.digest(same) != settings.digest(other)
    assert settings.digest({"a": 1, "b": 2}) == settings.digest({"b": 2, "a": 1})
    assert settings.result_values(ExtractSettings(), "extract")["extract.min_grounding"] == 0.9


@pytest.mark.parametrize("path", sorted(conf_folder().glob("*.yaml")), ids=lambda path: path.name)
def test_shipped_conf_files_load_and_open_with_their_command(path):
    settings.load(path)
    assert path.read_text().startswith("# webinstruct ")


def test_the_shipped_schema_is_the_one_of_the_code():
    shipped = (conf_folder() / "schema.json").read_text()
    assert shipped == settings.schema_json(), "run: webinstruct show-config --schema > conf/schema.json"


@pytest.mark.parametrize(
    ("wrong", "said", "hidden"),
    [
        ("llm.endpoint.base_url=http://me:SECRET@host/v1", "must hold no password", "SECRET"),
        ("llm.endpoint.base_url=localhost:8000", "must look like https://host/v1", "got"),
        ("llm.endpoint.base_url=http://host:99999/v1", "llm.endpoint.base_url", "got"),
        ("llm.endpoint.key_variable=sk-SECRET", "never the key itself", "SECRET"),
        ("llm.endpoint.budget_money=1", "needs price_in and price_out", "got"),
        ("llm.engine=endpoint", "needs llm.endpoint.model", "got"),
    ],
)
def test_mistakes_with_an_endpoint_are_told_before_anything_is_asked(tmp_path, wrong, said, hidden):
    file = tmp_path / "s.yaml"
    file.write_text("input: x\ntables: t\n")
    with pytest.raises(UserError) as caught:
        settings.load(file, [wrong])
    assert said in str(caught.value)
    assert hidden not in str(caught.value)
    assert "Value error" not in str(caught.value)
