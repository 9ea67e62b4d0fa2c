"""Answered questions as Q-A sites, textbooks and quizzes mark them up: roles, votes, the accepted answer.

The markup's patterns are those of the sites, the words are ours.
"""

import pytest

from webinstruct.page.text import readable

ASKED = "How many teeth does the larger gear have if it turns once for three turns?"
ANSWERED = "It has thirty six teeth, for twelve times three is thirty six."


def blocks(html: str) -> tuple[str, list[tuple[str, str, int | None, bool]]]:
    text, found = readable(html)
    return text, [(one.role, text[one.start : one.end], one.votes, one.accepted) for one in found]


# name: (markup, the page's text, its blocks)
ANSWERED_QUESTIONS = {
    "Discourse for crawlers": (
        f"""
        <h1>Gears</h1><div id="post_1" class="topic-body crawler-post"><div class="crawler-post-meta">
        <span class="creator"><a href="/u/ann"><span itemprop="name">ann</span></a></span>
        <span class="crawler-post-infos"><time class="post-time">May 2, 2022, 3:04pm</time>
        <span itemprop="position">1</span></span></div><div class="post" itemprop="text">
        <p>{ASKED}</p></div></div>
        <div id="post_2" itemprop="comment" itemscope itemtype="http://schema.org/Comment" class="topic-body
        crawler-post"><div class="crawler-post-meta"><span class="creator"><a href="/u/bob">
        <span itemprop="name">bob</span></a></span></div><div class="post" itemprop="text">
        <p>{ANSWERED}</p></div>
        <div itemprop="interactionStatistic"><span class="post-likes">2 Likes</span></div></div>
        """,
        f"Gears\n\n{ASKED}\n\n{ANSWERED}",
        [
            ("question", ASKED, None, False),
            ("answer", ANSWERED, None, False),
        ],
    ),
    "Question2Answer": (
        f"""
        <h1><span itemprop="name">Gears</span></h1><div class="qa-q-view" id="q1"><div class="qa-q-view-stats">
        <div class="qa-voting qa-voting-net"><div class="qa-vote-count qa-vote-count-net">
        <span class="qa-netvote-count"><span class="qa-netvote-count-data">5</span>
        <span class="qa-netvote-count-pad"> votes</span></span></div></div></div><div class="qa-q-view-main">
        <div class="qa-q-view-content qa-post-content">
        <div itemprop="text">{ASKED}</div>
        </div><div class="qa-q-view-tags"><ul class="qa-q-view-tag-list"><li>
        <a class="qa-tag-link" href="/t">gears</a></li></ul></div><span class="qa-q-view-avatar-meta">
        <span class="qa-q-view-meta"><a class="qa-q-view-what" href="/1">asked</a>
        <span class="qa-q-view-when">May 2, 2022</span> by <a href="/u">ann</a></span></span>
        <div class="qa-q-view-buttons"><input type="submit" value="answer"></div></div></div>
        <div class="qa-a-list"><div class="qa-a-list-item qa-a-list-item-selected" id="a2">
        <div class="qa-voting qa-voting-net"><div class="qa-vote-count">
        <span class="qa-netvote-count-data">7</span></div></div><div class="qa-a-item-main">
        <div class="qa-a-selection"><div class="qa-a-selected">&nbsp;</div></div>
        <div class="qa-a-item-content qa-post-content">
        <div>{ANSWERED}</div></div>
        <span class="qa-a-item-avatar-meta"><span class="qa-a-item-meta">
        <a class="qa-a-item-what" href="/2">answered</a> May 3, 2022</span></span><div class="qa-a-item-c-list">
        <div class="qa-c-list-item" id="c3"><div class="qa-c-item-content qa-post-content">
        <div>Thank you, that is clear now.</div></div></div></div></div></div></div>
        """,
        f"Gears\n\n{ASKED}\n\n{ANSWERED}\n\nThank you, that is clear now.",
        [
            ("question", ASKED, 5, False),
            ("answer", ANSWERED, 7, True),
            ("comment", "Thank you, that is clear now.", None, False),
        ],
    ),
    "Stack Exchange": (
        f"""
        <div id="question" class="question js-question" data-score="4"><div class="post-layout">
        <div class="votecell post-layout--left"><div class="js-voting-container">
        <div class="js-vote-count">4</div></div></div><div class="postcell post-layout--right">
        <div class="s-prose js-post-body" itemprop="text">
        <p>{ASKED}</p></div>
        <div class="post-taglist"><a class="post-tag" href="/t">gears</a></div><div class="mb0">
        <div class="js-post-menu"><a href="/q">Share</a><button>Follow</button></div>
        <div class="post-signature owner">
        <div class="user-info">asked May 2, 2022 at 15:04<div class="user-details"><a href="/u">ann</a></div>
        </div></div></div></div></div><div id="comments-1" class="comments js-comments-container">
        <ul class="comments-list"><li id="comment-9" class="comment js-comment">
        <div class="comment-text js-comment-text-and-form"><div class="comment-body">
        <span class="comment-copy">Are they spur gears?</span> –&nbsp;<div class="d-inline-flex">
        <a href="/u" class="comment-user">bob</a></div><span class="comment-date"><a href="#c">
        <span>May 2, 2022 at 15:10</span></a></span></div></div></li></ul></div></div>
        <div id="answer-2" class="answer js-answer accepted-answer js-accepted-answer" data-score="7"
        itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><div class="post-layout">
        <div class="answercell post-layout--right"><div class="s-prose js-post-body" itemprop="text">
        <p>{ANSWERED}</p></div></div></div></div>
        """,
        f"{ASKED}\n\nAre they spur gears? –\n\n{ANSWERED}",
        [
            ("question", ASKED, 4, False),
            ("comment", "Are they spur gears? –", None, False),
            ("answer", ANSWERED, 7, True),
        ],
    ),
    "Quora": (
        f"""
        <div class="q-box qu-borderAll"><div class="q-text puppeteer_test_question_title">
        <span>{ASKED}</span></div></div>
        <div class="q-box dom_annotate_question_answer_item_0 qu-borderAll"><div class="q-box">
        <span class="q-text qu-bold"><a href="/p">Bob</a></span></div>
        <div class="q-box spacing_log_answer_content puppeteer_test_answer_content">
        <p class="q-text">{ANSWERED}</p></div>
        <div class="q-flex"><button>Upvote · 12</button></div></div>
        """,
        f"{ASKED}\n\nBob\n\n{ANSWERED}",
        [
            ("question", ASKED, None, False),
            ("answer", f"Bob\n\n{ANSWERED}", None, False),
        ],
    ),
    "Zhihu": (
        f"""
        <div class="QuestionHeader"><div class="QuestionHeader-content">
        <h1 class="QuestionHeader-title">How many teeth does the larger gear have if it turns once for three
        turns?</h1></div></div><div class="List-item"><div class="ContentItem AnswerItem">
        <div class="ContentItem-meta"><div class="AuthorInfo"><a class="UserLink-link" href="/p">Bob</a></div>
        </div><div class="RichContent RichContent--unescapable"><div class="RichContent-inner">
        <span class="RichText ztext CopyrightRichText-richText">
        <p>{ANSWERED}</p></span></div>
        <div class="ContentItem-time"><a href="/a">发布于 2022-05-02 15:04</a></div>
        <div class="ContentItem-actions RichContent-actions"><button class="VoteButton">赞同 12</button></div>
        </div></div></div>
        """,
        f"{ASKED}\n\n{ANSWERED}",
        [
            ("question", ASKED, None, False),
            ("answer", ANSWERED, None, False),
        ],
    ),
    "Brainly": (
        f"""
        <article class="brn-qpage-next-question-box"><div class="brn-qpage-next-question-box-header">
        <span>ann</span><time>05/02/2022</time></div>
        <h1 class="brn-qpage-next-question-box-content__primary" data-testid="question_box_text">
        <span>{ASKED}</span></h1></article>
        <div class="brn-qpage-next-answer-box js-answer" ><div class="brn-qpage-next-answer-box-author">
        <div class="brn-horizontal-list">Expert-Verified Answer</div></div>
        <div class="brn-qpage-next-answer-box__content js-answer-content" data-testid="answer_box_text">
        <p>{ANSWERED}</p></div>
        <div class="brn-qpage-next-answer-box__actions"><button>Thanks 12</button></div></div>
        """,
        f"ann05/02/2022\n\n{ASKED}\n\n{ANSWERED}",
        [
            ("question", f"ann05/02/2022\n\n{ASKED}", None, False),
            ("answer", ANSWERED, None, False),
        ],
    ),
    "Socratic": (
        f"""
        <div class="questionText">
        <h1>{ASKED}</h1></div>
        <div class="answerCard"><div class="answerUser"><a href="/u">Bob</a></div><h2>Answer:</h2>
        <div class="answerSummary"><p>{ANSWERED}</p></div>
        </div>
        """,
        f"{ASKED}\n\nBob\n\nAnswer:\n\n{ANSWERED}",
        [
            ("question", ASKED, None, False),
            ("answer", f"Bob\n\nAnswer:\n\n{ANSWERED}", None, False),
        ],
    ),
    "OpenStax": (
        f"""
        <div data-type="exercise" id="fs-id1"><div data-type="problem" class="os-problem-container">
        <p>{ASKED}</p></div>
        <details data-type="solution" aria-label="Show/Hide Solution" class="ui-toggle-wrapper">
        <summary class="btn-link ui-toggle" title="Show/Hide Solution"></summary>
        <section class="ui-body os-solution-container"><h4 data-type="title" class="solution-title">
        <span class="os-text">Solution</span></h4>
        <p>{ANSWERED}</p></section></details></div>
        """,
        f"{ASKED}\n\nSolution\n\n{ANSWERED}",
        [
            ("question", ASKED, None, False),
            ("answer", f"Solution\n\n{ANSWERED}", None, False),
        ],
    ),
    "IndiaBix": (
        f"""
        <div class="bix-div-container"><div class="bix-div-qtxt-outer"><div class="bix-td-qno">1.</div>
        <div class="bix-td-qtxt table-responsive">How many teeth does the larger gear have if it turns once for
        three turns?</div></div><div class="bix-tbl-options"><div class="bix-opt-row">
        <div class="bix-td-option bix-td-option-val">A. twelve</div></div><div class="bix-opt-row">
        <div class="bix-td-option bix-td-option-val">B. thirty six</div></div></div>
        <div class="bix-div-toolbar"><a href="#">View Answer</a><a href="/d">Discuss in Forum</a></div>
        <div class="bix-div-answer collapse"><div class="bix-ans-option">
        <span class="ib-green">Answer:</span> Option B</div><div class="bix-ans-description">
        <p>{ANSWERED}</p></div></div></div>
        """,
        f"1.\n{ASKED}\nA. twelve\nB. thirty six\n\nAnswer: Option B\n\n{ANSWERED}",
        [
            ("question", f"1.\n{ASKED}\nA. twelve\nB. thirty six", None, False),
            ("answer", f"Answer: Option B\n\n{ANSWERED}", None, False),
        ],
    ),
    "Toppr": (
        f"""
        <div class="question-container"><h1>Question</h1><div class="questionText">
        <p>{ASKED}</p></div></div>
        <div class="solution-container"><div class="solution-header">Verified by Toppr</div>
        <div class="answer-text"><p>{ANSWERED}</p></div>
        </div>
        """,
        f"Question\n\n{ASKED}\n\nVerified by Toppr\n\n{ANSWERED}",
        [
            ("question", f"Question\n\n{ASKED}", None, False),
            ("answer", f"Verified by Toppr\n\n{ANSWERED}", None, False),
        ],
    ),
    "WordPress comments": (
        f"""
        <article class="post-5 post type-post status-publish hentry category-related-rates tag-search">
        <h2 class="entry-title">{ASKED}</h2>
        <div class="entry-content"><p>{ANSWERED}</p></div>
        </article><ol class="commentlist">
        <li class="comment byuser comment-author-admin bypostauthor even thread-even depth-1" id="comment-1">
        <article class="comment-body"><footer class="comment-meta"><div class="comment-author vcard">
        <b class="fn">Ann</b><span class="says">says:</span></div><div class="comment-metadata"><a href="#c">
        <time>May 2, 2022 at 3:04 pm</time></a></div></footer><div class="comment-content"><p>Corrected.</p>
        </div><div class="reply"><a href="#r">Reply</a></div></article></li></ol>
        """,
        f"{ASKED}\n\n{ANSWERED}\n\nCorrected.",
        [
            ("comment", "Corrected.", None, False),
        ],
    ),
}


@pytest.mark.parametrize("site", ANSWERED_QUESTIONS)
def test_an_answered_question_has_its_roles_votes_and_acceptance(site: str) -> None:
    html, text, found = ANSWERED_QUESTIONS[site]
    assert blocks(html) == (text, found)
