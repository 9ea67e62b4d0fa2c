"""Every pair goes out in some form, or is left out for one reason; every refinement is taken, or not for one."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sft.made import FAULTS, plan, refined, unread
from webinstruct import refine
from webinstruct.settings import Flag, PolicySettings
from webinstruct.sft import Decided, Form, Plan, decide

ORIGINAL = "original"


def test_the_flags_of_the_settings_are_those_of_refine():
    assert tuple(FAULTS) == get_args(Flag) == refine.flags(refined(1, "one", *FAULTS))


def test_both_refinements_of_a_pair_go_out():
    found = decide([refined(1, "two"), refined(1, "one", "unchanged")], plan("one", "two"))
    assert found == Decided((Form("one", "taken (unchanged)"), Form("two", "taken")), (), None)


def test_the_original_goes_out_only_where_no_refinement_is_taken():
    bad = refined(1, "one", "numbers", "answer")
    beside_a_good_one = decide([bad, refined(1, "two")], plan("one", "two"))
    assert beside_a_good_one == Decided((Form("two", "taken"),), (Form("one", "answer"),), None)
    alone = decide([bad, refined(1, "two", "latex")], plan("one", "two"))
    assert alone.forms == (Form(ORIGINAL, "fell back: answer, numbers, latex"),)
    assert alone.left == (Form("one", "answer"), Form("two", "latex"))


def test_originals_may_stand_beside_refinements_or_never():
    both = decide([refined(1, "one")], plan("one", originals="always"))
    assert both.forms == (Form("one", "taken"), Form(ORIGINAL, "beside"))
    never = plan("one", originals="never")
    assert decide([refined(1, "one", "answer")], never).dropped == "policy-drop: no-original"
    assert decide([refined(1, "one")], never).forms == (Form("one", "taken"),)


def test_a_pair_without_a_readable_refinement_goes_out_as_it_was_or_not():
    rows = [unread(1, "one", "bad-json"), unread(1, "two", "refusal")]
    kept = decide(rows, plan("one", "two"))
    assert kept == Decided(
        (Form(ORIGINAL, "no refinement: bad-json, refusal"),),
        (Form("one", "bad-json"), Form("two", "refusal")),
        None,
    )
    dropped = decide(rows, plan("one", "two", unrefined="drop"))
    assert (dropped.forms, dropped.dropped) == ((), "policy-drop: unrefined")


def test_a_refiner_that_has_not_been_there_is_waited_for_and_nothing_is_lost():
    found = decide([refined(1, "one")], plan("one", "two"))
    assert found == Decided((Form("one", "taken"),), (Form("two", "waiting"),), None)
    nobody = decide([], plan("one", "two"))
    assert nobody.forms == (Form(ORIGINAL, "no refinement: waiting"),)
    assert decide([], plan("one", "two", unrefined="drop")).dropped == "waiting"


def test_a_refiner_that_is_no_longer_asked_for_does_not_count():
    rows = [refined(1, "one"), refined(1, "gone")]
    assert decide(rows, plan("one")).forms == (Form("one", "taken"),)
    assert decide(rows, plan()).forms == (Form(ORIGINAL, "no refiner"),)


def test_a_fatal_flag_takes_a_pair_out_that_has_no_better_refinement():
    strict = plan("one", "two", drop=["equations"])
    bad = refined(1, "one", "numbers", "equations")
    assert decide([bad], strict).dropped == "policy-drop: equations"
    assert decide([bad, refined(1, "two")], strict).forms == (Form("two", "taken"),)


def test_a_flag_that_the_policy_does_not_name_is_told():
    found = decide([refined(1, "one", "numbers", "latex")], plan("one", fall_back=("answer",)))
    assert found.forms == (Form("one", "taken (numbers, latex)"),)


def test_how_much_content_must_be_kept_is_a_setting():
    half = refined(1, "one", content_kept=0.6)
    assert decide([half], plan("one")).forms == (Form("one", "taken"),)
    strict = decide([half], plan("one", min_content=0.7))
    assert strict.forms == (Form(ORIGINAL, "fell back: content"),)


flags = st.sets(st.sampled_from(get_args(Flag)))
policies = st.builds(
    PolicySettings,
    fall_back=flags.map(tuple),
    drop=flags.map(tuple),
    unrefined=st.sampled_from(["original", "drop"]),
    originals=st.sampled_from(["fall_back", "always", "never"]),
)
looks = st.one_of(
    st.none(), flags, st.sampled_from(refine.DROPPED)
)  # nothing yet, a readable row with flags, nothing readable


@given(st.lists(looks, max_size=3), policies, st.randoms(use_true_random=False))
def test_every_pair_and_every_refinement_ends_once(made, policy, random):
    names = [f"r{at}" for at in range(len(made))]
    rows = [
        unread(1, name, look) if isinstance(look, str) else refined(1, name, *look)
        for name, look in zip(names, made, strict=True)
        if look is not None
    ]
    asked = Plan(policy, tuple(names), refine.flags)
    found = decide(rows, asked)
    assert bool(found.forms) == (found.dropped is None)
    ended = [form.refiner for form in (*found.forms, *found.left) if form.refiner != ORIGINAL]
    assert sorted(ended) == names
    assert [form.refiner for form in found.forms].count(ORIGINAL) <= 1
    assert policy.originals != "never" or all(form.refiner != ORIGINAL for form in found.forms)
    random.shuffle(rows)
    assert decide(rows, asked) == found


@pytest.mark.parametrize("fault", FAULTS)
def test_each_flag_can_be_fallen_back_for(fault):
    found = decide([refined(1, "one", fault)], plan("one", fall_back=(fault,)))
    assert found.forms == (Form(ORIGINAL, f"fell back: {fault}"),)
    assert found.left == (Form("one", fault),)
