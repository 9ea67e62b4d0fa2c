"""Furniture by its names: what of a page goes, and that no software's questions and answers go with it.

The markup's patterns are those of the software, the words are ours.
"""

import pytest

from webinstruct.page.boilerplate import is_made_up
from webinstruct.page.names import name
from webinstruct.page.text import readable

ASKED = "How many teeth does the larger gear have if it turns once for three turns?"
ANSWERED = "It has thirty six teeth, for twelve times three is thirty six."
BOTH = f"{ASKED}\n\n{ANSWERED}"

# software: (markup, the page's text)
PAGES = {
    "Moodle quiz": (
        """
        <div id="question-5-1" class="que multichoice deferredfeedback correct"><div class="info">
        <h3 class="no">Question <span class="qno">1</span></h3><div class="state">Correct</div>
        <div class="grade">Mark 1.00 out of 1.00</div></div><div class="content">
        <div class="formulation clearfix"><h4 class="accesshide">Question text</h4><div class="qtext">
        <p>What is twelve times three?</p></div><div class="ablock"><div class="prompt">Select one:</div>
        <div class="answer"><div class="r0"><input type="radio" disabled><div class="d-flex w-auto">
        <span class="answernumber">a. </span><div class="flex-fill ml-1">35</div></div></div><div class="r1">
        <input type="radio" checked disabled><div class="d-flex w-auto"><span class="answernumber">b. </span>
        <div class="flex-fill ml-1">36</div></div></div></div></div></div><div class="outcome clearfix">
        <div class="feedback"><div class="rightanswer">The correct answer is: 36</div></div></div></div></div>
        """,
        "Question 1\n\nCorrect\nMark 1.00 out of 1.00\n\nQuestion text\n\nWhat is twelve times three?\n\n"
        "Select one:\n\na.\n35\nb.\n36\n\nThe correct answer is: 36",
    ),
    "GeeksforGeeks quiz": (
        f"""
        <div class="QuizQuestionCard_quizCard">
        <div class="QuizQuestionCard_quizCard__questionNo">Question 1</div>
        <div class="QuizQuestionCard_quizCard__question">
        <p>{ASKED}</p></div>
        <ul class="QuizQuestionCard_quizCard__optionsList"><li><label><input type="radio" name="q"> 12</label>
        </li><li><label><input type="radio" name="q"> 36</label></li></ul>
        <div class="QuizQuestionCard_explanation">
        <p>{ANSWERED}</p></div></div>
        """,
        f"Question 1\n\n{ASKED}\n\n• 12\n• 36\n\n{ANSWERED}",
    ),
    "Quizlet": (
        f"""
        <div class="SetPageTerms-term"><div class="SetPageTerm-content">
        <div class="SetPageTerm-side SetPageTerm-smallSide"><a class="SetPageTerm-wordText">
        <span class="TermText">{ASKED}</span>
        </a></div><div class="SetPageTerm-side SetPageTerm-largeSide"><a class="SetPageTerm-definitionText">
        <span class="TermText">{ANSWERED}</span></a></div>
        </div></div>
        """,
        f"{ASKED}\n{ANSWERED}",
    ),
    "Khan Academy": (
        f"""
        <div class="framework-perseus"><div class="perseus-renderer"><div class="paragraph">
        <div class="paragraph">{ASKED}</div>
        </div></div><fieldset class="perseus-widget-radio-fieldset"><ul class="perseus-widget-radio">
        <li class="perseus-radio-option"><div class="description">twelve</div></li>
        <li class="perseus-radio-option"><div class="description">thirty six</div></li></ul></fieldset>
        <div class="perseus-hint-renderer">
        <div class="paragraph">{ANSWERED}</div></div></div>
        """,
        f"{ASKED}\n{ANSWERED}",
    ),
    "Drupal FAQ": (
        f"""
        <article class="node node--type-faq node--view-mode-full"><h2 class="node__title">
        <a href="/n">{ASKED}</a></h2>
        <div class="node__meta">Submitted by ann on Mon, 05/02/2022</div><div class="node__content">
        <div class="field field--name-body field--type-text-with-summary">
        <p>{ANSWERED}</p></div>
        <div class="field field--name-field-tags"><a href="/t">gears</a></div><ul class="links inline">
        <li class="comment-add"><a href="/c">Add new comment</a></li></ul></div></article>
        """,
        f"{ASKED}\n\n{ANSWERED}\n\ngears",
    ),
    "Joomla": (
        f"""
        <div class="item-page"><div class="page-header">
        <h2>{ASKED}</h2></div>
        <div class="icons"><ul class="dropdown-menu"><li><a href="/p">Print</a></li></ul></div>
        <dl class="article-info muted"><dt class="article-info-term">Details</dt>
        <dd class="createdby">Written by Ann</dd><dd class="published">Published: 02 May 2022</dd>
        <dd class="hits">Hits: 12</dd></dl><div itemprop="articleBody">
        <p>{ANSWERED}</p></div><ul class="pager pagenav">
        <li><a href="/n">Next</a></li></ul></div>
        """,
        f"{ASKED}\n\nDetails\nWritten by Ann\n\n{ANSWERED}",
    ),
    "Blogger": (
        f"""
        <div class="widget Blog" data-version="1" id="Blog1"><div class="blog-posts hfeed">
        <div class="post hentry">
        <h3 class="post-title entry-title">How many teeth does the larger gear have if it turns once for three
        turns?</h3><div class="post-body entry-content">
        <p>{ANSWERED}</p></div><div class="post-footer">
        <span class="post-author vcard">Posted by <span>Ann</span></span>
        <span class="post-labels">Labels: <a href="/l">gears</a></span></div></div></div>
        <div class="comments" id="comments"><h4>2 comments:</h4><ol><li class="comment" id="c1">
        <div class="comment-block"><div class="comment-header"><cite class="user">bob</cite>
        <span class="datetime secondary-text"><a href="#c1">May 2, 2022 at 3:04 PM</a></span></div>
        <p class="comment-content">Thank you, that is clear now.</p>
        <span class="comment-actions secondary-text"><a href="#">Reply</a></span></div></li></ol></div></div>
        <div class="widget PopularPosts" id="PopularPosts1"><h2>Popular Posts</h2><ul><li>
        <a href="/1">Wheels of old clocks</a></li><li><a href="/2">Teeth of small gears</a></li></ul></div>
        """,
        f"{ASKED}\n\n{ANSWERED}\n\nPosted by Ann Labels: gears\n\n"
        "bob May 2, 2022 at 3:04 PM\n\nThank you, that is clear now.",
    ),
    "Substack": (
        f"""
        <article class="newsletter-post post"><div class="post-header">
        <h1 class="post-title">{ASKED}</h1>
        <div class="byline-wrapper">Ann Lee May 02, 2022</div></div><div class="available-content">
        <div class="body markup"><p>{ANSWERED}</p>
        <div class="subscription-widget-wrap"><div class="subscription-widget">
        <p>Thanks for reading! Subscribe for free.</p><form><input type="email"></form></div></div></div></div>
        </article>
        """,
        BOTH,
    ),
    "Squarespace accordion": (
        f"""
        <ul class="accordion-items-container"><li class="accordion-item">
        <h4 class="accordion-item__title-wrapper" role="heading">
        <button class="accordion-item__click-target" aria-expanded="false">
        <span class="accordion-item__title">How many teeth does the larger gear have if it turns once for three
        turns?</span></button></h4><div class="accordion-item__dropdown" role="region">
        <div class="accordion-item__description">
        <p>{ANSWERED}</p></div></div></li></ul>
        """,
        BOTH,
    ),
    "Shopify accordion": (
        f"""
        <div class="accordion"><details id="Details-1"><summary role="button" aria-expanded="false">
        <h3 class="accordion__title inline-richtext h4">How many teeth does the larger gear have if it turns
        once for three turns?</h3></summary><div class="accordion__content rte" id="a-1" role="region">
        <p>{ANSWERED}</p></div></details></div>
        """,
        BOTH,
    ),
    "Shopify drawer": (
        f"""
        <div class="faq__item">
        <button class="faq__button drawer-toggle">How many teeth does the larger gear have if it turns once for
        three turns?</button><div class="faq__drawer dropdown-content">
        <p>{ANSWERED}</p></div></div>
        """,
        BOTH,
    ),
    "Elementor toggle": (
        f"""
        <div class="elementor-widget elementor-widget-toggle"><div class="elementor-widget-container">
        <div class="elementor-toggle"><div class="elementor-toggle-item">
        <div id="elementor-tab-title-1" class="elementor-tab-title" role="button" aria-controls="c1">
        <span class="elementor-toggle-icon"></span>
        <a class="elementor-toggle-title" tabindex="0">How many teeth does the larger gear have if it turns
        once for three turns?</a></div>
        <div id="c1" class="elementor-tab-content elementor-clearfix" role="region">
        <p>{ANSWERED}</p></div></div></div></div></div>
        """,
        BOTH,
    ),
    "Divi accordion": (
        f"""
        <div class="et_pb_module et_pb_accordion">
        <div class="et_pb_toggle et_pb_module et_pb_accordion_item et_pb_toggle_close">
        <h5 class="et_pb_toggle_title">How many teeth does the larger gear have if it turns once for three
        turns?</h5><div class="et_pb_toggle_content clearfix">
        <p>{ANSWERED}</p></div></div></div>
        """,
        BOTH,
    ),
    "Bootstrap 5 accordion": (
        f"""
        <div class="accordion" id="a"><div class="accordion-item"><h2 class="accordion-header">
        <button class="accordion-button collapsed" type="button" data-bs-toggle="collapse">How many teeth does
        the larger gear have if it turns once for three turns?</button></h2>
        <div id="c1" class="accordion-collapse collapse">
        <div class="accordion-body">{ANSWERED}</div></div>
        </div></div>
        """,
        BOTH,
    ),
    "jQuery UI accordion": (
        f"""
        <div id="accordion" class="ui-accordion ui-widget ui-helper-reset" role="tablist">
        <h3 class="ui-accordion-header ui-state-default" role="tab">
        <span class="ui-accordion-header-icon ui-icon">
        </span>{ASKED}</h3>
        <div class="ui-accordion-content ui-helper-reset ui-widget-content" role="tabpanel"
        style="display:none"><p>{ANSWERED}</p></div></div>
        """,
        BOTH,
    ),
    "Zendesk": (
        f"""
        <article class="article"><header class="article-header">
        <h1 class="article-title">How many teeth does the larger gear have if it turns once for three
        turns?</h1><div class="article-author"><div class="article-meta"><a href="/p">Ann</a>
        <ul class="meta-group"><li class="meta-data"><time>2 years ago</time></li>
        <li class="meta-data">Updated</li></ul></div></div></header><section class="article-info">
        <div class="article-content"><div class="article-body">
        <p>{ANSWERED}</p><p>1. Log in to your account.</p>
        </div></div></section><footer><div class="article-footer"><div class="article-share"><ul class="share">
        <li><a href="/f">Facebook</a></li></ul></div></div><div class="article-votes">
        <span class="article-votes-question">Was this article helpful?</span></div></footer></article>
        """,
        f"{ASKED}\n\n{ANSWERED}\n\n1. Log in to your account.",
    ),
    "Freshdesk": (
        f"""
        <section class="content article-view"><b class="page-stamp page-stamp-article"></b>
        <h2 class="heading">{ASKED}<a
        href="javascript:print();" class="solution-print--icon print--remove">
        <span class="text-print">Print</span></a></h2><p>Modified on: Mon, 2 May, 2022 at 3:04 PM</p><hr>
        <article class="article-body" id="article-body" rel="image-enlarge">
        <p>{ANSWERED}</p></article>
        <p class="article-vote" id="voting-container">
        <span id="article-voting">Did you find it helpful? <span class="vote-up a-link"><a href="/y">Yes</a>
        </span></span></p></section>
        """,
        f"{ASKED} Print\n\n{ANSWERED}",
    ),
    "Intercom": (
        f"""
        <article dir="ltr"><div class="article__meta">
        <h1 class="t__h1">{ASKED}</h1>
        <div class="avatar"><div class="avatar__info">Written by Ann. Updated over a week ago</div></div></div>
        <div class="article"><article><p>{ANSWERED}</p>
        </article></div></article><div class="intercom-reaction-picker" role="presentation">
        <div class="intercom-reaction-prompt">Did this answer your question?</div></div>
        """,
        BOTH,
    ),
    'text behind "read more"': (
        f"""
        <div class="story-body">
        <p>{ASKED}</p><div id="read-more">
        <p>{ANSWERED}</p></div></div>
        """,
        BOTH,
    ),
    "Canvas discussion": (
        f"""
        <div id="discussion_topic"><h1 class="discussion-title">Gears</h1>
        <div class="message user_content">How many teeth does the larger gear have if it turns once for three
        turns?</div></div><ul class="discussion-entries"><li class="entry"><article class="discussion_entry">
        <div class="entry-content"><header class="entry-header"><h2 class="discussion-title">
        <a class="discussion-header-right" href="/u">Bob</a></h2><div class="discussion-pubdate">
        <time>May 2, 2022</time></div></header>
        <div class="message user_content">{ANSWERED}</div>
        <div class="discussion-entry-reply-area"><a href="#">Reply</a></div></div></article></li></ul>
        """,
        f"Gears\n\n{ASKED}\n\nBob\n\n{ANSWERED}",
    ),
    "Reddit": (
        f"""
        <div class="thing link self"><div class="entry unvoted"><p class="title">
        <a class="title" href="/r">How many teeth does the larger gear have if it turns once for three
        turns?</a></p>
        <p class="tagline">submitted <time>2 years ago</time> by <a class="author" href="/u">ann</a></p></div>
        </div><div class="commentarea"><div class="thing comment"><div class="midcol"><div class="arrow up">
        </div></div><div class="entry unvoted"><p class="tagline"><a class="author" href="/u">bob</a>
        <span class="score unvoted">12 points</span><time>2 years ago</time></p>
        <form action="#" class="usertext" id="form-t1"><input type="hidden">
        <div class="usertext-body may-blank-within md-container"><div class="md">
        <p>{ANSWERED}</p></div></div></form>
        <ul class="flat-list buttons"><li class="first"><a class="bylink" href="/p">permalink</a></li><li>
        <a href="#r">reply</a></li></ul></div></div></div>
        """,
        f"{ASKED}\n\nsubmitted by\n\n12 points2 years ago\n\n{ANSWERED}",
    ),
    "a dropdown with an answer": (
        f"""
        <div class="dropdown">
        <button class="dropbtn">How many teeth does the larger gear have if it turns once for three
        turns?</button><div class="dropdown-content">
        <p>{ANSWERED} One counts the teeth of both.</p>
        </div></div>
        """,
        f"{ASKED}\n\n{ANSWERED} One counts the teeth of both.",
    ),
    "SiteOrigin widget": (
        f"""
        <div class="panel-grid-cell">
        <div id="panel-1" class="so-panel widget widget_sow-editor panel-first-child">
        <div class="so-widget-sow-editor"><div class="siteorigin-widget-tinymce textwidget">
        <h3>{ASKED}</h3>
        <p>{ANSWERED}</p></div></div></div></div>
        """,
        BOTH,
    ),
    "Sphinx sections": (
        f"""
        <section id="search-trees"><h2>Search trees<a class="headerlink" href="#search-trees">¶</a></h2>
        <p>{ASKED}</p>
        <section id="related-rates"><h3 id="related">Related rates</h3>
        <p>{ANSWERED}</p></section></section>
        """,
        f"Search trees\n\n{ASKED}\n\nRelated rates\n\n{ANSWERED}",
    ),
    "MediaWiki": (
        f"""
        <div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output">
        <div class="toc" id="toc"><ul><li><a href="#a">Question</a></li><li><a href="#b">Answer</a></li></ul>
        </div><h2><span class="mw-headline" id="Related_rates">Related rates</span>
        <span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
        <p>{ASKED}</p><dl>
        <dd>{ANSWERED}</dd></dl><table class="navbox"><tr>
        <td><a href="/x">Wheel</a></td></tr></table></div></div><div id="catlinks" class="catlinks">
        <a href="/c">Categories</a>: Gears</div>
        """,
        f"Related rates\n\n{ASKED}\n\n{ANSWERED}",
    ),
    "Bootstrap 3 collapse": (
        f"""
        <div class="panel-group" id="accordion"><div class="panel panel-default">
        <div class="panel-heading" role="tab"><h4 class="panel-title">
        <a role="button" data-toggle="collapse" data-parent="#accordion" href="#c1" aria-expanded="false"
        aria-controls="c1">{ASKED}</a></h4>
        </div><div id="c1" class="panel-collapse collapse" role="tabpanel">
        <div class="panel-body">{ANSWERED}</div></div></div>
        <div class="panel panel-default"><div class="panel-heading" role="tab"><h4 class="panel-title">
        <a role="button" data-toggle="collapse" data-parent="#accordion" href="#c2" aria-expanded="false"
        aria-controls="c2">Can the small gear turn backwards while the large gear turns?</a></h4></div>
        <div id="c2" class="panel-collapse collapse" role="tabpanel"><div class="panel-body">Yes.</div></div>
        </div><div class="panel panel-default"><div class="panel-heading" role="tab"><h4 class="panel-title">
        <a role="button" data-toggle="collapse" data-parent="#accordion" href="#c3" aria-expanded="false"
        aria-controls="c3">Is oil needed on the teeth of gears made of plastic?</a></h4></div>
        <div id="c3" class="panel-collapse collapse" role="tabpanel"><div class="panel-body">No.</div></div>
        </div><div class="panel panel-default"><div class="panel-heading" role="tab"><h4 class="panel-title">
        <a role="button" data-toggle="collapse" data-parent="#accordion" href="#c4" aria-expanded="false"
        aria-controls="c4">Does the colour of a gear matter for its speed in any way?</a></h4></div>
        <div id="c4" class="panel-collapse collapse" role="tabpanel"><div class="panel-body">No.</div></div>
        </div></div>
        """,
        f"{ASKED}\n\n{ANSWERED}\n\nCan the small gear turn backwards while the large gear turns?\n\nYes.\n\nIs oil needed on the teeth of gears made of plastic?\n\nNo.\n\nDoes the colour of a gear matter for its speed in any way?\n\nNo.",  # noqa: E501
    ),
    "LibreTexts": (
        f"""
        <section class="mt-content-container"><div class="mt-contentreuse-widget"><p>Gears turn together.</p>
        <div class="box-exercise" id="exercise-1"><p class="boxtitle">Exercise 1</p>
        <p>{ASKED}</p><dl><dt>Answer</dt><dd>
        <p>{ANSWERED}</p></dd></dl></div>
        <p>A gear with more teeth turns more slowly than a gear with fewer of them. A gear with more teeth
        turns more slowly than a gear with fewer of them. A gear with more teeth turns more slowly than a gear
        with fewer of them. A gear with more teeth turns more slowly than a gear with fewer of them. </p></div>
        </section>
        """,
        f"Gears turn together.\n\nExercise 1\n\n{ASKED}\n\nAnswer\n\n{ANSWERED}\n\nA gear with more teeth turns more slowly than a gear with fewer of them. A gear with more teeth turns more slowly than a gear with fewer of them. A gear with more teeth turns more slowly than a gear with fewer of them. A gear with more teeth turns more slowly than a gear with fewer of them.",  # noqa: E501
    ),
    "Vanilla": (
        f"""
        <div class="MessageList Discussion"><div class="Item ItemDiscussion" id="Discussion_1">
        <div class="Discussion"><div class="Item-Header DiscussionHeader"><div class="AuthorWrap">
        <span class="Author"><a href="/p" class="Username">ann</a></span></div><div class="Meta DiscussionMeta">
        <time>May 2022</time></div></div><div class="Item-BodyWrap"><div class="Item-Body">
        <div class="Message userContent">How many teeth does the larger gear have if it turns once for three
        turns?</div><div class="Reactions"></div></div></div></div></div></div>
        <ul class="MessageList DataList Comments"><li class="Item Alt ItemComment" id="Comment_2">
        <div class="Comment"><div class="Item-Header CommentHeader"><span class="Author">
        <a href="/p" class="Username">bob</a></span></div><div class="Item-BodyWrap"><div class="Item-Body">
        <div class="Message userContent">{ANSWERED}</div>
        <div class="Reactions"><a href="#">Like</a></div></div></div></div></li></ul>
        """,
        BOTH,
    ),
}


