import pyarrow as pa
import pytest

from webinstruct import tables


def test_keys_and_volatile_columns_are_columns():
    for table in tables.TABLES:
        names = {column.name for column in table.columns}
        assert set(table.key) <= names
        assert {name.partition(".")[0] for name in table.volatile} <= names
        assert all(column.comment for column in table.columns)


def test_keys_are_not_null():
    for table in tables.TABLES:
        nullable = {column.name for column in table.columns if column.nullable}
        assert not nullable & set(table.key)


def test_ddl_knows_nested_types():
    assert tables.ddl(tables.STRUCTURED_QA) == (
        "array<struct<question:string,answers:array<struct<text:string,votes:int,accepted:boolean>>>>"
    )
    assert tables.ddl(tables.BLOCKS) == (
        "array<struct<start:int,end:int,role:string,votes:int,accepted:boolean>>"
    )
    assert tables.ddl(tables.OPT_OUT) == "array<string>"
    assert tables.ddl(tables.COUNTS) == "map<string,bigint>"
    with pytest.raises(ValueError, match="no contract uses"):
        tables.ddl(pa.float16())


def test_what_select_passes_on_has_the_type_it_had_in_recalled():
    recalled = {column.name: column.type for column in tables.RECALLED.columns}
    shared = {column.name for column in tables.SELECTED.columns} & set(recalled)
    assert {"text", "blocks", "structured", "published", "licence", "opt_out"} <= shared
    assert all(recalled[c.name] == c.type for c in tables.SELECTED.columns if c.name in shared)


def test_what_a_page_says_of_its_use_reaches_the_dataset():
    said = {"published", "licence", "opt_out"}
    for table in (tables.RECALLED, tables.SELECTED, tables.PAIRS, tables.SFT):
        types = {column.name: column.type for column in table.columns if column.name in said}
        assert types == {"published": tables.STRING, "licence": tables.STRING, "opt_out": tables.OPT_OUT}


def test_comments_are_quoted_for_sql():
    column = tables.Column("a", tables.STRING, "it's")
    table = tables.Table("t", "c", (column,), ("a",), "append")
    assert table.columns_ddl == "`a` string COMMENT 'it\\'s'"
    assert table.schema_ddl == "`a` string"
