"""A language model beside the coder, against a real local server that speaks the protocol, faults included."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from prepoll.case.types import Party, Row
from prepoll.cli import app
from prepoll.errors import NewsError, UsageError
from prepoll.model import Endpoint, Outcome, compare, open_questions, read_with_model
from prepoll.model.prompt import MOST_CHARACTERS, passages
from prepoll.names import PartyKind, Stance
from prepoll.news import Cast, read_article

DAY = date(2024, 3, 19)
TEXT = """North Party president Rafi Mir said on Tuesday that his party was in talks
with the South Party. “There is no question of an alliance with the East Front,” he said.
"""


def party(code, name):
    return Party(code, name, (), PartyKind.PARTY, None, None, None, Row("parties.csv", 2, f"parties.csv:{code}"))


CAST = Cast((party("NP", "North Party"), party("SP", "South Party"), party("EF", "East Front")))


def claim(actor="NP", target="SP", stance="talks", quote="in talks with the South Party", **words):
    texts = dict.fromkeys(("speaker", "role", "hedge", "condition", "deadline", "seats", "reason"))
    return {
        "actor": actor,
        "target": target,
        "stance": stance,
        "attribution": "named",
        "quote": quote,
        **texts,
        **words,
    }


def answer(*claims):
    return json.dumps({"statements": list(claims)})


class Model:
    """A server with a script: each request gets the next (status, headers, content), the last one again and again."""

    def __init__(self):
        self.script, self.asked = [], []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                model.asked.append((self.path, dict(self.headers), json.loads(body)))
                status, headers, content = model.script[min(len(model.asked), len(model.script)) - 1]
                if status is None:
                    return self.connection.close()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return None

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        self.waits = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def says(self, *contents):
        """Answer with these texts, one a request."""
        for text in contents:
            whole = {"choices": [{"message": {"role": "assistant", "content": text}}]}
            self.script.append((200, {}, json.dumps(whole).encode()))

    def fails(self, status, content=b"no", **headers):
        self.script.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, content))

    def endpoint(self, **more):
        return Endpoint(self.address, "small", pause=self.waits.append, **more)

    def read(self, text=TEXT, **more):
        return read_with_model(text, "one", CAST, DAY, self.endpoint(**more))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def model():
    made = Model()
    yield made
    made.close()


def test_what_passes_the_check_has_its_true_place_in_the_text(model):
    model.says(answer(claim(speaker="Rafi Mir")))
    found = model.read()
    (made,) = found.statements
    assert TEXT[made.source.start : made.source.end] == made.quote == "in talks\nwith the South Party"
    assert (made.speaker, made.dated, made.stance, found.dropped) == ("Rafi Mir", DAY, Stance.TALKS, {})


def test_what_is_not_in_the_text_is_dropped_and_counted(model):
    model.says(
        answer(
            claim(quote="they have agreed on everything"),
            claim(actor="XX"),
            claim(target="XX"),
            claim(actor="SP", target="SP"),
            claim(speaker="Nobody At All", hedge="on Tuesday"),
            claim(),
        )
    )
    found = model.read()
    (made,) = found.statements
    assert (made.speaker, made.hedge) == (None, "on Tuesday")
    assert found.dropped == {
        "a party is not of the list": 2,
        "a party towards itself": 1,
        "the claim comes twice": 1,
        "the quote is not in the text": 1,
        "the speaker is not in the text": 1,
    }


def test_the_question_holds_the_schema_the_parties_and_the_text(model):
    model.says(answer())
    model.read(key="secret")
    ((path, headers, body),) = model.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert (body["model"], body["temperature"]) == ("small", 0)
    assert body["response_format"]["json_schema"]["strict"] is True
    system, user = (message["content"] for message in body["messages"])
    assert "NP: North Party" in system
    assert TEXT in user


def test_a_server_that_knows_no_schema_is_asked_without_one(model):
    model.fails(400, b"unknown field response_format")
    model.says(f"```json\n{answer(claim())}\n```")
    assert len(model.read().statements) == 1
    assert ["response_format" in body for _, _, body in model.asked] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    ["I think that …", "[]", '{"statements": 3}', answer(claim(stance="loves")), answer({"actor": "NP"}), '{"stat'],
)
def test_an_answer_of_another_shape_is_asked_for_once_more(model, wrong):
    model.says(wrong, answer(claim()))
    assert len(model.read().statements) == 1
    assert "not the JSON asked for" in model.asked[1][2]["messages"][-1]["content"]
    model.asked.clear()
    model.script.clear()
    model.says(wrong, wrong)
    with pytest.raises(NewsError, match="gives no answer of the shape asked for"):
        model.read()


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(model):
    model.fails(429, Retry_After="7")
    model.fails(503)
    model.says(answer(claim()))
    assert len(model.read().statements) == 1
    assert model.waits == [7, 14]


@pytest.mark.parametrize(
    ("status", "content", "told"),
    [
        (500, b"out of memory", "cannot be had"),
        (None, b"", "cannot be had"),
        (401, b"no key", "answers 401: no key"),
        (404, b"no such model", "answers 404"),
        (200, b"<html>", "does not speak the protocol"),
        (200, b'{"choices": []}', "does not speak the protocol"),
        (200, b'{"choices": [{"message": {"content": null}}]}', "gives no text"),
        (200, b"x" * 2_000_001, "more than 2,000,000 bytes"),
    ],
)
def test_each_fault_of_a_server_is_told_by_its_address(model, status, content, told):
    model.fails(status, content)
    with pytest.raises(NewsError, match=told) as caught:
        model.read()
    assert model.address in str(caught.value)


def test_a_server_that_says_nothing_is_given_up(model):
    model.close()
    with pytest.raises(NewsError, match="Start it, or leave --model out"):
        model.read(seconds=1)


@pytest.mark.parametrize("address", ["localhost:8000", "file:///etc", "", "ftp://x.example"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UsageError, match="not the address of a model"):
        Endpoint(address, "small")


@given(st.text(max_size=200), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_passages_cover_a_text_once(text, times):
    whole = text * (1 + times * 2000)
    cut = list(passages(whole, 0))
    assert "".join(part for _, part in cut) == whole
    assert all(len(part) <= MOST_CHARACTERS and whole[at : at + len(part)] == part for at, part in cut)


def test_every_claim_of_both_readers_is_in_one_row_of_the_comparison(model):
    coder = read_article(TEXT, "one", CAST, DAY).statements
    assert {statement.stance for statement in coder} == {Stance.TALKS, Stance.RULES_OUT}
    refusal = next(statement for statement in coder if statement.stance is Stance.RULES_OUT)
    model.says(
        answer(
            claim(actor="SP", target="NP"),
            claim(actor=refusal.actor, target="EF", stance="breaks", quote="no question of an alliance"),
            claim(actor="SP", target="EF", stance="open", quote="the South Party"),
        )
    )
    rows = compare(coder, model.read().statements)
    assert sorted(str(row.outcome) for row in rows) == ["details differ", "model only", "stance differs"]
    assert sum(row.coder is not None for row in rows) == len(coder)
    assert [row.outcome for row in compare(coder, coder)] == [Outcome.SAME] * len(coder)
    assert open_questions(compare(coder, coder)) == ()
    assert {row.outcome for row in compare(coder, ())} == {Outcome.CODER_ONLY}


def test_the_command_prints_both_and_keeps_the_disagreements(model, tmp_path):
    (tmp_path / "parties.csv").write_text(
        "code,name\nNP,North Party\nSP,South Party\nEF,East Front\n", encoding="utf-8"
    )
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    model.says(answer(claim(quote="made up"), claim(actor="SP", target="EF", stance="open", quote="the South Party")))
    kept = tmp_path / "questions.jsonl"
    command = ["read", str(tmp_path / "one.txt"), "--parties", str(tmp_path / "parties.csv"), "--date", "2024-03-19"]
    asked = ["--model", "small", "--model-address", model.address, "--disagreements", str(kept)]
    printed = CliRunner().invoke(app, [*command, *asked])
    assert printed.exit_code == 0, printed.output
    found = json.loads(printed.output.splitlines()[-1])
    assert found["model"]["dropped"] == {"the quote is not in the text": 1}
    questions = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [row["outcome"] for row in questions] == [row["outcome"] for row in found["model"]["disagreements"]]
    assert "model only" in {row["outcome"] for row in questions}
    alone = json.loads(CliRunner().invoke(app, command).output)
    assert alone == {key: value for key, value in found.items() if key != "model"}


def test_a_model_that_fails_takes_nothing_from_the_coder(model, tmp_path):
    (tmp_path / "parties.csv").write_text(
        "code,name\nNP,North Party\nSP,South Party\nEF,East Front\n", encoding="utf-8"
    )
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    model.fails(401, b"no key")
    command = ["read", str(tmp_path / "one.txt"), "--parties", str(tmp_path / "parties.csv"), "--model", "small"]
    printed = CliRunner().invoke(app, [*command, "--model-address", model.address])
    assert isinstance(printed.exception, NewsError)
    assert "one.txt" in str(printed.exception)
    assert json.loads(printed.output.splitlines()[0])["statements"]
    refused = CliRunner().invoke(app, [*command[:4], "--disagreements", "x.jsonl"])
    assert isinstance(refused.exception, UsageError)
