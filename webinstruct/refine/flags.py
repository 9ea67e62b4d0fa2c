"""What speaks against a refined pair; what becomes of one is decided at export.

>>> row = {"answer_kept": "different", "answer_reason": "other numbers", "content_kept": 0.9, "question_changed": []}
>>> flags(row | {"new_numbers": ["80"], "false_equations": [], "latex_fault": "", "unchanged": False})
('answer', 'numbers')
"""

from collections.abc import Mapping
from typing import Any, Final

from .measures import ELSEWHERE

MIN_CONTENT: Final = 0.5
"""Below this share of the source answer's content a refined pair is flagged."""


def flags(row: Mapping[str, Any], min_content: float = MIN_CONTENT) -> tuple[str, ...]:
    """By name: answer, content, question, numbers, equations, latex, unchanged (`settings.Flag`).

    `row` holds the measures (`Measures.row`, or a row of refined_pairs). An answer is flagged where it differs, where
    the source has one and the refined pair has none, and where the refined pair ends in a number that stands nowhere
    near the end of a source without a certain one.
    """
    reason = row["answer_reason"] or ""
    lost = row["answer_kept"] == "no-answer" and (reason.startswith("refined") or reason.endswith(ELSEWHERE))
    said = {
        "answer": row["answer_kept"] == "different" or lost,
        "content": row["content_kept"] is not None and row["content_kept"] < min_content,
        "question": bool(row["question_changed"]),
        "numbers": bool(row["new_numbers"]),
        "equations": bool(row["false_equations"]),
        "latex": bool(row["latex_fault"]),
        "unchanged": bool(row["unchanged"]),
    }
    return tuple(name for name, is_so in said.items() if is_so)
