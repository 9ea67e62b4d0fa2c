"""The domains of the simulated web, and the other ones that seed pages come from.

Invented names stand under `.example`, which nobody can register. Blogs stand under real public
suffixes with private registration, so each of them is a registered domain of its own.

    >>> len(SITES), {site.domain for site in SITES} & {site.domain for site in SEED_SITES}
    (61, set())
"""

from functools import lru_cache

from webinstruct.simweb.content.tongues import TONGUES
from webinstruct.simweb.maths import MATHS
from webinstruct.simweb.model import Charset, Site
from webinstruct.simweb.signals import chance

QA = "questions with answers by readers"
BOOK = "textbook chapters with exercises and solutions"
LESSON = "lessons that work problems out"
MIXED = "mixed: lessons stand beside other pages"
FOREIGN = tuple(TONGUES)


RIGHT = {name: Charset(name, name, name) for name in ("windows-1252", "windows-1251")}
UNSAID = {
    name: Charset(name, "", "") for name in ("utf-8", "windows-1252", "windows-1251", "gbk", "shift_jis")
}
META_ONLY = {name: Charset(name, "", name) for name in ("utf-8", "windows-1252")}
# the server says one thing for all its pages, whatever they are; or a template was copied
CALLED_UTF8 = {name: Charset(name, "utf-8", name) for name in ("windows-1252", "shift_jis")}
CALLED_LATIN = {name: Charset(name, "iso-8859-1", name) for name in ("utf-8", "windows-1251")}
META_WRONG = {name: Charset(name, "", "iso-8859-1") for name in ("utf-8", "gbk")}


def _site(
    domain: str,
    name: str,
    kinds: str,
    why: str = "",
    topic: str = "",
    sub: str = "www.",
    math: str = "",
    language: str = "en",
    charset: Charset = Charset(),
) -> Site:
    # a site that shows hardly any formula takes what its hash gives
    shown = math or MATHS[chance("math", domain) % len(MATHS)].name
    return Site(domain, sub + domain, name, tuple(kinds.split()), why, topic, shown, language, charset)


_ENGLISH: tuple[Site, ...] = (
    _site("mathforum.example", "The Math Forum", "forum", QA, sub="", math="mathjax2"),
    _site("physicsboard.example", "Physics Board", "forum", QA, "physics", sub="forum.", math="brackets"),
    _site("homeworkcorner.example", "Homework Corner", "forum", QA, math="codecogs"),
    _site("codehelpers.example", "Code Helpers", "forum", QA, "programming", sub="talk."),
    _site(
        "chemistrytalk.example",
        "Chemistry Talk",
        "forum",
        QA,
        "chemistry",
        math="sup",
        charset=CALLED_UTF8["windows-1252"],
    ),
    _site("askanything.example", "Ask Anything", "qapage faq", QA, sub="", math="dollar"),
    _site("numbersexchange.example", "Numbers Exchange", "qapage", QA, "algebra", sub="", math="mathjax3"),
    _site("scienceanswers.example", "Science Answers", "qapage faq", QA, "science", math="mimetex"),
    _site("historyanswers.example", "History Answers", "qapage", QA, "history", sub=""),
    _site("debugdesk.example", "Debug Desk", "qapage faq", QA, "programming", sub="qa."),
    _site("openalgebra.example", "Open Algebra", "textbook", BOOK, "algebra", math="katex"),
    _site(
        "shapesandproofs.example", "Shapes and Proofs", "textbook", BOOK, "geometry", sub="", math="alttext"
    ),
    _site(
        "freephysicsbook.example",
        "A Free Physics Book",
        "textbook",
        BOOK,
        "physics",
        sub="book.",
        math="annotation",
    ),
    _site(
        "chemistryreader.example",
        "The Chemistry Reader",
        "textbook",
        BOOK,
        "chemistry",
        math="wikipedia",
        charset=META_ONLY["utf-8"],
    ),
    _site("learnbyexercise.example", "Learn by Exercise", "textbook", BOOK, math="paren"),
    _site("evening-classes.example", "Evening Classes", "lesson", LESSON, math="alternative"),
    _site(
        "mrsbrandtteaches.example",
        "Mrs Brandt Teaches",
        "lesson",
        LESSON,
        math="asciimath",
        charset=META_ONLY["windows-1252"],
    ),
    _site(
        "stepbystepscience.example", "Step by Step Science", "lesson faq", LESSON, "science", math="unicode"
    ),
    _site("schoolonscreen.example", "School on Screen", "lesson", LESSON, sub="courses.", math="wordpress"),
    _site("fivelessons.example", "Five Lessons a Week", "lesson textbook", LESSON, math="script"),
    _site("larkhill-school.example", "Larkhill School Magazine", "lesson news", MIXED, math="preview"),
    _site(
        "millbrookcollege.example",
        "Millbrook College",
        "textbook news links",
        MIXED,
        sub="press.",
        math="preview",
    ),
    _site(
        "parentsandpupils.example",
        "Parents and Pupils",
        "forum qapage faq news",
        MIXED,
        sub="",
        math="alternative",
    ),
    _site("sciencekits.example", "Science Kits and Lessons", "lesson shop", MIXED, "chemistry", math="sup"),
    _site("citylibrary.example", "City Library", "textbook qapage news links", MIXED, "history"),
    _site("dailygazette.example", "The Daily Gazette", "news"),
    _site("morningecho.example", "The Morning Echo", "news", charset=RIGHT["windows-1252"]),
    _site("harbornews.example", "Harbor News", "news", sub="m."),
    _site("sportsreport.example", "Sports Report", "news", sub="", charset=CALLED_LATIN["utf-8"]),
    _site("marketwatchers.example", "Market Watchers", "news", charset=META_WRONG["utf-8"]),
    _site("northgatetimes.example", "Northgate Times", "news", charset=META_ONLY["utf-8"]),
    _site("bargainbarn.example", "Bargain Barn", "shop", sub="shop."),
    _site("gadgetgalore.example", "Gadget Galore", "shop"),
    _site("thebootshop.example", "The Boot Shop", "shop", charset=UNSAID["windows-1252"]),
    _site("homeandgarden.example", "Home and Garden", "shop", sub="store."),
    _site("toysforall.example", "Toys for All", "shop", charset=UNSAID["utf-8"]),
    _site(
        "simweb-anna-maths.blogspot.com",
        "Anna's Maths Notes",
        "lesson",
        LESSON,
        "algebra",
        sub="",
        math="mathml",
    ),
    _site(
        "simweb-physics-diary.blogspot.com",
        "A Physics Diary",
        "lesson",
        LESSON,
        "physics",
        sub="",
        math="wordpress",
    ),
    _site("simweb-my-travels.blogspot.com", "My Travels", "news", sub=""),
    _site("simweb-best-deals.blogspot.com", "Best Deals Today", "shop spam", sub=""),
    _site(
        "simweb-geometry-notes.github.io",
        "Geometry Notes",
        "lesson",
        LESSON,
        "geometry",
        sub="",
        math="mathjax2",
    ),
    _site("simweb-town-gossip.github.io", "Town Gossip", "news", sub=""),
    _site("answerdigest.example", "Answer Digest", "faq", QA, math="script"),
    _site("besttopresults.example", "Best Top Results", "links spam"),
    _site("alltagsall.example", "All Tags", "links"),
    _site("luckyspin777.example", "Lucky Spin", "spam", charset=UNSAID["utf-8"]),
    _site("cheappillsnow.example", "Pills Now", "spam", sub=""),
)

