import pytest

from webinstruct.answers import Judge


@pytest.fixture(scope="session")
def judge():
    """One for all tests: its process takes seconds to start."""
    with Judge() as one:
        yield one
