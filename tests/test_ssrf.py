"""No address of a page leads into the reader's own network."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.ssrf import canonical, is_public

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "203.0.113.5",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "100::1",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "192.167.1.1",
    "223.255.255.254",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_addresses_are_refused(ip: str) -> None:
    """Loopback, private, link-local, metadata, multicast, reserved, and IPv6 around them."""
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_not(ip: str) -> None:
    """The open network stays open, up to the edges of the private blocks."""
    assert is_public(ip)


@given(st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(str))
def test_whatever_python_calls_private_is_private(ip: str) -> None:
    """We are never laxer than the standard library, in any of its versions."""
    address = ipaddress.ip_address(ip)
    mapped = isinstance(address, ipaddress.IPv6Address) and address in ipaddress.ip_network(
        "::ffff:0:0/96"
    )
    nat64 = address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96")
    if is_public(ip) and not mapped and not nat64:
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=4))
def test_ipv6_around_ipv4_is_judged_by_the_ipv4(inner: ipaddress.IPv4Address) -> None:
    """Mapped and NAT64 addresses are as public as what they carry."""
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        outer = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + int(inner))
        assert is_public(str(outer)) == is_public(str(inner))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("https://example.com:443/a#part", "https://example.com/a"),
        ("http://example.com:8080/a?b=c d", "http://example.com:8080/a?b=c%20d"),
        ("https://example.com/خبر/1", "https://example.com/%D8%AE%D8%A8%D8%B1/1"),
        ("https://example.com/%D8%AE?q=خ", "https://example.com/%D8%AE?q=%D8%AE"),
        ("https://موقع.example/", "https://xn--4gbrim.example/"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a/../private/./x", "https://example.com/private/x"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("  https://example.com./  ", "https://example.com/"),
    ],
)
def test_addresses_have_one_form(written: str, sent: str) -> None:
    """Arabic slugs and hosts are encoded, what is encoded stays, and nothing is encoded twice."""
    assert canonical(written) == sent
    assert canonical(sent) == sent


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "javascript:alert(1)",
        "gopher://example.com/",
        "example.com/article",
        "https:///nohost",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "http://example.com:22/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://[::1/",
        "http://[::1%25eth0]/",
        "http://exa mple.com/",
        "http://example.com\\@evil.example/",
        f"http://{'a' * 64}.example/",
        "https://example.com/\ud800",
        "",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """Other schemes, credentials, odd ports and broken hosts each get one line."""
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        canonical(url)


def test_other_ports_can_be_allowed() -> None:
    """An intranet may use any port."""
    assert canonical("http://example.com:81/", any_port=True) == "http://example.com:81/"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_plain_refusal(text: str) -> None:
    """Nothing but ValueError comes out, and what comes out otherwise is ASCII without blanks."""
    try:
        url = canonical("http://example.com/" + text)
    except ValueError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert canonical(url) == url
