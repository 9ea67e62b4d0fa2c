"""What pages say about their use: licence, day of publication, opt-outs. Decided by site and number alone.

>>> from webinstruct.simweb.sites import SITES
>>> said = [signals(site, 7) for site in SITES]
>>> sorted({one.licence or "" for one in said})[1]
'https://creativecommons.org/licenses/by-nc-sa/3.0/'
"""

import hashlib

from webinstruct.simweb.model import Signals, Site

LICENCES = (
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "https://creativecommons.org/licenses/by/4.0/",
    "https://creativecommons.org/licenses/by-nc-sa/3.0/",
    "https://creativecommons.org/publicdomain/zero/1.0/",
)
# by robots meta, by robots header, by the TDM reservation protocol's header and meta
OPT_OUTS: tuple[tuple[str, ...], ...] = (
    ("noai", "noimageai"),
    ("noai",),
    ("tdm-policy", "tdm-reservation"),
    ("tdm-reservation",),
)
WAYS = ("robots-meta", "robots-header", "tdm-header", "tdm-meta")


def chance(*parts: object) -> int:
    """A number below 2**32 that depends on nothing but the parts.

    >>> chance("a", 1) == chance("a", 1) != chance("a", 2)
    True
    """
    text = "\0".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def signals(site: Site, number: int) -> Signals:
    """What page `number` of a site says: a third of sites have a licence, one in six opts out."""
    day = chance("day", site.domain, number)
    return Signals(
        licence=_licence(site),
        published=f"{2009 + day % 15}-{1 + day // 15 % 12:02d}-{1 + day // 180 % 28:02d}"
        if is_dated(site)
        else None,
        opt_out=OPT_OUTS[WAYS.index(way)] if (way := opt_out_way(site)) else (),
    )


def is_dated(site: Site) -> bool:
    """Whether the heads of a site's pages carry their day; two in three do."""
    return chance("dated", site.domain) % 3 > 0


def _licence(site: Site) -> str | None:
    at = chance("licence", site.domain) % 12
    return LICENCES[at] if at < len(LICENCES) else None


def opt_out_way(site: Site) -> str | None:
    """How a site opts out of machine use, if it does."""
    at = chance("refuses", site.domain)
    return WAYS[at // 8 % len(WAYS)] if at % 8 == 0 else None


def head(site: Site, said: Signals) -> str:
    """The signals that stand in a page's head, each in the way of its site."""
    lines = []
    if said.published and is_dated(site):
        lines.append(_published(site, said.published))
    if said.licence and chance("where", site.domain) % 3 == 0:
        lines.append(f'<link rel="license" href="{said.licence}">')
    way = opt_out_way(site)
    if way == "robots-meta":
        lines.append('<meta name="robots" content="index, follow, noai, noimageai">')
    if way == "tdm-meta":
        lines.append('<meta name="tdm-reservation" content="1">')
    return "".join(line + "\n" for line in lines)


def _published(site: Site, day: str) -> str:
    if chance("dated-by", site.domain) % 2:
        return f'<meta property="article:published_time" content="{day}T08:30:00+00:00">'
    return (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "WebPage", '
        f'"datePublished": "{day}"}}</script>'
    )


def foot(site: Site, said: Signals) -> str:
    """The licence as the foot of a page names it, unless its head does.

    With rel as Creative Commons' own chooser writes it, without as blogs and as MediaWiki do.
    """
    way = chance("where", site.domain) % 3
    if not said.licence or way == 0:
        return ""
    name = _name(said.licence)
    if way == 1:
        link = f'<a rel="license" href="{said.licence}">{name} License</a>'
        return f'<p class="licence">This work is licensed under a {link}.</p>'
    link = f'<a href="{said.licence}">{name}</a>'
    if chance("wording", site.domain) % 2:
        return f'<p class="copyright">Except where noted, content on this site is licensed under {link}.</p>'
    return f'<p class="copyright">Content is available under {link} unless otherwise noted.</p>'


def _name(url: str) -> str:
    """The short name of a Creative Commons licence.

    >>> [_name(url) for url in LICENCES]
    ['CC BY-SA 4.0', 'CC BY 4.0', 'CC BY-NC-SA 3.0', 'CC0 1.0']
    """
    *_, kind, version, _ = url.split("/")
    return f"CC0 {version}" if kind == "zero" else f"CC {kind.upper()} {version}"


def http(site: Site) -> tuple[tuple[str, str], ...]:
    """The headers by which a site's server opts out."""
    way = opt_out_way(site)
    if way == "robots-header":
        return (("X-Robots-Tag", "noai"),)
    return (("tdm-reservation", "1"), ("tdm-policy", "/tdm.json")) if way == "tdm-header" else ()
