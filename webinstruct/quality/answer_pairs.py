"""Pairs of equal and different answers drawn from benchmarks, and hand-made cases.

Equal: a gold answer in another spelling; inside its own solution, its mark (box, ####) taken away.
Different: another item's gold of the same benchmark (BBH: the same task). Strings that differ may still say the same:
numbers are told apart by value, all else by letters and digits, so a few of these pairs are doubtful.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from webinstruct import UserError
from webinstruct.answers.read import boxes


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers and the truth about them; `text` marks a right side that an answer must be found in."""

    group: str
    left: str
    right: str
    verdict: str
    options: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A benchmark's gold answer, its solution without the mark ("" if none), and its options."""

    gold: str
    solution: str = ""
    options: tuple[str, ...] = ()
    task: str = ""


def read_cases(path: Path) -> Iterator[dict[str, Any]]:
    """Cases of a JSONL file: pairs (left, right, verdict) and texts (text, final or value)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(f"can't read the cases: {error}") from None
    for number, line in enumerate(lines, 1):
        try:
            case = json.loads(line)
        except ValueError:
            raise UserError(f"{path}:{number} is not JSON") from None
        if not isinstance(case, dict) or not ({"left", "right", "verdict"} <= case.keys() or "text" in case):
            raise UserError(f"{path}:{number} needs left, right and verdict, or text")
        yield case


def pair_of(case: Mapping[str, Any]) -> Pair:
    """A pair of a case file."""
    options = tuple(case.get("options", ()))
    return Pair(str(case.get("about", "case")), case["left"], case["right"], case["verdict"], options)


def draw(folder: Path, *, each: int, seed: int = 0) -> list[Pair]:
    """Up to `each` pairs of every way for every benchmark that lies in the folder."""
    drawn: list[Pair] = []
    for name, (file, read) in _BENCHMARKS.items():
        if not (folder / file).exists():
            continue
        items = read(folder / file)
        chance = random.Random(f"{seed}:{name}")
        chosen = chance.sample(items, min(each, len(items)))
        drawn += [Pair(f"{name} spelled", i.gold, _respelled(i, chance), "equal", i.options) for i in chosen]
        drawn += [
            Pair(f"{name} solution", i.gold, i.solution, "equal", text=True) for i in chosen if i.solution
        ]
        drawn += _different(name, items, chosen, chance)
    if not drawn:
        raise UserError(
            f"no benchmark lies in {folder}: wanted one of {', '.join(f for f, _ in _BENCHMARKS.values())}"
        )
    return drawn


def _different(
    name: str, items: Sequence[Item], chosen: Sequence[Item], chance: random.Random
) -> Iterator[Pair]:
    """Each item's gold beside another's; with options, beside another of its own options."""
    for item in chosen:
        if item.options:
            place = ord(item.gold.strip("()")) - 65
            others = [
                option
                for k, option in enumerate(item.options)
                if k != place and _bare(option) != _bare(item.options[place])
            ]
            if others:
                yield Pair(f"{name} other", item.gold, chance.choice(others), "different", item.options)
            continue
        for _ in range(40):
            drawn = chance.choice(items)
            other = drawn.gold
            if drawn.task == item.task and _differ(item.gold, other):
                yield Pair(f"{name} other", item.gold, other, "different")
                break


def _differ(one: str, other: str) -> bool:
    numbers = [_number(one), _number(other)]
    if numbers[0] is not None and numbers[1] is not None:
        return abs(numbers[0] - numbers[1]) > max(map(abs, (numbers[0], numbers[1]))) / 20
    return _bare(one) != _bare(other)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", "").replace("$", "").strip())
    except (ValueError, ZeroDivisionError):
        return None


def _bare(text: str) -> str:
    return re.sub(r"\\[dt](?=frac)|\\(?:text|left|right|mathrm)|[^\w\\+*/<>=,()\[\]^-]", "", text).casefold()


_SENTENCES = ("The answer is {}.", "Answer: {}", "So the final answer is {}.", "{}")


def _respelled(item: Item, chance: random.Random) -> str:
    """The gold answer as another writer might spell it."""
    if item.options:
        place = ord(item.gold.strip("()")) - 65
        return chance.choice((f"({chr(65 + place)})", f"{chr(65 + place)}.", item.options[place]))
    ways = [way(item.gold) for way in _SPELLINGS]
    other = [spelled for spelled in ways if spelled and spelled != item.gold]
    return chance.choice(other) if other else item.gold


def _decimal(gold: str) -> str:
    """`\\frac{3}{4}` as 0.75, where the decimal ends soon."""
    found = re.fullmatch(r"(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}", gold)
    if not found or not int(found[3]):
        return ""
    value = Fraction(int(found[2]), int(found[3]))
    short = Fraction(round(value * 1000), 1000)
    return f"{found[1]}{float(short):g}" if short == value else ""


def _slash(gold: str) -> str:
    return re.sub(r"\\[dt]?frac\{([\w]+)\}\{([\w]+)\}", r"(\1/\2)", gold) if "frac{" in gold else ""


def _grouped(gold: str) -> str:
    return f"{int(gold):,}" if re.fullmatch(r"-?\d{4,}", gold) else ""


def _with_zero(gold: str) -> str:
    return f"{gold}.0" if re.fullmatch(r"-?\d{1,9}", gold) else ""


def _dollars(gold: str) -> str:
    return f"${gold}$" if re.search(r"[\\^_]", gold) else ""


def _spaced(gold: str) -> str:
    r"""`\frac` as `\dfrac`, blanks around signs."""
    return (
        re.sub(r"(?<=[\w)}])([+=])(?=[\w(\\])", r" \1 ", gold.replace("\\frac", "\\dfrac"))
        if "\\" in gold
        else ""
    )


def _said(gold: str) -> str:
    return {"True": "yes", "False": "no", "Yes": "True", "No": "false", "yes": "Yes.", "no": "No."}.get(
        gold, ""
    )


def _case(gold: str) -> str:
    return gold.capitalize() if gold.isalpha() and len(gold) > 2 else ""


def _bracketed(gold: str) -> str:
    return f"({gold[1:-1]})" if re.fullmatch(r"\[.*\]", gold) and gold.count(",") > 1 else ""


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    _decimal, _slash, _grouped, _with_zero, _dollars, _spaced, _said, _case, _bracketed,
)  # fmt: skip


def _gsm(path: Path) -> list[Item]:
    rows = [
        json.loads(line)["answer"].rpartition("####")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [Item(gold.strip(), re.sub(r"<<.*?>>", "", solution).strip()) for solution, _, gold in rows]


def _math(path: Path) -> list[Item]:
    items = []
    for line in path.read_text(encoding="utf-8").splitlines():
        solution = json.loads(line)["solution"]
        found = list(boxes(solution))
        if found:
            items.append(Item(solution[slice(*found[-1])], _unboxed(solution)))
    return items


def _unboxed(solution: str) -> str:
    for start, end in reversed(list(boxes(solution))):
        head = max(solution.rfind("\\boxed", 0, start), solution.rfind("\\fbox", 0, start))
        tail = end + (solution[end : end + 1] == "}")
        solution = solution[:head] + solution[start:end] + solution[tail:]
    return solution


def _theoremqa(path: Path) -> list[Item]:
    return [Item(str(row["Answer"])) for row in _rows(path) if not row.get("Picture")]


def _arc(path: Path) -> list[Item]:
    items = []
    for row in _rows(path):
        options = tuple(re.findall(r"^\([A-J1-9]\): (.*)$", row["question"], re.MULTILINE))
        if len(row["answer"]) == 1 and 0 <= ord(row["answer"]) - 65 < len(options):
            items.append(Item(row["answer"], options=options))
    return items


def _mmlu(path: Path) -> list[Item]:
    return [Item(chr(65 + row["answer"]), options=tuple(row["choices"])) for row in _rows(path)]


def _bbh(path: Path) -> list[Item]:
    return [Item(row["answer"], task=row["task"]) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


_BENCHMARKS: Mapping[str, tuple[str, Callable[[Path], list[Item]]]] = {
    "gsm8k": ("gsm/test.jsonl", _gsm), "math": ("mammoth2/math/MATH_test.jsonl", _math),
    "theoremqa": ("mammoth2/theoremqa/theoremqa_test.json", _theoremqa),
    "arc-c": ("mammoth2/arc/challenge.json", _arc), "mmlu": ("mammoth2/mmlu/stem.json", _mmlu),
    "bbh": ("mammoth2/bbh/bbh.json", _bbh),
}  # fmt: skip
