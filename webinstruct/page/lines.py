"""Lines that are no content wherever they stand: buttons, counters, a member's rank, when a post was written.

Only whole short lines are judged, and only by words that no answer consists of: "1776", "July 4, 1776",
"True" and "B" stay, "3 replies", "Posted 2 days ago" and "Share this" go.

>>> [is_label(line) for line in ("Reply", "Posts: 139", "Posted Nov 18, 2019 at 4:07 PM", "In 1776.", "x = 4")]
[True, True, True, False, False]
"""

import re
from functools import lru_cache
from typing import Final

MAX_CHARS: Final = 80
"""Longer lines are never labels."""

_LABELS: Final = frozenset(
    """
    share|share this|share this post|share on facebook|share on twitter|share on whatsapp|share this on whatsapp
    |tweet|pin it|print|email|e-mail|send|copy link|copied|get short url|view comments|show comments|hide comments
    |comment|post comment|post a comment|add comment|add a comment|leave a comment|leave a reply|write a comment
    |comments are closed|no comments|no comments yet|sign in to leave a comment|log in to reply|log in to comment
    |login to reply|please log in to reply|reply|replies|quote|multiquote|report|report abuse|report this|like|liked
    |likes|unlike|dislike|flag|follow|following|unfollow|subscribe|unsubscribe|bookmark|save|edit|delete|permalink
    |thread parent|upvote|downvote|vote up|vote down|accept|skip to content|skip to main content|skip to navigation
    |jump to content|back to top|scroll to top|go to top|top of page|read more|show more|show less|load more
    |load more comments|see more|view more|expand all|collapse all|less more|more info|advertisement|advertisements
    |sponsored|sponsored links|promoted|ad|loading|loading...|please wait|close|dismiss|caption|photo gallery
    |image gallery|replay|must read|don't miss|most popular|most read|trending|trending now|recommended|related
    |related posts|related articles|related questions|related discussions|related topics|related stories
    |similar questions|you may also like|you might also like|more from this author|hot network questions|latest news
    |breaking|breaking news|sign in|sign up|sign out|log in|log out|login|logout|register|login register
    |create account|my account|forgot password|menu|main menu|navigation|toggle navigation|search|search for
    |breadcrumbs|you are here|you are at|sitemap|notifications|rss|rss feed|cookie policy|cookie settings
    |privacy policy|terms of service|terms of use|contact us|all rights reserved|logged|topic starter|topic author
    |original poster|thread starter|guest|member|members|moderator|administrator|admin|newbie|author|views|voices
    |freshness|followers|joined|messages|posts|points|reputation|reaction score|online|offline|anonymous
    |was this article helpful|was this helpful|was this page helpful|was this answer helpful
    |did this answer your question|did you find it helpful|did you find this helpful|did this help
    |have more questions? submit a request|have more questions|still have questions|still need help|need more help
    |have a question|got a question|ask a question|ask question|insert/edit link|enter the destination url|link text
    |open link in a new tab|or link to existing content|url|回复|回復|举报|分享|收藏|点赞|赞|踩|评论|登录|登陆|注册
    |登录注册|返回顶部|返回列表|返回|更多|查看全部|展开|收起|关注|转发|引用|书签|编辑|只看该作者|只看楼主|楼主|沙发
    |倒序浏览|倒序看帖|仅看楼主|阅读模式|发消息|新手上路|加载更多|暂无数据|广告|上一篇|下一篇|相关推荐|猜你喜欢
    |已加载全部评论|按热度|按时间|快速回复|使用道具|显示全部楼层|电梯直达|antworten|zitieren|melden|teilen|drucken
    |anmelden|registrieren|weiterlesen|nach oben|kommentar schreiben|gefällt mir|partager|répondre|citer|signaler
    |imprimer|se connecter|s'inscrire|lire la suite|haut de page|commenter|j'aime|compartir|responder|citar
    |denunciar|imprimir|iniciar sesión|registrarse|leer más|compartilhar|denunciar|entrar|ler mais|condividi
    |rispondi|cita|segnala|stampa|accedi|registrati|ответить|цитата|пожаловаться|поделиться|войти|регистрация
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_COUNT: Final = r"[\d,.]+\s*[kKmM万]?\+?"
_MONTH: Final = (
    r"(?:jan|feb|m[aä]r|apr|ma[iyjg]|jun|jul|aug|sep|se?t|oct|okt|ott|out|nov|de[cz]|ene|gen|f[eé]v|abr|avr|mai|jui"
    r"|ao[uû]|ago|giu|lug|d[ei]c|kwi|cze|lip|sie|wrz|pa[zź]|lis|gru|янв|фев|мар|апр|май|мая|июн|июл|авг|сен"
    r"|окт|ноя|дек)\w{0,7}\.?"
)
_CLOCK: Final = r"\d{1,2}:\d\d(?::\d\d)?(?:\W*[ap]\.?m\.?)?"
_DATE: Final = (
    rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\.?[\s-]{_MONTH}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
)
_AGO: Final = (
    r"(?:about\ |over\ |almost\ )?(?:\d{1,2}|an?|one)\ (?:second|minute|min|hour|day|week|month|year)s?"
    r"(?:,?\ \d{1,2}\ (?:minute|hour|day|week|month)s?)?\ ago\b"
)
_LABEL: Final = re.compile(
    rf"""
    (?:posts|messages|reaction\ score|points|likes(?:\ received)?|reputation|karma|rep
      |thanks?(?:\ you)?\ received|threads?|topics|replies|views|voices|followers|solutions|score|hits)\s*:\s*{_COUNT}
    | (?:joined|join\ date|registered|member\ since|last\ seen)\s*:\s*\S.{{0,24}}
    | {_COUNT}\s*(?:posts?|repl(?:y|ies)|views?|likes?|comments?|shares?|followers?|voices
      |upvotes?|reactions?|kudos
      |people\ (?:found|like|reacted).{{0,20}})
      (?:\W{{1,3}}(?:{_COUNT}\s*)?(?:posts?|repl(?:y|ies)|views?|likes?|comments?|shares?|votes?|users?|voices|points?))*
    | (?:new|junior|senior|active|eminent|trusted|well-known|super|full|valued|estimable|honorable|famed|noble
      |reputable|prominent|registered)\ (?:member|user)
    | (?:add|post|leave|write|submit)\ (?:a|an|your|new)\ (?:comment|reply|answer|solution|review)
    | (?:please\ |you\ must\ )?(?:be\ )?(?:log(?:ged)?|sign(?:ed)?)[ -]?in\ (?:or\b.{{0,50}}
      |to\ (?:reply|comment|post|vote|answer|ask|join|follow|like|leave|rate|react|report)\b.{{0,40}})
    | (?:©|c\)|copyright)\W.{{0,70}}
    | follow\ us\ on\b.{{0,40}} | like\ us\ on\b.{{0,40}} | share\ (?:on|via|with|to)\b.{{0,30}}
    | (?:posted|(?:last\ |first\ )?(?:updated|published|edit(?:ed)?|modified)|closed|asked|answered
      |commented|replied)\b(?!\ in\b)
      .{{0,30}}?(?:{_DATE}|{_AGO}|{_CLOCK}).{{0,30}}
    | (?:created|written|updated|published)\W{{1,3}}(?:on\ )?(?:{_DATE}\W{{1,2}})?(?:19[89]|20\d)\d(?:.{{0,4}}{_CLOCK})?
    | (?:发表于|发布于|编辑于|发表时间|更新时间|最后由)\s*\d.{{0,40}} | (?:查看|回复)\W{{0,3}}\d+.{{0,30}}
    | {_COUNT}\s*(?:人赞同了该回答|个评论|条评论|个回答|次阅读|次浏览)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STAMP: Final = re.compile(
    rf"""
    \d{{0,4}}\W{{0,3}}(?:(?:mon|tue|wed|thu|fri|sat|sun)\w{{0,6}}\W{{1,2}})?{_DATE}
      (?:\W{{1,2}}(?:19|20)\d\d)?(?:\W{{1,2}}(?:at|um|à|kl|-|–))?\W{{1,3}}{_CLOCK}
      (?:\W{{0,2}}(?:utc|gmt|[a-z]{{3,4}}))?
    | (?:reply\ \#\d+\ )?on:\ {_DATE},?(?:\ \d{{4}},?)?\ {_CLOCK}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SINCE: Final = re.compile(
    rf"""
    (?:[\w.'’@-]{{1,20}}\ ){{1,2}}(?:asked|answered|posted|commented|replied|updated)\ {_AGO}
    | \S.{{0,24}}?\ [-–—·•|]\ {_AGO}.{{0,30}}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE: Final = re.compile(
    rf"{_AGO}(?:\W.{{0,30}})?|\S{{1,20}}\ \d{{1,2}}\ (?:minute|min|hour|day|week|month|year)s?\ ago",
    re.IGNORECASE,
)
"""Said without a full stop: with one, "About an hour ago." answers a question."""
_EDGE: Final = " \t.,;:!?/…·•|»«›‹→←↑↓()[]+#-–—*"


def is_label(line: str) -> bool:
    """Whether a line of at most 80 characters says nothing but such."""
    plain = line.strip(_EDGE)
    return not plain or plain.lower() in _LABELS or _is_label(plain, line.endswith((".", "!")))


@lru_cache(maxsize=10_000)
def _is_label(line: str, is_sentence: bool) -> bool:
    if _LABEL.fullmatch(line) or (":" in line and _STAMP.fullmatch(line)):
        return True
    if " ago" in line:
        return bool(_SINCE.fullmatch(line) or (not is_sentence and _BARE.fullmatch(line)))
    return line.lower().endswith("all rights reserved")
