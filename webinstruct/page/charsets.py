"""Names of charsets, and how well a text fits the languages that are written in one.

A wrong single-byte charset decodes without an error and gives letters, only not those that
any language uses: `fit` counts them. Kept small on purpose: frequent letters, no models.

>>> fit("windows-1251", "Привет, как дела?") > fit("koi8-r", "оПХБЕР, ЙЮЙ ДЕКЮ?")
True
"""

import codecs
import functools
import re
from typing import Final

from resiliparse.parse.encoding import map_encoding_to_html5

_PYTHON: Final = {  # WHATWG's name -> the Python codec nearest to what browsers do
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_2",
    "euc-kr": "cp949",
    "ibm866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "windows-874": "cp874",
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}
_WHATWG: Final = {codecs.lookup(codec).name: name for name, codec in _PYTHON.items()} | {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gbk",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp950": "big5",
    "shift_jis": "shift_jis",
    "euc_kr": "euc-kr",
    "johab": "euc-kr",
    "iso2022_jp": "iso-2022-jp",
    "utf-16": "utf-16le",
}
MULTI_BYTE: Final = ("gbk", "big5", "shift_jis", "euc-jp", "euc-kr")
FAR: Final = (
    *MULTI_BYTE,
    "windows-1251",
    "koi8-r",
    "windows-1253",
    "windows-1255",
    "windows-1256",
    "windows-874",
)
"""Charsets of other scripts, worth a try where letters beyond ASCII stand in rows."""
NEAR: Final = ("windows-1252", "windows-1250", "iso-8859-2", "windows-1254")
"""Charsets of Latin letters, worth a try where they stand alone."""


@functools.lru_cache(maxsize=1024)
def known(label: str | None) -> str | None:
    """WHATWG's name of the charset that browsers understand by a label; None for nonsense.

    >>> known("ISO-8859-1"), known("x-sjis"), known("utf8"), known("x-nonsense")
    ('windows-1252', 'shift_jis', 'utf-8', None)
    """
    name = (label or "").strip(" \t\r\n\f\"'").lower()
    if not name or len(name) > 40 or not re.fullmatch(r"[a-z0-9_:.+-]+", name):
        return None
    if name in _PYTHON:
        return name
    try:
        return _WHATWG.get(codecs.lookup(map_encoding_to_html5(name, False) or name).name)
    except (LookupError, ValueError):
        return None


def decoded(data: bytes, charset: str, errors: str = "replace") -> str:
    """The text of bytes in a charset by WHATWG's name; UnicodeDecodeError where errors are strict."""
    if charset == "euc-jp":  # Python's euc_jp lacks the row of circled numbers that browsers know
        try:
            return data.decode("euc_jp")
        except UnicodeDecodeError:
            return data.decode("euc_jis_2004", errors)
    return data.decode(_PYTHON[charset], errors)


# --- how well a text fits -----------------------------------------------------------------

_HAN: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第"
    "公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合"
    "回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总"
    "何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听"
    "白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "這個們來為國說時會對著過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問戰頭體見產話給門東聲員論處義幾認條氣題"
    "爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀識帶導爭運請嗎請吗怎哪式答等積积角"
    "線线圖图網网版頁页站讚赞樓楼貼贴帖復复回覆發發表論壇论坛首註注册冊登錄录"
)
_HANGUL: Final = frozenset(
    "이다는에을를가의하고은지로한기니어도사리해있자대것서인나수아들그일시정제보스라게여부원전주장으면요만안상오동국성구할방당거무비"
    "적화세때된되문습위학교중공신조선마음없었했않우생경연까네러개야와과저내용유소재모간관진미계행물명체드트치호반려같많글답질식값"
)
_KANA: Final = frozenset(chr(code) for code in range(0x3041, 0x30FF)) | frozenset(
    "の日本人年月大会方法問題数学生時"
)
_CYRILLIC: Final = frozenset("оеаинтсрвлкмдуія")
_GREEK: Final = frozenset("αοιετσνηυρπκςάέήίόύώ")
_HEBREW: Final = frozenset("יוהלאמרשנבתםקד")
_ARABIC: Final = frozenset("اليمنوترهبةدعفسقکی")
_THAI: Final = frozenset("านรอกเงคมยลวดทสตะปบหแไ่้ัิีื")

