"""`load`: the files of a folder, then the hub, then the user's own; each item once, with a stable id."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from webinstruct import UserError
from webinstruct.benchmarks import custom, hub
from webinstruct.benchmarks.files import SUFFIXES, records
from webinstruct.benchmarks.model import NAMES, Loaded
from webinstruct.benchmarks.places import MATH_SUBJECTS, Place, places
from webinstruct.benchmarks.shelf import Shelf

_FIRST = ("", "stem", "diamond", "main")  # the file that holds all, or is asked most, names its items first
_NOT_RECORDS = ("dataset_info", "dataset_dict", "state.json", "metadata", "croissant", "index.json")
_Files = dict[str, list[tuple[Path, Place]]]


def load(folder: str | Path | None, names: Sequence[str] = NAMES, *, from_hub: bool = False) -> Loaded:
    """The benchmarks of these names found below the folder, and all of `custom/*.jsonl` in it.

    UserError for a file that is named like a benchmark and does not hold its records.

    >>> load(None, ["svamp"]).missing
    ('svamp',)
    """
    if unknown := [name for name in names if name not in NAMES]:
        raise UserError(f"no benchmark is named {unknown[0]!r}; known: {', '.join(NAMES)}")
    wanted = tuple(name for name in NAMES if name in names)
    root = _root(folder)
    files = _files(root, wanted)
    shelf, reasons = Shelf(), dict[str, str]()
    for name in wanted:
        for path, place in files.get(name, []):
            _put(shelf, path, place)
        if not shelf.count(name):
            reasons[name] = f"no file of it below {root}" if root else "no folder of benchmarks was given"
            if from_hub:
                reasons[name] = _from_hub(shelf, name) or reasons[name]
    for path in sorted((root / "custom").glob("*.jsonl")) if root else []:
        shelf.add_all(custom.problems(path), str(path))
    missing = {name: reasons[name] for name in wanted if not shelf.count(name)}
    return Loaded(tuple(shelf.problems), tuple(missing), missing, shelf.skipped, shelf.twins)


def _root(folder: str | Path | None) -> Path | None:
    if folder is None:
        return None
    root = Path(folder).expanduser()
    if not root.is_dir():
        raise UserError(f"no such folder of benchmarks: {root}")
    return root


def _files(root: Path | None, wanted: tuple[str, ...]) -> _Files:
    """Each benchmark's files, in an order that does not hang on the disk."""
    found: _Files = defaultdict(list)
    lent: _Files = defaultdict(list)
    for path in sorted(_data(root)) if root else []:
        for place in places(_named(path, root)) if root else []:
            if place.benchmark in wanted:
                (lent if place.lent else found)[place.benchmark].append((path, place))
    both = {name: found.get(name) or lent[name] for name in (*found, *lent)}
    return {name: sorted(pairs, key=_order) for name, pairs in both.items()}


def _named(path: Path, root: Path) -> Path:
    """The path below the root; the root's own name helps where the folder is one benchmark's."""
    inside = path.relative_to(root)
    return inside if places(inside) else Path(root.resolve().name) / inside


def _data(root: Path) -> Iterator[Path]:
    """Files with records. Linked folders are followed, each real one once: a loop ends."""
    walked: set[str] = set()
    for folder, inner, names in os.walk(root, followlinks=True):
        known = os.path.realpath(folder) in walked
        walked.add(os.path.realpath(folder))
        here = Path(folder)
        own = {"custom"} if here == root else set()
        inner[:] = (
            [] if known else sorted(name for name in inner if not name.startswith(".") and name not in own)
        )
        for name in [] if known else names:
            low = name.lower()
            if (
                low.endswith(SUFFIXES)
                and not low.startswith((".", *_NOT_RECORDS))
                and (here / name).is_file()
            ):
                yield here / name


def _order(pair: tuple[Path, Place]) -> tuple[int, str]:
    path, place = pair
    return _FIRST.index(place.part) if place.part in _FIRST else len(_FIRST), path.as_posix()


def _put(shelf: Shelf, path: Path, place: Place) -> None:
    """One file's records onto the shelf. CSV is read for the two that are published so."""
    if path.suffix.lower() == ".csv" and place.benchmark not in ("gpqa", "mmlu_stem"):
        return
    rows = records(path)
    if place.benchmark == "math" and len(rows) == 1 and place.part in MATH_SUBJECTS and path.stem.isdigit():
        rows = [(where, {"_id": f"{place.part}/{path.stem}", **row}) for where, row in rows]  # algebra/1.json
    shelf.add_rows(rows, place, str(path))


def _from_hub(shelf: Shelf, name: str) -> str:
    """Why the hub did not give it, or nothing."""
    try:
        for place, source, rows in hub.tables(name):
            numbered = [(f"record {number}", row) for number, row in enumerate(rows, start=1)]
            shelf.add_rows(numbered, place, source)
    except hub.Unreachable as error:
        return str(error)
    return ""
