"""What a page allows and forbids: the licence it names for itself, its signals against machine use.

Signals: robots metas and X-Robots-Tag (Google's and Bing's directives; DeviantArt's noai), the
TDM Reservation Protocol (W3C community report: `tdm-reservation`, `tdm-policy`), Content-Usage
(IETF aipref draft), `DisallowAITraining` (draft-canel-robots-ai-control).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MAX_LINKS: Final = 40
_MAX_RELS: Final = 3_000
_MAX_CHARS: Final = 300

# --- licence ------------------------------------------------------------------------------

_CC_HOST: Final = "creativecommons.org/"
_CC: Final = re.compile(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/"
    r"(?:(licen[sc]es)/([a-z+-]{2,20})(?:/(\d\.\d))?(?:/([a-z]{2})(?=[/?#]|$))?"
    r"|(publicdomain)/(zero|mark)(?:/(\d\.\d))?)",
    re.IGNORECASE,
)
_CC_TEXT: Final = re.compile(
    r"\b(?:CC[ -]|Creative Commons[ ,:-]{1,3})(?:Licen[sc]e )?"
    r"(BY(?:[ -](?:SA|NC|ND)){0,2}|(?:CC)?0)(?:[ -]v?(\d\.\d))?(?!\w|\.\d)",
    re.IGNORECASE,
)
_LICENCE_METAS: Final = (
    "dcterms.license",
    "dc.rights.license",
    "dcterms:license",
    "license",
    "dc.license",
    "cc:license",
)
_RIGHTS_METAS: Final = (
    "dc.rights",
    "dcterms.rights",
    "dcterms:rights",
    "rights",
    "copyright",
    "dcterms.accessrights",
)
_SAYS_LICENCE: Final = re.compile(
    r"licen[sc]|lizen[sz]|licencia|许可|授權|授权|ライセンス"
    r"|\b(?:available|published|released|distributed|provided|shared) under\b",  # MediaWiki's foot
    re.IGNORECASE,
)
_OF_A_PICTURE: Final = re.compile(r"photo|image|picture|\bbild|foto|icon|图片|圖片|写真", re.IGNORECASE)
_LINK_HEADER: Final = re.compile(
    r"<([^<>]{1,500})>\s*;[^,<]{0,200}?rel\s*=\s*\"?[^\",;]{0,40}\blicen[sc]e\b", re.I
)


def licence(
    parser: LexborHTMLParser,
    source: str,
    metas: Mapping[str, list[str]],
    links: Sequence[tuple[str, str]],
    link_header: str,
    things: Sequence[Mapping[str, Any]],
) -> str | None:
    """The licence that a page names for itself, Creative Commons URLs in one spelling.

    Surest first: rel=license (head, HTTP, then body), JSON-LD, metas, and last a lone CC link
    beside words that speak of a licence and not of a picture.
    """
    linked = _CC_HOST in source
    said = (
        *(href for rel, href in links if _is_licence(rel)),
        *_LINK_HEADER.findall(link_header),
        *(_of_body(parser) if linked or 'rel="license' in source else ()),
        *_of_json(things),
        *(value for name in _LICENCE_METAS for value in metas.get(name, ())),
    )
    named = [named for text in said if (named := normalised(text))]
    rights = (cc_of(value) for name in _RIGHTS_METAS for value in metas.get(name, ()))
    free = next((name for name in named if "//creativecommons.org/" in name), None)
    return (
        free
        or next(iter(named), None)
        or next(filter(None, rights), None)
        or (_lone(parser) if linked else None)
    )


def normalised(text: str) -> str | None:
    """The URL (or the short text) of a licence; None where it is neither.

    >>> normalised("http://creativecommons.org/licenses/BY-SA/3.0/at/deed.de?ref=x")
    'https://creativecommons.org/licenses/by-sa/3.0/at/'
    >>> normalised("//example.org/terms"), normalised("CC BY 4.0"), normalised("javascript:x()")
    ('https://example.org/terms', 'https://creativecommons.org/licenses/by/4.0/', None)
    """
    short = " ".join(text[: 2 * _MAX_CHARS].split())
    if match := _CC.match(short):
        return _cc(match)
    if short.startswith("//"):
        return f"https:{short}"[:_MAX_CHARS]
    if short.startswith(("https://", "http://", "/")):
        return short[:_MAX_CHARS]
    return cc_of(short) or (short[:_MAX_CHARS] if 2 < len(short) < 100 and ":" not in short else None)


def _cc(match: re.Match[str]) -> str:
    _, kind, version, country, public, tool, tool_version = match.groups()
    if public:
        parts = ["publicdomain", tool.lower(), tool_version or "1.0"]
    else:
        parts = ["licenses", kind.lower(), version, country and country.lower()]
    return "/".join(["https://creativecommons.org", *filter(None, parts), ""])


def cc_of(text: str) -> str | None:
    """The URL of the Creative Commons licence that a text names; None where it names none.

    >>> cc_of("Content is licensed under CC BY-NC-SA 4.0."), cc_of("All rights reserved")
    ('https://creativecommons.org/licenses/by-nc-sa/4.0/', None)
    """
    if match := _CC.search(text[:2000]):
        return _cc(match)
    if match := _CC_TEXT.search(text[:2000]):
        kind = match[1].lower().replace(" ", "-")
        if kind.endswith("0"):
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return "/".join(filter(None, ("https://creativecommons.org/licenses", kind, match[2]))) + "/"
    return None


def _is_licence(rel: str) -> bool:
    return not {"license", "licence"}.isdisjoint(rel.lower().split())


def _of_body(parser: LexborHTMLParser) -> Iterator[str]:
    """rel=license in the body."""
    for node in parser.css("a[rel], link[rel]")[:_MAX_RELS]:
        given = node.attributes
        if _is_licence(given.get("rel") or ""):
            yield given.get("href") or ""


def _of_json(things: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for thing in things:
        value = thing.get("license")
        value = (
            value.get("@id") or value.get("url") or value.get("name") if isinstance(value, dict) else value
        )
        if isinstance(value, str) and "ImageObject" not in str(thing.get("@type")):
            yield value


def _lone(parser: LexborHTMLParser) -> str | None:
    """The only CC licence that the page links, if the words around say that it is the page's own."""
    nodes = parser.css('a[href*="creativecommons.org/"]')[:_MAX_LINKS]
    found: dict[str, LexborNode] = {}
    for node in nodes:
        match = _CC.match((node.attributes.get("href") or "").strip())
        if match is not None:
            found.setdefault(_cc(match), node)
    if len(found) != 1:
        return None
    [(url, node)] = found.items()
    parent = node.parent
    around = " ".join(
        (parent.text()[: 2 * _MAX_CHARS] if parent is not None else "", node.attributes.get("title") or "")
    )
    return url if _SAYS_LICENCE.search(around) and not _OF_A_PICTURE.search(around) else None


