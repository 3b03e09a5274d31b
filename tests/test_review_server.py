"""The review's server: only the page itself may ask, what it is asked it does, nothing is lost."""

import gzip
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from align.bead import Bead
from tests.review_documents import document_of
from tests.review_server import Served, long_document, reviewing
from tm.review.document import start_review

ROOT = Path(__file__).parents[1]
SCRIPT = "</script><script>alert(1)</script>"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve a document of three beads."""
    with reviewing(document_of("0:0 1:1 2:2"), tmp_path) as served:
        yield served


def ask(
    url: str,
    path: str,
    body: object = None,
    *,
    method: str = "",
    origin: str | None = "own",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """Ask a server; return status, headers and body. `origin` "own" is the server's."""
    parts = urlsplit(url)
    assert parts.hostname
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None
    if body is not None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent.setdefault("Content-Type", "application/json")
        if origin:
            sent["Origin"] = f"http://{parts.netloc}" if origin == "own" else origin
    asked = method or ("GET" if data is None else "POST")
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        connection.request(asked, path, data, sent)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()


def page(url: str, tab: str = "one") -> dict[str, Any]:
    """Return the document as the page gets it."""
    got: dict[str, Any] = json.loads(ask(url, f"/api/page?tab={tab}")[2])
    return got


def edit(url: str, name: str, version: int, tab: str = "one", **arguments: object) -> Any:
    """Ask for an edit as the page does; return status and answer."""
    asked = {
        "tab": tab, "request": f"{name}-{version}-{tab}", "version": version, "edit": name,
        "arguments": arguments, "csrf": page(url, tab)["csrf"],
    }  # fmt: skip
    status, _, body = ask(url, "/api/edit", asked)
    return status, json.loads(body)


def test_the_page_loads_only_its_own(served: Served) -> None:
    """The policy allows its files and nothing else, and no script stands in the page itself."""
    status, headers, body = ask(served.url, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    html = body.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", html)
    for name in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert name.startswith("static/")
        assert ask(served.url, f"/{name}")[0] == 200


def test_no_file_names_another_host() -> None:
    """None of the page's files asks for anything beyond the server; SVG's namespace is a name."""
    for file in (ROOT / "tm/review/static").iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|\bwss?:|[\"'(=]//", text), file
        assert "innerHTML" not in text


def test_an_edit_changes_the_document(served: Served) -> None:
    """The answer tells which beads took the place of which, and the page shows it afterwards."""
    status, said = edit(served.url, "merge", 0, bead=0, step=1, side=None)
    assert status == 200
    assert (said["at"], said["old"], said["version"], said["undo"]) == (0, 2, 1, "merge")
    assert [(bead["source"], bead["target"]) for bead in said["new"]] == [([0, 2], [0, 2])]
    assert len(page(served.url)["beads"]) == 2
    status, said = edit(served.url, "undo", 1)
    assert (said["old"], len(said["new"]), said["redo"]) == (1, 2, "merge")


def test_verdicts_are_signed(served: Served) -> None:
    """A verdict carries the reviewer's name and the time."""
    _, said = edit(served.url, "accept", 0, beads=[1])
    (bead,) = said["new"]
    assert (bead["reviewer"], bead["reviewed"]) == ("Layla", "2026-03-01T09:00:00Z")


def test_what_cannot_be_done_is_said(served: Served) -> None:
    """An edit that is refused changes nothing, and the reason is one line."""
    assert edit(served.url, "merge", 0, bead=2, step=1, side=None) == (
        422, {"error": "this is the last bead"},
    )  # fmt: skip
    assert edit(served.url, "undo", 0)[0] == 422
    assert edit(served.url, "reopen", 0, beads=[0]) == (422, {"error": "nothing changes"})
    assert page(served.url)["version"] == 0


def test_a_second_tab_is_told(served: Served) -> None:
    """Each tab learns of the other, and an edit of an older version is refused with 409."""
    assert page(served.url, "one")["others"] == 0
    assert page(served.url, "two")["others"] == 1
    assert edit(served.url, "accept", 0, "two", beads=[0])[0] == 200
    status, said = edit(served.url, "accept", 0, "one", beads=[1])
    assert (status, "another tab" in said["error"]) == (409, True)
    state = json.loads(ask(served.url, "/api/state?tab=one")[2])
    assert (state["version"], state["others"]) == (1, 1)
    ask(served.url, "/api/leave", {"tab": "two", "csrf": state["csrf"]})
    assert json.loads(ask(served.url, "/api/state?tab=one")[2])["others"] == 0


def test_an_answer_that_was_lost_is_given_again(served: Served) -> None:
    """The same request twice is done once."""
    first = edit(served.url, "merge", 0, bead=0, step=1, side=None)
    assert edit(served.url, "merge", 0, bead=0, step=1, side=None) == first
    assert page(served.url)["version"] == 1


@pytest.mark.parametrize(
    ("status", "change", "headers"),
    [
        (403, {"csrf": "wrong"}, {}),
        (403, {"csrf": None}, {}),
        (403, {}, {"origin": "http://evil.example"}),
        (403, {}, {"origin": "null"}),
        (403, {}, {"origin": None}),
        (403, {}, {"Sec_Fetch_Site": "cross-site"}),
        (403, {}, {"Host": "evil.example"}),
        (415, {}, {"Content_Type": "text/plain"}),
    ],
    ids=["csrf", "no csrf", "origin", "null", "no origin", "site", "rebinding", "form"],
)
def test_another_page_cannot_edit(
    served: Served, status: int, change: dict[str, Any], headers: dict[str, Any]
) -> None:
    """Without the page's secret, from another origin, or by a form nothing is done."""
    asked = {
        "tab": "x", "request": "r", "version": 0, "edit": "accept", "arguments": {"beads": [0]},
        "csrf": page(served.url)["csrf"], **change,
    }  # fmt: skip
    assert ask(served.url, "/api/edit", asked, **headers)[0] == status
    assert page(served.url)["version"] == 0


def test_another_page_cannot_read(served: Served) -> None:
    """What is shown is not given to another page either."""
    assert ask(served.url, "/api/page", Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(served.url, "/api/page", Host="evil.example")[0] == 403
    headers = ask(served.url, "/api/page")[1]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[]", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"x" * (2 * 2**20 + 1), 413),
    ],
    ids=["list", "half", "deep", "large"],
)
def test_strange_bodies_are_refused(served: Served, body: bytes, status: int) -> None:
    """What is no JSON object of a bounded size is refused, and the server goes on."""
    try:
        assert ask(served.url, "/api/edit", body)[0] == status
    except (BrokenPipeError, ConnectionResetError):
        assert status == 413  # it was hung up on while it still sent
    assert ask(served.url, "/")[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/static/../server.py", 404),
        ("GET", "/static/%2e%2e/server.py", 404),
        ("GET", "/etc/passwd", 404),
        ("PUT", "/api/edit", 405),
        ("DELETE", "/", 405),
    ],
)
def test_nothing_else_is_served(served: Served, method: str, path: str, status: int) -> None:
    """Only the page, its files and its questions; no path leads out of the folder."""
    assert ask(served.url, path, method=method)[0] == status


