r"""Where a text's final answer stands.

In this order: the box, `#### 18`, "the answer is …", an option's letter, the whole text if it is
an answer itself, a verdict at its start, the formula at its end, the right side of the last equation,
the one number of the last sentence.

>>> found = final("So x = 3, and the perimeter is 4x = 12 cm.")
>>> found and (found.kind, found.text, found.how)
('quantity', '12 cm', 'last-equation')
>>> final("Both have their merits, as the discussion above has shown at length.") is None
True
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from . import compare, read
from .algebra import Agreement
from .model import Equality, Final, Kind, Missing

TAIL = 20_000
"""Characters at a text's end in which an answer is looked for; a box is looked for everywhere."""
LONGEST_WHOLE = 120
LONGEST_PHRASE = 300

_GSM = re.compile(r"^[ \t]*####[ \t]*(\S[^\n]*?)[ \t]*$", re.MULTILINE)
_PHRASE = re.compile(
    r"(?<!other )(?<!first )(?<!second )(?<!one )(?:\b(?:the|our|my|final|correct|right|best|its|your)\s+)?"
    r"\b(?:final\s+answer|correct\s+answer|answers?|ans|correct\s+(?:option|choice)|option|choice|solution|result)\b"
    r"(?:\s+(?:to|for|of)\s+(?:the|this|your|part)\s[^.:=\n]{0,60}?)?"
    r"\s*\**\s*(?:\(s\))?\s*(?:\b(?:is|are|was|will be|would be|should be|must be)\b|:|=|⇒|→)\s*"
    r"(?:\b(?:therefore|thus|then|simply|just|given by|option|choice)\b)?\s*[:=]?\s*\**\s*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:[.!?](?=\s|$|[\"”*])|\n)")
_LETTER_LINE = re.compile(
    r"^[ \t*>]*(?:(?:so|thus|hence|therefore),?[ \t]+)?"
    r"(?:(?:the[ \t]+)?(?:correct[ \t]+)?(?:answer|option|choice)[ \t]*(?:is|:)?[ \t]*)?"
    r"(?:\(([A-Ja-j])\)|([A-J])[.)])[ \t*.]*$",
    re.MULTILINE,
)
_LETTER_HEAD = re.compile(r"\s*\**(?:(?:Option|Choice)\s+([A-J])\b|\(([A-Ja-j])\)|([A-J])[.):](?=\s|$))\**")
_VERDICT_HEAD = re.compile(r"\s*\**(yes|no|true|false)\**\s*(?:[.,;:!—–]|-\s|$|\n)", re.IGNORECASE)
_VERDICT_TAIL = re.compile(
    r"\b(?:statement|claim|assertion|proposition|conjecture|answer|it|this|that)\s+(?:is|must be)\s+"
    r"(?:therefore\s+|thus\s+|indeed\s+|hence\s+)?(true|false|yes|no)\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:so|thus|hence|therefore|then|total|altogether|answer|left|each|in all)\b|∴|\\therefore",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"(?<![<>!:≤≥≠=\\])(?:=|≈|\\approx\b|\\equiv\b)(?!\s*[=>])")
_NUMBER = re.compile(
    r"(?<![\w.\\^{_(-])(?:[-−]?[$€£¥]\s?|\\\$)?[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*/\s*\d+)?"
    r"(?:\s*(?:%|\\%|°|percent\b|(?:km/h|m/s\^?2?|mph|kg|km|cm|mm|m|g|s|ms|J|kJ|N|W|kW|V|A|K|mol|L|mL|Hz|Pa|kPa|eV|"
    r"[a-zA-Z]+)\b))?"
)
_REFERENCE = re.compile(
    r"(?:equations?|eq\.?|step|theorem|lemma|figure|fig\.?|table|part|section|chapter|example|exercise|question|problem|page|no\.?|#|case)\s*\(?$",
    re.IGNORECASE,
)


