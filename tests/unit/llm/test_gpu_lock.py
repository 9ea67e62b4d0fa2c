"""One engine per GPU: the second waits, then says who holds it."""

import os

import pytest

from webinstruct import UserError
from webinstruct.llm.gpu_lock import GpuLock


def test_a_second_engine_is_told_who_holds_the_gpu(tmp_path):
    waits: list[float] = []
    first = GpuLock(("0",), 0, tmp_path)
    with pytest.raises(UserError, match=rf"GPU 0 is used by process {os.getpid()} \(waited 2 s\)"):
        GpuLock(("1", "0"), 2, tmp_path, waits.append)
    assert waits == [1.0, 1.0]
    other = GpuLock(("1",), 0, tmp_path)  # what the failed one held already is free again
    first.release()
    again = GpuLock(("0",), 0, tmp_path)
    again.release()
    other.release()


def test_a_lock_that_becomes_free_is_taken(tmp_path):
    first = GpuLock(("GPU-5e1f/7",), 0, tmp_path)
    second = GpuLock(("GPU-5e1f/7",), 5, tmp_path, lambda seconds: first.release())
    second.release()