def test_others_need_the_token(tmp_path: Path) -> None:
    """With a token nothing is served without it; the page works below its address."""
    token = "a-long-enough-token"
    with reviewing(document_of("0:0"), tmp_path, token=token) as served:
        assert served.url.endswith(f"/key/{token}/")
        assert ask(served.url, "/")[0] == 401
        assert ask(served.url, "/api/page")[0] == 401
        assert ask(served.url, f"/key/{token}/")[0] == 200
        assert ask(served.url, f"/key/{token}/static/review.js")[0] == 200


def test_articles_may_hold_markup(tmp_path: Path) -> None:
    """Text of a page goes out as JSON, of a type that no browser takes for a page."""
    document = start_review(
        [SCRIPT], ["<img src=x onerror=alert(1)>"], [Bead(range(1), range(1), 0.9)], title=SCRIPT
    )
    with reviewing(document, tmp_path) as served:
        _, headers, body = ask(served.url, "/api/page")
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert json.loads(body)["source"] == [SCRIPT]
        assert SCRIPT.encode() not in ask(served.url, "/")[2]


def test_a_long_document_is_packed(tmp_path: Path) -> None:
    """What is long goes out compressed to who takes it so, and is the same."""
    with reviewing(long_document(500), tmp_path) as served:
        plain = ask(served.url, "/api/page")[2]
        _, headers, packed = ask(served.url, "/api/page", Accept_Encoding="gzip, br")
        assert headers["Content-Encoding"] == "gzip"
        assert len(packed) < len(plain) / 4
        assert json.loads(gzip.decompress(packed)) == json.loads(plain)


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    """After SIGKILL in the midst of work the next server has every edit that was answered."""
    code = (
        "import sys; from pathlib import Path; from tests.review_server import reviewing;"
        "from tests.review_documents import document_of\n"
        "with reviewing(document_of('0:0 1:1 2:2'), Path(sys.argv[1])) as served:\n"
        "    print(served.url, flush=True); sys.stdin.read()"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert started.stdout
        url = started.stdout.readline().strip()
        assert edit(url, "accept", 0, beads=[0])[0] == 200
        assert edit(url, "merge", 1, bead=1, step=1, side=None)[0] == 200
        started.send_signal(signal.SIGKILL)
    finally:
        started.kill()
        started.communicate(timeout=10)
    with reviewing(None, tmp_path) as served:
        said = page(served.url)
        assert [bead.get("verdict") for bead in said["beads"]] == ["accepted", None]
        assert said["beads"][1]["source"] == [1, 3]
        assert (said["version"], said["undo"]) == (2, "merge")
        assert edit(served.url, "undo", 2)[0] == 200


def test_realigning_goes_around_locks(served: Served) -> None:
    """What is locked stays, the rest comes from the aligner."""
    edit(served.url, "accept", 0, beads=[1])
    status, said = edit(served.url, "realign", 1)
    assert (status, said["undo"]) == (200, "realign")
    beads = page(served.url)["beads"]
    assert [(bead["score"], bead.get("verdict")) for bead in beads] == [
        (0.75, None), (0.9, "accepted"), (0.75, None),
    ]  # fmt: skip


def test_saving_says_what_was_written(served: Served, tmp_path: Path) -> None:
    """Saving answers with a line for gold, TMX and memory, and the files are there."""
    edit(served.url, "accept", 0, beads=[0, 1])
    asked = {"version": 1, "csrf": page(served.url)["csrf"]}
    status, _, body = ask(served.url, "/api/save", asked)
    assert (status, len(json.loads(body)["wrote"])) == (200, 3)
    for name in ("gold/gold.txt", "gold/en.txt", "gold/ar.txt", "reviewed.tmx", "memory.db"):
        assert (tmp_path / name).is_file()
    assert ask(served.url, "/api/save", asked | {"version": 0})[0] == 409
