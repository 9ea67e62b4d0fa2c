"""The card: its head is what the hub and `load_dataset` read, its body what a person must know."""

import yaml
from huggingface_hub import DatasetCard, DatasetCardData

from webinstruct import sft

LOOKED = {"benchmarks": {"gsm8k": 1319}, "not_looked_for": ["math", "bbh"], "rule": "ours", "digest": "ab"}
TEXT = sft.card(
    "sums",
    splits=[sft.Step("train", 1234, 600_000), sft.Step("validation", 20, 9_001)],
    funnel=[sft.Step("pairs found", 5000, 3_000_000), sft.Step("rows of this dataset", 1254, 609_001)],
    refinements=[
        ("one", "taken", 1200),
        ("one", "not taken: answer", 54),
        ("original", "fell back: answer", 54),
    ],
    refiners=[("one", "Qwen/Qwen2.5-72B", "0123", 1254)],
    filters={"min_chars": 20, "languages": ["de", "no"]},
    domains=[("a.org", 1000), ("b|c.org", 234)],
    examples=[("What does ```x``` do?", "Nothing.")],
    languages=["de", "no"],
    validation=0.02,
    decontaminated=LOOKED,
    provenance={"settings": "0123abcd"},
)


def test_the_head_names_the_files_of_each_split():
    _, head, _ = TEXT.split("---\n", 2)
    assert yaml.safe_load(head) == {
        "pretty_name": "sums",
        "license": "other",
        "language": ["de", "no"],
        "task_categories": ["question-answering", "text-generation"],
        "size_categories": ["1K<n<10K"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "data/train-*.parquet"},
                    {"split": "validation", "path": "data/validation-*.parquet"},
                ],
            }
        ],
        "decontaminated": LOOKED,
    }


def test_the_hubs_own_reader_takes_the_head(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(TEXT)
    found = DatasetCard.load(path)
    assert isinstance(found.data, DatasetCardData)
    assert (found.data.license, found.data.language, found.data.size_categories) == (
        *("other", ["de", "no"], ["1K<n<10K"]),
    )
    assert yaml.safe_load(found.data.to_yaml()) == yaml.safe_load(TEXT.split("---\n", 2)[1])


def test_the_body_tells_the_way_here():
    for line in (
        "# sums",
        "1,254 question-answer pairs",
        "| train | 1,234 | 200,000 |",
        "| validation | 20 | 3,001 |",
        "bytes of UTF-8 / 3",
        "2.0% of domains, chosen by hash, are `validation`",
        "| pairs found | 5,000 | 1,000,000 |",
        "| one | Qwen/Qwen2.5-72B | 0123 | 1,254 |",
        "| one | not taken: answer | 54 |",
        "| min_chars | 20 |",
        "| languages | ['de', 'no'] |",
        "| b\\|c.org | 234 |",
        "| settings | 0123abcd |",
        "````text\nQ: What does ```x``` do?\n\nA: Nothing.\n````",
        "| gsm8k | 1,319 |",
        "Not looked for: math, bbh.",
        "- The text belongs to its authors.",
        "- `licence` is what the page says of itself",
        'load_dataset("parquet", data_files=',
        "`dataset: sums` and `eval_dataset: sums_validation`",
        "@inproceedings{yue2024mammoth2,",
        "@software{webinstruct,",
    ):
        assert line in TEXT


def test_nothing_that_was_preserved_is_called_correct():
    body = TEXT.lower()
    assert "says nothing about truth" in body
    assert body.count("correct") == body.count("says nothing about correctness") == 1


def test_a_card_of_nothing_has_no_empty_sections():
    text = sft.card("none", splits=[sft.Step("train", 0, 0)])
    assert "n<1K" in text
    assert "language:" not in text
    for title in ("Domains", "Examples", "From pairs", "Filters", "Provenance"):
        assert f"## {title}" not in text
    assert "Not decontaminated" in text
    assert "Not refined" in text
    assert "\n\n\n" not in text
