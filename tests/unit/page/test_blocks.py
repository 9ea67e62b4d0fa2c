"""Threads as forum software marks them up: who asks, who answers, what goes.

The markup's patterns are those of the software, the words are ours.
"""

import pytest

from webinstruct.page.blocks import by_schema, by_word, is_accepted, number
from webinstruct.page.text import readable

ASKED = "How many teeth does the larger gear have if it turns once for three turns?"
ANSWERED = "It has thirty six teeth, for twelve times three is thirty six."


def posts(template: str) -> str:
    """A thread: the markup of a post filled in for the question and for the answer."""
    filled = template.replace("{i}", "1").replace("{t}", ASKED).replace("{best}", "")
    return filled + template.replace("{i}", "2").replace("{t}", ANSWERED).replace(
        "{best}", "Post--bestAnswer"
    )


def blocks(html: str) -> tuple[str, list[tuple[str, str, int | None, bool]]]:
    text, found = readable(html)
    return text, [(one.role, text[one.start : one.end], one.votes, one.accepted) for one in found]


# name: (markup of a post, what is left of a post's head, whether the answer is marked as accepted)
THREADS = {
    "phpBB 3": (
        """
        <div id="p{i}" class="post has-profile bg{i}"><div class="inner">
        <dl class="postprofile" id="profile{i}"><dt class="has-avatar"><div class="avatar-container"></div>
        <a href="/u" class="username">ann</a></dt><dd class="profile-posts"><strong>Posts:</strong>
        <a href="/s">12</a></dd></dl><div class="postbody"><div id="post_content{i}"><h3 class="first">
        <a href="#p1">Re: Gears</a></h3><ul class="post-buttons"><li><a href="/q" title="Reply with quote">
        <span>Quote</span></a></li></ul><p class="author"><span class="responsive-hide">by <strong>
        <a href="/u" class="username">ann</a></strong> » </span>
        <time datetime="2022">Mon May 02, 2022 3:04 pm</time></p><div class="content">{t}</div>
        <div id="sig{i}" class="signature">Measure twice, cut once, said my grandfather</div></div></div>
        <div class="back2top"><a href="#top">Top</a></div></div></div>
        """,
        "Re: Gears\n\n",
        False,
    ),
    "vBulletin 4": (
        """
        <li class="postbitlegacy postbitim postcontainer old" id="post_{i}"><div class="posthead">
        <span class="postdate old"><span class="date">05-02-2022, <span class="time">03:04 PM</span></span>
        </span></div><div class="postdetails"><div class="userinfo"><div class="username_container">
        <a class="username" href="/m">ann</a></div><dl class="userinfo_extra"><dt>Join Date</dt>
        <dd>May 2019</dd></dl></div><div class="postbody"><div class="postrow"><div class="content">
        <div id="post_message_{i}"><blockquote class="postcontent restore">{t}</blockquote></div></div></div>
        <div class="signature">
        <div class="signaturecontainer">Measure twice, cut once, said my grandfather</div></div></div></div>
        <div class="postfoot"><div class="textcontrols"><span class="postcontrols">
        <a href="/q">Reply With Quote</a></span></div></div></li>
        """,
        "",
        False,
    ),
    "vBulletin 5": (
        """
        <li class="b-post js-post js-comment-entry__parent h-restore-on-preview" data-node-id="{i}">
        <div class="b-post__body h-clearfix" itemscope itemtype="http://schema.org/Person">
        <div class="b-userinfo b-userinfo__column"><span class="b-userinfo__details"><a href="/m">ann</a></span>
        <ul class="b-userinfo__additional-info-block"><li><label>Join Date: </label><span>May 2019</span></li>
        </ul></div><div class="b-post__content js-post__content"><div class="b-post__timestamp">
        <time>05-02-2022, 03:04 PM</time></div>
        <div class="js-post__content-text restore h-wordwrap" itemprop="text">{t}</div>
        <div class="b-post-control__row"><ul class="b-post__footer js-post-controls"><li class="b-post-control">
        <a href="#">Comment</a></li></ul></div></div></div></li>
        """,
        "",
        False,
    ),
    "XenForo 1": (
        """
        <li id="post-{i}" class="message" data-author="ann"><div class="messageUserInfo">
        <div class="messageUserBlock"><h3 class="userText"><a href="/m" class="username">ann</a>
        <em class="userTitle">Member</em></h3><div class="extraUserInfo"><dl class="pairsJustified">
        <dt>Joined:</dt><dd>May 2, 2019</dd></dl></div></div></div><div class="messageInfo primaryContent">
        <div class="messageContent"><article>
        <blockquote class="messageText SelectQuoteContainer ugc baseHtml">{t}</blockquote></article></div>
        <div class="messageMeta ToggleTriggerAnchor"><div class="privateControls">
        <span class="item muted">ann, May 2, 2022</span></div><div class="publicControls"><a href="#p">#{i}</a>
        </div></div></div></li>
        """,
        "> ",
        False,
    ),
    "XenForo 2": (
        """
        <article class="message message--post js-post js-inlineModContainer" data-author="ann" id="js-post-{i}"
        itemscope itemtype="https://schema.org/Comment"><div class="message-inner">
        <div class="message-cell message-cell--user"><section class="message-user" itemprop="author" itemscope>
        <h4 class="message-name"><a href="/m" class="username">ann</a></h4>
        <h5 class="userTitle message-userTitle">Well-known member</h5></section></div>
        <div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget">
        <header class="message-attribution message-attribution--split"><ul class="message-attribution-main">
        <li class="u-concealed"><a href="/p"><time class="u-dt">May 2, 2022</time></a></li></ul></header>
        <div class="message-content js-messageContent"><div class="message-userContent lbContainer">
        <article class="message-body js-selectToQuote"><div class="bbWrapper" itemprop="text">{t}</div>
        </article></div><aside class="message-signature">
        <div class="bbWrapper">Measure twice, cut once, said my grandfather</div></aside></div>
        <footer class="message-footer"><div class="message-actionBar actionBar">
        <a href="#" class="actionBar-action--reply">Reply</a></div></footer></div></div></div></article>
        """,
        "",
        False,
    ),
    "SMF 2": (
        """
        <div class="windowbg"><span class="topslice"><span></span></span><div class="post_wrapper">
        <div class="poster"><h4><a href="/p">ann</a></h4><ul class="reset smalltext" id="msg_{i}_extra_info">
        <li class="postgroup">Full Member</li><li class="postcount">Posts: 12</li></ul></div>
        <div class="postarea"><div class="flow_hidden"><div class="keyinfo"><h5 id="subject_{i}">
        <a href="/t">Gears</a></h5><div class="smalltext">« on: May 02, 2022, 03:04:05 PM »</div></div>
        <ul class="reset smalltext quickbuttons"><li class="quote_button"><a href="/q">Quote</a></li></ul></div>
        <div class="post"><div class="inner" id="msg_{i}">{t}</div></div></div><div class="moderatorbar">
        <div class="smalltext reportlinks">Logged</div>
        <div class="signature" id="msg_{i}_signature">Measure twice, cut once, said my grandfather</div></div>
        </div></div>
        """,
        "Gears\n\n",
        False,
    ),
    "MyBB": (
        """
        <a name="pid{i}"></a><div class="post classic" id="post_{i}"><div class="post_author scaleimages">
        <div class="author_avatar"></div><div class="author_information"><strong><span class="largetext">
        <a href="/m">ann</a></span></strong><br><span class="smalltext">Member</span></div>
        <div class="author_statistics">Posts: 12<br>Threads: 3<br>Joined: May 2019</div></div>
        <div class="post_content"><div class="post_head"><span class="post_date">05-02-2022, 03:04 PM</span>
        </div><div class="post_body scaleimages" id="pid_{i}">{t}</div>
        <div class="signature scaleimages">Measure twice, cut once, said my grandfather</div>
        <div class="post_meta" id="post_meta_{i}"></div></div><div class="post_controls">
        <div class="postbit_buttons author_buttons"><a href="/f">Find</a></div>
        <div class="postbit_buttons post_management_buttons"><a href="/r">Reply</a></div></div></div>
        """,
        "",
        False,
    ),
    "Flarum": (
        """
        <div class="PostStream-item" data-index="{i}"><article class="CommentPost Post {best}"><div>
        <header class="Post-header"><ul><li class="item-user"><div class="PostUser"><h3><a href="/u">
        <span class="username">ann</span></a></h3></div></li><li class="item-meta">
        <div class="Dropdown PostMeta"><a class="Dropdown-toggle"><time>2 May 2022</time></a></div></li></ul>
        </header><div class="Post-body"><p>{t}</p></div><aside class="Post-actions"><ul><li class="item-reply">
        <button class="Button Button--link"><span class="Button-label">Reply</span></button></li></ul></aside>
        <footer class="Post-footer"><ul></ul></footer></div></article></div>
        """,
        "",
        False,
    ),
    "Kunena": (
        """
        <div class="row message"><div class="col-md-2 shadow rounded"><ul class="unstyled center profilebox">
        <li><strong><a href="/m" class="kwho-user">ann</a></strong></li><li>
        <span class="badge">Topic Author</span></li></ul></div><div class="col-md-10 message-published">
        <small class="text-muted float-right">2 weeks 6 days ago #{i}</small>
        <div class="horizontal-message-text"><div class="kmsg"><p>{t}</p></div></div><div class="ksig"><hr>
        <span class="ksignature">Measure twice</span></div></div></div>
        """,
        "",
        False,
    ),
    "wpForo": (
        """
        <div id="post-{i}" class="post-wrap wpfn-{i}"><div class="wpforo-post wpfcl-1"><div class="wpf-left">
        <div class="avatar"></div><div class="author-data"><div class="author-name"><a href="/m">ann</a></div>
        <div class="author-title">Member</div><div class="author-posts">Posts: 12</div></div></div>
        <div class="wpf-right"><div class="wpforo-post-content-top"><div class="cbleft">02/05/2022 3:04 pm</div>
        </div><div class="wpforo-post-content"><p>{t}</p></div>
        <div class="wpforo-post-signature">Measure twice, cut once, said my grandfather</div></div></div></div>
        """,
        "",
        False,
    ),
    "Asgaros": (
        """
        <div class="content-element forum-post" id="postid-{i}"><div class="post-author user-offline">
        <a href="/m">@ann</a><small class="post-counter">12 Posts</small></div><div class="post-wrapper">
        <div class="forum-post-header-container"><div class="forum-post-header"><div class="forum-post-date">
        <a href="#p">#{i} · May 2, 2022, 3:04 pm</a></div><div class="forum-post-menu">
        <a class="forum-editor-quote-button" href="/q">Quote</a></div></div></div><div class="post-message">
        <div class="forum-subject"></div><p>{t}</p></div>
        <div class="signature">Measure twice, cut once, said my grandfather</div></div></div>
        """,
        "",
        False,
    ),
    "bbPress": (
        """
        <div id="post-{i}" class="bbp-reply-header"><div class="bbp-meta">
        <span class="bbp-reply-post-date">May 2, 2022 at 3:04 pm</span>
        <a href="#p" class="bbp-reply-permalink">#{i}</a></div></div>
        <div class="loop-item-{i} user-id-1 bbp-parent-forum-5 topic-author post-{i} reply type-reply
        status-publish hentry topic-tag-menu"><div class="bbp-reply-author">
        <a href="/m" class="bbp-author-link"><span class="bbp-author-name">ann</span></a>
        <div class="bbp-author-role">Participant</div></div><div class="bbp-reply-content"><p>{t}</p></div>
        </div>
        """,
        "",
        False,
    ),
    "NodeBB": (
        """
        <li component="post" class="pt-4 topic-owner-post" data-index="{i}"><div class="d-flex">
        <div class="icon"><a href="/u"><span class="avatar">A</span></a></div>
        <div class="post-container d-flex flex-grow-1"><div class="d-flex post-header"><a href="/u">ann</a>
        <a href="/p" class="timeago">2 May 2022, 15:04</a></div>
        <div class="content mt-2 text-break" component="post/content"><p>{t}</p></div>
        <div component="post/footer" class="post-footer border-bottom">
        <div component="post/actions" class="d-flex post-tools"><a component="post/reply" href="#">Reply</a>
        <div class="d-flex votes"><a component="post/upvote" href="#"></a>
        <a component="post/vote-count" href="#">3</a></div></div></div></div></div></li>
        """,
        "ann 2 May 2022, 15:04\n\n",
        False,
    ),
    "IPS 4": (
        """
        <article id="elComment_{i}" class="cPost ipsBox ipsResponsive_pull ipsComment ipsComment_parent">
        <div class="cAuthorPane cAuthorPane_mobile"><h3><a href="/m">ann</a></h3></div>
        <aside class="ipsComment_author cAuthorPane ipsColumn"><h3 class="cAuthorPane_author">
        <a href="/m">ann</a></h3><ul class="cAuthorPane_info"><li>Members</li><li>12 posts</li></ul></aside>
        <div class="ipsColumn ipsColumn_fluid">
        <div id="comment-{i}_wrap" class="ipsComment_content ipsType_medium">
        <div class="ipsComment_meta ipsType_light"><a href="#c">Posted <time>May 2, 2022</time></a></div>
        <div class="cPost_contentWrap"><div data-role="commentContent" class="ipsType_normal ipsType_richText">
        <p>{t}</p></div><div class="ipsItemControls">
        <ul class="ipsComment_controls ipsClearfix ipsItemControls_left"><li><a href="/q">Quote</a></li></ul>
        </div></div></div></div></article>
        """,
        "",
        False,
    ),
    "IP.Board 3": (
        """
        <div class="post_block hentry clear clearfix" id="post_id_{i}"><div class="post_wrap"><h3 class="row2">
        <span class="author vcard"><a href="/m">ann</a></span></h3><div class="author_info">
        <div class="user_details"><ul class="basic_info"><li>Members</li><li>12 posts</li></ul></div></div>
        <div class="post_body">
        <p class="posted_info">Posted <abbr class="published">02 May 2022 - 03:04 PM</abbr></p>
        <div class="post entry-content"><p>{t}</p></div>
        <div class="signature">Measure twice, cut once, said my grandfather</div></div>
        <ul class="post_controls clear"><li><a href="/q">Quote</a></li></ul></div></div>
        """,
        "",
        False,
    ),
    "FluxBB": (
        """
        <div id="p{i}" class="blockpost row{i}"><h2><span><span class="conr">#{i}</span>
        <a href="/p">2022-05-02 15:04:05</a></span></h2><div class="box"><div class="inbox">
        <div class="postbody"><div class="postleft"><dl><dt><strong><a href="/u">ann</a></strong></dt>
        <dd class="usertitle"><strong>Member</strong></dd><dd><span>Posts: 12</span></dd></dl></div>
        <div class="postright"><h3>Gears</h3><div class="postmsg"><p>{t}</p></div>
        <div class="postsignature postmsg"><hr><p>Measure twice, cut once, said my grandfather</p></div></div>
        </div></div><div class="inbox"><div class="postfoot clearb"><div class="postfootright"><ul>
        <li class="postquote"><span><a href="/q">Quote</a></span></li></ul></div></div></div></div></div>
        """,
        "Gears\n\n",
        False,
    ),
    "Lithium": (
        """
        <div class="lia-message-view-display lia-message-view-wrapper lia-js-data-messageUid-{i}">
        <div class="lia-message-author-with-avatar"><span class="UserName lia-user-name"><a href="/u">ann</a>
        </span><div class="lia-message-author-rank">Contributor</div></div><div class="lia-message-dates">
        <span class="DateTime"><span class="local-date">05-02-2022</span>
        <span class="local-time">03:04 PM</span></span></div><div class="lia-message-body lia-component-body">
        <div class="lia-message-body-content"><p>{t}</p></div></div><div class="lia-message-statistics">
        <div class="KudosButton">0 Kudos</div></div></div>
        """,
        "",
        False,
    ),
    "Moodle forum": (
        """
        <article id="p{i}" class="forum-post-container mb-2">
        <div class="d-flex border p-2 forumpost focus-target"><div class="d-flex flex-column">
        <header class="mb-2 header row d-flex"><div class="mr-2"></div><div>
        <h3 class="h6 font-weight-bold">Gears</h3>
        <address>by <a href="/u">Ann</a> - <time>Monday, 2 May 2022</time></address></div></header>
        <div class="post-content-container"><p>{t}</p></div><div class="d-flex flex-wrap">
        <div class="post-actions d-flex"><a href="/p">Permalink</a><a href="/r">Reply</a></div></div></div>
        </div></article>
        """,
        "Gears\n\nby Ann -\n\n",
        False,
    ),
}


