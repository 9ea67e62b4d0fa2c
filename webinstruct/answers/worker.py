"""The one door to math-verify: a process that is asked in JSON lines and may be killed at any time.

`[3, "both", "x^2", "x*x", 1.5, 6]` comes in on stdin (seconds of CPU, seconds of clock), `[3, "equal", 0.02]`
goes out on stdout (seconds of CPU taken). A verdict is one of equal, not, one-way (equal in one direction
only), unreadable. "alone" is math-verify as its own documentation uses it, for measurements: gold first,
whatever it extracts from the second text.
"""

import contextlib
import json
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

MEMORY = 2 << 30  # bytes of address space: sympy takes a tenth of it


def main() -> None:
    """Answer until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    logging.disable(logging.CRITICAL)
    ways = _load()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        number, way, left, right, limit, patience = json.loads(line)
        began = time.process_time()
        # The kernel ends a comparison, even one inside of C, even if the parent is no more. CPU time, for a
        # verdict must not depend on what else the machine does.
        signal.setitimer(signal.ITIMER_PROF, limit)
        signal.setitimer(signal.ITIMER_REAL, patience + 1)
        said = ways[way](left, right)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(json.dumps([number, said, time.process_time() - began]), file=answers, flush=True)


def _load() -> dict[str, Callable[[str, str], str]]:
    """The two ways to compare, once math-verify is imported."""
    from math_verify import parse, verify
    from math_verify.parser import LatexExtractionConfig
    from sympy import FiniteSet, Interval, Tuple, Union

    for ending in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(ending, signal.SIG_DFL)
    reading = [LatexExtractionConfig()]  # the other reader of math-verify evaluates text as Python

    def read(text: str) -> Any:
        found = parse(f"${text}$", reading, fallback_mode="no_fallback", parsing_timeout=None)
        return found[0] if found else None

    def compare(left: str, right: str) -> str:
        one, other = read(left), read(right)
        sets = [isinstance(side, Interval | Union) for side in (one, other)]
        lists = [isinstance(side, FiniteSet | Tuple) for side in (one, other)]
        if one is None or other is None or any(sets[k] and lists[1 - k] for k in (0, 1)):
            return "unreadable"
        ways = [
            verify(a, b, timeout_seconds=None, raise_on_error=True) for a, b in ((one, other), (other, one))
        ]
        return "equal" if all(ways) else "one-way" if any(ways) else "not"

    def alone(gold: str, text: str) -> str:
        sides = [parse(side, parsing_timeout=None) for side in (f"${gold}$", text)]
        return "equal" if verify(*sides, timeout_seconds=None) else "not"

    return {"both": _guarded(compare), "alone": _guarded(alone)}


def _guarded(compare: Callable[[str, str], str]) -> Callable[[str, str], str]:
    def guarded(left: str, right: str) -> str:
        with contextlib.suppress(Exception):  # sympy raises whatever it likes; all of it says: can't tell
            return compare(left, right)
        return "unreadable"

    return guarded


if __name__ == "__main__":
    main()
