"""The language of a text: its script first, then n-grams; what the page declares where both are unsure.

resiliparse's detector ranks 101 languages by distance (0 is best, above 1200 nothing). On 172 real
pages it errs only where a rival is as near: formulas, link lists, code. There the declared one stands.
"""

import re
from collections import Counter
from typing import Final

from resiliparse.parse.lang import detect_fast, supported_langs

_ENOUGH: Final = 40
"""Shorter text is called English, whatever it is."""
_PIECE: Final = 1_200
_CUTOFF: Final = 1_200
_UNSURE: Final = 600
_UNSURE_SHORT: Final = 950
_ACCENTS: Final = 0.005
"""Link lists in English come out as any language; but most others need accents."""
_SUPPORTED: Final = frozenset(supported_langs())
_LONG: Final = 800
"""Distances fall as texts get longer: a good one of 800 characters lies below 450."""
_NEAR: Final = 1.06
"""A rival so near is as good; the distances of related languages differ by a tenth and more."""

_CODES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_ISO: Final = frozenset(_CODES.split())
_OLD: Final = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cn": "zh", "nb": "no", "nn": "no", "cz": "cs"}
"""Withdrawn codes, country codes that pages write instead, and the two Norwegians, which readers take as one."""
_CODE: Final = re.compile(r"\s*([A-Za-z]{2})(?=$|[-_,;\s])")

_RARE: Final = frozenset(
    ("br", "eo", "fo", "fy", "io", "jv", "la", "lb", "mg", "mt", "rm", "sc", "so", "sw", "tl", "vo")
)
"""Taken only where no other language is near: on the web these are mostly wrong guesses."""
_FORMULA: Final = re.compile(r"\$\$?[^$]{1,400}+\$\$?")
_ODD: Final = "{}\\_=<>/@|^"
_ODD_WORD: Final = re.compile(r"(?<!\S)[^\s{}\\_=<>/@|^]*+[{}\\_=<>/@|^]\S*+")
"""Addresses and code."""
_BEYOND: Final = re.compile(r"[^\x00-\u02ff]+")
_ASCII: Final = re.compile(r"[A-Za-z]+")

_SCRIPTS: Final = (
    ("kana", re.compile(r"[\u3041-\u30ff]")),
    ("han", re.compile(r"[\u3400-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile(r"[\u0620-\u06ff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("th", re.compile(r"[\u0e01-\u0e5b]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
)
_FAMILIES: Final = {
    "cyrillic": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "ce", "cv"),
    "arabic": ("ar", "fa", "ur", "ps", "sd", "ug"),
    "devanagari": ("hi", "mr", "ne", "sa"),
    "he": ("he", "yi"),
}
_DENSE: Final = 3
"""A Chinese, Japanese or Korean character says about as much as three Latin letters."""


def iso(tag: str | None) -> str | None:
    """The ISO 639-1 code of a language tag or a list of them; None where there is none.

    >>> iso("de-AT"), iso("en_US"), iso("id, en"), iso("iw"), iso("xx"), iso("german")
    ('de', 'en', 'id', 'he', None, None)
    """
    match = _CODE.match(tag or "")
    code = match[1].lower() if match else ""
    code = _OLD.get(code, code)
    return code if code in _ISO else None


def language(text: str, declared: str | None) -> str | None:
    """ISO 639-1; None if the text is too short to tell and the page declares nothing.

    >>> language("What is the derivative of this function at zero, please?", "de")
    'en'
    >>> language("$x^2 + y^2$", "de"), language("这道题怎么做？请老师帮忙解答一下。", "en")
    ('de', 'zh')
    """
    words = _prose(_sample(text))
    family, languages = _script(words)
    if family is not None and len(languages) == 1:
        return languages[0]
    if languages and declared not in languages:
        declared = None  # nobody writes English in Cyrillic letters
    if len(words.strip()) < _ENOUGH:
        return declared or next(iter(languages), None)
    return _nearest(words, declared, languages)


def _sample(text: str) -> str:
    """Start, middle and end of a long text: languages do not change, and time is dear."""
    if len(text) <= 3 * _PIECE:
        return text
    middle = len(text) // 2
    return " ".join((text[_PIECE // 2 : _PIECE * 3 // 2], text[middle : middle + _PIECE], text[-_PIECE:]))


def _prose(text: str) -> str:
    """Without formulas and, where there is much of it, code."""
    words = _FORMULA.sub(" ", text) if "$" in text else text
    return _ODD_WORD.sub(" ", words) if 100 * sum(map(words.count, _ODD)) > len(words) else words


def _script(words: str) -> tuple[str | None, tuple[str, ...]]:
    """The script of most of the text other than Latin, and the languages written in it."""
    if 8 * (len(words) - len(words.encode("ascii", "ignore"))) < len(words):
        return None, ()
    beyond = "".join(_BEYOND.findall(words))
    counts = Counter({name: len(pattern.findall(beyond)) for name, pattern in _SCRIPTS})
    for name in ("kana", "han", "ko"):
        counts[name] *= _DENSE
    letters = sum(map(len, _ASCII.findall(words))) + counts.total()
    asian = counts["kana"] + counts["han"]
    if counts["kana"] * 10 > asian and asian * 2 > letters:
        return "kana", ("ja",)
    name, count = counts.most_common(1)[0]
    if count * 2 <= letters:
        return None, ()
    return name, _FAMILIES.get(name, ("zh",) if name == "han" else (name,))


def _nearest(words: str, declared: str | None, languages: tuple[str, ...]) -> str | None:
    ranked = detect_fast(words, cutoff=_CUTOFF, n_results=6, langs=languages or None)
    if isinstance(ranked, tuple) or not ranked:
        return declared
    best, distance = ranked[0]
    near = [code for code, rank in ranked if rank <= distance * _NEAR]
    unsure = distance > (_UNSURE if len(words) >= _LONG else _UNSURE_SHORT) and not languages
    unknown = declared not in _SUPPORTED and len(near) > 1
    if declared is not None and (unsure or unknown or declared in near):
        return declared
    if "en" in near and len(words) - len(words.encode("ascii", "ignore")) < len(words) * _ACCENTS:
        return "en"
    return next((code for code in near if code not in _RARE), best)
