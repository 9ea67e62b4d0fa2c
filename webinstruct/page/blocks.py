"""Questions, answers and comments as elements of a page: what their markup calls them, votes, acceptance.

schema.org's words come first, then the class names of forum and Q-A software.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from webinstruct.page.model import Role

_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(
        """question qa-q-view question-body question-content question-view question-post question-main js-question
        post-question topic-question questionbody original-post first-post op-post faq-question faq_question""".split(),
        "question",
    ),
    **dict.fromkeys(
        """answer qa-a-list-item answer-body answer-content answer-item answer-post answer-container answer-wrapper
        js-answer accepted-answer best-answer bestanswer expert-answer suggested-answer answerlistitem wgt-best wgt-answers
        faq-answer faq_answer""".split(),
        "answer",
    ),
    **dict.fromkeys(
        """comment js-comment comment-body comment-item comment-container comment-wrapper comment-content
        qa-c-list-item commentlist-item cmt""".split(),
        "comment",
    ),
    **dict.fromkeys(
        """postcontainer post-container post-row postrow forum-post forumpost topic-post crawler-post message--post
        js-post commentpost poststream-item bbp-reply bbp-topic windowbg windowbg2 post_wrapper post_block post-wrapper
        post-wrap kmsg kpost ipscomment cpost threadpost post-item postitem reply-item replyitem""".split(),
        "post",
    ),
}
_POSTS: Final = ("postbit", "postmessage_", "lia-message-view")
_ORDER: Final = ("answer", "question", "comment", "post")
_ACCEPTED: Final = re.compile(
    r"accepted|best-?answer|is-?solution|solution-?post|correct-?answer|solved-?post|wgt-best", re.IGNORECASE
)
_SCHEMA: Final[dict[str, Role]] = {
    "acceptedAnswer": "answer",
    "suggestedAnswer": "answer",
    "comment": "comment",
}
_VOTES: Final = "[itemprop=upvoteCount], [data-score], .vote-count-post, .js-vote-count, .votecount, .vote-count, .qa-netvote-count-data, .score"
_NUMBER: Final = re.compile(r"\s*([+-]?\d[\d,]{0,12})")


def by_name(names: str) -> str | None:
    """question, answer, comment, post (of a thread, its order decides) or None for a class and id.

    >>> by_name("answer js-answer accepted-answer"), by_name("postbit_legacy"), by_name("answer-count")
    ('answer', 'post', None)
    """
    found = set()
    asks = False
    for name in names.lower().split():
        if name in _NAMES:
            found.add(_NAMES[name])
        elif name.startswith(_POSTS):
            found.add("post")
        elif "question" in name and "answer" not in name:
            asks = True
    role = min(found, key=_ORDER.index, default=None)
    return "post" if asks and role == "answer" else role  # software that calls all posts both


def by_schema(attributes: dict[str, str | None]) -> str | None:
    """The same by schema.org microdata."""
    for word in (attributes.get("itemprop") or "").split():
        if word in _SCHEMA:
            return _SCHEMA[word]
    kind = (attributes.get("itemtype") or "").rpartition("/")[2]
    return {"Question": "question", "Answer": "answer", "Comment": "comment"}.get(kind)


def accepted_by_name(names: str) -> bool:
    """Whether a class or id calls an answer the accepted one."""
    return _ACCEPTED.search(names) is not None


def accepted(attributes: dict[str, str | None]) -> bool:
    """The same by schema.org microdata."""
    return "acceptedAnswer" in (attributes.get("itemprop") or "").split()


def votes(node: LexborNode, attributes: dict[str, str | None]) -> int | None:
    """The votes that a question's or answer's element shows; None if it says nothing."""
    said: str | None = attributes.get("data-score")
    if said is None:
        found = node.css_first(_VOTES)
        if found is None:
            return None
        inner = found.attributes
        said = inner.get("data-score") or inner.get("data-value") or inner.get("content") or found.text(deep=True)
    return number(said)


def number(value: object) -> int | None:
    """A count, as sites write it.

    >>> number("1,234 votes"), number("-3"), number(None)
    (1234, -3, None)
    """
    match = _NUMBER.match(str(value))
    if match is None:
        return None
    count = int(match[1].replace(",", ""))
    return count if abs(count) < 2**31 else None
