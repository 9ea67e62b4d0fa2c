"""The finished chain to play with."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(finished, tmp_path, spark) -> Path:
    """A copy of the finished chain that a test may change.

    Tables and checkpoints name no absolute paths of each other, or a moved folder would not run on.
    """
    copy = tmp_path / "chain"
    shutil.copytree(finished, copy)
    return copy
