"""A strict parse: whole JSON, of the shape asked for."""

from typing import Any

import pytest

from webinstruct.extract import SCHEMA
from webinstruct.llm.schema import fits


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ('{"pairs": []}', True),
        (' {"pairs": [{"question": "a", "answer": "b"}]}\n', True),
        ('{"pairs": [{"question": "a"}]}', False),
        ('{"pairs": [{"question": "a", "answer": 4}]}', False),
        ('{"pairs": [{"question": "a", "answer": "b", "why": "c"}]}', False),
        ('{"pairs": {}}', False),
        ("{}", False),
        ("null", False),
        ("", False),
        ('{"pairs": []', False),
        ('```json\n{"pairs": []}\n```', False),
        ('{"pairs": [NaN]}', False),
        ("[" * 100_000, False),
    ],
)
def test_answers_of_the_stage_extract(text: str, good: bool) -> None:
    assert fits(text, SCHEMA) is good


@pytest.mark.parametrize(
    ("text", "schema", "good"),
    [
        ("true", {"type": "integer"}, False),
        ("true", {"type": ["integer", "boolean"]}, True),
        ("4.0", {"type": "integer"}, True),
        ("4.5", {"type": "integer"}, False),
        ("5", {"type": "number", "minimum": 5, "maximum": 6}, True),
        ("7", {"type": "number", "maximum": 6}, False),
        ('"ab"', {"type": "string", "maxLength": 1}, False),
        ('"ab"', {"type": "string", "pattern": "^a"}, True),
        ('"ba"', {"pattern": "^a"}, False),
        ("[1]", {"type": "array", "minItems": 2}, False),
        ("[1, null]", {"items": {"anyOf": [{"type": "null"}, {"type": "number"}]}}, True),
        ('["a"]', {"items": {"anyOf": [{"type": "null"}, {"type": "number"}]}}, False),
        ('"x"', {"enum": ["y", "x"]}, True),
        ('"x"', {"const": "y"}, False),
        ('{"a": 1}', {"additionalProperties": {"type": "string"}}, False),
    ],
)
def test_the_keywords_that_requests_use(text: str, schema: dict[str, Any], good: bool) -> None:
    assert fits(text, schema) is good
