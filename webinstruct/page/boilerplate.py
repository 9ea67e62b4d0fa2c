"""What stands around a page's content, told by class, id and role: navigation, banners, share bars.

Heuristics of main content cost answers, so nothing is chosen here, only taken away, and
what may hold content is looked into before it goes.

`names.py` applies these lists.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from webinstruct.page.looks import Looks

# A word of a class or id that says it: `site-footer`, `footer_2`, `mainFooter`.
HARD: Final = frozenset(
    """
    nav navs navi navbar navigation navigator topnav subnav sidenav menu menus menubar submenu mainmenu topmenu
    navmenu breadcrumb breadcrumbs crumb crumbs pagination paginator pager pagenav toc sitemap topbar footer
    footnav foot masthead sidebar sidebars sidebox rail overlay copyright legal imprint disclaimer cookie
    cookies consent gdpr ccpa onetrust modal popup popover lightbox toast offcanvas paywall interstitial ad ads
    adv advert adverts advertisement advertisements advertising adsense adsbygoogle adslot dfp sponsor sponsors
    sponsored promo promos promotion promoted banners outbrain taboola affiliate newsletter subscribe
    subscription signup optin donate donation sharebar sharedaddy socialmedia addthis addtoany related
    recommended recommendation recommendations recommend trending similar avatar avatars gravatar userpic
    userinfo usercard userdetails userprofile userbar posterinfo postprofile postauthor postleft postfoot
    postsignature favatar profilebox ksig signature byline postmeta postmenu postcontrols taglist tagcloud login
    signin commentform respond searchbox searchform searchbar loader skeleton linenos editsection headerlink
    navbox catlinks printfooter
    """.split()
)
# A word that says it of something small; what holds prose is content, whatever it is called.
SOFT: Final = frozenset(
    """
    toolbar tooltip widget widgets leftcolumn rightcolumn leftcol rightcol logo branding banner cta share shares sharing
    sharethis social socials facebook twitter pinterest whatsapp linkedin sig actions controls buttons tags vote
    votes votecell voting rating ratings stars reactions permalink badge badges trophies register search loading
    spinner noprint gutter poster
    """.split()
)
# A word of furniture and alike of panels that open.
PANEL: Final = frozenset(("dropdown", "drawer"))
# Two words in a row, or written as one.
PAIRS: Final = frozenset(
    """
    backto backtop scrolltop skiplink skiplinks skipto tableof pagenav prevnext bottombar siteheader
    globalheader mainheader topheader sidebar sidenav widgetarea alertbar noticebar announcementbar adunit
    btngroup buttongroup sharebar followus messageuser commentuser youmay alsolike readnext morefrom mostread
    topstories hotnetwork upnext userpic userinfo usercard userdetails useraction useractions userprofile
    usermeta authorbox authorbio authorinfo authorcard aboutauthor postauthor entrymeta postmeta articlemeta
    postinfo postmenu postcontrols postactions postbuttons entryfooter postfooter articlefooter messagefooter
    messageactions actionbar taglist posttaglist posttags entrytags votecell votecount reactionbar reactionsbar
    signup signin login logreg commentform replyform leavea addcomment quickreply searchbox searchform searchbar
    sronly visuallyhidden screenreader assistivetext printonly linenumbers mweditsection jumpto optin
    cookieconsent breadcrumbs
    """.split()
)
# What makes one of the above a state or a place, not the thing: `has-sidebar`, `content-with-nav`.
STATES: Final = frozenset(
    """
    has no with without is not by hide show hidden fixed sticky toggle enabled disabled nested theme layout js
    elementor vc et
    """.split()
)
# Words of content. An element so named is walked into whatever else its name says.
CONTENT: Final = re.compile(
    r"""(?:question|answer|post|message|comment|article|entry|thread|topic|rich)[-_]*(?:body|content|text)(?![a-z])
    | (?:accepted|best|suggested|expert|solution)[-_]?answer | main-?content | markdown | prose | wysiwyg
    | faq | accordion | spoiler | solution
    | (?:content|main|page|body|site|wrapper|layout)[-_]+(?:side-?bar|aside|nav|menu|toc)[-_]+(?:wrap|layout|container)
    | (?:content|(?<!p-)body|wrapper|layout)[-_]+(?:side-?bar|aside)(?:$|\s)
    | (?:side-?bar|nav|menu|toc|aside|search)[-_]+(?:content|main|page|wrap|wrapper|layout|results?)(?![a-z])
    | elementor-(?:widget|element|section|column|post) | fusion- | et_pb_ | wpb_ | so-panel | so-widget
    | textwidget
    | (?<![\w-])(?:panel-)?collapse(?![\w-])""",
    re.VERBOSE,
)
POSTED: Final = re.compile(
    r"(?<![\w-])(?:hentry|h-entry|status-publish|post-\d+|type-(?:post|page|topic|reply|question|answer))(?![\w-])"
)
"""What WordPress and its kin call a post. Its other names are its tags and who wrote it: `tag-menu topic-author`."""
_ROLES: Final = frozenset(
    """
    banner navigation contentinfo search menu menubar menuitem toolbar dialog alertdialog tooltip complementary
    """.split()
)
CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
SEPARATORS: Final = re.compile(r"[-_:/.\d]+")
_MADE_UP: Final = re.compile(
    r"(?=\w{3,7}$)(?:[a-z]+[A-Z]+){2,}[a-z]*|(?!ads?\d)[a-z]{0,2}\d[a-z\d]{1,6}|[a-f\d-]{20,}"
)
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_NAMED_BY_ID: Final = frozenset("div section ul ol table form header footer aside center".split())
"""Elements that make up a page's frame. An id of another is for links to point at."""
_MAX_LINKED: Final = 0.3
_NO_PROSE: Final = "a[href], script, style, noscript, template, select, textarea, button, label"


