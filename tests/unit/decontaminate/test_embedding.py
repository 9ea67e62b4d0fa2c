"""The embedding pass against a real server on loopback; its vectors are bags of words, so what is near is known."""

import hashlib
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from jobs import quality_decontaminate as job
from tests.llm_server import Call, Reply, Server
from tests.unit.decontaminate.items import BAKER, CHOICE, ITEMS, SECRET
from tests.unit.decontaminate.test_rows import batch
from tests.unit.decontaminate.test_rows import settings as folder  # noqa: F401
from webinstruct import UserError, settings
from webinstruct.benchmarks import Problem
from webinstruct.decontaminate import Index, items, judge_all, judge_further, judged
from webinstruct.decontaminate.embedding import nearest
from webinstruct.settings import DecontaminateSettings, EmbeddingSettings, checked
from webinstruct.words import is_number, plain

SIZE = 512
KEY = "sk-do-not-tell-0123456789"
# The same words in another order: no run of words is left.
REWORDED = (
    "Before noon she sells, of twelve rolls each on nine trays, all but five; a baker fills them. How many rolls "
    "for the afternoon are left? To a passing musician two of them and gives"
)
FEWER = REWORDED.replace("nine", "six")
PROSE = "Which way leads from the old station down to the harbour?"


def bag(text: str) -> list[float]:
    """One of SIZE places a word; all numbers are one word."""
    vector = [0.0] * SIZE
    for word in plain(text):
        masked = "0" if is_number(word) else word
        vector[int.from_bytes(hashlib.sha256(masked.encode()).digest()[:4]) % SIZE] += 1.0
    return vector


def rows(call: Call) -> list[dict[str, Any]]:
    """Last first: what counts is the index."""
    texts = call.body["input"]
    return [{"index": at, "embedding": bag(texts[at])} for at in reversed(range(len(texts)))]


def saying(rows: Any) -> Reply:
    return Reply(body=json.dumps({"object": "list", "data": rows}).encode())


def honest(call: Call) -> Reply:
    return saying(rows(call))


def serving(behave: Callable[[Call], Reply] = honest) -> Server:
    return Server(behave, alive=False, path="/v1/embeddings")


def asking(server: Server, **more: Any) -> EmbeddingSettings:
    return EmbeddingSettings(base_url=server.url, model="bag", **more)


def index(problems: list[Problem], server: Server, **more: Any) -> Index:
    return Index(problems, DecontaminateSettings(embedding=asking(server, **more)))


def sent(server: Server) -> list[str]:
    return [text for call in server.calls for text in call.body["input"]]


def refusal(behave: Callable[[Call], Reply], **more: Any) -> tuple[str, int]:
    """The one line with which the pass fails, and the calls it took."""
    with serving(behave) as server:
        with pytest.raises(UserError) as caught:
            judge_further(index([BAKER, CHOICE], server, **more), [(REWORDED, "3")])
        said = str(caught.value)
        assert said.startswith(f"{server.url}/embeddings ")
        assert "\n" not in said
        return said, len(server.calls)


def test_a_reworded_item_is_found_and_what_is_unrelated_stays_clean():
    pairs = [(REWORDED, "3"), (FEWER, "9"), (PROSE, "Past the mill."), (BAKER.question, "3")]
    with serving() as server:
        asked = index(ITEMS, server)
        assert [one.verdict for one in judge_all(asked, pairs)] == ["clean", "clean", "clean", "same"]
        same, variant, clean, by_words = judge_further(asked, pairs)
        assert (same.verdict, same.evidence.item, same.evidence.matched) == ("same", BAKER.id, REWORDED)
        assert same.evidence.rule == "embedding 0.96"
        assert (variant.verdict, variant.evidence.item) == ("number-variant", BAKER.id)
        assert (clean.verdict, clean.evidence) == ("clean", None)
        assert by_words == judge_all(asked, pairs)[3]
        assert BAKER.question not in sent(server)[-3:]  # words have found it: not asked about


def test_the_threshold_decides():
    half = " ".join(REWORDED.split()[:12])
    with serving() as server:
        assert judge_further(index([BAKER], server), [(half, "")])[0].verdict == "clean"
        assert judge_further(index([BAKER], server, threshold=0.3), [(half, "")])[0].verdict != "clean"


def test_options_count_with_their_question():
    pair = "Old Tarn Street, a bell without clapper, Quillmere, the amber hollow: a lake is which of these?"
    with serving() as server:
        finding = judge_further(index([CHOICE], server), [(pair, "")])[0]
    assert (finding.verdict, finding.evidence.item) == ("same", CHOICE.id)


