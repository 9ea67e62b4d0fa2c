"""What `load` promises beside the forms: each item once, stable ids, errors in one line, nothing silent."""

import importlib.util
import json

import pytest

from webinstruct import UserError, benchmarks
from webinstruct.benchmarks import NAMES, Loaded, Problem, hub, load
from webinstruct.benchmarks.places import MATH_SUBJECTS, Place
from webinstruct.benchmarks.shelf import Shelf

SUM = {"question": "Ann has 3 pens and buys 4. How many now?", "answer": "#### 7"}
GPQA = {
    "Question": "hidden question", "Correct Answer": "hidden gold", "Incorrect Answer 1": "hidden b",
    "Incorrect Answer 2": "hidden c", "Incorrect Answer 3": "hidden d", "Record ID": "rec1",
}  # fmt: skip


def lines(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def complaint(folder, *names):
    with pytest.raises(UserError) as caught:
        load(folder, names or NAMES)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_seventeen_names():
    assert len(NAMES) == len(set(NAMES)) == 17


def test_an_unknown_name_is_told_the_known_ones(tmp_path):
    assert complaint(tmp_path, "gsm9k").startswith("no benchmark is named 'gsm9k'; known: gsm8k, math,")


def test_a_missing_folder_is_refused(tmp_path):
    assert complaint(tmp_path / "none") == f"no such folder of benchmarks: {tmp_path / 'none'}"


def test_what_is_missing_is_named_with_its_reason(tmp_path):
    lines(tmp_path / "gsm" / "test.jsonl", SUM)
    loaded = load(tmp_path, ["svamp", "gsm8k"])
    assert loaded.missing == ("svamp",)
    assert loaded.reasons == {"svamp": f"no file of it below {tmp_path}"}
    assert load(None, ["svamp"]).reasons == {"svamp": "no folder of benchmarks was given"}


def test_only_the_names_asked_for_are_read(tmp_path):
    lines(tmp_path / "gsm" / "test.jsonl", SUM)
    lines(tmp_path / "svamp" / "test.jsonl", {"broken": 1})
    assert len(load(tmp_path, ["gsm8k"]).problems) == 1


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("gsm8k.jsonl", '{"q": "?", "a": 1}\n', "line 1 is not of gsm8k: wanted answer, it has q, a"),
        ("gsm8k.json", '[{"question": ["?"], "answer": "1"}]', "wanted text in question, came list"),
        ("gsm8k.jsonl", '{"question": "?", "answer": "1"}\n{"question": \n', "line 2 is not JSON: Expecting value"),
        ("gsm8k.json", '[\n{"question": "?",\n]', "line 3 is not JSON"),
        ("gsm8k.json", '[1, 2]', "record 1 must be an object with fields, came int"),
        ("gsm8k.json", "[]", "holds no record of gsm8k"),
        ("gsm8k.jsonl", "", "holds no record of gsm8k"),
        ("gsm8k.jsonl", '{"question": " ", "answer": "1"}\n', "the question is empty in all 1 records"),
        ("gsm8k.jsonl", b"\xff\xfe", "cannot be read as UTF-8 text (UnicodeDecodeError)"),
        ("gsm8k.jsonl.gz", b"not gzip", "cannot be read as UTF-8 text (BadGzipFile)"),
        ("gsm8k.parquet", b"not parquet", "cannot be read as Parquet (ArrowInvalid)"),
        ("gsm8k.json", "[" * 100_000, "line 1 is not a record: nested too deep"),
        ("mmlu/stem.json", '[{"question": "?", "choices": ["a", "b"], "answer": 2}]',
         "record 1 is not of mmlu_stem: wanted options and a gold that is one of them, it has 2 options"),
        ("mmlu/stem.json", '[{"question": "?", "choices": "ab", "answer": 2}]', "wanted a list in choices, came str"),
        ("mmlu/stem.json", '[{"question": "?", "choices": ["a", []], "answer": 0}]',
         "wanted texts in choices, one is list"),
        ("arc/challenge.json", '[{"question": "No options", "answer": "A"}]', "it has 0 options"),
        ("mbpp.jsonl", '{"task_id": "x"}\n', "wanted a number in task_id"),
        ("aqua/test.json", '{"question": "?", "options": ["A)1", "B)2"], "correct": "F"}', "it has 2 options"),
        ("gpqa_main.csv", 'Question,Record ID\n"open', "cannot be read as CSV"),
        ("gpqa_main.csv", "Question,Record ID\na,b,c\n", "record 1 has 3 columns, wanted 2"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_named(tmp_path, name, content, wanted):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told = complaint(tmp_path)
    assert told.startswith(f"{path}: ")
    assert wanted in told


def test_empty_questions_are_counted_and_leave_the_positions_alone(tmp_path):
    lines(tmp_path / "gsm8k.jsonl", {"question": "", "answer": ""}, {"question": None, "answer": None}, SUM)
    loaded = load(tmp_path)
    assert [problem.id for problem in loaded.problems] == ["gsm8k/2"]
    assert loaded.skipped == 2


def test_exact_twins_are_one_and_another_gold_is_another_problem(tmp_path):
    lines(tmp_path / "gsm8k.jsonl", SUM, SUM, {**SUM, "answer": "#### 8"})
    loaded = load(tmp_path)
    assert [(problem.id, problem.answer) for problem in loaded.problems] == [
        ("gsm8k/0", "7"),
        ("gsm8k/2", "8"),
    ]
    assert loaded.twins == 1


def test_two_files_of_one_benchmark_are_a_union_with_single_ids(tmp_path):
    lines(tmp_path / "a" / "gsm8k.jsonl", SUM)
    lines(tmp_path / "b" / "gsm8k.jsonl", {"question": "Another?", "answer": "1"}, SUM)
    assert [problem.id for problem in load(tmp_path).problems] == ["gsm8k/0", "gsm8k/0~2"]


def test_subsets_of_gpqa_are_a_union_by_id(tmp_path):
    lines(
        tmp_path / "gpqa" / "gpqa_main.jsonl", GPQA, {**GPQA, "Question": "hidden two", "Record ID": "rec2"}
    )
    lines(tmp_path / "gpqa" / "gpqa_diamond.jsonl", {**GPQA, "Question": "hidden question, revised"})
    loaded = load(tmp_path)
    assert [(problem.id, problem.level) for problem in loaded.problems] == [
        ("gpqa/rec1", "diamond"),
        ("gpqa/rec2", "main"),
    ]
    assert loaded.twins == 1


def test_math_500_beside_math_adds_nothing(tmp_path):
    row = {"problem": "Half of 3?", "solution": "$\\boxed{1.5}$", "level": "Level 1"}
    lines(tmp_path / "MATH-500" / "test.jsonl", {**row, "answer": "3/2", "unique_id": "test/algebra/4.json"})
    lines(tmp_path / "math" / "MATH_test.jsonl", {**row, "_id": "algebra/4"}, {**row, "_id": "algebra/5"})
    assert [problem.id for problem in load(tmp_path).problems] == ["math/algebra/4", "math/algebra/5"]


def test_linked_folders_are_followed_and_a_loop_ends(tmp_path):
    lines(tmp_path / "far" / "TEST.JSONL", SUM)
    bench = tmp_path / "bench"
    bench.mkdir()
    (bench / "gsm8k").symlink_to(tmp_path / "far")
    (bench / "round").symlink_to(bench)
    loaded = load(bench)
    assert [problem.id for problem in loaded.problems] == ["gsm8k/0"]
    assert loaded.twins == 0


def test_the_order_is_that_of_the_names(tmp_path):
    lines(tmp_path / "a" / "svamp.jsonl", {"ID": "1", "Body": "Two.", "Question": "Half?", "Answer": 1})
    lines(tmp_path / "z" / "gsm8k.jsonl", SUM)
    found = load(tmp_path, ["svamp", "gsm8k"]).problems
    assert [problem.benchmark for problem in found] == ["gsm8k", "svamp"]


def test_the_digest_hangs_on_content_alone(tmp_path):
    lines(tmp_path / "one" / "gsm8k.jsonl", SUM)
    lines(tmp_path / "two" / "deep" / "gsm" / "test.jsonl", SUM)
    lines(tmp_path / "three" / "gsm8k.jsonl", {**SUM, "answer": "so: #### 7"})
    one, two, three = (load(tmp_path / name).digest() for name in ("one", "two", "three"))
    assert one == two != three
    assert len(one) == 64


def test_a_secret_item_is_never_shown(tmp_path):
    lines(tmp_path / "gpqa_main.jsonl", GPQA)
    loaded = load(tmp_path)
    assert loaded.problems[0].secret
    assert loaded.problems[0].answer == "hidden gold"
    assert "hidden" not in f"{loaded!r} {loaded} {loaded.problems[0]!r}"
    assert not Problem("gsm8k", "gsm8k/0", "open").secret


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({**GPQA, "Correct Answer": ["hidden"]}),
        json.dumps({"Question": "hidden"}),
        '{"Question": "hidden", "Correct Answer": hidden}',
        '["hidden"]',
    ],
)
def test_no_error_shows_a_secret_text(tmp_path, content):
    (tmp_path / "gpqa_main.jsonl").write_text(content)
    assert "hidden" not in complaint(tmp_path)


