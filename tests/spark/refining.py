"""What tests of `refine` share: a small table of clean pairs, and refiners that answer from a script."""

import json
from pathlib import Path
from typing import Any

from jobs.wiring import Store
from tests.spark.chain import chain_settings
from webinstruct.settings import Settings
from webinstruct.tables import CLEAN_PAIRS, REFINED_PAIRS

PAIRS = 40
PLACE = {"domain": "a.example", "url": "http://a.example/", "verdict": "clean"}
JUDGED = {"benchmarks": "b", "digest": "d", "run_id": "r"}


def question(number: int) -> str:
    return f"what is {number} * 4??"


def pair(number: int) -> dict[str, Any]:
    """Every fifth stands on another domain, every seventh was dropped."""
    facts: dict[str, Any] = {"pair_id": f"p{number:03}", "doc_id": f"d{number // 3}"}
    if number % 5 == 0:
        facts |= {"domain": "b.example", "url": "http://b.example/"}
    if number % 7 == 6:
        evidence = {"benchmark": "gsm8k", "item": "1", "rule": "same", "matched": ""}
        facts |= {"verdict": "same", "evidence": evidence, "dropped": "same"}
    return PLACE | JUDGED | {"question": question(number), "answer": str(number * 4)} | facts


CLEAN = [number for number in range(PAIRS) if number % 7 != 6]


def clean_pairs(store: Store, rows_per_file: int = PAIRS) -> None:
    rows = [pair(number) for number in range(PAIRS)]
    store.append(CLEAN_PAIRS, store.frame(CLEAN_PAIRS, rows).coalesce(1), "r", rows_per_file=rows_per_file)


def said(number: int, start: str) -> str:
    asked, made = f"What is ${number} * 4$?", f"{start} ${number} * 4 = {number * 4}$."
    return json.dumps({"question": asked, "answer": made})


def scripted(folder: Path, name: str, **script: Any) -> dict[str, Any]:
    """A refiner of that name, as settings say it."""
    answers = {question(number): said(number, f"{name} says:") for number in range(PAIRS)}
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"answers": answers, "by": "text", **script}))
    return {"name": name, "llm": {"engine": "scripted", "script": str(path), "workers": 1}}


def refine_settings(folder: Path, *refiners: dict[str, Any], more: tuple[str, ...] = ()) -> Settings:
    return chain_settings(folder, f"refine.refiners={json.dumps(refiners)}", "select.domains=null", *more)


def rows_of(store: Store, refiner: str) -> list[dict[str, Any]]:
    rows = store.read(REFINED_PAIRS).where(f"refiner = '{refiner}'").orderBy("pair_id").collect()
    return [row.asDict(recursive=True) for row in rows]
