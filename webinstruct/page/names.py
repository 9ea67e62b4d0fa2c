"""All that the class and id of an element say, worked out once per pair of them.

>>> name("site-footer", None).furniture, name("answer accepted-answer", "a-7").role
(True, 'answer')
"""

from functools import lru_cache
from typing import NamedTuple

from webinstruct.page import blocks
from webinstruct.page.boilerplate import KEPT_ASIDE, is_furniture, is_label_name
from webinstruct.page.formulas import is_named


class Named(NamedTuple):
    """What an element is by its name."""

    odd: bool = False
    """Whether it may have to go: furniture or a label."""
    furniture: bool = False
    label: bool = False
    caption: bool = False
    signature: bool = False
    kept_aside: bool = False
    role: str | None = None
    """question, answer, comment, or post: of a thread, its place decides."""
    accepted: bool = False
    formula: bool = False
    """Whether it may hold a formula."""


@lru_cache(maxsize=100_000)
def name(classes: str | None, identity: str | None) -> Named:
    """What a class attribute and an id say; pages of a site share them, so they are remembered."""
    names = f"{classes} {identity}" if classes and identity else classes or identity
    if not names:
        return Named()
    role = blocks.by_name(names)
    furniture = role is None and is_furniture(names)
    label = is_label_name(names)
    return Named(
        odd=furniture or label,
        furniture=furniture,
        label=label,
        caption="caption" in names,
        signature="signature" in names,
        kept_aside=KEPT_ASIDE.search(names) is not None,
        role=role,
        accepted=role is not None and blocks.accepted_by_name(names),
        formula=is_named(classes, identity),
    )
