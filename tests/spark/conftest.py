"""A small chain on a simulated web to play with."""

import shutil
from pathlib import Path

import pytest

from jobs import pipeline
from tests.spark.chain import QUIET, chain_settings
from webinstruct.simweb import generate


@pytest.fixture(scope="session")
def finished(spark, tmp_path_factory) -> Path:
    """A folder in which the whole chain has run once; copy it, don't change it."""
    folder = tmp_path_factory.mktemp("chain")
    generate(folder / "web", pages=150, warcs=3, seed_pages=300)
    pipeline.run_all(spark, chain_settings(folder), QUIET)
    return folder


@pytest.fixture
def folder(finished, tmp_path, spark) -> Path:
    """A copy of the finished chain that a test may change.

    Tables and checkpoints name no absolute paths of each other, or a moved folder would not run on.
    """
    copy = tmp_path / "chain"
    shutil.copytree(finished, copy)
    return copy
