"""Redirects are followed, and lead nobody into a private network."""

import socket
from typing import Any

import pytest

from corpora import connection
from corpora.page import Page
from corpora.ssrf import is_public
from tests.outlet import CERTIFICATE, Outlet
from tests.visitor import polite, reason

ARABIC = (
    "<html><body><p>وصلت السفينة إلى الميناء قبل الفجر، وكان الأهالي في انتظارها.</p></body></html>"
)
HTML = "<html><body><p>The ship reached the port before dawn.</p></body></html>"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(outlet: Outlet, status: int) -> None:
    """The page has the address where it was found."""
    outlet.redirect("/old", "/new?a=1", status)
    outlet.put("/new?a=1", HTML)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/old")) == Page(outlet.url("/new?a=1"), HTML)


def test_a_redirect_may_be_written_in_arabic(outlet: Outlet) -> None:
    """A Location in raw UTF-8, which the standard forbids and sites send, is understood."""
    outlet.redirect("/1", "/خبر/1")
    outlet.put("/خبر/1", ARABIC)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/1")).html == ARABIC


def test_a_circle_is_left(outlet: Outlet) -> None:
    """Redirects in a circle end at the second visit."""
    outlet.redirect("/a", "/b")
    outlet.redirect("/b", "/a#again")
    assert "leads back to itself" in reason(polite(), outlet.url("/a"))
    assert outlet.paths == ["/a", "/b"]


def test_a_long_way_is_left(outlet: Outlet) -> None:
    """Five redirects are followed, not six."""
    for n in range(6):
        outlet.redirect(f"/{n}", f"/{n + 1}")
    outlet.put("/6", HTML)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/1")).html == HTML
    assert "more than 5 times" in reason(polite(), outlet.url("/0"))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "no http or https"),
        ("ftp://127.0.0.1/x", "no http or https"),
        ("http://user:secret@127.0.0.1/", "user name"),
        ("http://127.0.0.1:99999/", "no web address"),
        ("http://[", "no web address"),
    ],
)
def test_a_redirect_to_nowhere_is_refused(outlet: Outlet, target: str, said: str) -> None:
    """Every hop is checked as the first address is."""
    answer = reason(polite(), outlet.redirect("/", target))
    assert answer.startswith(f"redirects to {target}, which ")
    assert said in answer


def test_this_machine_is_private(outlet: Outlet) -> None:
    """Without leave, nothing on this machine is asked, by whatever name."""
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        url = f"http://{host}:{outlet.port}/"
        assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.requests == []


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[::ffff:192.168.0.1]"]
)
def test_a_redirect_into_a_private_network_is_refused(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """A public site (here, this machine as if it were one) cannot send us into a network."""
    monkeypatch.setattr(connection, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    url = outlet.redirect("/", f"http://{host}:{outlet.port}/")
    assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.paths == ["/"]


def test_robots_txt_cannot_lead_into_a_private_network(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request for robots.txt is guarded as any other."""
    monkeypatch.setattr(connection, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    outlet.redirect("/robots.txt", f"http://127.0.0.2:{outlet.port}/")
    url = outlet.put("/", HTML)
    assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.paths == []


def test_a_name_that_changes_its_mind_is_caught(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a name resolves to a public machine first and to ours then, no byte is sent."""
    real, asked = socket.getaddrinfo, list[str]()

    def rebinding(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        asked.append(host)
        public = len(asked) == 1
        return list(real("8.8.8.8" if public else "127.0.0.1", port, *args, **options))

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://rebinding.example:{outlet.port}/"
    assert "private network (127.0.0.1)" in reason(polite(allow_private=False), url)
    assert len(asked) == 2
    assert outlet.requests == []


def test_an_unknown_certificate_is_refused() -> None:
    """A certificate that nobody vouches for ends the talk; one that is trusted does not."""
    with Outlet(tls=True) as outlet:
        url = outlet.put("/", HTML)
        assert "certificate" in reason(polite(), url)
        with polite(ca_certs=CERTIFICATE) as fetcher:
            assert fetcher.get(url).html == HTML