def test_a_users_own_benchmark_comes_in_addition(tmp_path):
    lines(
        tmp_path / "custom" / "mine.jsonl",
        {"question": "Open?", "answer": "yes"},
        {"question": "Choice?", "options": ["A)one", "B)two"], "answer": "B", "id": "x7"},
        {"question": "Text?", "options": ["one", "two"], "answer": "two"},
        {"question": "Bare?"},
        {"question": ""},
    )
    loaded = load(tmp_path, ["gsm8k"])
    assert loaded.problems == (
        Problem("custom:mine", "custom:mine/0", "Open?", answer="yes"),
        Problem("custom:mine", "custom:mine/x7", "Choice?", ("one", "two"), "two", 1),
        Problem("custom:mine", "custom:mine/2", "Text?", ("one", "two"), "two", 1),
        Problem("custom:mine", "custom:mine/3", "Bare?"),
    )
    assert loaded.missing == ("gsm8k",)
    assert loaded.skipped == 1


def test_a_users_file_may_be_called_as_a_benchmark(tmp_path):
    lines(tmp_path / "custom" / "gsm8k.jsonl", {"question": "Mine?"})
    assert [problem.benchmark for problem in load(tmp_path).problems] == ["custom:gsm8k"]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"q": "?"}, "wanted question, it has q"),
        (
            {"question": "?", "options": ["1", "2"], "answer": "3"},
            "wanted options and a gold that is one of them",
        ),
        ({"question": "?", "options": "12"}, "wanted a list in options, came str"),
    ],
)
def test_a_users_mistake_is_named(tmp_path, row, wanted):
    path = lines(tmp_path / "custom" / "mine.jsonl", row)
    assert complaint(tmp_path).startswith(f"{path}: line 1 is not a problem: wanted")
    assert wanted in complaint(tmp_path)


