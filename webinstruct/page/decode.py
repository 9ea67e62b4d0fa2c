"""HTML bytes to text: by byte order mark, else by evidence that outweighs a wrong declaration.

BOM ─ valid UTF-8 ─ HTTP, meta and detector agree ─ the candidate whose letters fit best
"""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

from webinstruct.page.charsets import FAR, MULTI_BYTE, NEAR, decoded, fit, known

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})")
_META_CHARS = 400
"""No meta is longer up to its charset."""
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]{2,40})")
_META_BYTES = 16_384
"""Browsers look for a meta charset in the first 1,024 bytes; real pages put it later, too."""
_SURE = 12
"""So many bytes beyond ASCII that are valid UTF-8 by chance: never seen in another charset."""
_SPOILED = 0.1
"""UTF-8 with so few broken sequences among the good ones is UTF-8 all the same."""
_HIGH = re.compile(rb"[\x80-\xff][^<>]{0,200}[\x80-\xff]*")
_STEP = 1024
_ROW = re.compile(rb"[\x80-\xff]{3}|[\x81-\xfe][\x40-\xfe][\x81-\xfe]")
_BEYOND = re.compile(rb"[\x80-\xff]{1,3}")
_SAMPLE = 3000
_CHANCE = 0.8
"""A declared charset of two bytes that fits so well was not meant as UTF-8."""
_DECLARED_BONUS = 0.15
_GUESS_BONUS = 0.05


def decode(html: bytes, http_charset: str | None) -> tuple[str, str]:
    """The text of a page and its charset by WHATWG's name; NUL characters are dropped.

    A declared charset stands unless the bytes speak against it, as when latin-1 is served
    as utf-8, or the other way round.

    >>> decode("déjà vu à la carte".encode("latin-1"), "utf-8")
    ('déjà vu à la carte', 'windows-1252')
    >>> decode("Ещё один вопрос".encode("cp1251"), "iso-8859-1")
    ('Ещё один вопрос', 'windows-1251')
    """
    marked = _by_mark(html) if html[:1] in b"\xef\xff\xfe\x00" else None
    text, charset = marked or _by_evidence(html.removeprefix(codecs.BOM_UTF8), http_charset)
    return text.replace("\0", "") if b"\0" in html else text, charset


def _by_mark(html: bytes) -> tuple[str, str] | None:
    """By the byte order mark; None without one, or where it lies: servers glue files together."""
    for mark, charset in _BOMS:
        if not html.startswith(mark):
            continue
        body = html[len(mark) :]
        if charset == "utf-8":
            return _as_utf8(body)
        text = body.decode(charset, "replace")  # Python knows WHATWG's names of utf-16
        if text.count("\ufffd") * 20 <= len(text):
            return text, charset
    return None


def _by_evidence(html: bytes, http_charset: str | None) -> tuple[str, str]:
    if b"\0" in html:
        wide = _wide(html)
        if wide is not None:
            return html.decode("utf-16-le" if wide == "utf-16le" else "utf-16-be", "replace"), wide
        html = html.replace(b"\0", b"")
    if html.isascii():
        return _ascii(html, http_charset)
    text = _as_utf8(html)
    if text is not None and len(html) - len(text[0]) > _SURE:
        return text
    return _weighed(html, _declared(html, http_charset), text)


def _ascii(html: bytes, http_charset: str | None) -> tuple[str, str]:
    """ASCII reads the same everywhere, but for the Japanese charset made of escapes."""
    if b"\x1b" in html and "iso-2022-jp" in (*_declared(html, http_charset), known(detect_encoding(html))):
        return decoded(html, "iso-2022-jp"), "iso-2022-jp"
    return html.decode("ascii"), "utf-8"


def _wide(html: bytes) -> str | None:
    """utf-16 without a mark: markup is ASCII, so every other byte is NUL."""
    start = html[:400]
    half = len(start) // 2
    if half >= 2 and start[1::2].count(0) >= 0.7 * half and start[::2].count(0) <= 0.1 * half:
        return "utf-16le"
    if half >= 2 and start[::2].count(0) >= 0.7 * half and start[1::2].count(0) <= 0.1 * half:
        return "utf-16be"
    return None


