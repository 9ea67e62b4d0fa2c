"""What a thinking module makes of fixed pages, by its VERSION.

A stage's settings digest holds these versions: if the output changes and the VERSION does not,
old and new rows mix in silence. So a change of output must come with a change of VERSION:
raise it, then run `python -m tests.unit.test_golden` to write the new digests.
"""

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest

from tests.unit.sft import made as made_pairs
from webinstruct import (
    answers,
    decontaminate,
    dedup,
    extract,
    page,
    recall,
    refine,
    sft,
    tables,
    verify,
    warc,
    words,
)
from webinstruct.benchmarks import Problem
from webinstruct.llm import rules
from webinstruct.llm.scripted import Scripted
from webinstruct.settings import (
    DecontaminateSettings,
    ExtractSettings,
    LlmSettings,
    RefinerSettings,
    VerifySettings,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOLDEN = FIXTURES / "golden.json"
PAGES = ("lesson.html", "answers.html")


def read_pages() -> list[page.Page]:
    return [page.read((FIXTURES / name).read_bytes(), http_charset="utf-8") for name in PAGES]


def selected() -> pa.RecordBatch:
    rows = []
    for number, found in enumerate(read_pages()):
        structured = [
            {
                "question": qa.question,
                "answers": [{"text": a.text, "votes": a.votes, "accepted": a.accepted} for a in qa.answers],
            }
            for qa in found.structured
        ]
        facts = {
            "doc_id": str(number),
            "url": "http://a.example/",
            "host": "a.example",
            "domain": "a.example",
        }
        text = {"text": found.text, "title": found.title, "text_hash": "", "run_id": ""}
        rows.append(facts | text | {"structured": structured})
    return pa.RecordBatch.from_pylist(rows, schema=tables.SELECTED.arrow)


def pair_rows() -> list[pa.RecordBatch]:
    return [*extract.pairs([selected()], settings=ExtractSettings(), llm=LlmSettings(), digest="d")]


def shipped() -> list[pa.RecordBatch]:
    """Pairs with what export puts beside them: of the first, what two refiners made, of which one adds a number."""
    rows = [row for batch in pair_rows() for row in batch.to_pylist()]
    made = [
        made_pairs.refined(0, "one", end="16"),
        made_pairs.refined(0, "two", "numbers", end="4^2"),
        made_pairs.refined(0, "three", end="4^2"),
    ]
    beside = [{"verdict": "clean", "refined": made if at == 0 else None} for at in range(len(rows))]
    return [made_pairs.joined(*(row | more for row, more in zip(rows, beside, strict=True)))]


def exported() -> str:
    plan = made_pairs.plan("one", "two", "three", validation=0.5)
    return repr([b.to_pylist() for b in (*sft.rows(shipped(), plan), *sft.forms(shipped(), plan))])


ITEMS = [
    Problem(
        "gsm8k", "gsm8k/0", "A baker fills nine trays with twelve rolls each and sells all but five of them."
    ),
    Problem("mmlu_stem", "mmlu_stem/0", "What is 17 plus 4?", ("20", "21", "22", "23"), "21", label=1),
]
ASKED = [
    "A baker fills 9 trays with 12 rolls each and sells all but 5 of them.",
    "A baker fills 7 trays with 12 rolls each, and sells all but 5 of them! How many?",
    "What is 17 plus 4?",
    r"What must be added to $x^{2} + 8x$ to make it a square? See \(\dfrac{1}{2}\) or ½, twenty-one times.",
]


def judged() -> str:
    index = decontaminate.Index(ITEMS, DecontaminateSettings())
    return repr([decontaminate.judge(index, asked, "It is 21.") for asked in ASKED])


def deduplicated() -> str:
    pairs = [dedup.Pair.of(asked, "It is 21.") for asked in ASKED]
    found = [dedup.verify(one, other, 0.8) for one in pairs for other in pairs]
    return repr(([pair.key for pair in pairs], found, dedup.SIGNATURE))


REFINED = [
    *(
        refine.Refined(f"Note: {asked}", "Hence $9 * 12 - 5 = 102$, and so the answer is 21.")
        for asked in ASKED
    ),
    refine.Refined(r"What is $\frac{1}{2}$ of 42? (A) 20 (B) 21", "Half of 42 is 22 = 21. So it is (B)."),
]


def refined() -> str:
    """Pairs cleaned by the rules, and the measures of some that a model might have written."""
    pairs = [row | {"context": None} for batch in pair_rows() for row in batch.to_pylist()]
    asked = pa.RecordBatch.from_pylist(
        [row for row in pairs if row["dropped"] is None], schema=tables.CLEAN_PAIRS.arrow
    )
    rules = refine.refined(iter([asked]), RefinerSettings(name="rules"), "d")
    source = refine.Source(f"hi, {ASKED[0]} thanks!", "It is 102.", "Note:")
    with answers.Judge() as judge:
        measures = [refine.measure(source, made, judge) for made in REFINED]
    return repr(([row for batch in rules for row in batch.to_pylist()], measures))


def verified() -> str:
    """Three samples of each of two pairs: one passes, one differs, one has no end."""
    place, asked = dict.fromkeys(verify.READS, "x"), (REFINED[0], REFINED[-1])
    pairs = [
        place | {"question": made.question, "answer": made.answer, "final_answer": final}
        for made, final in zip(asked, ("21", "(B)"), strict=True)
    ]
    ends = ("So it is 21.", "The answer is (A).", "That is hard to say, and I had better not.")
    said = {f"{made.question}#{at}": end for made in asked for at, end in enumerate(ends)}
    settings = VerifySettings(llm=LlmSettings(engine="scripted", script="-"), samples=3)
    engine = Scripted(said, by="text", window=1)
    rows = verify.verified(iter([pa.RecordBatch.from_pylist(pairs)]), settings, "d", engine)
    return repr([row for batch in rows for row in batch.to_pylist()])


def archive() -> bytes:
    out = b""
    for number, name in enumerate(PAGES):
        body = (FIXTURES / name).read_bytes()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{number}\r\n"
            f"WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out += head.encode() + http + b"\r\n\r\n"
    return out


def warc_pages(folder: Path) -> str:
    path = folder / "golden.warc"
    path.write_bytes(archive())
    ledger = warc.Ledger()
    found = [*warc.read(str(path), ledger, max_page_bytes=1_000_000)]
    return repr([(p.url, p.offset, p.fetched_at, p.mime, p.http_charset, p.html) for p in found])


def outputs(folder: Path) -> dict[str, tuple[int, str]]:
    asked = [row for batch in pair_rows() for row in batch.to_pylist()]
    found = [(p.title, p.text) for p in read_pages()]
    return {
        "warc": (warc.VERSION, warc_pages(folder)),
        "page": (page.VERSION, repr(read_pages())),
        "recall": (recall.VERSION, repr([recall.view(title, text) for title, text in found])),
        "llm.rules": (rules.VERSION, repr([rules.find(text, []) for _, text in found])),
        "extract": (extract.VERSION, repr(asked)),
        "sft": (sft.VERSION, exported()),
        "words": (
            words.VERSION,
            repr([words.tokens(text) for text in [*ASKED, *(p.text for p in read_pages())]]),
        ),
        "dedup": (dedup.VERSION, deduplicated()),
        "decontaminate": (decontaminate.VERSION, judged()),
        "refine": (refine.VERSION, refined()),
        "verify": (verify.VERSION, verified()),
    }


def digests(folder: Path) -> dict[str, dict[str, int | str]]:
    return {
        name: {"version": version, "digest": hashlib.sha256(text.encode()).hexdigest()[:16]}
        for name, (version, text) in outputs(folder).items()
    }


NAMES = (
    *("warc", "page", "recall", "llm.rules", "extract", "sft", "words", "dedup", "decontaminate", "refine"),
    "verify",
)


@pytest.mark.parametrize("name", NAMES)
def test_another_output_comes_with_another_version(tmp_path, name):
    golden = json.loads(GOLDEN.read_text())[name]
    now = digests(tmp_path)[name]
    if now["version"] == golden["version"]:
        assert now == golden, f"{name} gives other rows: raise its VERSION, then write the new digests"
    assert now == golden, "write the new digests: python -m tests.unit.test_golden"


def test_the_fixtures_hold_what_the_digests_are_to_guard():
    rows = [row for batch in pair_rows() for row in batch.to_pylist()]
    assert [(row["question"], row["dropped"]) for row in rows] == [
        ("What must be added to $x^2 + 8x$ to make it a square?", None),
        (
            "Why is ice lighter than water?\n\nMost solids sink in their own melt. Why does ice swim? "
            "A bag costs between $5 and $10, so I tried it.",
            None,
        ),
    ]
    assert BytesIO(archive()).read(8) == b"WARC/1.0"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(json.dumps(digests(Path(folder)), indent=1, sort_keys=True) + "\n")