def is_made_up(word: str) -> bool:
    """Whether a program made a name up, so that `ad` in it says nothing.

    >>> [is_made_up(word) for word in ("bAdKx", "e1ad", "x1ad04t7", "ad300x250", "leftAd")]
    [True, True, True, False, False]
    """
    return _MADE_UP.fullmatch(word) is not None


def is_titled(node: LexborNode, tag: str, looks: Looks) -> bool:
    """Whether an id names an element after its heading: `<section id="search-trees"><h2>Search trees</h2>`."""
    if tag not in _NAMED_BY_ID:
        return True
    heading = node.child
    while heading is not None and (heading.tag or "-").startswith("-"):
        heading = heading.next
    if heading is None or heading.tag not in _HEADINGS:
        return False
    title = _NO_LETTERS.sub("", (looks.text(heading) or "").lower())
    return _NO_LETTERS.sub("", (node.attributes.get("id") or "").lower()) == title


def holds_prose(node: LexborNode, text: str, least: int, looks: Looks) -> bool:
    """Whether an element of this text has so many characters of it, less than 30 % of them in links."""
    chars, linked = len(text), 0
    if chars < least:
        return False
    for other in node.css(_NO_PROSE):
        if other.mem_id == node.mem_id:
            continue
        inner = looks.squeezed(other)
        if inner is None:
            return True
        if other.tag == "a":
            linked += len(inner)
        else:
            chars -= len(inner)
    return chars - linked >= least and linked < _MAX_LINKED * chars


LABELS: Final = frozenset(
    """
    date dates time timestamp datetime published pubdate dateline author authors byline username usertitle
    usergroup credit credits caption captions count counter counts views stats meta kicker eyebrow category
    subtitle
    """.split()
)
"""Words of elements whose short text tells who wrote when, or captions a picture."""


def is_furniture_role(role: str) -> bool:
    """Whether an ARIA role says so."""
    return role in _ROLES


HOLDS_CONTENT: Final = (
    "main, h1, [role=main], [itemprop=articleBody], [itemprop=acceptedAnswer], [itemprop=suggestedAnswer], "
    "[itemprop=text]"
)
"""What is not thrown away with the element around it."""

KEPT_ASIDE: Final = re.compile(
    "quote|onebox|note|tip|callout|admonition|example|definition|theorem|hint|faq|info"
)
"""An aside of this name belongs to the text."""

HEADS_FURNITURE: Final = re.compile(
    r"""\W*(?:related|similar|recent|popular|recommended|trending|latest
      |more|other|hot\ network|linked|featured|top)\b.{0,40}
    | \W*(?:tags?|categor(?:y|ies)|navigation|menu|links|see\ also|share(?:\ (?:this|on|via).{0,30})?|follow\ us.{0,30}
      |archives?
      |you\ (?:may|might)\ .{0,40}|search|language|sitemap|quick\ links|in\ this\ (?:article|section).{0,20}
      |(?:table\ of\ )?contents
      |on\ this\ page|about(?:\ us)?|company|resources|support|products|legal|connect
      |newsletter|advertisements?)\W*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A heading that goes when the links under it go."""
