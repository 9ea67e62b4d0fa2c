"""What goes out of a pair: its refinements, the pair as it was on its page, or neither, and why.

    >>> good = {"refiner": "a", "dropped": None, "answer_kept": "equal", "answer_reason": "", "content_kept": 1.0,
    ...         "question_changed": [], "new_numbers": [], "false_equations": [], "latex_fault": "", "unchanged": False}
    >>> bad = good | {"refiner": "b", "answer_kept": "different", "new_numbers": ["80"]}
    >>> from webinstruct import refine
    >>> plan = Plan(PolicySettings(), ("a", "b"), refine.flags)
    >>> decide([good, bad], plan)
    Decided(forms=(Form(refiner='a', decision='taken'),), left=(Form(refiner='b', decision='answer'),), dropped=None)
    >>> decide([bad], plan).forms
    (Form(refiner='original', decision='fell back: answer, numbers'),)

Flags say what of a pair was not preserved, or came in anew. None of them says that a row is correct.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from webinstruct.settings import Flag, PolicySettings

ORIGINAL: Final = "original"
"""The refiner's name in rows of pairs as they were on their pages."""
WAITING: Final = "waiting"
"""Of a refiner whose row is not there yet, and of a pair that nothing else can be said of."""
_FLAGS: Final[tuple[str, ...]] = get_args(Flag)


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides, beside the rows themselves. How refined rows are read comes from `refine`."""

    policy: PolicySettings
    refiners: tuple[str, ...]
    """Of refined_pairs only the rows of these count, in this order."""
    flags: Callable[[Mapping[str, Any], float], tuple[str, ...]]
    """`refine.flags`: what speaks against a refined row."""
    options: Callable[[str], Sequence[tuple[str, str]]] = lambda question: ()
    """`refine.options`: label and text of each option of a question."""
    validation: float = 0.0
    """Share of domains that the split `validation` gets."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a pair, and why it goes out, or why it does not."""

    refiner: str
    decision: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a pair: it has forms, or the one reason why it has none."""

    forms: tuple[Form, ...]
    left: tuple[Form, ...]
    """Every refinement that is not taken, with the first of its flags, or why there is none."""
    dropped: str | None
    """`policy-drop: REASON`, or `waiting`."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One refiner's row: the reason why there is nothing to read, or its flags and those that count against it."""

    refiner: str
    unread: str | None
    flags: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        return self.unread is None and not self.against


def decide(rows: Iterable[Mapping[str, Any]], plan: Plan) -> Decided:
    """`rows` of refined_pairs, all of one pair."""
    by_name = {row["refiner"]: row for row in rows}
    looks = [_look(name, by_name.get(name), plan) for name in plan.refiners]
    forms = tuple(Form(look.refiner, _taken(look)) for look in looks if look.is_taken)
    left = tuple(Form(look.refiner, look.unread or look.against[0]) for look in looks if not look.is_taken)
    if forms:
        beside = (Form(ORIGINAL, "beside"),) if plan.policy.originals == "always" else ()
        return Decided(forms + beside, left, None)
    dropped = _dropped(looks, plan.policy)
    return Decided((Form(ORIGINAL, _fallen_back(looks)),) if dropped is None else (), left, dropped)


def _look(name: str, row: Mapping[str, Any] | None, plan: Plan) -> _Look:
    if row is None:
        return _Look(name, WAITING)
    if row["dropped"] is not None:
        return _Look(name, row["dropped"])
    policy = plan.policy
    flags = plan.flags(row, policy.min_content)
    return _Look(name, None, flags, tuple(flag for flag in flags if flag in policy.fall_back))


def _taken(look: _Look) -> str:
    return f"taken ({', '.join(look.flags)})" if look.flags else "taken"


def _fallen_back(looks: Sequence[_Look]) -> str:
    """Why a pair goes out as it was: what was wrong with its refinements, or why there are none."""
    against = _union(look.against for look in looks)
    if against:
        return f"fell back: {', '.join(against)}"
    unread = sorted({look.unread for look in looks if look.unread is not None})
    return f"no refinement: {', '.join(unread)}" if unread else "no refiner"


def _dropped(looks: Sequence[_Look], policy: PolicySettings) -> str | None:
    """Why a pair none of whose refinements is taken goes out in no form; None: as it was on its page."""
    has_any = any(look.unread is None for look in looks)
    fatal = [flag for flag in _union(look.flags for look in looks) if flag in policy.drop]
    if fatal:
        return f"policy-drop: {fatal[0]}"
    if has_any or policy.unrefined == "original":
        return "policy-drop: no-original" if policy.originals == "never" else None
    # the refiners may still have something to say
    return WAITING if any(look.unread == WAITING for look in looks) else "policy-drop: unrefined"


def _union(flags: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    held = {flag for some in flags for flag in some}
    return tuple(flag for flag in _FLAGS if flag in held)
