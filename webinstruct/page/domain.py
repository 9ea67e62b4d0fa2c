"""URL to host and registered domain, by the public suffix list that the package ships: no network."""

import ipaddress
import urllib.parse
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from webinstruct import UserError


@lru_cache(maxsize=100_000)
def host_and_domain(url: str) -> tuple[str, str]:
    """The host (lower case, IDNA) and its registered domain, private suffixes counted as suffixes.

    IP addresses and hosts that are a suffix themselves are their own domain; a URL without
    a host gives two empty strings.

    >>> host_and_domain("https://Math.Blog.blogspot.com/2020/x.html")
    ('math.blog.blogspot.com', 'blog.blogspot.com')
    """
    try:
        host = urllib.parse.urlsplit(url.strip()).hostname or ""
    except ValueError:
        return "", ""
    host = _idna(host.strip("."))
    if not host or _is_ip(host):
        return host, host
    return host, _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _idna(host: str) -> str:
    """`müller.de` as `xn--mller-kva.de`; a host that IDNA refuses as it is."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def registered_domain(name: str) -> str:
    """A domain as a person writes it, in the form of our tables. UserError if it is a host or no domain.

    >>> registered_domain("München.example."), registered_domain("anna.blogspot.com")
    ('xn--mnchen-3ya.example', 'anna.blogspot.com')
    """
    plain = name.strip().rstrip(".")
    if not plain or any(char in plain for char in "/:@ \t\r\n"):
        raise UserError(f"wanted a domain such as example.org, got {name!r}")
    host, domain = host_and_domain(f"http://{plain}/")
    if host != domain:
        raise UserError(f"{name} is a host, our tables know its domain: {domain}")
    return domain
