import pytest

from jobs.wiring import session
from webinstruct import UserError
from webinstruct.settings import Settings


def fake_java(tmp_path, says: str):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    java.chmod(0o755)


@pytest.mark.parametrize(
    "says", ['openjdk version "11.0.2" 2019-01-15', 'java version "1.8.0_402"', "gibberish"]
)
def test_an_old_java_is_one_line_that_says_what_to_install(tmp_path, monkeypatch, says):
    fake_java(tmp_path, says)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UserError) as caught:
        session.check_java()
    assert "Java 17 or newer, found " + says in str(caught.value)
    assert "apt-get install openjdk-17-jre-headless" in str(caught.value)


def test_no_java_is_one_line_too(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UserError, match="found none at"):
        session.check_java()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="found none at PATH"):
        session.check_java()


def test_a_new_java_passes(tmp_path, monkeypatch):
    fake_java(tmp_path, 'openjdk version "21" 2023-09-19')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    session.check_java()


def test_a_jar_with_other_bytes_is_refused(tmp_path, monkeypatch):
    name = next(iter(session.DELTA_JARS))
    artifact, version = name.removesuffix(".jar").rsplit("-", 1)
    served = tmp_path / "maven" / "io" / "delta" / artifact / version
    served.mkdir(parents=True)
    (served / name).write_bytes(b"not a jar")
    monkeypatch.setattr(session, "MAVEN", (tmp_path / "maven").as_uri())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(UserError, match="sha256 differs"):
        session.delta_jars()
    (served / name).unlink()
    with pytest.raises(UserError, match="by hand"):
        session.delta_jars()


def test_tables_that_cannot_be_a_folder_are_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="tables: cannot write under"):
        session._prepare_log(tmp_path / "file" / "_logs")


def test_what_users_say_of_spark_wins_over_ours(tmp_path):
    said = {
        "spark.driver.memory": "3g",
        "spark.sql.codegen.wholeStage": False,
        "spark.sql.shuffle.partitions": 7,
    }
    asked = Settings.model_validate({"input": "w", "tables": str(tmp_path), "spark": {"conf": said}})
    conf = session._local_confs(asked, [])
    assert conf["spark.driver.memory"] == "3g"
    assert conf["spark.sql.codegen.wholeStage"] == "false"
    assert conf["spark.sql.shuffle.partitions"] == "7"