_FOREIGN: tuple[Site, ...] = (
    _site("mathehof.example", "Der Mathehof", "lesson", LESSON, math="paren", language="de"),
    _site(
        "fragdielehrerin.example",
        "Frag die Lehrerin",
        "qapage faq",
        QA,
        math="katex",
        language="de",
        charset=CALLED_UTF8["windows-1252"],
    ),
    _site("heidebote.example", "Der Heidebote", "news", language="de", charset=RIGHT["windows-1252"]),
    _site("lecahier.example", "Le Cahier", "lesson textbook", LESSON, math="asciimath", language="fr"),
    _site(
        "questionsclaires.example",
        "Questions claires",
        "qapage faq",
        QA,
        math="unicode",
        language="fr",
        charset=CALLED_LATIN["utf-8"],
    ),
    _site("lavoixdubourg.example", "La Voix du bourg", "news", language="fr", charset=UNSAID["windows-1252"]),
    _site(
        "shuxueketang.example",
        "数学课堂",
        "lesson",
        LESSON,
        math="dollar",
        language="zh",
        charset=META_WRONG["gbk"],
    ),
    _site("wendaguan.example", "问答馆", "qapage faq", QA, math="mathjax3", language="zh"),
    _site(
        "chengshiribao.example", "城市日报", "news", language="zh", charset=Charset("gbk", "gb2312", "gb2312")
    ),
    _site("xinwenzaobao.example", "新闻早报", "news", language="zh", charset=UNSAID["gbk"]),
    _site(
        "urokionline.example", "Уроки онлайн", "lesson", LESSON, language="ru", charset=RIGHT["windows-1251"]
    ),
    _site(
        "gorodnovosti.example",
        "Городские новости",
        "news",
        language="ru",
        charset=CALLED_LATIN["windows-1251"],
    ),
    _site(
        "shitsumonbako.example",
        "質問箱",
        "qapage",
        QA,
        math="mathml",
        language="ja",
        charset=CALLED_UTF8["shift_jis"],
    ),
    _site("machishinbun.example", "町の新聞", "news", language="ja", charset=UNSAID["shift_jis"]),
)

SITES: tuple[Site, ...] = _ENGLISH + _FOREIGN

# Several domains of each sort, so that a part of them can be held out and still holds every kind.
_SORTS = (
    ("seedforum", "Study Circle", "forum", QA),
    ("seedquestions", "Question Time", "qapage faq", QA),
    ("seedbooks", "The Open Shelf", "textbook", BOOK),
    ("seedlessons", "Lesson Box", "lesson", LESSON),
    ("seedtutors", "The Patient Tutors", "lesson qapage faq", LESSON),
    ("seedpaper", "The Evening Paper", "news", ""),
    ("seedtribune", "The Tribune", "news", ""),
    ("seedstore", "The Corner Store", "shop", ""),
    ("seedmarket", "Market Hall", "shop links", ""),
    ("seedjunk", "Winners Only", "spam links", ""),
)
SEED_SITES: tuple[Site, ...] = tuple(
    _site(f"{name}{number}.example", title, kinds, why)
    for number in range(1, 6)
    for name, title, kinds, why in _SORTS
) + tuple(
    _site(f"seed{name}-{code}.example", f"{title} ({code})", kinds, why, language=code)
    for code in FOREIGN
    for name, title, kinds, why in (
        ("school", "School", "lesson qapage", LESSON),
        ("paper", "Paper", "news", ""),
    )
)


@lru_cache(maxsize=64)
def hosting(sites: tuple[Site, ...], kind: str) -> tuple[Site, ...]:
    """The sites that hold pages of a kind.

    >>> [site.domain for site in hosting(SEED_SITES, "shop")][:3]
    ['seedstore1.example', 'seedmarket1.example', 'seedstore2.example']
    """
    return tuple(site for site in sites if kind in site.kinds)
