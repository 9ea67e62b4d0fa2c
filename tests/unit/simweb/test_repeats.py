"""Pairs told again on other domains and leaked items: the key is true of them, and nothing else is either."""

import json
import re
from collections import Counter, defaultdict
from random import Random

import pyarrow.parquet as pq
import pytest

from webinstruct.simweb import FAMILIES, generate
from webinstruct.simweb.copies import again, spelled, worded
from webinstruct.simweb.items import items, leaked, variant
from webinstruct.simweb.key import group
from webinstruct.simweb.maths.same import bare
from webinstruct.simweb.maths.tree import parse
from webinstruct.simweb.model import Code, Passage, Problem
from webinstruct.simweb.pages import Placed, page_at
from webinstruct.simweb.pen import Pen
from webinstruct.simweb.problems import GENERATORS, SUBJECTS, several

PAGES = 2000
MASKED = re.compile(r"\d+(?:\.\d+)?")
SHARED = 10


@pytest.fixture(scope="module", params=FAMILIES)
def web(request) -> list[Placed]:
    """A web's pages; twins are no pages of their own."""
    placed = (page_at(5, number, request.param) for number in range(PAGES))
    return [page for page in placed if page.twin_of is None]


def held(web: list[Placed]) -> list[tuple[Placed, Problem]]:
    """Every pair's problem with its page."""
    return [(placed, problem) for placed in web for problem in placed.page.draft.problems]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def text(passage: Passage) -> str:
    return " ".join(part.text if isinstance(part, Code) else part for part in passage)


def numbers(problem: Problem) -> list[str]:
    return re.findall(r"\d+", text(problem.question))


def test_shares_of_pages_with_a_pair_told_again_and_with_a_leaked_item(web):
    holding = sum(bool(placed.page.draft.pairs) for placed in web)
    copied = sum(problem.copied is not None and problem.leak is None for _, problem in held(web))
    leaks = Counter(problem.leak for _, problem in held(web) if problem.leak)
    assert 0.03 < copied / holding < 0.05
    assert 0.007 < leaks.total() / holding < 0.016
    assert set(leaks) == {"same", "number-variant"}


def test_a_copy_stands_on_an_earlier_page_of_another_domain_in_the_same_language(web):
    seen: dict[str, list[Placed]] = defaultdict(list)
    ways = Counter()
    for placed, problem in held(web):
        its = group(problem, placed.sender.language)
        if problem.copied and not problem.leak:
            ways[problem.copied] += 1
            others = [other for other in seen[its] if other.site.domain != placed.site.domain]
            assert others
            assert {other.sender.language for other in others} == {placed.sender.language}
        seen[its].append(placed)
    assert set(ways) == {"verbatim", "case", "greeting", "words"}


def test_groups_hold_one_template_and_templates_hold_many_groups(web):
    templates, groups = defaultdict(set), defaultdict(set)
    for placed, problem in held(web):
        its = group(problem, placed.sender.language)
        assert problem.template
        templates[its].add(problem.template)
        groups[problem.template].add(its)
    assert all(len(found) == 1 for found in templates.values())
    assert len(groups["algebra.percent"]) > 20


def test_pairs_of_a_group_have_their_numbers_and_formulas_in_common(web):
    of = defaultdict(set)
    for placed, problem in held(web):
        of[group(problem, placed.sender.language)].add(tuple(numbers(problem)))
    assert all(len(found) == 1 for found in of.values())


def test_problems_of_one_template_with_the_same_numbers_differ_in_what_is_asked_or_not_at_all():
    rng, asked = Random(3), defaultdict(set)
    for _ in range(400):
        for subject in SUBJECTS:
            for problem in several(rng, subject, 3):
                asked[problem.template, tuple(numbers(problem))].add(text(problem.asked))
    several_with_the_same = {template for (template, _), found in asked.items() if len(found) > 1}
    # names of events, units, words of a program: another question each
    allowed = {
        *("history.years_between", "history.century", "geometry.circle", "geometry.pythagoras"),
        *("programming.slicing", "programming.dictionary", "science.reason", "chemistry.molar_mass"),
        *("algebra.linear", "algebra.quadratic", "chemistry.combustion"),
    }
    assert several_with_the_same <= allowed


