"""One engine per GPU on this machine: a lock file for each, held as long as the process lives.

Two engines on one GPU by accident fail in unhelpful ways: the second one finds no memory, or
takes what the first was about to use. The system frees the lock of a killed process at once.
"""

import fcntl
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from pathlib import Path

from webinstruct import UserError


def visible(environment: Mapping[str, str], count: int) -> tuple[str, ...]:
    """Names of the first `count` GPUs that this process may use.

    >>> visible({"CUDA_VISIBLE_DEVICES": "3,GPU-5e1f"}, 2), visible({}, 1)
    (('3', 'GPU-5e1f'), ('0',))
    """
    listed = environment.get("CUDA_VISIBLE_DEVICES", "").split(",")
    names = [name.strip() for name in listed if name.strip()]
    return tuple(names[:count] if names else map(str, range(count)))


class GpuLock:
    """Holds GPUs; UserError if another process keeps one for more than `seconds`."""

    def __init__(
        self,
        gpus: tuple[str, ...],
        seconds: float,
        folder: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._files: list[TextIOWrapper] = []
        folder = folder or Path(tempfile.gettempdir())
        try:
            # In one order everywhere, so that two that wait never wait for each other.
            for gpu in sorted(gpus):
                self._take(gpu, folder, seconds, sleep)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others have them."""
        while self._files:
            self._files.pop().close()

    def _take(self, gpu: str, folder: Path, seconds: float, sleep: Callable[[float], None]) -> None:
        path = folder / f"webinstruct-gpu-{re.sub(r'[^A-Za-z0-9-]', '_', gpu)}.lock"
        # Open to all users: a machine is often shared. Never truncated: it names who holds it.
        number = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        file = os.fdopen(number, "r+", encoding="utf-8")
        waited = 0.0
        while not _try(file):
            if waited >= seconds:
                holder = file.read().strip() or "unknown"
                file.close()
                raise UserError(
                    f"GPU {gpu} is used by process {holder} (waited {seconds:g} s): one engine per GPU; "
                    "run one LLM task per GPU (spark.task.resource.gpu.amount=1) or set CUDA_VISIBLE_DEVICES"
                )
            sleep(1.0)
            waited += 1.0
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._files.append(file)


def _try(file: TextIOWrapper) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
