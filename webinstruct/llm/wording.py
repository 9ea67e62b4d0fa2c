"""What posts say, by a few words of each language: whether one asks, whether one answers, what is mere label.

>>> asks("Integral. Evaluate it, please."), asks("We won 4-1!")
(True, False)
>>> answers_nothing("Thanks a lot, that worked!"), answers_nothing("Try the other one. Thanks!")
(True, False)
"""

import re
from typing import Final

_SIGN: Final = re.compile(r"""\?(?=[\s"'”’»)\]>*!?.,:;…]|$)|[？؟¿]""")
# A wish that no question mark ends: asked of people, or as an exercise does.
_REQUEST: Final = re.compile(
    r"""\b(?:(?:any(?:one|body)|some(?:one|body))\s(?:know|explain|help|tell|has|have|give|point)
    | (?:please|pls|plz|kindly)\s(?:help|explain|advise|tell|suggest|assist|show|let\sme\sknow)
    | help\s(?:me|needed|please|with|would\sbe|is\sappreciated)
    | (?:need|want|appreciate)\s(?:some\s|any\s|your\s)?(?:help|advice)
    | (?:any|some)\s(?:help|advice|ideas?|suggestions?|hints?|tips|pointers)\b
    | how\s(?:to|do\si|can\si|would\si|come)\b | (?:does|do|did|could|can|would)\s(?:any|some)(?:one|body)
    | i\s(?:don't|do\snot|cannot|can't)\s(?:know|understand|figure\sout)\s(?:how|why|what)
    | (?:hat|kann|könnte|weiß|weiss|kennt)\s(?:mir\s)?(?:hier\s)?(?:jemand|wer)
    | jemand\s(?:hat\s)?eine\s(?:lösung|idee|ahnung) | mir\b.{0,60}\bhelfen | brauche?\shilfe
    | quelqu'un\s(?:sait|peut|pourrait|a) | besoin\sd'aide | pouvez-vous | merci\sd'avance
    | alguien\s(?:sabe|puede|tiene|me) | necesito\sayuda | gracias\sde\santemano | alguém\s(?:sabe|pode|tem)
    | qualcuno\s(?:sa|può|ha))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TASK: Final = re.compile(
    r"""(?:^|[.!:;,)]\s|\n)[\s>•*\d.()]{0,12}(?:find|solve|prove|show\sthat|calculate|compute|determine|evaluate
    |simplify|explain|factor(?:ise|ize)?|integrate|differentiate|derive|convert|describe|berechnen?|bestimmen?
    |beweisen?|zeigen?\ssie|calcule[rz]?|démontre[rz]?|montre[rz]|calcul[ae]|demuestr[ae]|hall[ae]|determin[ae])
    \b(?!\s*:)""",
    re.VERBOSE | re.IGNORECASE,
)
# What exercises begin with besides; in a post it need not ask for anything.
_TOLD: Final = re.compile(
    r"""(?:^|[.!?:)]\s|\n)[\s>•*\d.()]{0,12}(?:add|subtract|multiply|divide|write|give|state|name|list|draw|sketch
    |graph|plot|define|compare|contrast|identify|use|using|suppose|let|assume|given|express|expand|estimate|round
    |translate|complete|fill|choose|select|match|classify|arrange|construct|design|discuss|label|locate|measure
    |reduce|rewrite|verify|sum|count|tell|predict|justify|correct|underline|circle|implement|print|sort)
    \b(?!\s*:)""",
    re.VERBOSE | re.IGNORECASE,
)
_SUM: Final = re.compile(r"\d\s*[-+*/^=×÷·<>≤≥−]|[=×÷√∫∑π]|\$[^$]+\$")
_CHINESE: Final = re.compile(
    r"吗|呢(?=[，。！!,.\s]|$)|如何|怎么|怎樣|怎样|為什麼|为什么|为何|请问|請問|求助|求解|求教|能否|多少"
)
_TITLE: Final = re.compile(
    r"""\W*(?:how|what|why|when|where|who|which|can|could|should|does|do|is|are|was|wie|was|warum|wieso|weshalb|wann|wo|wer
    |welche[rsnm]?|comment|pourquoi|quel(?:le)?s?|quand|où|est-ce|cómo|como|qué|cuál|cuándo|dónde|quién|qual|quando
    |perch[eé]|come|quale)\b""",
    re.VERBOSE | re.IGNORECASE,
)

_SHORT: Final = 250
_ONE_WORD_CHINESE: Final = 4
_HELLO: Final = (
    r"(?:(?:hi|hello|hey|ok(?:ay)?|ah+|oh|wow|great|awesome|perfect|cool|nice|brilliant|yes)\b"
    r"[^.!?\n]{0,20}?[\s,.!:-]{1,3})"
)
_THANKS: Final = (
    r"(?:many\s|big\s)?(?:thanks?|thank\syou|thx|ty|cheers|danke\w*|vielen\sdank|merci|gracias|grazie"
    r"|obrigad[oa]|谢谢|感谢|多谢)"
)
_PRAISE: Final = re.compile(
    rf"""\W*{_HELLO}{{0,3}}(?:{_THANKS}(?!\w)(?!\sto\s).*
    | (?:that|this|it|your\s\w+)\s(?:did\sit|worked|works|helped|solved|is\s(?:the\s)?perfect)\b.*{_THANKS}.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_WORKED: Final = re.compile(
    rf"""your\s(?:\w+\s)?(?:code|answer|solution|suggestion|tip|advice|fix|formula|help)\b.{{0,60}}
    \b(?:work|help|solv).*{_THANKS}""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SAME: Final = re.compile(
    r"""\W*(?:(?:hi|hello|hey)\W+(?:all\W+)?)?(?:\+1 | bump | up | me\s(?:too|as\swell)
    | same\s(?:here|problem|issue|question|error) | following | subscribed? | ditto | agreed? | lol
    | any\s(?:update|news|luck|solution|progress)s?
    | i(?:'m|\sam)?\s(?:also\s|too\s)?(?:have|having|had|get|got|getting)\s(?:exactly\s|also\s)?
      (?:the|this)\s(?:exact\s)?(?:same|very)
    | (?:同问|同求|顶|顶一下|沙发|路过|学习了|mark|插眼|前排|围观)\W*$ )(?!\w).*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LATER: Final = re.compile(
    r"\W*(?:(?:hi|hello|hey)\W+)?I(?:'ll|\swill)\s(?:check|look|try|test|investigate|see|get\sback)\b.*",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Who only says that they cannot answer, or keeps order.
_PASSES: Final = re.compile(
    r"""\W*(?:(?:sorry|hm+|well)\W{1,3})?(?:no\s(?:idea|clue)|i\s(?:have\sno\s(?:idea|clue)|don't\sknow|do\snot\sknow)
      |beats\sme)(?:\W[^.!?\n]{0,40})?[.!?\s]*
    | \W*(?:(?:this\s)?(?:thread|topic|post|question)\s(?:was\s|is\s|has\sbeen\s)?)?
      (?:moved\s(?:to|from|into)|(?:closed|locked|merged)\b(?=\W|\s(?:by|as|with))).{0,80}
    | \W*(?:please|pls)\s(?:use|read|search|choose|give|pick|see)\b.{0,40}
      \b(?:title|rules|search|faq|sticky|section|forum)\b.{0,20}
    | \W*have\syou\s(?:(?:already|even|ever)\s)?(?:looked|read|searched|googled|checked)\b[^?\n]{0,60}\?.{0,60}
    | .{0,60}\bshow\s(?:us\s)?(?:your|some)\s(?:own\s)?(?:work|attempts?|efforts?)\b.{0,40}""",
    re.VERBOSE | re.IGNORECASE,
)
_DOUBT: Final = re.compile(
    r"""\b(?:(?:just\s)?(?:my|a)\s(?:best\s|wild\s)?guess
    | not\s(?:at\sall\s|really\s|entirely\s|quite\s|so\s)?(?:sure|certain)
    | (?:some|any)(?:one|body)\s(?:else\s)?(?:please\s|should\s|can\s)?(?:check|confirm|correct|verify)
    | isn't\s(?:it|this|that)\s(?:just|simply) | correct\sme\sif | i\s(?:may|might|could)\s(?:well\s)?be\swrong )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_LINK: Final = re.compile(r"\W*https?://\S+\W*")
_SAYS: Final = re.compile(r"[\d$=\\]")  # A single "42" or formula answers; a single word does not.
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+[.!?。！？\s\"')]*")
_GREETING: Final = re.compile(
    r"\W*(?:hi|hello|hey|dear|cheers|regards|best|thanks?|thank you|welcome|hallo|bonjour|hola)\b.{0,40}",
    re.IGNORECASE | re.DOTALL,
)

_LABEL: Final = re.compile(
    r"""[\s|_·•*>–-]* (?: \#\s?\d{1,5} | (?:re|post|reply|answer|solution)?\s?\#\d{1,5}
    | (?:asked|answered|posted|replied|commented|wrote|said)(?:\s(?:on|by|at))?:?
      (?:\s\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?)? | viewed\s[\d,.]+\s?[km]?(?:\stimes)?
    | solution\s\d{1,3} | accept\ssolution(?:\sreject\ssolution)? | improve\sthis\s(?:question|answer)(?:\s\d{1,4})?
    | \d+\s(?:answers?|replies|comments?|votes?)(?:\s\d+)? | reset\sto\sdefault | level\s\d{1,2}
    | topic\sstarter\b.{0,60}
    | this\squestion\s(?:is\slocked|already\shas)\b.{0,100} | new\sanswers\sand\scomments\sare\snot\sallowed\.?
    | follow\s.{1,60}\son\s(?:facebook|twitter|x|google\+)\b.{0,40} | go\sto\ssolution.{0,60}
    | reveal\shidden\scontents?
    | (?:good|best|accepted|top)\sanswer | printable\sview | (?:click\sto\s)?expand(?:\s\.*)? | \[snip\]
    | 查看全部.{0,12}回答 | 我来答 | 展开全部 | 最佳答案 | \#热议\#.* | \#?\d{1,5}[楼樓]
    | (?:(?:举报|收起|分享|回复|点赞|抢首赞|已赞过|已踩过|评论|收藏)[\s\d()<]*)+ )? [\s|_·•*>–.-]*""",
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED_FROM: Final = re.compile(
    r"[\s>]*(?:(?:originally\s)?(?:posted|written)\sby\s.{1,60}|quote\sfrom\s.{1,80}"
    r"|.{1,80}\s(?:said|wrote|schrieb|a écrit|escribió)\s?:.{0,20})",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether a post or an exercise asks for something."""
    return any(signs.search(text) for signs in (_SIGN, _REQUEST, _TASK, _CHINESE))


def tells(text: str) -> bool:
    """Whether a text asks, or tells the reader to do something, as exercises do.

    >>> [tells(text) for text in ("Draw a circle.", "What is a circle?", "12 + 30", "Slow delivery")]
    [True, True, False, False]
    """
    return asks(text) or bool(_TOLD.search(text))


def instructs(text: str) -> bool:
    """Whether a text tells the reader to do something, or asks with figures: no slogan does.

    >>> instructs("Find a solution."), instructs("Still working on paper?"), instructs("What is 3% of 12?")
    (True, False, True)
    """
    told = _TASK.search(text) or _TOLD.search(text)
    return bool(told) or (asks(text) and any(map(str.isdigit, text)))


def is_sum(text: str) -> bool:
    """Whether a text holds something to work out.

    >>> is_sum("12 + 30"), is_sum("Slow delivery")
    (True, False)
    """
    return bool(_SUM.search(text))


def title_asks(title: str) -> bool:
    """Whether a heading asks: it may do so without a sign, by its first word.

    >>> title_asks("How to boil an egg"), title_asks("Boiling eggs")
    (True, False)
    """
    return bool(_TITLE.match(title)) or asks(title)


def answers_nothing(text: str) -> bool:
    """Whether a reply is one word, a bare link, thanks, "me too" or a promise.

    >>> [answers_nothing(text) for text in ("Yes.", "42", "See https://e.org/a", "https://e.org/a", "+1 for this")]
    [True, False, False, True, True]
    """
    bare = text.strip()
    if len(bare.split()) == 1 and not _SAYS.search(bare):
        return bare.isascii() or len(bare) <= _ONE_WORD_CHINESE
    return not any(map(str.isalnum, bare)) or bool(_LINK.fullmatch(bare)) or is_talk(bare)


def is_talk(text: str) -> bool:
    """Whether a reply is only there to thank, agree or promise.

    >>> is_talk("Thanks!"), is_talk("Paris")
    (True, False)
    """
    if len(text) > _SHORT:
        return False
    if any(words.match(text) for words in (_PRAISE, _SAME, _LATER)) or _WORKED.search(text):
        return True
    return bool(_PASSES.fullmatch(text.strip()))


def doubts(text: str) -> bool:
    """Whether a short reply says that it is a guess.

    >>> doubts("Perhaps 12, just a guess."), doubts("It is 12, I checked.")
    (True, False)
    """
    return len(text) <= _SHORT and bool(_DOUBT.search(text))


def asks_back(text: str) -> bool:
    """Whether a reply only asks: what follows it is most likely the asker again.

    >>> asks_back("Hi! Which version do you use?"), asks_back("Is it on? Then press it.")
    (True, False)
    """
    if len(text) > 2 * _SHORT:
        return False
    said = [one.strip() for one in _SENTENCE.findall(text)]
    said = [one for one in said if any(map(str.isalnum, one)) and not _GREETING.fullmatch(one)]
    return bool(said) and all(one.rstrip("\"')").endswith(("?", "？")) for one in said)


def is_label(line: str) -> bool:
    """Whether a line only numbers, dates or decorates a post.

    >>> is_label("• #12"), is_label("Viewed 164k times"), is_label("$$"), is_label("It is 12.")
    (True, True, False, False)
    """
    return len(line) <= 200 and bool(_LABEL.fullmatch(line))


def is_attribution(line: str) -> bool:
    """Whether a line says who is quoted below it.

    >>> is_attribution("> Ann said:"), is_attribution("> Originally Posted by Ann"), is_attribution("> He said so.")
    (True, True, False)
    """
    return len(line) <= 200 and bool(_QUOTED_FROM.fullmatch(line))


def is_signature(line: str) -> bool:
    """Whether the last line of a post is its writer's signature, by the sign of RFC 3676.

    >>> is_signature("-- Ann, from the coast"), is_signature("--i;")
    (True, False)
    """
    return line.startswith(("-- ", "--\xa0"))
