"""The domains of the simulated web, and the other ones that seed pages come from.

Invented names stand under `.example`, which nobody can register. Blogs stand under real public
suffixes with private registration, so each of them is a registered domain of its own.

    >>> len(SITES), {site.domain for site in SITES} & {site.domain for site in SEED_SITES}
    (42, set())
"""

from webinstruct.simweb.model import Site

QA = "questions with answers by readers"
BOOK = "textbook chapters with exercises and solutions"
LESSON = "lessons that work problems out"
MIXED = "mixed: lessons stand beside other pages"


def _site(
    domain: str,
    name: str,
    kinds: str,
    why: str = "",
    topic: str = "",
    sub: str = "www.",
    charset: str = "utf-8",
    says: bool = True,
) -> Site:
    return Site(domain, sub + domain, name, tuple(kinds.split()), why, charset, says, topic)


SITES: tuple[Site, ...] = (
    _site("mathforum.example", "The Math Forum", "forum", QA, sub=""),
    _site("physicsboard.example", "Physics Board", "forum", QA, "physics", sub="forum."),
    _site("homeworkcorner.example", "Homework Corner", "forum", QA),
    _site("codehelpers.example", "Code Helpers", "forum", QA, "programming", sub="talk."),
    _site("chemistrytalk.example", "Chemistry Talk", "forum", QA, "chemistry", charset="windows-1252"),
    _site("askanything.example", "Ask Anything", "qapage", QA, sub=""),
    _site("numbersexchange.example", "Numbers Exchange", "qapage", QA, "algebra", sub=""),
    _site("scienceanswers.example", "Science Answers", "qapage", QA, "science"),
    _site("historyanswers.example", "History Answers", "qapage", QA, "history", sub=""),
    _site("debugdesk.example", "Debug Desk", "qapage", QA, "programming", sub="qa."),
    _site("openalgebra.example", "Open Algebra", "textbook", BOOK, "algebra"),
    _site("shapesandproofs.example", "Shapes and Proofs", "textbook", BOOK, "geometry", sub=""),
    _site("freephysicsbook.example", "A Free Physics Book", "textbook", BOOK, "physics", sub="book."),
    _site("chemistryreader.example", "The Chemistry Reader", "textbook", BOOK, "chemistry", says=False),
    _site("learnbyexercise.example", "Learn by Exercise", "textbook", BOOK),
    _site("evening-classes.example", "Evening Classes", "lesson", LESSON),
    _site(
        "mrsbrandtteaches.example", "Mrs Brandt Teaches", "lesson", LESSON, charset="windows-1252", says=False
    ),
    _site("stepbystepscience.example", "Step by Step Science", "lesson", LESSON, "science"),
    _site("schoolonscreen.example", "School on Screen", "lesson", LESSON, sub="courses."),
    _site("fivelessons.example", "Five Lessons a Week", "lesson textbook", LESSON),
    _site("larkhill-school.example", "Larkhill School Magazine", "lesson news", MIXED),
    _site("millbrookcollege.example", "Millbrook College", "textbook news", MIXED, sub="press."),
    _site("parentsandpupils.example", "Parents and Pupils", "forum qapage news", MIXED, sub=""),
    _site("sciencekits.example", "Science Kits and Lessons", "lesson shop", MIXED, "chemistry"),
    _site("citylibrary.example", "City Library", "textbook qapage news", MIXED, "history"),
    _site("dailygazette.example", "The Daily Gazette", "news"),
    _site("morningecho.example", "The Morning Echo", "news", charset="windows-1252"),
    _site("harbornews.example", "Harbor News", "news", sub="m."),
    _site("sportsreport.example", "Sports Report", "news", sub=""),
    _site("marketwatchers.example", "Market Watchers", "news"),
    _site("northgatetimes.example", "Northgate Times", "news", says=False),
    _site("bargainbarn.example", "Bargain Barn", "shop", sub="shop."),
    _site("gadgetgalore.example", "Gadget Galore", "shop"),
    _site("thebootshop.example", "The Boot Shop", "shop", charset="windows-1252"),
    _site("homeandgarden.example", "Home and Garden", "shop", sub="store."),
    _site("toysforall.example", "Toys for All", "shop", says=False),
    _site("simweb-anna-maths.blogspot.com", "Anna's Maths Notes", "lesson", LESSON, "algebra", sub=""),
    _site("simweb-physics-diary.blogspot.com", "A Physics Diary", "lesson", LESSON, "physics", sub=""),
    _site("simweb-my-travels.blogspot.com", "My Travels", "news", sub=""),
    _site("simweb-best-deals.blogspot.com", "Best Deals Today", "shop", sub=""),
    _site("simweb-geometry-notes.github.io", "Geometry Notes", "lesson", LESSON, "geometry", sub=""),
    _site("simweb-town-gossip.github.io", "Town Gossip", "news", sub=""),
)

# Several domains of each sort, so that a part of them can be held out and still holds every kind.
SEED_SITES: tuple[Site, ...] = tuple(
    _site(f"{name}{number}.example", title, kinds, path)
    for number in range(1, 6)
    for name, title, kinds, path in (
        ("seedforum", "Study Circle", "forum", QA),
        ("seedquestions", "Question Time", "qapage", QA),
        ("seedbooks", "The Open Shelf", "textbook", BOOK),
        ("seedlessons", "Lesson Box", "lesson", LESSON),
        ("seedtutors", "The Patient Tutors", "lesson qapage", LESSON),
        ("seedpaper", "The Evening Paper", "news", ""),
        ("seedtribune", "The Tribune", "news", ""),
        ("seedstore", "The Corner Store", "shop", ""),
        ("seedmarket", "Market Hall", "shop", ""),
    )
)


def hosting(sites: tuple[Site, ...], kind: str) -> tuple[Site, ...]:
    """The sites that hold pages of a kind.

    >>> [site.domain for site in hosting(SEED_SITES, "shop")][:3]
    ['seedstore1.example', 'seedmarket1.example', 'seedstore2.example']
    """
    return tuple(site for site in sites if kind in site.kinds)