def test_secret_items_and_pairs_that_hold_their_words_are_never_sent():
    piece = " ".join(SECRET.question.split()[:10])  # template or clean by our rule, the paper's finds it
    with serving() as server:
        asked = index([SECRET, BAKER], server)
        findings = judge_further(asked, [(SECRET.question, ""), (piece, ""), (PROSE, "")])
        assert findings[:2] == judge_all(asked, [(SECRET.question, ""), (piece, "")])
        assert findings[1].paper is not None
        assert sent(server) == [BAKER.question, PROSE]
        judge_further(index([SECRET], server), [(PROSE, "")])
        assert len(server.calls) == 2  # nothing to compare with: nothing is asked


def test_texts_go_in_batches_cut_to_what_a_model_takes_and_items_only_once():
    pairs = [(f"{PROSE} {at} " + "round and " * 40, "") for at in range(10)] + [(REWORDED, "3"), ("  ", "")]
    with serving() as server:
        asked = index(ITEMS, server, batch=4, max_chars=200)
        plain_items = len({(one.question, one.options) for one in ITEMS if not one.secret})
        judge_further(asked, pairs)
        first = len(server.calls)
        assert first == -(-plain_items // 4) + 3
        assert judge_further(asked, pairs)[10].verdict == "same"
        assert len(server.calls) == first + 3
        assert max(len(call.body["input"]) for call in server.calls) == 4
        assert max(map(len, sent(server))) == 200
        assert server.most_in_flight <= 4
        assert {call.body["model"] for call in server.calls} == {"bag"}


def test_off_by_default_nothing_is_sent():
    with serving() as server:
        assert DecontaminateSettings().embedding is None
        judge_further(Index([BAKER], DecontaminateSettings()), [(REWORDED, "3")])
        assert not server.calls


def test_a_passing_failure_is_tried_again():
    def behave(call: Call) -> Reply:
        return Reply(status=500) if call.before == 0 else honest(call)

    with serving(behave) as server:
        finding = judge_further(index([BAKER], server), [(REWORDED, "3")])[0]
        assert finding.verdict == "same"
        assert len(server.calls) == 4


def test_a_dead_server_fails_in_one_line():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    dead = EmbeddingSettings(base_url=f"http://127.0.0.1:{port}/v1", model="bag", attempts=1)
    with pytest.raises(UserError, match="gives no embeddings, so nothing was found clean: no-connection"):
        judge_further(Index([BAKER], DecontaminateSettings(embedding=dead)), [(REWORDED, "3")])
    said, calls = refusal(lambda _: Reply(status=503), attempts=2)
    assert ("server-error: 503" in said, calls) == (True, 2)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=401, body=b'{"error": {"message": "no key"}}'), "no-access: 401 no key"),
        (Reply(status=400, body=b'{"error": {"message": "too long"}}'), "refused: 400 too long"),
        (saying([{"index": 0, "embedding": bag("a")}]), "a row for each of 2 texts, got 1"),
        (saying([{"index": 0, "embedding": bag("a")}] * 2), "a row for each of 2 texts"),
        (saying([{"index": at, "embedding": [0.0, float("nan")]} for at in (0, 1)]), "NaN"),
        (saying([{"index": at, "embedding": [1.0] * (at + 2)} for at in (0, 1)]), "different sizes"),
        (saying([{"index": at, "embedding": [0, 0]} for at in (0, 1)]), "zeros"),
        (saying([{"index": at, "embedding": "AACAPw=="} for at in (0, 1)]), "a list of numbers"),
        (saying([{"index": at, "embedding": ["1", "2"]} for at in (0, 1)]), "a list of numbers"),
        (saying([{"index": at, "embedding": []} for at in (0, 1)]), "a list of numbers"),
        (saying({"0": bag("a")}), "index and embedding"),
        (saying([[1.0], [2.0]]), "index and embedding"),
        (Reply(body=b"[]"), "index and embedding"),
        (Reply(body=b"null"), "index and embedding"),
    ],
)
def test_what_is_no_embedding_fails_at_once(reply, told):
    said, calls = refusal(lambda _: reply)
    assert told in said
    assert calls == 1


def test_what_is_not_json_is_tried_again():
    said, calls = refusal(lambda _: Reply(body=b"<html>wait"), attempts=2)
    assert ("broken-answer: not JSON" in said, calls) == (True, 2)


def test_vectors_of_another_size_fail():
    def by_batch(call: Call) -> Reply:  # other sizes for other items
        size = SIZE if BAKER.question in call.body["input"] else 3
        return saying([{"index": 0, "embedding": [*bag("a b c d")[:size], 1.0]}])

    assert "vectors of 4 and of 513 numbers" in refusal(by_batch, batch=1)[0]

    def by_kind(call: Call) -> Reply:  # another size for pairs than for items
        return saying([{"index": 0, "embedding": [1.0] * (3 if REWORDED in call.body["input"] else 2)}])

    with serving(by_kind) as server, pytest.raises(UserError, match="vectors of 2 for items, then of 3"):
        judge_further(index([BAKER], server), [(REWORDED, "3")])