@pytest.mark.parametrize("way", ["verbatim", "case", "greeting", "words"])
def test_a_way_of_telling_leaves_numbers_formulas_and_code_as_they_are(way):
    rng, changed = Random(1), 0
    for generators in GENERATORS.values():
        for generator in generators:
            problem = generator(rng)
            told = worded(rng, problem, way)
            assert numbers(told) == numbers(problem)
            assert re.findall("⟦.*?⟧", text(told.question)) == re.findall("⟦.*?⟧", text(problem.question))
            assert [p for p in told.question if isinstance(p, Code)] == [
                p for p in problem.question if isinstance(p, Code)
            ]
            assert told.asked == problem.asked
            changed += told.question != problem.asked
    assert changed > 20 if way != "verbatim" else changed <= 1


def test_case_and_greeting_change_no_word_and_words_one_or_two():
    rng = Random(2)
    made = [generator(rng) for generators in GENERATORS.values() for generator in generators]
    for problem in made:
        asked = words(text(problem.asked))
        assert words(text(worded(rng, problem, "case").question)) == asked
        assert words(text(worded(rng, problem, "greeting").question))[-len(asked) :] == asked
        told = worded(rng, problem, "words")
        if told.copied == "words":
            gone = Counter(asked) - Counter(words(text(told.question)))
            assert 1 <= len(gone) <= 8


def test_a_second_answerer_comes_to_the_same_result():
    rng = Random(4)
    problem = several(rng, "physics", 1)[0]
    told = [again(rng, problem, "en") for _ in range(60)]
    others = [one for one in told if one.answer != problem.answer]
    assert 4 < len(others) < 30
    assert all(problem.final in str(one.answer) and one.asked == problem.question for one in others)


def test_another_spelling_is_the_same_formula():
    rng = Random(1)
    found = [tex for item in items(0) for tex in re.findall("⟦(.*?)⟧", text(item.problem.question))]
    other = [spelled(tex, rng) for tex in found]
    assert all(parse(a) == parse(b) and bare(a) == bare(b) for a, b in zip(found, other, strict=True))
    assert sum(a != b for a, b in zip(found, other, strict=True)) > 0.6 * len(found)


def test_items_are_distinct_short_and_long_and_the_same_for_a_seed_alone():
    asked = [item.problem.question for item in items(3)]
    lengths = [len(words(question[0])) for question in asked]
    assert len(set(asked)) == len(asked) == 240
    assert sum(6 <= length <= 9 for length in lengths) > 40
    assert sum(length > 30 for length in lengths) > 60
    assert items(3) == items.__wrapped__(3)
    assert items(4)[0] != items(3)[0]


def test_leaked_items_are_the_item_up_to_their_wording_and_variants_have_other_numbers(web):
    by_id = {item.id: item for item in items(5)}
    found = Counter()
    for _, problem in held(web):
        if not problem.leak:
            continue
        item = by_id[problem.leak_item]
        found[item.benchmark] += 1
        said, its = text(problem.question), text(item.problem.question)
        if problem.leak == "same":
            assert words(bare(said)) == words(bare(its))
            assert numbers(problem) == numbers(item.problem)
        else:
            assert numbers(problem) != numbers(item.problem)
            assert said not in {text(other.problem.question) for other in by_id.values()}
    assert set(found) == {"gsm8k", "math", "mmlu", "arc"}


def test_a_variant_differs_in_its_numbers_alone():
    rng = Random(6)
    for item in items(0):
        if item.made.numeric:
            told = variant(rng, 0, item)
            assert numbers(told) != numbers(item.problem)
            assert MASKED.sub("#", told.question[0]) == MASKED.sub("#", item.problem.question[0])
            assert (told.leak, told.leak_item) == ("number-variant", item.id)


def test_no_other_pair_is_an_item_or_a_variant_of_one_though_some_share_a_phrase(web):
    its = {MASKED.sub("#", item.problem.question[0]).lower() for item in items(5)}
    grams = {
        tuple(ws[at : at + SHARED]) for q in its for ws in [words(q)] for at in range(len(ws) - SHARED + 1)
    }
    sharing = 0
    for _, problem in held(web):
        if problem.leak is None:
            asked = MASKED.sub("#", text(problem.question)).lower()
            assert not any(one in asked for one in its)
            ws = words(asked)
            sharing += any(tuple(ws[at : at + SHARED]) in grams for at in range(len(ws)))
    assert sharing > 20


