"""Filters keep rows out, each for the first that holds, in the order of the settings."""

import pyarrow as pa
import pytest

from tests.unit.sft.made import batch, row
from webinstruct.settings import FilterSettings
from webinstruct.sft import HELD_BACK, filtered, filters, held_back


def test_every_filter_of_the_settings_is_asked_in_its_order():
    assert [*filters._FAILS] == [*FilterSettings.model_fields]


ONE = {"refiner": "one"}


def answered(text):
    return {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": text}]}


NUMBER = {"final_answer": "4", "answer_type": "number"} | answered("That is $2 + 2$. The answer is 4.")


@pytest.mark.parametrize(
    ("name", "setting", "stays", "goes"),
    [
        ("min_chars", 26, {}, {"messages": [{"role": "user", "content": "x" * 25}]}),
        ("max_chars", 26, {}, {"messages": [{"role": "user", "content": "x" * 27}]}),
        ("languages", ["de"], {}, {"language": None}),
        ("languages", ["de"], {}, {"language": "en"}),
        ("min_grounding", 0.5, {"grounding": 0.5}, {"grounding": 0.4}),
        ("min_grounding", 0.5, {}, {"grounding": None}),
        ("refiners", ["one"], {"refiner": "one"}, {"refiner": "original"}),
        ("answer_kept", ["equal"], ONE | {"answer_kept": "equal"}, ONE | {"answer_kept": "undecided"}),
        ("answer_kept", ["equal"], {"refiner": "original"}, ONE | {"answer_kept": None}),
        ("agreement", ["agree"], {"agreement": "agree"}, {"agreement": "alone"}),
        ("agreement", ["agree"], {"agreement": "agree"}, {"agreement": None}),
        ("answer_types", ["number"], NUMBER, {"answer_type": None}),
        ("subjects", ["physics"], {"subject": "physics"}, {"subject": None}),
        ("verifiable", True, NUMBER, {"final_answer": "gold", "answer_type": "text"}),
        ("verifiable", True, NUMBER, {}),
        ("verifiable", True, NUMBER, NUMBER | answered("At 4 metres it is about half, so less is there.")),
        ("pass_rate", [0.2, 0.8], {"pass_rate": 0.2}, {"pass_rate": 0.9}),
        ("pass_rate", [0.2, 0.8], {"pass_rate": 0.5}, {}),
        ("opt_out", False, {"opt_out": []}, {}),
        ("opt_out", False, {"opt_out": None}, {"opt_out": ["noai"]}),
    ],
)  # fmt: skip
def test_a_filter_keeps_out_what_it_names(name, setting, stays, goes):
    asked = FilterSettings.model_validate({name: setting})
    assert held_back(row(1, **stays), asked) is None
    assert held_back(row(1, **goes), asked) == f"filter-{name}"
    assert held_back(row(1, **goes), FilterSettings()) is None


def test_the_first_filter_that_holds_is_told():
    asked = FilterSettings(min_chars=1000, languages=("en",), opt_out=False)
    assert held_back(row(1), asked) == "filter-min_chars"
    assert held_back(row(1), asked.model_copy(update={"min_chars": 0})) == "filter-languages"


def test_rows_come_with_what_keeps_them_out():
    [found] = filtered([batch(1, 12)], FilterSettings(min_chars=27))
    assert found.drop_columns([HELD_BACK]).equals(batch(1, 12))
    assert found.column(HELD_BACK).to_pylist() == ["filter-min_chars", None]
    assert isinstance(found, pa.RecordBatch)
