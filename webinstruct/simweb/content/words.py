"""Names and things that fill the templates."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    Anna Ben Clara David Elif Farid Greta Hugo Ines Jonas Kira Liam Mara Nils Olga Paul Rosa Samir
    Tara Umar Vera Wanda Yusuf Zoe Amara Boris Chen Dora Emil Fiona Goran Hana Ivan Jules Karim Lena
    Milan Nora Otto Priya Rafael Sofia Tomas Ulla Viktor Yara
""")
LAST_NAMES = _words("""
    Abel Brandt Castillo Dorn Eriksen Falk Grant Hale Imhof Jansen Keller Lund Marsh Nowak Ortiz
    Petrov Quinn Rossi Stern Tanaka Ueda Varga Weber Young Zander Okafor Silva Haddad Moreau
    Lindqvist
""")
CITIES = _words("""
    Alderford Brackwater Castlemere Dunholm Eastvale Fernwick Graypool Highmoor Inverleigh Jasperton
    Kingsbay Larkhill Millbrook Northgate Oakhaven Portsworth Queensferry Ravenford Saltmarsh
    Thornbury Upwell Westlake Yarrowby
""")
GOODS = (
    "backpack",
    "bicycle",
    "camera",
    "desk lamp",
    "guitar",
    "jacket",
    "kettle",
    "microscope",
    "pair of boots",
    "printer",
    "radio",
    "telescope",
    "tent",
    "violin",
    "watch",
    "keyboard",
    "bookcase",
    "sewing machine",
)
NICK_ENDINGS = ("42", "_math", "77", "fan", "99", "_x", "2000", "Learner", "", "", "_b", "Owl")
NICK_WORDS = (
    "Newton",
    "Pixel",
    "Maple",
    "Sigma",
    "Quark",
    "Raven",
    "Comet",
    "Panda",
    "Delta",
    "Ember",
    "Fjord",
    "Gamma",
    "Hazel",
    "Indigo",
    "Jolly",
    "Karma",
    "Lemur",
    "Mango",
    "Nimbus",
    "Otter",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def nick(rng: Random) -> str:
    """A user name, as forums have them.

    >>> nick(Random(3))
    'Mango77'
    """
    return rng.choice(NICK_WORDS if rng.random() < 0.6 else FIRST_NAMES) + rng.choice(NICK_ENDINGS)


def full_name(rng: Random) -> str:
    """First and last name."""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def day(rng: Random, first: int = 2012, last: int = 2024) -> str:
    """A date of the years from `first` to `last`, as a person writes it: '4 March 2021'."""
    return f"{rng.randint(1, 28)} {rng.choice(MONTHS)} {rng.randint(first, last)}"


def clock(rng: Random) -> str:
    """A time of day: '17:05'."""
    return f"{rng.randint(6, 23)}:{rng.randint(0, 59):02d}"
