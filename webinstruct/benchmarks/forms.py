"""A published record → a Problem, one function a benchmark.

Each takes the record and `part`, the subtask its path names (`bbh/navigate.json`: "navigate").
`id` comes back as published, "" where nothing is; None says the record is not of the benchmark.
"""

import re
from collections.abc import Callable
from typing import Any

from webinstruct.benchmarks import choices
from webinstruct.benchmarks.fields import Misfit, Row, first, items, maybe, some, text, texts, within
from webinstruct.benchmarks.model import Problem
from webinstruct.benchmarks.places import STEM

_BOXED = re.compile(r"\\(?:boxed|fbox)\s*")
_MBPP_TEST = range(11, 511)  # its authors' split: 1-10 are few-shot, 511 and on for training
_QUERY = re.compile(r"^(?:Q:|问题：)\s*")


def gsm8k(row: Row, part: str) -> Problem:
    """{"question", "answer": "steps … #### 18"}."""
    solution, mark, final = text(row, "answer").rpartition("####")
    return Problem(
        "gsm8k", "", text(row, "question"), answer=final.strip(), solution=solution.strip() * bool(mark)
    )


def math(row: Row, part: str) -> Problem:
    """{"problem", "solution", "level", "type"}; MATH-500 adds "answer", "subject", "unique_id"."""
    question = text(row, "problem", "question")
    solution = text(row, "solution", "answer")
    level = maybe(row, "level")
    named = maybe(row, "unique_id", "_id").removeprefix("test/").removesuffix(".json")
    return Problem(
        "math",
        named,
        question,
        answer=maybe(row, "answer") or last_boxed(solution),
        solution=solution if "solution" in row else "",
        task=maybe(row, "type", "subject") or part,
        level=f"Level {level}" if level.isdigit() else level,
    )


def last_boxed(solution: str) -> str:
    r"""What stands in the last box.

    >>> last_boxed(r"Not $\boxed{2}$ but $x = \fbox 3$.")
    '3'
    >>> last_boxed(r"So $x = \boxed{\frac{1}{2}}$.")
    '\\frac{1}{2}'
    """
    boxes = list(_BOXED.finditer(solution))
    if not boxes:
        return ""
    rest = solution[boxes[-1].end() :]
    if not rest.startswith("{"):
        return re.split(r"[\s$]", rest, maxsplit=1)[0]
    depth = 0
    for at, sign in enumerate(rest):
        escaped = at > 0 and rest[at - 1] == "\\"
        depth += 0 if escaped else (sign == "{") - (sign == "}")
        if depth == 0:
            return rest[1:at].strip()
    return rest[1:].strip()


def theoremqa(row: Row, part: str) -> Problem:
    """{"Question", "Answer", "Answer_type", "Picture", "id"?, "explanation"?}; the task is the type."""
    answer = first(row, "Answer")
    picture = row.get("Picture")
    told = maybe(row, "explanation")
    return Problem(
        "theoremqa",
        maybe(row, "id").removesuffix(".json"),
        text(row, "Question"),
        answer="" if answer is None else str(answer).strip(),
        solution="" if told.upper() == "NONE" else told,
        task=maybe(row, "Answer_type"),
        picture=picture is not None and str(picture).upper() not in {"", "NONE"},
    )


def arc_challenge(row: Row, part: str) -> Problem:
    """{"question", "choices": {"text", "label"}, "answerKey"}; AI2's own; or options in the question."""
    if "answerKey" not in row:
        question, options, keys = choices.split(text(row, "question"))
        return _choice("arc_challenge", question, options, first(row, "answer"), keys=keys)
    inner = within(row, "question")
    question = text(inner, "stem") if inner else text(row, "question")
    listed = first(inner or row, "choices")
    if not isinstance(listed, dict):
        parts = items(inner or row, "choices")
        listed = {name: [first(part, name) for part in parts] for name in ("text", "label")}
    options, keys = tuple(texts(listed, "text")), "".join(texts(listed, "label"))
    return _choice(
        "arc_challenge", question, options, text(row, "answerKey"), keys=keys, named=maybe(row, "id")
    )