def test_the_key_goes_to_the_server_and_nowhere_else(monkeypatch, caplog):
    with serving() as server, pytest.raises(UserError, match="environment variable OUR_KEY"):
        judge_further(index([BAKER], server, key_variable="OUR_KEY"), [(REWORDED, "3")])
    monkeypatch.setenv("OUR_KEY", KEY)
    with serving() as server:
        judge_further(index([BAKER], server, key_variable="OUR_KEY"), [(REWORDED, "3")])
        assert {call.headers["Authorization"] for call in server.calls} == {f"Bearer {KEY}"}
    quoting = Reply(status=401, body=json.dumps({"error": {"message": f"wrong key {KEY}"}}).encode())
    said, _ = refusal(lambda _: quoting, key_variable="OUR_KEY")
    assert "wrong key ***" in said
    assert KEY not in caplog.text


def test_the_nearest_item_is_found_over_blocks(monkeypatch):
    monkeypatch.setattr("webinstruct.decontaminate.embedding._BLOCK", 7)
    random = np.random.default_rng(1)
    many, few = random.normal(size=(50, 8)), random.normal(size=(9, 8))
    many, few = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in (many, few))
    best, cosine = nearest(few.astype(np.float32), many.astype(np.float32))
    assert best.tolist() == (few @ many.T).argmax(axis=1).tolist()
    assert np.allclose(cosine, (few @ many.T).max(axis=1), atol=1e-6)


def test_rows_of_the_stage_say_so(folder):  # noqa: F811
    with serving() as server:
        asked = folder.model_copy(update={"embedding": asking(server)})
        story, asks = REWORDED.split("; ")
        pairs = [(REWORDED, "3", None), (PROSE, "", None), (asks, "", story)]
        (made,) = judged([batch(pairs)], items(asked), asked, "digest", "run")
    found = made.to_pylist()
    assert [row["dropped"] for row in found] == ["same", None, "same"]  # the context counts
    assert found[0]["evidence"]["rule"] == "embedding 0.96"


def test_a_file_can_be_checked_so(folder, tmp_path: Path, capsys):  # noqa: F811
    source, out, report = (tmp_path / f"{name}.jsonl" for name in ("in", "out", "report"))
    lines = [{"question": text, "answer": "3"} for text in (REWORDED, PROSE)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with serving() as server:
        sets = [f"decontaminate.embedding.base_url={server.url}", "decontaminate.embedding.model=bag"]
        job.check(job.File(source, Path(str(folder.benchmarks)), out, report, sets), Console(stderr=True))
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["dropped"] == 1
    assert json.loads(out.read_text())["question"] == PROSE
    assert json.loads(report.read_text())["evidence"]["rule"] == "embedding 0.96"


def test_the_identity_knows_model_and_threshold_and_is_the_old_one_without():
    def identity(*overrides: str) -> dict[str, Any]:
        made = checked({"input": "a", "tables": "b", "decontaminate": {"embedding": None}}, overrides)
        return settings.result_values(made.decontaminate, "decontaminate")

    old = {"rule", "scope", "drop", "ngram", "template_items", "template_domains"}
    assert identity().keys() == {f"decontaminate.{name}" for name in old}
    one = identity("decontaminate.embedding.model=m")
    assert one == identity() | {
        "decontaminate.embedding.model": "m",
        "decontaminate.embedding.threshold": 0.9,
        "decontaminate.embedding.max_chars": 2000,
    }
    assert one == identity("decontaminate.embedding.model=m", "decontaminate.embedding.batch=7")
    assert one != identity("decontaminate.embedding.model=m", "decontaminate.embedding.threshold=0.8")


@pytest.mark.parametrize(
    ("wrong", "said", "hidden"),
    [
        ("base_url=http://me:SECRET@host/v1", "must hold no password", "SECRET"),
        ("key_variable=sk-SECRET", "decontaminate.embedding.key_variable is the name of", "SECRET"),
        ("threshold=1.5", "less than or equal to 1, got 1.5", "SECRET"),
        ("batch=8", "decontaminate.embedding.model is missing", "SECRET"),
    ],
)
def test_mistakes_are_told_before_anything_is_sent(wrong, said, hidden):
    with pytest.raises(UserError) as caught:
        checked({"input": "a", "tables": "b"}, [f"decontaminate.embedding.{wrong}"])
    assert said in str(caught.value)
    assert hidden not in str(caught.value)
