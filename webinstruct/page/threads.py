"""Elements that were written as blocks of a page, put in order: who asks, who answers."""

from dataclasses import dataclass
from typing import Final, cast

from webinstruct.page.model import Block, Role
from webinstruct.page.writer import Writer

_ASKS: Final = ("?", "？", "؟")
_MAX_LINE: Final = 300
_MIN_ASKED: Final = 2
"""One line that asks above an answer may be another's."""
_MAX_HEADED: Final = 3000
"""A question without an element of its own is at most so many characters long."""


@dataclass(slots=True)
class Written:
    """An element's role and the writer's blocks from `first` to before `end`.

    The role is question, answer, comment or post: of a thread, its place decides.
    """

    role: str
    votes: int | None
    accepted: bool
    first: int = 0
    end: int = -1


def in_order(written: list[Written], writer: Writer, heading: int) -> tuple[Block, ...]:
    """The blocks of a finished text, apart from each other; `heading` is the h1's place, -1 without one.

    The first post of a thread asks, the others answer. What begins inside another ends it.
    """
    threads = [one for one in written if one.role in ("post", "answer")]
    asked = any(one.role == "question" and one.end > one.first for one in written)
    offsets = writer.offsets()
    found: list[Block] = []
    for at, one in enumerate(written):
        role = one.role
        if role == "post":
            if len(threads) < 2 and not asked:
                continue
            role = "question" if one is threads[0] and not asked else "answer"
        end = min(one.end, written[at + 1].first) if at + 1 < len(written) else one.end
        if end > one.first:
            start = offsets[one.first] + writer.gap_before(one.first)
            found.append(Block(start, offsets[end], cast(Role, role), one.votes, one.accepted))
    start = offsets[heading] + writer.gap_before(heading) if 0 <= heading < len(offsets) - 1 else -1
    if not asked and all(one.role != "post" for one in written):
        found = _asked_above(found, writer.text())
    return _headed(found, writer.text(), start) if start >= 0 and found else tuple(found)


def _asked_above(found: list[Block], text: str) -> list[Block]:
    """Answers whose questions are no blocks, such as buttons that fold them: the lines that ask right above them."""
    both: list[Block] = []
    earlier = 0
    for answer in found:
        end = earlier + len(text[earlier : answer.start].rstrip())
        start = max(text.rfind("\n", earlier, end) + 1, earlier)
        if answer.role == "answer" and text[:end].endswith(_ASKS) and end - start <= _MAX_LINE:
            both.append(Block(start, end, "question"))
        both.append(answer)
        earlier = answer.end
    return both if len(both) - len(found) >= _MIN_ASKED else found


def _headed(found: list[Block], text: str, start: int) -> tuple[Block, ...]:
    """Answers without a question answer what stands between the page's heading and the first of them."""
    first = next((one for one in found if one.role != "comment"), None)
    if first is None or first.role != "answer" or not 0 < first.start - start < _MAX_HEADED:
        return tuple(found)
    if any(one.end <= first.start for one in found):
        return tuple(found)
    end = start + len(text[start : first.start].rstrip())
    return Block(start, end, "question"), *found
