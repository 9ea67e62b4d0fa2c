"""Where Spark is wired: the session, Delta, streams with their checkpoints, and the record of runs.

store.py    the only reader and writer of Delta
state.py    what stands beside a checkpoint, and when a stage refuses to start
models.py   where each round's fitted model stands
judging.py  benchmark items looked for in pairs
asking.py   rows that an engine is asked about, by a stream and after it
runs.py     one run of one stage: check, record, progress
session.py  the running session, or our own local one
"""

from .runs import Options, Progress, Run, Say, alone, running, versions
from .session import open_session
from .store import Store, is_catalog

__all__ = [
    "Options",
    "Progress",
    "Run",
    "Say",
    "Store",
    "alone",
    "is_catalog",
    "open_session",
    "running",
    "versions",
]
