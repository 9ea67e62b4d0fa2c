"""Every published form of every benchmark, with items of our own making."""

import csv
import gzip
import json
from io import StringIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from webinstruct.benchmarks import NAMES, Problem, load
from webinstruct.benchmarks.hub import TABLES


def write(path, rows):
    """Rows in the form that the file's name asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        out = StringIO()
        csv.writer(out).writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    else:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)


SUM = {"question": "Ann has 3 pens and buys 4. How many now?", "answer": "3 + 4 = <<3+4=7>>7\n#### 7"}
SUM_PROBLEM = Problem("gsm8k", "gsm8k/0", SUM["question"], answer="7", solution="3 + 4 = <<3+4=7>>7")

BOX = {"problem": "What is $1/2$ of $3$?", "solution": "It is $\\boxed{\\frac{3}{2}}$.", "level": "Level 2"}


def box(id, task="Algebra"):
    solution = BOX["solution"]
    return Problem(
        "math", id, BOX["problem"], answer="\\frac{3}{2}", solution=solution, task=task, level="Level 2"
    )


THEOREM = {
    "Question": "Is every square a rectangle?", "Answer": True, "Answer_type": "bool", "Picture": None,
    "source": "self", "id": "ours/square-1.json", "explanation": "NONE", "theorem": "t",
}  # fmt: skip

HEAT = ("ice", "steam", "stone")
HEAT_ARC = {"question": "Which is hot water's gas?", "options": HEAT, "answer": "steam", "label": 1}
HEAT_HF = {"text": list(HEAT), "label": ["A", "B", "C"]}
HEAT_LIST = [{"text": text, "label": label} for text, label in zip(HEAT, "123", strict=True)]
HEAT_TEXT = f"{HEAT_ARC['question']}\nOptions are:\n(A): ice\n(B): steam\n(C): stone"

TURN = {"input": "You turn around twice. Same direction?\nOptions:\n- Yes\n- No", "target": "Yes"}
TURN_PROBLEM = {"question": "You turn around twice. Same direction?", "options": ("Yes", "No"), "label": 0}

CUBE = {"question": "How many faces has a cube?", "choices": ["4", "6", "8", "12"]}
CUBE_PROBLEM = {"question": CUBE["question"], "options": ("4", "6", "8", "12"), "answer": "6", "label": 1}

SECRET = {
    "Question": "Which of ours?", "Correct Answer": "this ", "Incorrect Answer 1": "that",
    "Incorrect Answer 2": "those", "Incorrect Answer 3": "these", "Explanation": "Why.",
    "Subdomain": "Optics", "Record ID": "recOurs1",
}  # fmt: skip
SECRET_PROBLEM = {
    "question": "Which of ours?", "options": ("this", "that", "those", "these"), "answer": "this",
    "label": 0, "solution": "Why.", "task": "Optics",
}  # fmt: skip

TWICE = {
    "task_id": "HumanEval/0", "prompt": 'def twice(x):\n    """Double x."""\n',
    "canonical_solution": "    return 2 * x\n", "test": "def check(f):\n    assert f(2) == 4\n",
    "entry_point": "twice",
}  # fmt: skip
TWICE_PROBLEM = Problem(
    "humaneval", "humaneval/0", 'def twice(x):\n    """Double x."""',
    answer="def check(f):\n    assert f(2) == 4\n\ncheck(twice)", solution="    return 2 * x",
)  # fmt: skip

HALF = {"task_id": 11, "text": "Write a function to halve.", "code": "def h(x): return x / 2",
        "test_list": ["assert h(2) == 1", "assert h(4) == 2"], "test_setup_code": ""}  # fmt: skip
HALF_PROBLEM = Problem(
    "mbpp", "mbpp/11", "Write a function to halve.",
    answer="assert h(2) == 1\nassert h(4) == 2", solution="def h(x): return x / 2",
)  # fmt: skip

APPLES = {"ID": "chal-7", "Body": "Tom ate 2 of 9 apples.", "Question": "How many are left?",
          "Equation": "( 9.0 - 2.0 )", "Answer": 7.0, "Type": "Subtraction"}  # fmt: skip
APPLES_PROBLEM = Problem(
    "svamp", "svamp/chal-7", "Tom ate 2 of 9 apples. How many are left?",
    answer="7", solution="( 9.0 - 2.0 )", task="Subtraction",
)  # fmt: skip

SPEED = {"question": "60 km in 2 h: km/h?", "options": ["A)20", "B)30", "C)40"], "rationale": "60/2",
         "correct": "B"}  # fmt: skip
SPEED_PROBLEM = {"question": "60 km in 2 h: km/h?", "options": ("20", "30", "40"), "answer": "30", "label": 1}

EXAM = {"passage": None, "question": "If $x+1=3$, what is $x$?", "options": ["(A)1", "(B)2"], "label": "B",
        "answer": None, "other": {"solution": "Take 1 away."}}  # fmt: skip
EXAM_PROBLEM = {"question": EXAM["question"], "options": ("1", "2"), "answer": "2", "label": 1}
EXAM_HUB = {"query": "Q: If $x+1=3$, what is $x$? Answer Choices: (A)1 (B)2\nA: Among A through B, the answer is",
            "choices": ["(A)1", "(B)2"], "gold": [1]}  # fmt: skip

PRO = {"question_id": 70, "question": "Odd one?", "options": ["2", "4", "5"], "answer": "C", "answer_index": 2,
       "cot_content": "", "category": "math", "src": "ours"}  # fmt: skip
PRO_PROBLEM = {"question": "Odd one?", "options": ("2", "4", "5"), "answer": "5", "label": 2, "task": "math"}


FORMS = [
    ("gsm8k/test.jsonl", [SUM], SUM_PROBLEM),
    ("gsm/test.jsonl", [SUM], SUM_PROBLEM),
    ("gsm8k/gsm8k.jsonl", [SUM], SUM_PROBLEM),
    ("gsm8k/main/test-00000-of-00001.parquet", [SUM], SUM_PROBLEM),
    ("hub/datasets--openai--gsm8k/snapshots/" + "0a" * 20 + "/main/test-00000-of-00001.parquet", [SUM], SUM_PROBLEM),
    ("mammoth2/math/MATH_test.jsonl", [{**BOX, "type": "Algebra", "_id": "algebra/5"}], box("math/algebra/5")),
    ("MATH/test/algebra/5.json", {**BOX, "type": "Algebra"}, box("math/algebra/5")),
    (
        "MATH-500/test.jsonl",
        [{**BOX, "answer": "\\frac{3}{2}", "subject": "Algebra", "level": 2, "unique_id": "test/algebra/5.json"}],
        box("math/algebra/5"),
    ),
    (
        "EleutherAI/hendrycks_math/algebra/test-00000-of-00001.parquet",
        [{**BOX, "type": "Algebra"}],
        box("math/algebra/row-0"),
    ),
    (
        "math/MATH.json",
        [{"question": BOX["problem"], "answer": "7"}],
        Problem("math", "math/0", BOX["problem"], answer="7"),
    ),
    (
        "theoremqa_test.json",
        [THEOREM],
        Problem("theoremqa", "theoremqa/ours/square-1", THEOREM["Question"], answer="True", task="bool"),
    ),
    (
        "TheoremQA/data/test-00000-of-00001.parquet",
        [{"Question": "Area?", "Answer": "[1, 2]", "Answer_type": "list", "Picture": {"bytes": b"png", "path": "p"}}],
        Problem("theoremqa", "theoremqa/0", "Area?", answer="[1, 2]", task="list", picture=True),
    ),
    (
        "arc/challenge.json",
        [{"question": HEAT_TEXT, "answer": "B"}],
        Problem("arc_challenge", "arc_challenge/0", **HEAT_ARC),
    ),
    (
        "ai2_arc/ARC-Challenge/test-00000-of-00001.parquet",
        [{"id": "Ours_1", "question": HEAT_ARC["question"], "choices": HEAT_HF, "answerKey": "B"}],
        Problem("arc_challenge", "arc_challenge/Ours_1", **HEAT_ARC),
    ),
    (
        "ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl",
        [{"id": "Ours_2", "question": {"stem": HEAT_ARC["question"], "choices": HEAT_LIST}, "answerKey": "2"}],
        Problem("arc_challenge", "arc_challenge/Ours_2", **HEAT_ARC),
    ),
    (
        "bbh/bbh.json",
        [{"question": TURN["input"], "answer": "Yes", "task": "navigate"}],
        Problem("bbh", "bbh/0", **TURN_PROBLEM, answer="Yes", task="navigate"),
    ),
    (
        "BIG-Bench-Hard/bbh/navigate.json",
        {"canary": "ours", "examples": [TURN]},
        Problem("bbh", "bbh/navigate/0", **TURN_PROBLEM, answer="Yes", task="navigate"),
    ),
    (
        "BIG-Bench-Hard/bbh/navigate.jsonl",
        [TURN],
        Problem("bbh", "bbh/navigate/0", **TURN_PROBLEM, answer="Yes", task="navigate"),
    ),
    (
        "lukaemon/bbh/date_understanding/test-00000-of-00001.parquet",
        [{"input": "Day after Monday?\nOptions:\n(A) Sunday (B)\n(B) Tuesday", "target": "(B)"}],
        Problem(
            "bbh", "bbh/date_understanding/0", "Day after Monday?", ("Sunday (B)", "Tuesday"), "Tuesday", 1,
            task="date_understanding",
        ),
    ),
    (
        "bbh/boolean_expressions.json",
        {"examples": [{"input": "not True is", "target": "False"}]},
        Problem("bbh", "bbh/boolean_expressions/0", "not True is", answer="False", task="boolean_expressions"),
    ),
    (
        "mmlu/stem.json",
        [{**CUBE, "subject": "high_school_computer_science", "answer": 1}],
        Problem("mmlu_stem", "mmlu_stem/0", **CUBE_PROBLEM),
    ),
    (
        "mmlu/mathematics.json",
        [{**CUBE, "subject": "any", "answer": "1"}],
        Problem("mmlu_stem", "mmlu_stem/mathematics/0", **CUBE_PROBLEM, task="mathematics"),
    ),
    (
        "cais/mmlu/astronomy/test-00000-of-00001.parquet",
        [{**CUBE, "subject": "astronomy", "answer": 1}],
        Problem("mmlu_stem", "mmlu_stem/astronomy/0", **CUBE_PROBLEM, task="astronomy"),
    ),
    (
        "cais/mmlu/all/test-00000-of-00001.parquet",
        [{**CUBE, "subject": "prehistory", "answer": 0}, {**CUBE, "subject": "anatomy", "answer": 1}],
        Problem("mmlu_stem", "mmlu_stem/1", **CUBE_PROBLEM, task="anatomy"),
    ),
    (
        "mmlu/data/test/abstract_algebra_test.csv",
        [[CUBE["question"], "4", "6", "8", "12", "B"]],
        Problem("mmlu_stem", "mmlu_stem/abstract_algebra/0", **CUBE_PROBLEM, task="abstract_algebra"),
    ),
    (
        "gpqa/gpqa_main.csv",
        [list(SECRET), list(SECRET.values())],
        Problem("gpqa", "gpqa/recOurs1", **SECRET_PROBLEM, level="main"),
    ),
    (
        "Idavidrein/gpqa/gpqa_diamond/train-00000-of-00001.parquet",
        [SECRET],
        Problem("gpqa", "gpqa/recOurs1", **SECRET_PROBLEM, level="diamond"),
    ),
    ("gpqa/main/train.jsonl", [SECRET], Problem("gpqa", "gpqa/recOurs1", **SECRET_PROBLEM, level="main")),
    ("gpqa/gpqa_extended.jsonl", [SECRET], Problem("gpqa", "gpqa/recOurs1", **SECRET_PROBLEM, level="extended")),
    (
        "TIGER-Lab/MMLU-Pro/data/test-00000-of-00001.parquet",
        [PRO],
        Problem("mmlu_pro", "mmlu_pro/70", **PRO_PROBLEM),
    ),
    (
        "mmlu_pro/test.json",
        [{"question": "Odd one?\nAnswer Choices: (A) 2 (B) 4 (C) 5", "answer": "C", "task": "math"}],
        Problem("mmlu_pro", "mmlu_pro/0", **PRO_PROBLEM),
    ),
    ("HumanEval.jsonl.gz", [TWICE], TWICE_PROBLEM),
    ("openai_humaneval/openai_humaneval/test-00000-of-00001.parquet", [TWICE], TWICE_PROBLEM),
    ("mbpp/mbpp.jsonl", [{**HALF, "task_id": 2}, HALF, {**HALF, "task_id": 511}], HALF_PROBLEM),
    ("mbpp/full/test-00000-of-00001.parquet", [HALF], HALF_PROBLEM),
    (
        "sanitized-mbpp.json",
        [{"task_id": 11, "prompt": HALF["text"], "code": HALF["code"], "test_list": HALF["test_list"],
          "test_imports": []}],
        HALF_PROBLEM,
    ),
    ("SVAMP/SVAMP.json", [APPLES], APPLES_PROBLEM),
    ("ChilleD/SVAMP/data/test-00000-of-00001.parquet", [{**APPLES, "Answer": "7.0"}], APPLES_PROBLEM),
    ("ChilleD/SVAMP/data/train-00000-of-00001.parquet", [APPLES], APPLES_PROBLEM),
    ("AQuA/test.json", "lines", Problem("aqua", "aqua/0", **SPEED_PROBLEM, solution="60/2")),
    (
        "deepmind/aqua_rat/raw/test-00000-of-00001.parquet",
        [SPEED],
        Problem("aqua", "aqua/0", **SPEED_PROBLEM, solution="60/2"),
    ),
    (
        "numglue/numglue.json",
        [{"question": "Mass of 2 moles?", "answer": 36, "type": "Type_2"}],
        Problem("numglue", "numglue/0", "Mass of 2 moles?", answer="36", task="Type_2"),
    ),
    (
        "NumGLUE_test.jsonl",
        [{"passage": "He ran 5 km.", "question": "How far?", "type": "Type_5",
          "answer": {"number": "5", "date": {}, "spans": []}}],
        Problem("numglue", "numglue/0", "He ran 5 km.\nHow far?", answer="5", task="Type_5"),
    ),
    (
        "NumGLUE/NumGLUE_test.json",
        [{"statement1": "Six dogs ran.", "statement2": "Ten dogs ran.", "options": "entailment",
          "answer": "contradiction", "type": "Type_7"}],
        Problem("numglue", "numglue/0", "Six dogs ran.\nTen dogs ran.", answer="contradiction", task="Type_7"),
    ),
    (
        "simuleq/simuleq.json",
        [{"question": "x+y=3, x-y=1. What is x?", "answer": "2"}],
        Problem("simuleq", "simuleq/0", "x+y=3, x-y=1. What is x?", answer="2"),
    ),
    (
        "SimulEq/test.json",
        [{"iIndex": 9, "sQuestion": "x+y=3, x-y=1. What are they?", "lSolutions": [2.0, 1.0]}],
        Problem("simuleq", "simuleq/9", "x+y=3, x-y=1. What are they?", answer="2.0, 1.0"),
    ),
    (
        "sat/sat.json",
        [{"question": f"{EXAM['question']} \nAnswer Choices: (A) 1 (B) 2", "answer": "B"}],
        Problem("sat_math", "sat_math/0", **EXAM_PROBLEM),
    ),
    ("sat-math.jsonl", [EXAM], Problem("sat_math", "sat_math/0", **EXAM_PROBLEM, solution="Take 1 away.")),
    (
        "deepmind/deepmind.json",
        [{"question": "What is 2 - 5?", "answer": "-3"}],
        Problem("deepmind_math", "deepmind_math/0", "What is 2 - 5?", answer="-3"),
    ),
    (
        "agieval/v1/lsat-ar.jsonl",
        [{**EXAM, "passage": "Let $x$ be whole.", "other": None}],
        Problem(
            "agieval", "agieval/lsat_ar/0", f"Let $x$ be whole.\n{EXAM['question']}", ("1", "2"), "2", 1,
            task="lsat_ar",
        ),
    ),
    (
        "AGIEval/data/v1/math.jsonl",
        [{**EXAM, "options": None, "label": None, "answer": "2"}],
        Problem("agieval", "agieval/math/0", EXAM["question"], answer="2", solution="Take 1 away.", task="math"),
    ),
    (
        "agieval/jec-qa-kd.jsonl",
        [{**EXAM, "label": ["A", "B"], "other": None}],
        Problem("agieval", "agieval/jec_qa_kd/0", EXAM["question"], ("1", "2"), "1\n2", task="jec_qa_kd"),
    ),
    (
        "hails/agieval-logiqa-en/data/test-00000-of-00001.parquet",
        [EXAM_HUB],
        Problem("agieval", "agieval/logiqa_en/0", **EXAM_PROBLEM, task="logiqa_en"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("place", "rows", "wanted"), FORMS, ids=[form[0] for form in FORMS])
def test_a_published_form_is_read(tmp_path, place, rows, wanted):
    path = tmp_path / place
    if rows == "lines":  # AQuA's .json holds one record a line
        write(path.with_suffix(".jsonl"), [SPEED, {**SPEED, "question": "90 km in 3 h?"}])
        path.with_suffix(".jsonl").rename(path)
    else:
        write(path, rows)
    loaded = load(tmp_path)
    assert loaded.problems[0] == wanted
    assert set(loaded.missing) == set(NAMES) - {problem.benchmark for problem in loaded.problems}


def test_every_benchmark_has_a_form_here():
    assert {form[2].benchmark for form in FORMS} == set(NAMES)


def test_agieval_lends_its_aqua_and_sat_where_they_have_no_file_of_their_own(tmp_path):
    write(tmp_path / "agieval" / "sat-math.jsonl", [EXAM])
    write(tmp_path / "agieval" / "aqua-rat.jsonl", [{**EXAM, "question": "Another?"}])
    ids = [problem.id for problem in load(tmp_path).problems]
    assert ids == ["aqua/0", "sat_math/0", "agieval/aqua_rat/0", "agieval/sat_math/0"]
    write(tmp_path / "sat" / "sat.json", [{"question": "Own? Answer Choices: (A) 1 (B) 2", "answer": "B"}])
    assert [problem.question for problem in load(tmp_path, ["sat_math"]).problems] == ["Own?"]


def test_a_dict_of_lists_is_a_table(tmp_path):
    path = tmp_path / "gsm8k.json"
    path.write_text(json.dumps({name: [value] for name, value in SUM.items()}))
    assert load(tmp_path).problems == (SUM_PROBLEM,)


@pytest.mark.parametrize(
    "place",
    [
        "gsm/train.jsonl", "gsm8k/main/train-00000-of-00001.parquet", "MATH/train/algebra/1.json",
        "bbh/template.json", "mmlu/mmlu-cot.json", "mmlu_pro/prompt.json", "mmlu/dev/astronomy_dev.csv",
        "cais/mmlu/astronomy/validation-00000-of-00001.parquet", "mmlu/prehistory/test.jsonl",
        "gpqa/gpqa_experts.jsonl", "ai2_arc/ARC-Easy/test.jsonl", "aqua_rat/tokenized/test.jsonl",
        "rephrase/abstract_algebra_test.csv", "math/minerva/test.jsonl", "deepmind/code_contests/test.jsonl",
        "gsm8k/dataset_infos.json", ".cache/gsm8k/test.jsonl", "gsm8k/README.md", "svamp/svamp.csv",
    ],
)  # fmt: skip
def test_what_is_no_test_split_of_a_benchmark_is_left_alone(tmp_path, place):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text('{"anything": 1}\n')
    assert load(tmp_path).problems == ()


def test_a_folder_named_after_its_benchmark_needs_no_more(tmp_path):
    write(tmp_path / "gsm8k" / "test.jsonl", [SUM])
    assert load(tmp_path / "gsm8k").problems == (SUM_PROBLEM,)


def test_the_hub_knows_all_but_three():
    assert set(NAMES) - set(TABLES) == {"numglue", "simuleq", "deepmind_math"}
