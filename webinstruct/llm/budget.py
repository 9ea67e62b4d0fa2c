"""What a stage may spend: tokens and money, over all its workers and all its runs.

Every worker process writes what it has spent to a file of its own in a shared folder (the
ledger) and reads those of the others, each second and more often as the limit comes near; so the
budget holds over tasks, commits, killed workers and reruns, and raising it is what lets a stopped
stage go on.

    >>> budget = Budget(Limits(tokens=100))
    >>> budget.add(60, 20)
    >>> budget.allows(in_flight=0), budget.allows(in_flight=1)  # a call in flight will cost 80 as well
    (True, False)
"""

import json
import threading
import time
import uuid
from dataclasses import asdict, dataclass
from typing import Final

from webinstruct import storage

REFRESH_SECONDS = 1.0
REFRESH_SHARE = 0.02
"""The ledger is looked at as soon as we have spent so much of what was left at the last look."""

_ALMOST: Final = 1 - 1e-9  # sums of floats end a hair below a limit that is reached


class BudgetSpent(Exception):
    """The engine pulls no more requests: the budget is spent, or the server says the account is empty.

    Raised once all that was in flight has been given out. Requests pulled and not answered by then
    (there are none unless the account is empty) are as though they had never been asked: no row.
    """


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of some calls, and how many further calls have yet to be paid."""

    tokens_in: int = 0
    tokens_out: int = 0
    calls: int = 0
    in_flight: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.calls + other.calls,
            self.in_flight + other.in_flight,
        )

    @property
    def tokens(self) -> int:
        """In and out together."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Limits:
    """None means no limit. Prices are per million tokens, in the currency of `money`."""

    tokens: int | None = None
    money: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, spent: Spent) -> float:
        """What the tokens cost.

        >>> Limits(price_in=1, price_out=4).cost(Spent(500_000, 250_000))
        1.5
        """
        return (spent.tokens_in * self.price_in + spent.tokens_out * self.price_out) / 1e6

    def room(self, spent: Spent) -> bool:
        """Whether one more call may begin; calls in flight are taken to cost what calls cost on average."""
        share = 1 + spent.in_flight / max(spent.calls, 1)
        if self.tokens is not None and spent.tokens * share >= self.tokens * _ALMOST:
            return False
        return self.money is None or self.cost(spent) * share < self.money * _ALMOST

    def share(self, spent: Spent) -> float:
        """How much of the nearest limit is spent; 1 and more means all.

        >>> Limits(tokens=100).share(Spent(10, 15))
        0.25
        """
        tokens = spent.tokens / max(self.tokens, 1) if self.tokens is not None else 0.0
        return max(tokens, self.cost(spent) / max(self.money, 1e-9) if self.money is not None else 0.0)


class Budget:
    """Counts what is spent and says whether another call may begin.

    A call's price is known when it is over, so calls in flight are counted at the mean of those
    before. What can be spent beyond a limit: how much dearer the calls in flight are than the
    mean (before the first are over, the mean is nothing), and what other workers began since they
    last told of it: a fiftieth of what was left then, or a second. A killed worker's calls in
    flight stay counted: its server was paid for them.
    """

    def __init__(self, limits: Limits, ledger: str | None = None) -> None:
        self._limits = limits
        self._ledger = _Ledger(ledger) if ledger is not None else None
        self._own = Spent()
        self._others = Spent()
        self._looked = float("-inf")
        self._next_look = 0.0  # share of the limit that we alone may reach before the next look
        self._lock = threading.Lock()

    def add(self, tokens_in: int, tokens_out: int) -> None:
        """One call was paid. May be called from any thread."""
        with self._lock:
            self._own += Spent(tokens_in, tokens_out, 1)

    @property
    def spent(self) -> Spent:
        """By all workers, as far as is known here."""
        return self._own + self._others

    @property
    def cost(self) -> float:
        """Money of `spent`."""
        return self._limits.cost(self.spent)

    def allows(self, in_flight: int) -> bool:
        """Whether one more call may begin beside those of ours in flight."""
        if self._ledger and self._is_due():
            self.save(in_flight)
            self._others = self._ledger.others()
            self._looked = time.monotonic()
            left = max(1 - self._limits.share(self.spent), 0.0)
            self._next_look = self._limits.share(self._own) + REFRESH_SHARE * left
        return self._limits.room(self.spent + Spent(in_flight=in_flight))

    def _is_due(self) -> bool:
        if time.monotonic() - self._looked >= REFRESH_SECONDS:
            return True
        return self._limits.share(self._own) > self._next_look

    def save(self, in_flight: int = 0) -> None:
        """Tell the other workers what was spent here."""
        if self._ledger:
            self._ledger.write(self._own + Spent(in_flight=in_flight))


class _Ledger:
    """One small file a process; files that did not change are not read again."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._name = f"{uuid.uuid4().hex}.json"
        self._written = Spent()
        self._read: dict[str, tuple[tuple[int, int], Spent]] = {}

    def write(self, spent: Spent) -> None:
        if spent != self._written:
            record = json.dumps(asdict(spent)).encode()
            storage.write_bytes(storage.join(self._folder, self._name), record)
            self._written = spent

    def others(self) -> Spent:
        total = Spent()
        for name, stamp in _stamps(self._folder).items():
            if name == self._name:
                continue
            if self._read.get(name, (None,))[0] != stamp:
                self._read[name] = (stamp, _record(storage.join(self._folder, name)))
            total += self._read[name][1]
        return total


def _stamps(folder: str) -> dict[str, tuple[int, int]]:
    return {name: stamp for name, stamp in storage.stamps(folder).items() if name.endswith(".json")}


def _record(uri: str) -> Spent:
    """What a file says; ValueError if it says nothing: a budget must not forget what was paid."""
    try:
        record = json.loads(storage.read_bytes(uri))
        return Spent(**{name: int(count) for name, count in record.items()})
    except (ValueError, AttributeError, TypeError):
        raise ValueError(f"{uri}: not a record of what was spent; delete it to count it as nothing") from None


def ledger_total(folder: str) -> Spent:
    """What all workers have spent so far: for the driver, to stop between commits and to report."""
    return sum((_record(storage.join(folder, name)) for name in _stamps(folder)), Spent())
