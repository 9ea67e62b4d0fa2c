"""The benchmarks' items on their way to the workers, which may see no folder of benchmarks.

Packed, all of evaluation's benchmarks are a few megabytes. They travel with the plan and are written
nowhere: GPQA's items must not stand in clear in any file of ours.
"""

import pickle
import zlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from webinstruct import UserError, benchmarks
from webinstruct.benchmarks import Problem
from webinstruct.settings import DecontaminateSettings

from .index import Index

_Key = tuple[str, str, frozenset[int]]
_OPEN: Final[dict[_Key, Index]] = {}


@dataclass(frozen=True, slots=True)
class Items:
    """Benchmark items, packed; their digest, how many of each benchmark, and which were not found."""

    packed: bytes
    digest: str
    counts: dict[str, int]
    missing: tuple[str, ...] = ()

    @classmethod
    def of(cls, problems: Sequence[Problem], digest: str, missing: Sequence[str] = ()) -> "Items":
        """Pack problems."""
        packed = zlib.compress(pickle.dumps(tuple(problems)), 6)
        return cls(packed, digest, dict(Counter(one.benchmark for one in problems)), tuple(missing))

    def __repr__(self) -> str:
        return f"Items({self.digest[:12]}, {self.counts}, missing={self.missing})"


def items(settings: DecontaminateSettings) -> Items:
    """The items of the settings' benchmarks. UserError in one line if one is missing and may not be."""
    if settings.benchmarks is None and not settings.from_hub:
        loaded = benchmarks.Loaded((), tuple(settings.names))
    else:
        loaded = benchmarks.load(settings.benchmarks, settings.names, from_hub=settings.from_hub)
    if loaded.missing and not settings.allow_missing:
        place = f" in {settings.benchmarks}" if settings.benchmarks else ""
        raise UserError(
            f"decontaminate finds no items of {', '.join(loaded.missing)}{place}: put the files there "
            "(decontaminate.benchmarks), set decontaminate.from_hub, or go on without by decontaminate.allow_missing"
        )
    return Items.of(loaded.problems, loaded.digest(), loaded.missing)


def told(found: Items) -> list[str]:
    """What is looked for and what is not, in lines for people."""
    listed = ", ".join(f"{name} {count:,}" for name, count in found.counts.items())
    lines = [f"looks for {sum(found.counts.values()):,} items: {listed}" if listed else "looks for nothing"]
    return lines + ([f"not found, not looked for: {', '.join(found.missing)}"] if found.missing else [])


def open_index(found: Items, settings: DecontaminateSettings, common: Collection[int] = ()) -> Index:
    """The index of these items, made once in each process."""
    key = (found.digest, settings.model_dump_json(), frozenset(common))
    if key not in _OPEN:
        while len(_OPEN) > 1:  # that without common phrases, and that with them
            _OPEN.pop(next(iter(_OPEN)))
        problems: tuple[Problem, ...] = pickle.loads(zlib.decompress(found.packed))
        _OPEN[key] = Index(problems, settings, common)
    return _OPEN[key]