def bbh(row: Row, part: str) -> Problem:
    """{"input", "target"} of one task, or {"question", "answer", "task"} of all.

    A few golds are none of their options, as published: those keep their text and no label.
    """
    question, options, keys = choices.split(text(row, "input", "question"))
    gold = text(row, "target", "answer")
    label = choices.index(gold, options, keys)
    answer = gold if label is None else options[label]
    return Problem("bbh", "", question, options, answer, label, task=maybe(row, "task") or part)


def mmlu_stem(row: Row, part: str) -> Problem | None:
    """{"question", "choices", "answer": 2, "subject"}, or columns A-D; other subjects are left out.

    In files named after a field (`stem.json`) all is STEM, and the column `subject` says nothing.
    """
    field_file = part in {"stem", "biology", "chemistry", "computer", "mathematics", "physics"}
    subject = part if field_file else part or maybe(row, "subject")
    if not field_file and subject not in STEM:
        return None
    options = [text(row, key) for key in "ABCD"] if "A" in row else texts(row, "choices")
    task = "" if part == "stem" else subject
    return _choice("mmlu_stem", text(row, "question"), options, _number(first(row, "answer")), task=task)


def _number(gold: Any) -> Any:
    """MMLU's gold counts from 0, at times as text; letters stay."""
    return int(gold) if isinstance(gold, str) and gold.strip().isdigit() else gold


def gpqa(row: Row, part: str) -> Problem:
    """GPQA's table: the right answer stands first among the options, whoever asks has to shuffle."""
    names = ["Correct Answer", *(f"Incorrect Answer {n}" for n in (1, 2, 3))]
    options = [text(row, name) for name in names]
    return _choice(
        "gpqa",
        text(row, "Question"),
        options,
        0,
        named=maybe(row, "Record ID"),
        solution=maybe(row, "Explanation"),
        task=maybe(row, "Subdomain"),
        level=part,
    )


def mmlu_pro(row: Row, part: str) -> Problem:
    """{"question_id", "question", "options", "answer": "I", "category"}; or options in the question."""
    question, named, task = text(row, "question"), maybe(row, "question_id"), maybe(row, "category", "task")
    if "options" in row:
        options, keys = choices.bare(texts(row, "options")), "ABCDEFGHIJKLMNOP"
    else:
        question, options, keys = choices.split(question)
    gold = text(row, "answer")
    return _choice("mmlu_pro", question, options, gold, keys=keys, named=named, task=task)


def humaneval(row: Row, part: str) -> Problem:
    """{"task_id", "prompt", "canonical_solution", "test", "entry_point"}; the gold is its test."""
    prompt = str(first(row, "prompt"))  # its indents count
    test = f"{first(row, 'test')}\ncheck({text(row, 'entry_point')})".strip()
    solution = str(first(row, "canonical_solution")).rstrip()
    named = text(row, "task_id").removeprefix("HumanEval/")
    return Problem("humaneval", named, prompt.rstrip(), answer=test, solution=solution)


def mbpp(row: Row, part: str) -> Problem | None:
    """{"task_id", "text" (sanitized: "prompt"), "code", "test_list"}; the gold is its tests."""
    number = text(row, "task_id")
    if not number.isdigit():
        raise Misfit("wanted a number in task_id")
    if int(number) not in _MBPP_TEST:
        return None
    before = maybe(row, "test_setup_code") or "\n".join(map(str, some(row, "test_imports")))
    tests = "\n".join(texts(row, "test_list"))
    gold = f"{before}\n{tests}".strip()
    return Problem("mbpp", number, text(row, "text", "prompt"), answer=gold, solution=text(row, "code"))


def svamp(row: Row, part: str) -> Problem:
    """{"ID", "Body", "Question", "Equation", "Answer": 51.0, "Type"}."""
    question = f"{text(row, 'Body')} {text(row, 'Question')}".strip()
    answer = text(row, "Answer").removesuffix(".0")
    told = maybe(row, "Equation")
    return Problem("svamp", text(row, "ID"), question, answer=answer, solution=told, task=maybe(row, "Type"))


def aqua(row: Row, part: str) -> Problem:
    """{"question", "options": ["A)21", …], "rationale", "correct": "C"}, or AGIEval's aqua-rat."""
    if "correct" not in row:
        return _exam("aqua", row)
    options = choices.bare(texts(row, "options"))
    gold, told = text(row, "correct"), maybe(row, "rationale")
    return _choice("aqua", text(row, "question"), options, gold, solution=told)


