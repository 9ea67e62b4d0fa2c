"""What stands around a page's content, told by class, id and role: navigation, banners, share bars.

Heuristics of main content cost answers, so nothing is chosen here, only taken away, and
what may hold content is looked into before it goes.

>>> is_furniture("site-footer"), is_furniture("post-body"), is_furniture("layout layout--with-sidebar")
(True, False, False)
"""

import re
from functools import lru_cache
from typing import Final

# A word of a class or id that says it: `site-footer`, `footer_2`, `mainFooter`.
_WORDS: Final = frozenset(
    """
    nav navs navi navbar navigation navigator topnav subnav sidenav menu menus menubar submenu mainmenu topmenu navmenu
    breadcrumb breadcrumbs crumb crumbs pagination paginator pager pagenav toc sitemap topbar toolbar tooltip dropdown
    footer footnav foot masthead sidebar sidebars sidebox rail leftcolumn rightcolumn leftcol rightcol widget widgets
    logo branding copyright legal imprint disclaimer cookie cookies consent gdpr ccpa onetrust
    modal popup popover lightbox overlay toast offcanvas drawer paywall interstitial
    ad ads adv advert adverts advertisement advertisements advertising adsense adsbygoogle adslot dfp sponsor sponsors
    sponsored promo promos promotion promoted banner banners outbrain taboola affiliate newsletter subscribe subscription
    signup optin cta donate donation share shares sharing sharebar sharedaddy sharethis social socials socialmedia addthis
    addtoany tweet facebook twitter pinterest whatsapp linkedin related recommended recommendation recommendations recommend
    trending similar avatar avatars gravatar userpic userinfo usercard userdetails userprofile userbar posterinfo
    postprofile postauthor signature sig byline postmeta postmenu postcontrols actions controls buttons taglist tagcloud tags
    vote votes votecell voting rating ratings stars reactions permalink badge badges trophies login signin register
    commentform respond search searchbox searchform searchbar loader loading spinner skeleton noprint linenos gutter
    editsection navbox catlinks printfooter message-user p-body-sidebar
    """.split()
)
# Two words in a row, or written as one.
_PAIRS: Final = frozenset(
    """
    backto scrolltop skiplink skiplinks skipto tableof pagenav prevnext bottombar siteheader globalheader mainheader topheader
    sidebar sidenav leftcol rightcol leftcolumn rightcolumn widgetarea alertbar noticebar announcementbar adunit btngroup
    buttongroup sharebar followus youmay alsolike readnext readmore morefrom mostread topstories hotnetwork upnext
    userpic userinfo usercard userdetails useraction useractions userprofile usermeta authorbox authorbio authorinfo authorcard
    aboutauthor postauthor entrymeta postmeta articlemeta postinfo postmenu postcontrols postactions postbuttons
    entryfooter postfooter articlefooter messagefooter messageactions actionbar taglist posttaglist posttags entrytags votecell
    votecount reactionbar reactionsbar signup signin login logreg commentform replyform leavea newcomment addcomment postreply
    quickreply searchbox searchform searchbar sronly visuallyhidden screenreader assistivetext printonly linenumbers
    mweditsection jumpto optin cookieconsent breadcrumbs dropdown
    """.split()
)
# What makes one of the above a state or a place, not the thing: `has-sidebar`, `content-with-nav`.
_STATES: Final = frozenset(
    "has no with without is not hide show hidden fixed sticky toggle enabled disabled nested theme layout js elementor vc et".split()
)
# Words of content. An element so named is walked into whatever else its name says.
_CONTENT: Final = re.compile(
    r"""(?:question|answer|post|message|comment|article|entry|thread|topic|rich)[-_]*(?:body|content|text)(?![a-z])
    | (?:accepted|best|suggested|expert|solution)[-_]?answer | main-?content | markdown | prose | wysiwyg | faq | accordion | spoiler | solution
    | (?:content|main|page|body|site|wrapper|layout)[-_]+(?:side-?bar|aside|nav|menu|toc)(?:[-_]+(?:wrap|layout|container)|$|\s)
    | (?:side-?bar|nav|menu|toc|aside|search)[-_]+(?:content|main|page|wrap|wrapper|layout|results?)(?![a-z])
    | elementor-(?:widget|element|section|column|post)""",
    re.VERBOSE,
)
_ROLES: Final = frozenset(
    "banner navigation contentinfo search menu menubar menuitem toolbar dialog alertdialog tooltip complementary".split()
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS: Final = re.compile(r"[-_:/.\d]+")


def is_furniture(names: str) -> bool:
    """Whether an element of this class and id (joined by a space) stands around content."""
    if not any(map(_is_furniture_name, names.split())):
        return False
    return _CONTENT.search(_CAMEL.sub("-", names).lower()) is None


@lru_cache(maxsize=50_000)
def _is_furniture_name(name: str) -> bool:
    # What follows `--` is a modifier in BEM's way of naming: a state.
    name = name.partition("--")[0] or name
    if not name.islower():
        name = _CAMEL.sub("-", name).lower()
    if name in _WORDS:
        return True
    words = _SEPARATORS.split(name)
    if not _STATES.isdisjoint(words):
        return False
    if not _WORDS.isdisjoint(words):
        return True
    return len(words) > 1 and any(one + two in _PAIRS for one, two in zip(words, words[1:], strict=False))


def is_label_name(names: str) -> bool:
    """Whether a short text in an element of this class tells who wrote when, or captions a picture.

    >>> is_label_name("post-date"), is_label_name("update")
    (True, False)
    """
    return any(not _LABELS.isdisjoint(_SEPARATORS.split(_CAMEL.sub("-", name).lower())) for name in names.split())


_LABELS: Final = frozenset(
    """date dates time timestamp datetime published pubdate dateline author authors byline username usertitle usergroup
    credit credits caption captions count counter counts views stats meta kicker eyebrow category subtitle""".split()
)


def is_furniture_role(role: str) -> bool:
    """Whether an ARIA role says so."""
    return role in _ROLES


HOLDS_CONTENT: Final = (
    "main, h1, [role=main], [itemprop=articleBody], [itemprop=acceptedAnswer], [itemprop=suggestedAnswer], [itemprop=text]"
)
"""What is not thrown away with the element around it."""

KEPT_ASIDE: Final = re.compile("quote|onebox|note|tip|callout|admonition|example|definition|theorem|hint|faq|info")
"""An aside of this name belongs to the text."""

HEADS_FURNITURE: Final = re.compile(
    r"""\W*(?:related|similar|recent|popular|recommended|trending|latest|more|other|hot\ network|linked|featured|top)\b.{0,40}
    | \W*(?:tags?|categor(?:y|ies)|navigation|menu|links|see\ also|share(?:\ (?:this|on|via).{0,30})?|follow\ us.{0,30}|archives?
      |you\ (?:may|might)\ .{0,40}|search|language|sitemap|quick\ links|in\ this\ (?:article|section).{0,20}|(?:table\ of\ )?contents
      |on\ this\ page|about(?:\ us)?|company|resources|support|products|legal|connect|newsletter|advertisements?)\W*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A heading that goes when the links under it go."""
