r"""Formula images: by the service that drew them, their class, or an alt that is LaTeX.

<img src="//s0.wp.com/latex.php?latex=%5Calpha&bg=ffffff">     \alpha
<img class="tex" alt="x^2">                                    x^2
<img src="https://latex.codecogs.com/gif.latex?\dpi{300}&space;x"> x
An ordinary picture's alt ("$50 off", ":)", "diagram.png") is never a formula.
"""

import re
from collections.abc import Mapping, Set
from typing import Final
from urllib.parse import unquote

from webinstruct.page.formula.mathml import to_latex
from webinstruct.page.formula.tex import delimited, formula, is_mathematics, is_tex
from webinstruct.page.model import Formula

_SIGNS: Final = ("math", "Math", "tex", "TeX", "cht=tx", "quation", "ormula", "eqn", "ee_img", "tr_noresize")
"""Of mathml, latex, texify, wp-latex, mimetex, equation, formula: what they have in common."""

_WHOLE_QUERY: Final = re.compile(
    r"(?:mimetex|mathtex)[^?#]{0,40}\?|codecogs\.com/[^?]{0,60}\?(?:latex=)?|texify\.com/(?:img/)?(?=[$\\%])|(?:upmath\.me|s2cms\.ru)/svg/"
    r"|math\.now\.sh/?\?(?:inline=|from=)|mathurl\.com/render\.cgi\?|numberempire\.com/render\?|/equation_images/",
    re.IGNORECASE,
)
"""What stands before the TeX in a URL whose rest is nothing but TeX."""
_SERVICE: Final = re.compile(
    r"(?:latex(?:\.php|\.cgi|render[\w.]{0,20})?|equation|render/math|math|tex2img\.php|latex2png\.php|tex\.php"
    r"|filter/tex/\w{1,30}\.php|eqn?\.php|/svg)/?\?",
    re.IGNORECASE,
)
_KEYS: Final = frozenset(("latex", "tex", "math", "formula", "eq", "expr", "from"))
_SETTINGS: Final = re.compile(
    r"^(?:\s|\{\}|\\(?:dpi|bg|fg|fn|hs|vs)(?:\{[^{}]*\}|_[a-z]+)|\\(?:inline|tiny|small|large|Large|LARGE|huge|Huge"
    r"|normalsize|footnotesize|opaque|usefonts|fontsize\{[^{}]*\})(?![a-zA-Z])|\\[a-z]+\{transparent\})+"
)
_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:tex|latex|latexcenter|latex-?image|mathtex|math|maths|equation|formula|mwe-math|ql-img|texrender|asciimath|inlineformula"
    r"|displayformula|numberedequation|wirisformula|mathml|ee_img|tr_noresize|math-inline|mathjax)(?=$|[\s_-])",
    re.IGNORECASE,
)
_DISPLAY: Final = re.compile(
    r"display(?!ed-inline)|numberedequation|latexcenter|math-block|block-math", re.IGNORECASE
)
_PATH: Final = re.compile(
    r"/math/render/|upload\.wikimedia\.org/math/|latexrender/|/latex2?/img/|wp-latex|quicklatex\.com/|/texvc/|filter/tex/"
    r"|/equation\?|latex\.artofproblemsolving\.com|/wp-content/latex/|/math/[0-9a-f]/[0-9a-f]/|/cache/tex|/eqn/|/equations?/",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^\s*(?:LaTeX|TeX|Formula|Equation|Math)\s*:\s*", re.IGNORECASE)
_MATHWORLD: Final = re.compile(r"inlineformula|displayformula|numberedequation", re.IGNORECASE)
_WIRIS: Final = str.maketrans({"«": "<", "»": ">", "¨": '"', "§": "&", "`": "'"})
_SOURCES: Final = ("src", "data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-orig-src")
_ATTRIBUTES: Final = (
    "data-equation-content",
    "data-formula",
    "data-tex",
    "data-latex",
    "data-math",
    "data-eq",
)
_MAX_URL = 20_000


def image(attributes: Mapping[str, str | None]) -> Formula | None:
    r"""The formula that an image shows, None for every other picture.

    >>> image({"src": "//www.zhihu.com/equation?tex=x%5E2", "alt": "[formula]"})
    Formula(tex='x^2', display=False)
    """
    name = attributes.get("class") or ""
    display = bool(name) and _DISPLAY.search(name) is not None
    markup = attributes.get("data-mathml")
    if markup:
        return formula(to_latex(markup.translate(_WIRIS)), display)
    for key in _ATTRIBUTES:
        if key in attributes and (value := attributes[key]) and is_mathematics(value):
            return formula(value, display)
    urls = [url for key in _SOURCES if (url := attributes.get(key)) and not url.startswith("data:")]
    for url in urls:
        tex = from_url(url)
        if tex is not None:
            return formula(tex, display)
    return _from_words(attributes, name, urls[0] if urls else "", display)


def is_candidate(attributes: Mapping[str, str | None]) -> bool:
    """A cheap look at an image: whether its class, alt, title or URL gives reason to look closer.

    >>> is_candidate({"src": "/a.png", "alt": "A dog"}), is_candidate({"src": "/a.png", "alt": "$x$"})
    (False, True)
    """
    words = attributes.get("alt") or attributes.get("title") or ""
    if words.startswith("$") or "\\" in words or "data-mathml" in attributes or "data-formula" in attributes:
        return True
    url = attributes.get("src") or ""
    if url.startswith("data:"):
        url = ""  # a hundred thousand characters that say nothing
    places = f"{url} {attributes.get('class')} {attributes.get('data-src')}"
    return any(sign in places for sign in _SIGNS)


def _from_words(attributes: Mapping[str, str | None], name: str, url: str, display: bool) -> Formula | None:
    """By alt and title: where class or path say formula, anything that is no words; else LaTeX alone."""
    is_place = bool(name and _CLASS.search(name)) or _PATH.search(url) is not None
    for key in ("alt", "title"):
        words = attributes.get(key)
        if not words or (len(words) < 2 and not is_place):
            continue
        words = _LABEL.sub("", words) if is_place or "\\" in words else words
        if (found := delimited(words)) is not None:
            return Formula(found.tex, found.display or display)
        if name and "\\" not in words and _MATHWORLD.search(name) and not words.startswith("["):
            return formula(_from_asciimath(words), display or "numbered" in name)
        if is_place and is_mathematics(words):
            return formula(words, display)
        if "\\" in words and is_tex(words):
            return formula(words, display)
    return None


def _from_asciimath(words: str) -> str:
    from webinstruct.page.formula.asciimath import to_latex as from_asciimath

    return from_asciimath(words)


def from_url(url: str) -> str | None:
    r"""The TeX in the address of an image that a formula service draws.

    >>> from_url("http://latex.codecogs.com/gif.latex?%5Cbg_white%20x%26plus%3By")
    'x+y'
    """
    if len(url) > _MAX_URL or url.startswith("data:"):
        return None
    found = _WHOLE_QUERY.search(url)
    if found is not None:
        return _cleaned(url[found.end() :], plus=False)
    value = _parameter(url) if "=" in url else None
    return _cleaned(value, plus=True) if value is not None else None


def _parameter(url: str) -> str | None:
    """The parameter of a formula service that holds the TeX."""
    if "cht=tx" in url:
        return _value(url.partition("?")[2], {"chl"})
    if "card=math" in url:
        return _value(url.partition("#")[2], {"code"})
    found = _SERVICE.search(url)
    return _value(url[found.end() :], _KEYS) if found is not None else None


def _value(query: str, keys: Set[str]) -> str | None:
    pairs = (part.partition("=") for part in query.split("&"))
    return next((value for key, _, value in pairs if value and key.lower() in keys), None)


def _cleaned(query: str, *, plus: bool) -> str | None:
    r"""Decoded once, or twice if it was encoded twice, without the settings of the service."""
    if plus or ("+" in query and "%2B" in query.upper() and "%20" not in query and " " not in query):
        query = query.replace("+", " ")
    tex = unquote(query)
    if re.search(r"%(?:5C|7B|20|3D)", tex, re.IGNORECASE):
        tex = unquote(tex)
    tex = tex.replace("&space;", " ").replace("&plus;", "+").replace("&hash;", "#")
    tex = _SETTINGS.sub("", tex)
    return tex if tex.strip() else None
