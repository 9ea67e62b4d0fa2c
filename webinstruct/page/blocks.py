"""Questions, answers and comments as elements of a page: what their markup calls them, votes, acceptance.

schema.org's words come first, then the class names of forum and Q-A software.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from webinstruct.page.model import Role

_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(
        """
    question qa-q-view question-body question-content question-view question-post question-main js-question
    post-question topic-question questionbody original-post first-post op-post faq-question faq_question faq__question
    itemdiscussion wgt-ask questionitem question-item question_item brn-qpage-next-question-box
    os-problem-container puppeteer_test_question_title bix-div-container question-container questioncontainer
    """.split(),
        "question",
    ),
    **dict.fromkeys(
        """
    answer qa-a-list-item answer-body answer-content answer-item answer-post answer-container answer-wrapper
    js-answer accepted-answer best-answer bestanswer expert-answer suggested-answer answerlistitem wgt-best
    wgt-answers faq-answer faq_answer faq__answer itemcomment answeritem answer_item answerbody answer-text
    solution-container answercard answer-card answer_body brn-qpage-next-answer-box os-solution-container
    bix-div-answer rightanswer
    """.split(),
        "answer",
    ),
    **dict.fromkeys(
        """
    comment js-comment comment-body comment-item comment-container comment-wrapper comment-content
    qa-c-list-item commentlist-item cmt
    """.split(),
        "comment",
    ),
    **dict.fromkeys(
        """
    postcontainer post-container post-row postrow forum-post forumpost topic-post crawler-post message--post
    js-post commentpost poststream-item bbp-reply bbp-topic windowbg windowbg2 post_wrapper post_block
    post-wrapper post-wrap kmsg kpost ipscomment cpost threadpost post-item postitem reply-item replyitem
    postbody blockpost b-post type-reply type-topic wpforo-post forum-post-container discussion_entry
    discussion-entry onscreen-post messagecontent post-message post_message forum-message message-post
    forum_post
    """.split(),
        "post",
    ),
}
_STARTS: Final = (
    ("postbit", "post"), ("postmessage_", "post"), ("post_message_", "post"), ("lia-message-view", "post"),
    ("pid_", "post"),
    ("dom_annotate_question_answer_item_", "answer"),
)  # fmt: skip
_START: Final = tuple(start for start, _ in _STARTS)
_ACCEPTED: Final = """
    accepted best-answer bestanswer is-solution issolution solution-post solutionpost correct-answer correctanswer
    solved-post solvedpost wgt-best list-item-selected
    """.split()
_SCHEMA: Final[dict[str, Role]] = {
    "acceptedAnswer": "answer",
    "suggestedAnswer": "answer",
    "comment": "comment",
    "Question": "question",
    "Answer": "answer",
    "Comment": "comment",
}
_VOTES: Final = (
    "[itemprop=upvoteCount], [data-score], .vote-count-post, .js-vote-count, .votecount, .vote-count, "
    ".qa-netvote-count-data, .score"
)
_NUMBER: Final = re.compile(r"\s*([+-]?\d[\d,]{0,12})")


def by_word(word: str) -> str | None:
    """question, answer, comment, post (of a thread, its order decides) or None for a lower-case name.

    >>> by_word("js-answer"), by_word("postbit_legacy"), by_word("answer-count")
    ('answer', 'post', None)
    """
    role = _NAMES.get(word)
    if role is None and word.startswith(_START):
        return next(role for start, role in _STARTS if word.startswith(start))
    return role


def by_schema(attributes: dict[str, str | None]) -> str | None:
    """The same by schema.org microdata.

    >>> by_schema({"itemprop": "comment", "class": "crawler-post"}), by_schema({"itemtype": "https://schema.org/Answer"})
    ('post', 'answer')
    """
    kind = (attributes.get("itemtype") or "").rpartition("/")[2]
    for word in (*(attributes.get("itemprop") or "").split(), kind):
        role = _SCHEMA.get(word)
        if role == "comment":
            return _posted(attributes.get("class") or "") or role
        if role is not None:
            return role
    return None


def _posted(classes: str) -> str | None:
    """Forums call the posts of a thread comments in their microdata, and posts in their classes."""
    roles = map(by_word, classes.lower().split())
    return next((role for role in roles if role in ("post", "answer")), None)


def is_accepted(word: str) -> bool:
    """Whether a name calls an answer the accepted one."""
    return any(sign in word for sign in _ACCEPTED)


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
        said = (
            inner.get("data-score")
            or inner.get("data-value")
            or inner.get("content")
            or found.text(deep=True)
        )
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