def test_the_key_and_the_manifest_tell_what_stands_on_the_pages(tmp_path):
    generate(tmp_path, pages=400, warcs=2, seed=5, seed_pages=0)
    rows = pq.read_table(tmp_path / "answer_key.parquet").to_pylist()
    for number, row in enumerate(rows):
        placed = page_at(5, number)
        draft, pen = placed.page.draft, Pen(placed.sender.math)
        for pair, problem in zip(row["pairs"], draft.problems, strict=True):
            assert pair["group"] == group(problem, row["language"])
            assert (pair["leak"], pair["leak_item"]) == (problem.leak, problem.leak_item)
            assert (pair["copied"], pair["template"]) == (problem.copied, problem.template)
            assert pen.text(problem.question) in pair["question"]
    pairs = [pair for row in rows for pair in row["pairs"]]
    leaks = Counter(pair["leak"] for pair in pairs if pair["leak"])
    assert json.loads((tmp_path / "manifest.json").read_text())["pairs"] == {
        "all": len(pairs),
        "duplicates": sum(pair["copied"] is not None and pair["leak"] is None for pair in pairs),
        "leaks": {"same": leaks["same"], "number-variant": leaks["number-variant"]},
    }


def test_twins_are_of_one_group():
    placed = [page_at(5, number) for number in range(400)]
    by_url = {page.url: page for page in placed}
    twins = [page for page in placed if page.twin_of and page.page.draft.problems]
    assert twins
    assert all(page.page.draft.problems == by_url[page.twin_of].page.draft.problems for page in twins)


def test_benchmarks_are_written_in_their_published_forms(tmp_path):
    generate(tmp_path, pages=1, warcs=1, seed=5, seed_pages=0)
    folder = tmp_path / "benchmarks"
    gsm8k = [json.loads(line) for line in (folder / "gsm8k/test.jsonl").read_text().splitlines()]
    maths = [json.loads(line) for line in (folder / "math/MATH_test.jsonl").read_text().splitlines()]
    mmlu = json.loads((folder / "mmlu/stem.json").read_text())
    arc = json.loads((folder / "arc/challenge.json").read_text())
    assert [len(found) for found in (gsm8k, maths, mmlu, arc)] == [60] * 4
    assert all(re.fullmatch(r"(?s).+\n#### \d+", one["answer"]) for one in gsm8k)
    assert {tuple(one) for one in maths} == {("problem", "solution", "level", "type", "_id")}
    assert all("\\boxed{" in one["solution"] and "⟦" not in one["problem"] for one in maths)
    assert len({one["_id"] for one in maths}) == 60
    assert all(len(set(one["choices"])) == 4 and one["answer"] in range(4) for one in mmlu)
    assert all(
        re.search(r"\nOptions are:\n\(A\): .+\n\(B\): .+\n\(C\): .+\n\(D\): ", one["question"]) for one in arc
    )
    assert {one["answer"] for one in arc} == set("ABCD")
    # the ids of the key are places in these files
    by_id = {item.id: item for item in items(5)}
    assert by_id["gsm8k/17"].problem.question == (gsm8k[17]["question"],)
    assert by_id["arc/3"].made.question == arc[3]["question"].split("\n")[0]
    assert by_id[f"math/{maths[9]['_id']}"].place == 9


def test_every_benchmark_leaks_in_every_way_it_can_and_only_onto_pages_of_its_subject():
    rng, found = Random(1), Counter()
    for _ in range(600):
        problem = leaked(rng, 0, "")
        found[problem.leak_item.split("/")[0], problem.copied or problem.leak] += 1
    ways = {(name, way) for name in ("gsm8k", "math", "mmlu", "arc") for way in ("verbatim", "case")}
    # those of mmlu and arc with numbers are of one wording: theirs with others are of a template, no item's variants
    variants = {(name, "number-variant") for name in ("gsm8k", "math")}
    assert set(found) == ways | variants | {("math", "latex")}
    assert {leaked(rng, 0, "chemistry").subject for _ in range(40)} == {"chemistry"}
    assert leaked(rng, 0, "history") is None