def _as_utf8(html: bytes) -> tuple[str, str] | None:
    """The text if the bytes are UTF-8, give or take a few; a stray byte is read as windows-1252."""
    try:
        return html.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = html.decode("utf-8", "replace")
    spoiled = text.count("\ufffd") - html.count(b"\xef\xbf\xbd")
    good = len(text) - len(text.encode("ascii", "ignore")) - spoiled
    if spoiled > good * _SPOILED:
        return None
    return html.decode("utf-8", _STRAY), "utf-8"


_STRAY = "webinstruct.stray"


def _stray(error: UnicodeError) -> tuple[str, int]:
    """One broken byte between ASCII, as pasted from an old editor: a curly quote, an accent."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    alone = end == start + 1 and data[start - 1 : start].isascii() and data[end : end + 1].isascii()
    return data[start:end].decode("cp1252", "replace") if alone else "\ufffd", end


codecs.register_error(_STRAY, _stray)


def _declared(html: bytes, http_charset: str | None) -> list[str]:
    """The charsets that HTTP, meta and the XML declaration name, in this order, each once."""
    xml = _XML.match(html)
    found = [known(http_charset), _meta(html), known(xml[1].decode("ascii")) if xml else None]
    return list(dict.fromkeys(name for name in found if name is not None and not name.startswith("utf-16")))


def _meta(html: bytes) -> str | None:
    """The charset of a meta element, in either form.

    >>> _meta(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'gbk'
    """
    start = html[:_META_BYTES].lower()
    for match in _CHARSET.finditer(start):
        opened = start.rfind(b"<", max(0, match.start() - _META_CHARS), match.start())
        if start.startswith(b"<meta", opened) and opened >= 0 and (name := known(match[1].decode("ascii"))):
            return name
    return None


def _weighed(html: bytes, declared: list[str], utf8: tuple[str, str] | None) -> tuple[str, str]:
    """The charset that declarations, detector and letters speak for."""
    if utf8 is not None and not any(name in MULTI_BYTE for name in declared):
        return utf8
    sample = _sample(html)
    short = sample[:_SAMPLE]
    if utf8 is not None and max(_fits(name, short) for name in declared if name in MULTI_BYTE) < _CHANCE:
        return utf8
    guess = known(detect_encoding(sample, html5_compatible=False))
    if guess is not None and guess in declared[:1] and guess != "windows-1252":
        return decoded(html, guess), guess
    best = _best(short, [name for name in declared if name != "utf-8"], guess)
    return decoded(html, best), best


def _sample(html: bytes) -> bytes:
    """The stretches of text that hold bytes beyond ASCII."""
    parts: list[bytes] = []
    at = size = 0
    while at < len(html) and size < 4 * _SAMPLE:
        match = None if html[at : at + _STEP].isascii() else _HIGH.search(html, at)
        if match is not None:
            parts.append(html[max(at, match.start() - 1) : match.end()])  # one byte tells if a word goes on
            size += len(match[0])
        at = at + _STEP if match is None else match.end()
    return b" ".join(parts)


def _best(sample: bytes, declared: list[str], guess: str | None) -> str:
    """Of declared, guessed and usual charsets the one whose letters fit best; the first of equals."""
    in_rows = len(_ROW.findall(sample)) * 3 > len(_BEYOND.findall(sample))
    names = [*declared, *(FAR if in_rows else NEAR), *([guess] if guess not in (None, "utf-8") else [])]
    weights: dict[str, float] = {}
    for name in dict.fromkeys(filter(None, names)):
        usual = name == "windows-1252" and not declared
        bonus = _DECLARED_BONUS * (name in declared) + _GUESS_BONUS * (name == guess or usual)
        weights[name] = _fits(name, sample) + bonus
    return max(weights, key=lambda name: weights[name])


def _fits(charset: str, sample: bytes) -> float:
    return fit(charset, decoded(sample, charset))
