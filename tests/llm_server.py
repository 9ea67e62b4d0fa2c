"""A server on loopback that speaks chat completions, and misbehaves as it is told.

with Server(lambda call: Reply.saying("4")) as server:
    … EndpointOptions(base_url=server.url, model="tiny") …
server.calls, server.most_in_flight
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal


@dataclass(frozen=True)
class Call:
    """What came in: the body, the headers, and how often the same body came before."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    before: int

    @property
    def question(self) -> str:
        return self.body["messages"][-1]["content"]

    @property
    def page(self) -> str:
        """The page's text, out of the fence that `extract` puts around it."""
        return "\n".join(self.question.splitlines()[3:-1])

    @property
    def schema(self) -> Any:
        return self.body.get("response_format", {}).get("json_schema", {}).get("schema")


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    how: Literal["whole", "short", "nothing", "hang"] = "whole"
    """short: fewer bytes than announced; nothing: closed without a word; hang: never answered."""

    @staticmethod
    def saying(text: str | None, finish: str | None = "stop", delay: float = 0.0, **more: Any) -> "Reply":
        """A chat completion that cost ten tokens in and five out; `more` replaces its fields."""
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        return Reply(body=json.dumps({"choices": [choice], "usage": usage} | more).encode(), delay=delay)


class Server:
    """Answers each call as `behave` says, in threads, until `with` ends."""

    def __init__(
        self, behave: Callable[[Call], Reply], alive: bool = True, path: str = "/v1/chat/completions"
    ) -> None:
        self._path = path
        self._behave = behave
        self._alive = alive
        self._lock = threading.Lock()
        self._seen: dict[str, int] = {}
        self._over = threading.Event()
        self._in_flight = 0
        self.most_in_flight = 0
        self.calls: list[Call] = []
        self.times: list[float] = []

    def __enter__(self) -> "Server":
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536  # head and body in one packet: no waiting for the client's delayed ACK

            def do_POST(self) -> None:
                server._serve(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: Any) -> None:  # clients that went away
                pass

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        assert handler.path == self._path
        with self._lock:
            call = Call(json.loads(raw), dict(handler.headers), self._seen.get(raw, 0))
            if self._alive and call.question == "Say yes.":  # the engine asks whether anybody is there
                self._send(handler, Reply.saying("yes"))
                return
            self._seen[raw] = call.before + 1
            self.calls.append(call)
            self.times.append(time.monotonic())
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            reply = self._behave(call)
            time.sleep(reply.delay)
        finally:
            with self._lock:  # before the client can know, so that its next call is not counted beside this
                self._in_flight -= 1
        self._send(handler, reply)

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.how == "hang":
            self._over.wait()
        if reply.how in ("hang", "nothing"):
            handler.close_connection = True
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        short = reply.how == "short"
        handler.send_header("Content-Length", str(len(reply.body) + 100 * short))
        handler.end_headers()
        handler.wfile.write(reply.body)
        handler.close_connection = short