def test_an_empty_file_of_a_user_is_refused(tmp_path):
    path = lines(tmp_path / "custom" / "mine.jsonl")
    assert complaint(tmp_path) == f"{path}: holds no record"


def test_rows_of_the_hub_become_the_same_problems():
    row = {"problem": "Half of 3?", "solution": "$\\boxed{1.5}$", "level": "Level 1", "type": "Algebra"}
    shelf, asked = Shelf(), []

    def served(table):
        asked.append((table.repository, table.config, table.split))
        return [row] if table.config == "algebra" else [{**row, "problem": table.config}]

    for place, source, rows in hub.tables("math", served):
        shelf.add_rows([(f"record {at}", row) for at, row in enumerate(rows, 1)], place, source)
    assert asked[0] == ("EleutherAI/hendrycks_math", "algebra", "test")
    assert [problem.id for problem in shelf.problems] == [
        f"math/{subject}/row-0" for subject in MATH_SUBJECTS
    ]
    assert shelf.problems[0].answer == "1.5"


def test_a_row_of_the_hub_that_does_not_fit_names_the_repository():
    with pytest.raises(
        UserError, match=r"^openai/gsm8k \(main\), split test: record 1 is not of gsm8k: wanted"
    ):
        Shelf().add_rows([("record 1", {"q": "?"})], Place("gsm8k"), str(hub.TABLES["gsm8k"][0]))


def test_the_hub_is_not_asked_for_what_is_on_disk(tmp_path):
    lines(tmp_path / "gsm8k.jsonl", SUM)
    assert load(tmp_path, ["gsm8k"], from_hub=True).missing == ()


def test_what_the_hub_does_not_have_stays_missing_with_its_reason():
    loaded = load(None, ["simuleq"], from_hub=True)
    assert loaded.missing == ("simuleq",)
    assert "take the file from the MAmmoTH2 repository" in loaded.reasons["simuleq"]


@pytest.mark.skipif(importlib.util.find_spec("datasets") is not None, reason="datasets is installed")
def test_without_datasets_the_hub_is_refused_in_one_line():
    with pytest.raises(UserError, match=r"^benchmarks from the hub need .* install datasets$"):
        load(None, ["gsm8k"], from_hub=True)


def test_a_table_from_a_local_folder_through_datasets(tmp_path):
    pytest.importorskip("datasets", reason="datasets is not installed")
    lines(tmp_path / "test.jsonl", SUM)
    assert [dict(row) for row in hub.loader()(hub.Table(str(tmp_path)))] == [SUM]
    with pytest.raises(hub.Unreachable, match="split none"):
        hub.loader()(hub.Table(str(tmp_path), split="none"))


@pytest.fixture(scope="module")
def real(shared) -> Loaded:
    return load(shared / "bench")


def test_the_real_files_hold_what_was_published(real):
    count = dict.fromkeys(NAMES, 0)
    for problem in real.problems:
        count[problem.benchmark] += 1
    assert {name: n for name, n in count.items() if n} == {
        "gsm8k": 1319,
        "math": 5000,
        "theoremqa": 800,
        "arc_challenge": 1172,
        "bbh": 6509,  # of 6511: two of sports_understanding stand there twice
        "mmlu_stem": 3259,  # stem.json: 3134, twelve of them twins; 137 more stand only in the fields' files
    }
    assert sum(problem.picture for problem in real.problems) == 53
    assert set(real.missing) == {name for name, n in count.items() if not n}
    assert real.skipped == 0


def test_every_real_choice_has_its_gold_among_the_options(real):
    for problem in real.problems:
        if problem.benchmark in ("arc_challenge", "mmlu_stem"):
            assert problem.label is not None, problem.id
            assert problem.options[problem.label] == problem.answer, problem.id
            assert all(problem.options), problem.id
    odd = [problem.id for problem in real.problems if problem.options and problem.label is None]
    assert odd == ["bbh/2850", "bbh/4182", "bbh/4227"]  # their golds were cut at commas when published


def test_real_items_are_whole_and_named_once(real, shared):
    assert all(problem.question and problem.answer for problem in real.problems)
    assert len({problem.id for problem in real.problems}) == len(real.problems)
    assert benchmarks.load(shared / "bench").digest() == real.digest()