@pytest.mark.parametrize("software", PAGES)
def test_questions_and_answers_stay_where_furniture_goes(software: str) -> None:
    html, text = PAGES[software]
    assert readable(html)[0] == text


FURNITURE = """
site-footer footer_2 mainFooter sidebar1 sideBar left-rail cookie-consent ad-300x250 ad300x250 div-gpt-ad-142783-0
topAds message-user comment-user related-posts comment-respond author-bio postprofile post-signature breadcrumbs skip-to
""".split()
CONTENT = """
post-body post--with-footer layout--with-sidebar has-sidebar read-more faq-dropdown accordion-item__dropdown
elementor-widget-toggle so-panel new-comment reply-post answer-body e1ad bAdKx x1ad04t7 update adder navigable
""".split()


@pytest.mark.parametrize("word", FURNITURE)
def test_furniture_is_known_by_its_name(word: str) -> None:
    assert [name(word, None).furniture, name(None, word).furniture] == [True, True]


@pytest.mark.parametrize("word", CONTENT)
def test_content_is_not_taken_for_furniture(word: str) -> None:
    assert [name(word, None).furniture, name(None, word).furniture] == [False, False]


def test_an_element_that_another_name_calls_content_is_content() -> None:
    said = [
        "widget faq-list",
        "dropdown accordion-item",
        "sidebar markdown",
        "post-12 hentry tag-menu",
        "sidebar",
    ]
    assert [name(classes, None).furniture for classes in said] == [False, False, False, False, True]