def numglue(row: Row, part: str) -> Problem:
    """{"question", "answer", "type"}; in its first release some have a passage or two statements."""
    if "statement1" in row:
        question = f"{text(row, 'statement1')}\n{text(row, 'statement2')}"
    else:
        question = f"{maybe(row, 'passage')}\n{text(row, 'question')}".strip()
    gold = first(row, "answer", "Answer")
    if isinstance(gold, dict):  # {"number": "", "date": …, "spans": […]}, one of them filled
        gold = gold.get("number") or ", ".join(map(str, some(gold, "spans")))
    answer = "" if gold is None else str(gold).strip()
    return Problem("numglue", "", question, answer=answer, task=maybe(row, "type"))


def simuleq(row: Row, part: str) -> Problem:
    """{"question", "answer"}, or DRAW's {"iIndex", "sQuestion", "lSolutions"}."""
    gold = first(row, "answer", "lSolutions")
    answer = ", ".join(str(one) for one in gold) if isinstance(gold, list) else str(gold)
    question = text(row, "question", "sQuestion")
    return Problem("simuleq", maybe(row, "iIndex"), question, answer=answer.strip())


def sat_math(row: Row, part: str) -> Problem:
    """{"question": "… Answer Choices: (A) 2 …", "answer": "D"}, or AGIEval's sat-math."""
    if "label" in row or "query" in row:
        return _exam("sat_math", row)
    question, options, keys = choices.split(text(row, "question"))
    return _choice("sat_math", question, options, text(row, "answer"), keys=keys)


def deepmind_math(row: Row, part: str) -> Problem:
    """{"question", "answer"}."""
    return Problem("deepmind_math", "", text(row, "question"), answer=text(row, "answer"), task=part)


def agieval(row: Row, part: str) -> Problem:
    """{"passage", "question", "options", "label", "answer", "other"}, or {"query", "choices", "gold"}."""
    return _exam("agieval", row, part)


def _exam(benchmark: str, row: Row, part: str = "") -> Problem:
    """AGIEval's form. An item with several right options has all their texts and no label."""
    if "query" in row:
        question = choices.split(text(row, "query"))[0]
        question, listed, gold = _QUERY.sub("", question), "choices", first(row, "gold")
    else:
        question = f"{maybe(row, 'passage')}\n{text(row, 'question')}".strip()
        question = question if text(row, "question") else ""
        listed, gold = "options", first(row, "label")
    options, keys = choices.lettered(texts(row, listed) if first(row, listed) is not None else [])
    right = [choices.index(one, options, keys) for one in _golds(gold)]
    golds = [options[at] for at in right if at is not None]
    return Problem(
        benchmark,
        "",
        question,
        options,
        "\n".join(golds) or maybe(row, "answer"),
        right[0] if len(right) == len(golds) == 1 else None,
        solution=maybe(within(row, "other"), "solution"),
        task=part,
    )


def _golds(gold: Any) -> list[Any]:
    """AGIEval's label is a letter, a number, a list of them, or "A B D"."""
    if isinstance(gold, str) and re.fullmatch(r"[A-F](?:\s*[A-F])+", gold.strip()):
        return [letter for letter in gold if letter.isalpha()]
    return gold if isinstance(gold, list) else [gold]


def _choice(
    benchmark: str,
    question: str,
    options: tuple[str, ...] | list[str],
    gold: Any,
    *,
    keys: str = "ABCDEFGHIJ",
    named: str = "",
    solution: str = "",
    task: str = "",
    level: str = "",
) -> Problem:
    """A Problem of which exactly one option is right; an empty question is not asked for a gold."""
    at = choices.must(gold, options, keys) if question else None
    answer = "" if at is None else options[at]
    return Problem(benchmark, named, question, tuple(options), answer, at, solution, task, level)


FORMS: dict[str, Callable[[Row, str], Problem | None]] = {
    form.__name__: form
    for form in (
        *(gsm8k, math, theoremqa, arc_challenge, bbh, mmlu_stem, gpqa, mmlu_pro, humaneval),
        *(mbpp, svamp, aqua, numglue, simuleq, sat_math, deepmind_math, agieval),
    )
}
