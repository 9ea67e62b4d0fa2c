import dataclasses

import pytest

from jobs.wiring import state
from webinstruct import UserError
from webinstruct.settings import Settings, digest

IDENTITY = {"recall.threshold": 0.5, "recall.VERSION": 1}


def settings(tmp_path, **more):
    return Settings.model_validate({"input": "a", "tables": str(tmp_path / "t"), **more})


def remembered(**changes):
    facts = {"stage": "recall-1", "table_id": "T", "source_id": "S"}
    return state.State(**facts, digest=digest(IDENTITY), identity=IDENTITY, **changes)


def check(old, **changes):
    facts = {
        "stage": "recall-1",
        "table": "recalled",
        "table_id": "T",
        "has_rows": False,
        "source_id": "S",
        "identity": IDENTITY,
        "continue_mixed": False,
    }
    state.check(old, **(facts | changes))


def test_a_state_is_read_as_it_was_written(tmp_path):
    conf = settings(tmp_path)
    assert state.remembered(conf, "recall-1") is None
    state.remember(conf, remembered())
    assert state.remembered(conf, "recall-1") == remembered()
    state.forget(conf, "recall-1")
    assert state.remembered(conf, "recall-1") is None


def test_each_refiner_has_a_state_and_a_ledger_of_its_own(tmp_path):
    refiners = [{"name": "small"}, {"name": "own", "llm": {"endpoint": {"ledger": str(tmp_path / "l")}}}]
    conf = settings(tmp_path, refine={"refiners": refiners})
    assert state.refiners(conf) == []
    state.remember(conf, dataclasses.replace(remembered(), stage="refine-small"))
    state.remember(conf, remembered())
    assert state.refiners(conf) == ["small"]
    small, own = conf.refine.refiners
    assert state.ledger_root(conf, small) == f"{tmp_path}/t/_spent/refine-small"
    assert state.ledger_root(conf, own) == f"{tmp_path}/l"
    assert state.ledger_root(conf) == f"{tmp_path}/t/_spent"
    shared = settings(tmp_path, tables="main.web", refine={"refiners": refiners})
    with pytest.raises(UserError, match=r"llm.endpoint.ledger of the refiner small must be set"):
        state.ledger_root(shared, small)
    with pytest.raises(UserError, match="run `webinstruct reset refine --refiner small`"):
        check(None, stage="refine-small", has_rows=True)


def test_a_damaged_state_says_what_to_do(tmp_path):
    conf = settings(tmp_path)
    state.remember(conf, remembered())
    (tmp_path / "t" / "_checkpoints" / "recall-1.json").write_text("{")
    with pytest.raises(UserError, match="damaged"):
        state.remembered(conf, "recall-1")


def test_a_first_start_and_a_restart_go_on():
    check(None, table_id=None)
    check(remembered())


@pytest.mark.parametrize(
    ("old", "changes", "complaint"),
    [
        (None, {"has_rows": True}, "recalled has rows of recall-1 but its checkpoint is gone"),
        (remembered(), {"table_id": "U"}, "recalled was made anew since recall-1 last ran"),
        (remembered(), {"table_id": None}, "recalled is gone since recall-1 last ran"),
        (remembered(), {"source_id": "V"}, "the table that recall-1 reads was made anew"),
        (
            remembered(),
            {"identity": {**IDENTITY, "recall.threshold": 0.6}},
            r"other settings \(recall.threshold: was 0.5, now 0.6\): run `webinstruct reset recall`",
        ),
    ],
)
def test_what_would_double_lose_or_mix_rows_is_refused(old, changes, complaint):
    with pytest.raises(UserError, match=complaint):
        check(old, **changes)


def test_mixing_may_be_asked_for():
    check(remembered(), identity={"recall.threshold": 0.6}, continue_mixed=True)


def test_catalog_tables_need_places_for_files(tmp_path):
    conf = Settings.model_validate({"input": "a", "tables": "main.web"})
    with pytest.raises(UserError, match="checkpoints must be set"):
        state.checkpoint(conf, "recall-1")
    given = settings(tmp_path, checkpoints="s3://bucket/state/")
    assert state.checkpoint(given, "recall-1") == "s3://bucket/state/recall-1"