def final(text: str, *, options: Sequence[str] = (), kind: Kind | None = None) -> Final | None:
    """The text's final answer, or None: `search` says why there is none."""
    found = search(text, options=options, kind=kind)
    return found if isinstance(found, Final) else None


def given(text: str, *, options: Sequence[str] = (), kind: Kind | None = None) -> Final:
    """A text that is known to be an answer, such as a benchmark's gold.

    >>> given("3/4").kind, given("3/4", kind="text").value
    ('number', '3 / 4')
    """
    read_kind, value = read.read(text, options=options, kind=kind)
    return Final(read_kind, text, (0, len(text)), "given", value)


def search(text: str, *, options: Sequence[str] = (), kind: Kind | None = None) -> Final | Missing:
    r"""The text's final answer, or why it has none.

    >>> search(r"Either \\boxed{1} or \\boxed{2}")
    Missing(reason='ambiguous: two boxes')
    """
    make = _maker(text, options, kind)
    boxed = _boxed(text, make)
    if boxed:
        return boxed
    start = max(0, len(text) - TAIL)
    spans = _ways(text, start, options)
    for how, span in spans:
        found = make(how, span)
        if found and _is_plausible(found):
            return found
    return Missing("none found")


Make = Callable[[str, tuple[int, int]], Final | None]


def _maker(text: str, options: Sequence[str], kind: Kind | None) -> Make:
    def make(how: str, span: tuple[int, int]) -> Final | None:
        start, end = _trimmed(text, *span)
        if start >= end:
            return None
        part = text[start:end]
        read_kind, value = read.read(part, options=options, kind=kind)
        if read_kind == "text" and not value:
            return None
        return Final(read_kind, part, (start, end), how, value)

    return make


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (
        text[end - 1].isspace() or (text[end - 1] in ".,;" and text[end - 2 : end - 1] != "\\")
    ):
        end -= 1
    if text[end - 2 : end] == "**" and text.count("**", start, end) == 1:
        end -= 2
    return start, end


def _is_plausible(found: Final) -> bool:
    """Words are an answer where something says so; elsewhere only what has a value is."""
    if found.kind != "text":
        return True
    if found.how == "phrase":
        return (
            len(found.text.split()) <= 10
            and not _SAYS_NOTHING.match(found.text)
            and not re.search(r"[\d$\\=]", found.text)
        )
    return found.how in ("gsm", "whole")


_SAYS_NOTHING = re.compile(
    r"(?:correct|wrong|right|incorrect|given|shown|found|obtained|for|that|to|as|in|by|not|always|often|usually|below|above|here|"
    r"very|simple|easy|clear|obvious|quite|just|only|one|also|still|it|this|you|we|i)\b",
    re.IGNORECASE,
)


def _boxed(text: str, make: Make) -> Final | Missing | None:
    found = [box for span in read.boxes(text) if (box := make("boxed", span))]
    if not found:
        return None
    if any(compare.equal(found[-1], box, ask=_never).verdict != "equal" for box in found[:-1]):
        return Missing("ambiguous: two boxes")
    return found[-1]


def _never(left: str, right: str, seen: Agreement) -> Equality:
    return Equality("undecided", "not asked here")


