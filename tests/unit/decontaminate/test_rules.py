import pytest

from tests.unit.decontaminate.items import BAKER, BRACKETS, CHOICE, FORMULA, ITEMS, SHORT, SNARKS, TINY
from webinstruct.benchmarks import Problem
from webinstruct.decontaminate import Index, judge
from webinstruct.settings import DecontaminateSettings

PROSE = (
    "The ferry was late again, and the people on the quay had long stopped asking why. Somebody sold roasted "
    "chestnuts from a cart. When the lamps came on, the water looked like slate."
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(ITEMS, DecontaminateSettings())


def found(index, question, answer=""):
    finding = judge(index, question, answer)
    evidence = finding.evidence
    return finding.verdict, evidence and evidence.item, evidence and evidence.rule


@pytest.mark.parametrize(
    "question",
    [
        BAKER.question,
        BAKER.question.upper(),
        BAKER.question.replace(" ", "\n"),
        BAKER.question.replace(".", "").replace(",", ""),
        BAKER.question.replace("nine", "9").replace("twelve", "12"),
        "<p>" + BAKER.question.replace("rolls", "<b>rolls</b>") + "&nbsp;</p>",
        f"{PROSE}\n\n{BAKER.question}\n\n{PROSE}",
        "How many rolls are left for the afternoon? She sells all but five of them before noon and gives two "
        "to a passing musician. A baker fills nine trays with twelve rolls each.",
    ],
)
def test_a_copy_is_the_same_however_it_is_written(index, question):
    assert found(index, question) == ("same", "gsm8k/1", "question")


@pytest.mark.parametrize(
    ("question", "item"),
    [
        (BAKER.question.replace("nine", "seven"), "gsm8k/1"),
        (FORMULA.question.replace("12", "27"), "math/1"),
        (FORMULA.question.replace("+", "-"), "math/1"),
        (SHORT.question.replace("40", "65"), "math/2"),
    ],
)
def test_other_numbers_or_signs_make_a_variant(index, question, item):
    assert found(index, question, "It is 11.")[:2] == ("number-variant", item)


def test_a_formula_counts_in_every_spelling(index):
    spelt = r"Find the least value of \(\dfrac{3x^{2} + 12}{x}\) over all positive real numbers \(x\) below \(7\)."
    assert found(index, spelt)[:2] == ("same", "math/1")
    assert (
        found(index, "find the least value of (3x²+12)/x over all positive real numbers x below 7")[0]
        == "same"
    )


def test_a_solution_alone_is_the_item_with_or_without_its_calculations(index):
    assert found(index, "And how?", BAKER.solution) == ("same", "gsm8k/1", "solution")
    bare = BAKER.solution.replace("<<9*12=108>>", "").replace("<<5-2=3>>", "")
    assert found(index, "And how?", bare) == ("same", "gsm8k/1", "solution")


def test_a_part_is_not_the_item_unless_it_is_long(index):
    assert found(index, "gives two to a passing musician. How many rolls are left")[0] == "shared-template"
    longer = "She sells all but five of them before noon and gives two to a passing musician."
    assert found(index, longer) == ("same", "gsm8k/1", "question, a part")


def test_a_short_question_counts_as_a_whole_only(index):
    assert found(index, f"{PROSE} {SHORT.question} {PROSE}") == ("same", "math/2", "short question")
    assert found(index, "How many sheds has a village of barns?")[0] == "clean"


def test_a_tiny_question_needs_the_answer_too(index):
    assert found(index, TINY.question, "No idea.")[0] == "clean"
    assert found(index, TINY.question, r"It is $\frac{\sqrt{6}+\sqrt{2}}{4}$.")[:2] == ("same", "math/3")
    assert found(index, f"{PROSE}\n{TINY.question}", TINY.answer)[:2] == ("same", "math/3")
    assert found(index, f"So we compute sin 75 degrees here. {PROSE}", TINY.answer)[0] == "clean"


def test_a_short_choice_in_other_words_needs_its_options(index):
    options = "\n".join(CHOICE.options[::-1])
    assert found(index, f"{PROSE} {CHOICE.question}\n{options}")[:2] == ("same", "mmlu_stem/1")
    assert found(index, f"{PROSE} {CHOICE.question} Nobody could say.")[0] == "shared-template"
    assert found(index, CHOICE.question, "B")[:2] == ("same", "mmlu_stem/1")


def test_a_question_that_many_items_ask_needs_its_options(index):
    item = SNARKS[2]
    assert found(index, item.question, "(A)")[0] == "shared-template"
    assert found(index, f"{item.question} {item.options[1]} or {item.options[0]}?")[:2] == ("same", item.id)


@pytest.mark.parametrize("item", BRACKETS, ids=lambda item: item.id)
def test_brackets_tell_items_of_one_template_apart(index, item):
    assert found(index, item.question, item.answer) == ("same", item.id, "whole question")
    assert found(index, f"{PROSE}\n\n{item.question}\n\n({PROSE})")[:2] == ("same", item.id)
    other = item.question.rsplit(":", 1)[0] + ": < < ( ) )"
    assert found(index, other)[0] == "shared-template"


def test_short_questions_of_the_same_words_are_told_apart_by_their_brackets():
    lines = [
        "up ( or down ) is",
        "( up or ) down is",
        "( up or down is )",
        "up or ( down ) is",
        "( up ) or down is",
    ]
    lines += ["up or down is ( )", "( ( up or down ) ) is"]
    items = [Problem("bbh", f"bbh/{at}", line, answer="Left") for at, line in enumerate(lines)]
    index = Index(items, DecontaminateSettings())
    for item in items:
        assert found(index, item.question, "Left")[:2] == ("same", item.id)
        assert found(index, f"{item.question}\n(A) Left\n(B) Right", "Left")[:2] == ("same", item.id)


def test_what_stands_on_many_domains_is_nobodys_but_a_whole_copy_still_is():
    plain = Index([BAKER], DecontaminateSettings())
    common = plain.keys.keys.view("int64").tolist()
    index = Index([BAKER], DecontaminateSettings(), common)
    assert found(index, "She sells all but five of them before noon and gives two to a passing musician.")[
        0
    ] == ("shared-template")
    assert found(index, BAKER.question)[:2] == ("same", "gsm8k/1")


def test_the_papers_rule_is_always_told(index):
    finding = judge(index, "gives two to a passing musician. How many rolls are left", "")
    assert finding.verdict == "shared-template"
    assert (finding.paper.item, finding.paper.rule) == ("gsm8k/1", "10 words")
    assert finding.paper.matched == "gives two to a passing musician. How many rolls are"
    assert judge(index, SHORT.question, SHORT.answer).paper is None


def test_evidence_is_the_text_as_it_stands_in_the_pair(index):
    shouted = BAKER.question.upper()
    assert judge(index, f"Well: {shouted}", "").evidence.matched == shouted


def test_code_is_found_by_its_prompt_and_by_its_program():
    prompt = 'def riffle(left, right):\n    """ Lay two lists of cards into each other, one card of each in turn. """'
    program = "    deck = []\n    for a, b in zip(left, right):\n        deck.extend((a, b))\n    return deck"
    item = Problem(
        "humaneval", "humaneval/0", prompt, answer="assert riffle([1],[2]) == [1, 2]", solution=program
    )
    index = Index([item], DecontaminateSettings())
    assert found(index, f"Finish this:\n{prompt}", "")[:2] == ("same", "humaneval/0")
    assert found(index, "Shuffle, please.", f"Sure:\n```\n{program}\n```")[:2] == ("same", "humaneval/0")


def test_nothing_is_found_without_items():
    empty = Index([], DecontaminateSettings())
    assert judge(empty, BAKER.question, BAKER.answer).verdict == "clean"