def test_who_posted_is_a_label_but_not_the_post_itself() -> None:
    said = [
        "post-author-name",
        "topic-author",
        "reply type-reply topic-author",
        "comment comment-author-ann",
        "no-caption",
    ]
    assert [name(classes, None).label for classes in said] == [True, True, False, False, False]


def test_small_furniture_may_be_content_and_tells_how_much_prose_makes_it_so() -> None:
    said = ["quiz-widget", "social-share", "dropdown", "dropdown widget", "cookie-widget", "footer", "post"]
    assert [name(classes, None).prose for classes in said] == [300, 300, 80, 300, 0, 0, 0]


def test_furniture_by_its_id_alone_may_be_named_after_its_heading() -> None:
    pairs = [
        (None, "search-trees"),
        ("section", "related-rates"),
        ("sidebar", "related"),
        (None, "questions"),
    ]
    assert [name(*pair).titled for pair in pairs] == [True, True, False, False]


def test_names_that_programs_made_up_say_nothing() -> None:
    words = [
        "bAdKx",
        "e1ad",
        "x1ad04t7",
        "52ebf452-1ad4-4b5a-a6e5-b3c448c8fa7e",
        "ad1",
        "ads2",
        "leftAd",
        "col-ad",
    ]
    assert list(map(is_made_up, words)) == [True, True, True, True, False, False, False, False]