_SCRIPTS: Final = {  # letters of the script, and the share of them in an ordinary text of it
    "gbk": (_HAN, 0.3),
    "gb18030": (_HAN, 0.3),
    "big5": (_HAN, 0.3),
    "shift_jis": (_KANA, 0.4),
    "euc-jp": (_KANA, 0.4),
    "iso-2022-jp": (_KANA, 0.4),
    "euc-kr": (_HANGUL, 0.45),
    **dict.fromkeys(
        ("windows-1251", "koi8-r", "koi8-u", "iso-8859-5", "ibm866", "x-mac-cyrillic"), (_CYRILLIC, 0.8)
    ),
    **dict.fromkeys(("windows-1253", "iso-8859-7"), (_GREEK, 0.8)),
    **dict.fromkeys(("windows-1255", "iso-8859-8"), (_HEBREW, 0.8)),
    **dict.fromkeys(("windows-1256", "iso-8859-6"), (_ARABIC, 0.8)),
    "windows-874": (_THAI, 0.8),
}
_WEST: Final = (
    "éèàêçùâîôûïëœ",
    "äöüß",
    "ñáéíóúü¿¡",
    "ãçõáéíóúâêôà",
    "àèéìòù",
    "åäöæøé",
    "áðéíóúýþæö",
    "éëïöüèá",
    "àçèéíòóúü·",
)
_CENTRAL: Final = (
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíľĺňóôŕšťúýž",
    "áéíóöőúüű",
    "ăâîşţ",
    "čćđšž",
    "äöüß",
)
_LATIN: Final = {
    "windows-1252": _WEST,
    "iso-8859-15": (*_WEST, "äöüõšž"),
    "macintosh": _WEST,
    "windows-1250": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "iso-8859-16": _CENTRAL,
    "windows-1254": ("çğıöşüâîû",),
    "windows-1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöüõšž"),
}
_LATIN_SETS: Final = {
    charset: tuple(frozenset(letters + letters.upper()) for letters in languages)
    for charset, languages in _LATIN.items()
}
_DOUBT: Final = 3
"""So many letters of unknown fit are thought beside those seen: a single one tells little."""
_SIGNS: Final = frozenset("\xaa\xbaµ") | frozenset(map(chr, range(0x391, 0x3CA)))
"""Signs that Python counts among the letters; Greek ones stand in formulas of every language."""
_INSIDE: Final = re.compile(r"(?<=[^\W\d_])[\xa1-\xbf\xd7\xf7†‡‰‹›€™“„⌠⌡\u2500-\u25a0]+(?=[^\W\d_])")
"""Signs in the middle of a word, as `±` in `zwi±zek`."""
_ALONE: Final = re.compile(r"(?<![^\W\d_])[\u0100-\u024f](?![^\W\d_])")
"""A letter that is no word: a currency sign or a quote in truth, as in `Ł5`."""
_ROWS: Final = re.compile(r"[\xc0-\u024f]{3,}")
"""Three accented Latin letters in a row: no language writes so."""
_MIXED: Final = re.compile(r"[A-Za-z][\u0370-\u06ff\u0e00-\u0e7f]|[\u0370-\u06ff\u0e00-\u0e7f][A-Za-z]")
"""A Latin letter beside one of another alphabet, as in `dйjа`."""
_CASE: Final = re.compile(f"(?<=[a-z])[{''.join(c for c in map(chr, range(0xC0, 0x250)) if c.isupper())}]")
"""A capital in the middle of a word, as `Ą` in `SearchĄK`."""
_ODD: Final = (_INSIDE, _ALONE, _ROWS, _CASE)
_WRONG: Final = re.compile(r"[\x80-\x9f\ufffd\ue000-\uf8ff\uff61-\uff9f]")
_BEYOND: Final = re.compile(r"[^\x00-\x7f]")


def fit(charset: str, text: str) -> float:
    """From 0 (nobody writes so) to 1: how well a text decoded by `charset` fits its languages.

    0.5 where nothing in it tells: only quotes, dashes and the like.
    """
    wrong = 2 * len(_WRONG.findall(text))
    letters, usual = _SCRIPTS.get(charset, (None, 0.7))
    told = [c for c in _BEYOND.findall(text) if c.isalpha() and (c not in _SIGNS or letters is _GREEK)]
    count = len(told)
    if letters is not None:
        good = sum(char in letters for char in told) / usual
        wrong += len(_MIXED.findall(text))
    elif charset in _LATIN_SETS:
        good = max(sum(char in language for char in told) for language in _LATIN_SETS[charset])
        count += sum(len(match[0]) for odd in _ODD for match in odd.finditer(text))
    else:
        good = usual * count
    return min(1.0, max(0.0, (good - wrong + _DOUBT / 2) / (count + _DOUBT)))
