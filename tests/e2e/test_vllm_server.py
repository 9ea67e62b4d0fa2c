"""The engine `endpoint` against a real vLLM server: one server, answered fully and then killed."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.test_vllm import SCHEMA
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.retry import Patience
from webinstruct.llm.schema import fits

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("vllm") is None, reason="vllm is not installed: uv sync --extra cpu"
    ),
    pytest.mark.filterwarnings("ignore"),  # torch's and transformers' own
]

SYSTEM = "Find the questions and their answers on this page."
ANSWER = '{"pairs":[{"question":"What is 2 + 2?","answer":"4"}]}'
HEALTHY = 240  # seconds until a server that never comes up fails the test


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    root: str

    def read(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.root}/{path}", timeout=10) as answer:
            return answer.read().decode()

    def tokens(self) -> tuple[int, int]:
        """Prompt and answer tokens that the server has counted since it started."""
        text = self.read("metrics")
        return tuple(self._counter(text, name) for name in ("prompt_tokens", "generation_tokens"))

    def _counter(self, text: str, name: str) -> int:
        [value] = re.findall(rf"^vllm:{name}_total{{[^}}]*}} (\S+)$", text, re.MULTILINE)
        return int(float(value))

    def kill(self) -> None:
        """kill -9 of the server and its engine's process."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def command(model: Path, port: int) -> list[str]:
    said = {
        "--model": str(model),
        "--served-model-name": "tiny",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--dtype": "float32",
        "--max-model-len": "512",
        "--max-num-seqs": "8",
    }
    arguments = [part for pair in said.items() for part in pair]
    # `vllm serve` looks for a distribution named vllm, and the CPU build has another name.
    return [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--enforce-eager", *arguments]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    from tests.tiny_model import make

    folder = tmp_path_factory.mktemp("server")
    make(folder / "tiny", answer=ANSWER, system=SYSTEM)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "VLLM_CPU_OMP_THREADS_BIND": "nobind",
        "VLLM_NO_USAGE_STATS": "1",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or thousands of modules are compiled at each start
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command(folder / "tiny", port), stdout=log, stderr=log, env=environment, start_new_session=True
        )
    made = Server(process, f"http://127.0.0.1:{port}")
    try:
        until_healthy(made, folder / "log")
        yield made
    finally:
        if process.poll() is None:
            made.kill()


def until_healthy(server: Server, log: Path) -> None:
    started = time.monotonic()
    while True:
        assert server.process.poll() is None, log.read_text(errors="replace")[-2000:]
        assert time.monotonic() - started < HEALTHY, log.read_text(errors="replace")[-2000:]
        try:
            server.read("health")
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return


def endpoint(server: Server) -> Endpoint:
    return Endpoint(
        EndpointOptions(
            base_url=f"{server.root}/v1",
            model="tiny",
            max_tokens=60,
            structured="always",
            in_flight=8,
            patience=Patience(attempts=2, first_seconds=0.1, longest_seconds=0.2),
        )
    )


def requests(count: int) -> Iterator[Request]:
    for n in range(count):
        turns = (Message("system", SYSTEM), Message("user", f"Lesson {n}. What is 2 + 2? It is 4."))
        yield Request(str(n), turns, SCHEMA, "", ())


def ids(found: list[Completion]) -> list[int]:
    return sorted(int(one.id) for one in found)


def test_every_request_is_answered_fits_the_schema_and_costs_what_the_server_counted(server):
    before = server.tokens()
    found = list(endpoint(server).complete(requests(20)))
    assert ids(found) == list(range(20))
    assert {one.finish_reason for one in found} == {"stop"}, found[0].text
    assert {one.text for one in found} == {ANSWER}
    assert fits(ANSWER, SCHEMA)
    spent = (sum(one.tokens_in for one in found), sum(one.tokens_out for one in found))
    counted = tuple(now - then for now, then in zip(server.tokens(), before, strict=True))
    assert spent == counted
    assert min(spent) > 0


def test_a_server_that_dies_leaves_its_answers_and_no_verdict_on_the_other_requests(server):
    found = []

    def ask() -> None:
        for one in endpoint(server).complete(requests(40)):
            found.append(one)
            if len(found) == 5:
                server.kill()

    with pytest.raises(BudgetSpent, match="requests in a row without an answer, the last for no-connection"):
        ask()
    assert 5 <= len(found) < 40
    assert {(one.finish_reason, one.text) for one in found} == {("stop", ANSWER)}