# --- signals against machine use ----------------------------------------------------------

_FOR_ALL: Final = frozenset(("noai", "noimageai", "noml", "disallowaitraining"))
"""Meant for whoever trains models, whatever bot's name stands before it."""
_FORBIDS: Final = _FOR_ALL | {"noindex", "none", "noarchive", "nocache", "nosnippet", "max-snippet:0"}
_AI_NAMES: Final = (
    "ai2bot amazonbot anthropic-ai applebot-extended bytespider ccbot chatgpt-user claude-web claudebot cohere-ai "
    "diffbot facebookbot google-extended gptbot img2dataset meta-externalagent oai-searchbot omgili omgilibot "
    "perplexitybot timpibot youbot"
)
_AI_BOTS: Final = frozenset(_AI_NAMES.split())
_OTHER_BOTS: Final = frozenset(("slurp", "teoma", "baiduspider", "yandex"))
_VALUED: Final = frozenset(("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"))
_BOT: Final = re.compile(r"([a-z][a-z0-9_.-]{1,40})\s*:\s*(.*)", re.DOTALL)
_USAGE: Final = re.compile(r"\b((?:train-ai|train-genai|ai|tdm|bots|all)(?:-[a-z]+)?)\s*=\s*n\b")
_MAX_RULES: Final = 200


def opt_out(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> tuple[str, ...]:
    """The page's signals against machine use, sorted; a rule for one bot carries its name.

    >>> opt_out({"robots": ["NOAI, index"], "ccbot": ["nofollow"]}, {"x-robots-tag": "bingbot: noarchive"})
    ('bingbot:noarchive', 'ccbot:nofollow', 'noai')
    """
    found: set[str] = set()
    for name, values in metas.items():
        if name in ("robots", "robot"):
            found.update(rule for value in values for rule in _rules(value, ""))
        elif _is_bot(name):
            found.update(rule for value in values for rule in _rules(value, name))
    found.update(_rules(headers.get("x-robots-tag", ""), ""))
    found.update(_reserved(metas, headers))
    usage = headers.get("content-usage", "").lower()[:_MAX_CHARS]
    found.update(f"content-usage:{match}=n" for match in _USAGE.findall(usage))
    return tuple(sorted(found))


def _is_bot(name: str) -> bool:
    return name in _AI_BOTS or name in _OTHER_BOTS or name.startswith("googlebot") or name.endswith("bot")


def _rules(text: str, bot: str) -> Iterator[str]:
    """The forbidding rules of one meta or header; a bot named on the way holds for what follows."""
    for part in re.split(r"[,;]", text.lower(), maxsplit=_MAX_RULES)[:_MAX_RULES]:
        rule = part.strip()
        named = _BOT.match(rule)
        if named is not None and named[1] not in _VALUED:
            bot, rule = named[1], named[2].strip()
        for word in (rule.replace(" ", "") if ":" in rule else rule).split():
            if word in _FOR_ALL:
                yield word
            elif word in _FORBIDS or (word == "nofollow" and bot in _AI_BOTS):
                yield f"{bot}:{word}" if bot else word


def _reserved(metas: Mapping[str, list[str]], headers: Mapping[str, str]) -> Iterator[str]:
    """The TDM Reservation Protocol; a policy without a reservation says how to get leave."""
    if "1" in (headers.get("tdm-reservation", "").strip(), *metas.get("tdm-reservation", ())):
        yield "tdm-reservation"
    if headers.get("tdm-policy", "").strip() or any(metas.get("tdm-policy", ())):
        yield "tdm-policy"