def _ways(text: str, start: int, options: Sequence[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Places to look at, the surest first; a place that holds no answer is passed over."""
    tail = text[start:]
    marked = list(_GSM.finditer(tail))
    if marked:
        yield "gsm", (start + marked[-1].start(1), start + marked[-1].end(1))
    for span in _phrases(tail):
        yield "phrase", (start + span[0], start + span[1])
    stripped = text.strip()
    short = len(stripped) <= LONGEST_WHOLE and "\n" not in stripped
    if short and (options or _is_answer_itself(stripped)):
        place = text.find(stripped)
        whole = (place, place + len(stripped))
        if not options or read.read(stripped, options=options)[0] == "choice":
            yield "whole", whole
    yield from _letters(text, tail, start)
    head = _VERDICT_HEAD.match(text[:200])
    if head:
        yield "verdict", head.span(1)
    verdicts = list(_VERDICT_TAIL.finditer(_last_sentence(tail)[0]))
    if verdicts:
        place = len(text) - len(tail) + _last_sentence(tail)[1]
        yield "verdict", (place + verdicts[-1].start(1), place + verdicts[-1].end(1))
    for span in itertools.chain(_last_formula(tail), _concluded(tail)):
        yield "last-formula", (start + span[0], start + span[1])
    for span in _last_equation(tail):
        yield "last-equation", (start + span[0], start + span[1])
    number = _last_number(tail)
    if number:
        yield "last-number", (start + number[0], start + number[1])
    if short and _is_short_text(stripped):
        place = text.find(stripped)
        yield "whole", (place, place + len(stripped))


def _is_answer_itself(text: str) -> bool:
    kind, _ = read.read(text)
    if kind in ("text", "choice"):
        return kind == "choice" and len(text.split()) <= 3
    return len(_EQUALS.findall(text)) < 2 and not _PROSE.search(text) and not _STEPS.search(text)


def _is_short_text(text: str) -> bool:
    """A few words that are no sentence: they name something."""
    return len(text.split()) <= 8 and not text.endswith(("?", ":", "!")) and not _SENTENCE.search(text)


_PROSE = re.compile(r"\b(?:at|if|so|when|is|for|then|of|by|we|thus|hence|therefore)\s", re.IGNORECASE)
_STEPS = re.compile(r"\\(?:implies|Rightarrow|equiv|therefore|iff)\b")
_SENTENCE = re.compile(
    r"[.!?]\s|\b(?:is|are|was|were|has|have|can|will|do|does|did|would|should|you|i|we|please|thanks?|hi|hello)\b",
    re.IGNORECASE,
)


def _phrases(tail: str) -> Iterator[tuple[int, int]]:
    """What follows "the answer is", the last one first, to the end of its sentence."""
    for found in reversed(list(_PHRASE.finditer(tail))):
        start = found.end()
        if start < len(tail) and tail[start - 1 : start] == "\n":
            start += len(tail[start:]) - len(tail[start:].lstrip())
        end = _display_end(tail, start) or _end_of(tail, start)
        if end - start > LONGEST_PHRASE or start >= end:
            continue
        yield from _shorter(tail, start, end)


_CLAUSE = re.compile(
    r",?\s+(?:because|since|as|so|which|where|when|that|but|if|for|and\s+(?:the|we|it|so|not))\s|;|\s\(|,\s+(?:and\s+)?(?:the|we|it|a|not)\s|\s[—–-]\s",
    re.IGNORECASE,
)


def _shorter(tail: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence's rest; if that is prose, what stands before its first clause."""
    part = tail[start:end]
    kind, _ = read.read(part)
    letter = _LETTER_HEAD.match(part)
    if letter and len(part) > letter.end() + 3:
        yield start + letter.start(), start + letter.end()
    clause = _CLAUSE.search(part)
    if kind == "text" and clause and clause.start() > 0:
        yield start, start + clause.start()
    yield start, end


def _end_of(text: str, start: int) -> int:
    """The end of the sentence that goes on at `start`, past points inside of formulas."""
    for found in _SENTENCE_END.finditer(text, start, start + LONGEST_PHRASE + 50):
        if text.count("$", start, found.start()) % 2 == 0 or found[0] == "\n":
            before = text[start : found.start()]
            if found[0] == "." and re.fullmatch(r"\W*[A-Ja-j]", before) and found.end() < len(text):
                continue  # "B. The cell wall"
            if before.strip("*$ "):
                return found.start()
    return min(len(text), start + LONGEST_PHRASE + 50)


def _display_end(text: str, start: int) -> int:
    """The end of the displayed formula that starts here; 0 if none does."""
    closer = {"\\[": "\\]", "$$": "$$"}.get(text[start : start + 2])
    end = text.find(closer, start + 2, start + LONGEST_PHRASE) if closer else -1
    return end + 2 if end > 0 else 0


def _letters(text: str, tail: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    head = _LETTER_HEAD.match(text[:200])
    lines = list(_LETTER_LINE.finditer(tail))
    if lines and (len(lines) == 1 or lines[-1].end() >= len(tail.rstrip())):
        group = 1 if lines[-1][1] else 2
        begin = lines[-1].start(group) - (group == 1)
        yield "letter", (start + begin, start + lines[-1].end(group) + 1)
    if head and not _LETTER_HEAD.match(text[head.end() :].lstrip()[:60]):
        yield "letter", (head.start() + len(head[0]) - len(head[0].lstrip(" *\n\t")), head.end())


def _last_sentence(tail: str) -> tuple[str, int]:
    """The last sentence and where it starts."""
    end = len(tail.rstrip())
    begin = 0
    for found in _SENTENCE_END.finditer(tail, max(0, end - 600), max(0, end - 1)):
        if tail[found.end() : end].strip() and not (
            found[0] == "." and tail[found.end() : found.end() + 1].isdigit()
        ):
            begin = found.end()
    return tail[max(begin, end - 600) : end], max(begin, end - 600)


_FORMULA = re.compile(
    r"\$\$(.+?)\$\$|(?<!\\)\$(?!\s)((?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.DOTALL
)
_SIGNS = re.compile(r"=|≈|\\(?:approx|equiv|implies|Rightarrow|iff|begin|cong|sim)\b")


_ASIDE = re.compile(
    r"\b(?:since|because|if|when|where|for(?: all)?|by|from|with|in|than|such that|as long as|form|graph of|formula|"
    r"equation|solve|sum|"
    r"defined|either|until|unless|whenever|divides?)[ ,(]*(?:we have|all)?[ ,(]*$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\\?[A-Za-z]+(?:_\{?\w+\}?)?\.?")


def _is_aside(before: str) -> bool:
    """Whether what follows is a reason or a condition, not the conclusion."""
    return bool(_ASIDE.search(before[-60:]))


def _last_formula(tail: str) -> Iterator[tuple[int, int]]:
    """The last formula between delimiters, if the text ends at it and it is a value, not an equation.

    With the words behind it (`$12$ square feet`) if they make a quantity of it.
    """
    end = len(tail.rstrip())
    begin = max(0, end - 500)
    formulas = list(_FORMULA.finditer(tail, begin, end))
    if not formulas:
        return
    found = formulas[-1]
    inner = next(number for number in range(1, 5) if found[number] is not None)
    behind = tail[found.end() : end]
    if _SIGNS.search(found[inner]) or re.search(r"\d|[.!?]\s", behind) or len(behind) > 60:
        return
    if _is_aside(tail[begin : found.start()]) or _VARIABLE.fullmatch(found[inner].strip()):
        return
    if behind.strip(" .") and len(behind.split()) <= 3:
        whole = f"{found[inner]} {behind.strip(' .')}"
        if read.read(whole)[0] == "quantity":
            yield found.start(), end
    yield found.span(inner)


_CONCLUDED = re.compile(
    r"\b(?:thus|hence|therefore|so)\b[^$=]{0,90}?\b(?:is|are|get|have|has|equals|be|exactly)\s+"
    r"(?:only |exactly |at least )?(?=\$)",
    re.IGNORECASE,
)


def _concluded(tail: str) -> Iterator[tuple[int, int]]:
    """`Therefore, there are $69$ such numbers below 70`: the formula behind the verb of the last sentence."""
    sentence, begin = _last_sentence(tail)
    verb = _CONCLUDED.search(sentence)
    formula = _FORMULA.match(tail, begin + verb.end()) if verb else None
    if formula and _SIGNS.search(tail, formula.end()):
        return  # the conclusion goes on
    if formula and not _VARIABLE.fullmatch(formula[0].strip("$ ")):
        inner = next(number for number in range(1, 5) if formula[number] is not None)
        signs = list(_EQUALS.finditer(formula[inner]))
        start = formula.start(inner) + (signs[-1].end() if signs else 0)
        yield start, min(formula.end(inner), _formula_end(tail, start, formula.end(inner)))


def _last_equation(tail: str) -> Iterator[tuple[int, int]]:
    """The right side of the last equation, if it stands in the last lines."""
    end = len(tail.rstrip())
    begin = max(0, end - 400)
    signs = list(_EQUALS.finditer(tail, begin, end))
    if not signs:
        return
    place = signs[-1].end()
    stop = _formula_end(tail, place, end)
    if _VARIABLE.fullmatch(tail[place:stop].strip()):  # 8 = x
        stop = len(tail[: signs[-1].start()].rstrip("& "))
        place = _left_side(tail, begin, stop)
    again = set(re.findall(r"\d[\d,.]*\d|\d", tail[stop:end])) - set(
        re.findall(r"\d[\d,.]*\d|\d", tail[place:stop])
    )
    opening = tail.rfind("$", begin, signs[-1].start())
    if again or len(tail[stop:end]) > 160 or (opening > 0 and _is_aside(tail[begin:opening])):
        return
    yield from _shrinking(tail, place, stop)


_FORMULA_END = re.compile(
    r"(?<!\\)\$|\\\)|\\\]|\n|\\end\b|\\\\|[.;!?](?=\s|$)|,(?=\s|\\q?quad|\\text|\\\s|$)|&|\\(?:pmod|implies|Rightarrow|iff|quad|qquad|neq?)(?![a-zA-Z])"
)


def _formula_end(tail: str, start: int, end: int) -> int:
    """Where the formula ends: at its delimiter, its line, its sentence. A dollar right behind `=` ends nothing."""
    while start < end and tail[start] in " $":
        start += 1
    for found in _FORMULA_END.finditer(tail, start, end):
        if found[0] != "," or _is_closed(tail[start : found.start()]):
            return found.start()
    return end


def _is_closed(part: str) -> bool:
    """Whether all brackets that were opened are closed."""
    return sum(part.count(sign) for sign in "([{") <= sum(part.count(sign) for sign in ")]}")


def _left_side(tail: str, begin: int, end: int) -> int:
    """Where the left side of an equation starts."""
    starts = [found.end() for found in re.finditer(r"[$&=\n]|\\\\|\\qquad|\\quad", tail[begin:end])]
    return begin + (starts[-1] if starts else 0)


def _shrinking(tail: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The whole right side, then without its last words: `12 cm on each side`."""
    while start < stop and (
        tail[start].isspace()
        or (tail[start] == "$" and "$" not in tail[start + 1 : stop] and tail[stop : stop + 1] == "$")
    ):
        start += 1
    yield start, stop
    words = [found.start() for found in re.finditer(r"\s+", tail[start:stop])]
    for place in reversed(words[:16]):
        yield start, start + place


def _last_number(tail: str) -> tuple[int, int] | None:
    """The only number of the last sentence, if the sentence concludes."""
    sentence, begin = _last_sentence(tail)
    found = [one for one in _NUMBER.finditer(sentence) if not _REFERENCE.search(sentence[: one.start()])]
    values = {one[0] for one in found}
    if sentence.count("$") > 1 and _FORMULA.search(sentence):
        return None
    if len(values) != 1 or not (_CONCLUSION.search(sentence) or begin == 0):
        return None
    span = found[-1].span()
    if read.read(sentence[slice(*span)])[0] not in ("number", "quantity"):
        bare = re.match(r"\S*\d", sentence[slice(*span)])
        span = (span[0], span[0] + len(bare[0])) if bare else span
    return begin + span[0], begin + span[1]