@pytest.mark.parametrize("software", THREADS)
def test_a_thread_is_a_question_and_its_answers_without_those_who_wrote_them(software: str) -> None:
    template, head, accepted = THREADS[software]
    text, found = blocks(posts(template))
    asked, answered = head + ASKED, head.replace("1. ", "2. ") + ANSWERED
    assert text == f"{asked}\n\n{answered}"
    assert found == [("question", asked, None, False), ("answer", answered, None, accepted)]


def test_names_tell_roles() -> None:
    words = "question js-answer comment type-reply postbit_legacy post_message_12 pid_7 answer-count questions postal"
    roles = ["question", "answer", "comment", "post", "post", "post", "post", None, None, None]
    assert list(map(by_word, words.split())) == roles


def test_microdata_tells_roles_but_the_posts_of_a_thread_are_no_comments() -> None:
    said: list[dict[str, str | None]] = [
        {"itemprop": "suggestedAnswer acceptedAnswer"},
        {"itemtype": "https://schema.org/Question"},
        {"itemprop": "comment", "itemtype": "https://schema.org/Comment"},
        {"itemprop": "comment", "class": "message message--post"},
        {"itemprop": "text"},
    ]
    assert list(map(by_schema, said)) == ["answer", "question", "comment", "post", None]


def test_an_accepted_answer_is_known_by_its_name() -> None:
    names = [
        "accepted-answer",
        "post--bestanswer",
        "qa-a-list-item-selected",
        "answer",
        "selected",
        "resolution",
    ]
    assert list(map(is_accepted, names)) == [True, True, True, False, False, False]


def test_votes_are_read_as_sites_write_them() -> None:
    assert list(map(number, ("1,234 votes", "-3", "+7", "none", None))) == [1234, -3, 7, None, None]


def test_answers_whose_questions_are_buttons_take_the_lines_that_ask_above_them() -> None:
    folded = "<div class=faq><button>{}</button><div class=faq__answer><p>{}</p></div></div>"
    first, second = folded.format("Is it deep?", "Nine metres."), folded.format("Is it old?", "Very old.")
    assert blocks(f"<h1>Wells</h1>{first}{second}")[1] == [
        ("question", "Is it deep?", None, False),
        ("answer", "Nine metres.", None, False),
        ("question", "Is it old?", None, False),
        ("answer", "Very old.", None, False),
    ]


def test_one_line_that_asks_above_answers_is_no_question_of_their_own() -> None:
    html = "<p>Is it deep?</p><div class=answer><p>Nine metres.</p></div><div class=answer><p>Ten.</p></div>"
    assert [role for role, *_ in blocks(html)[1]] == ["answer", "answer"]
