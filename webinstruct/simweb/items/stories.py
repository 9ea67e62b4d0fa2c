"""Word problems in the manner of a school benchmark: a setting, what happens in it with numbers, a question."""

from collections.abc import Callable
from random import Random

from webinstruct.simweb.content.words import CITIES, FIRST_NAMES
from webinstruct.simweb.items.made import Made
from webinstruct.simweb.signals import chance

# a setting and what there is of it
SETTINGS: tuple[tuple[str, str], ...] = (
    ("{name} runs a small bakery beside the old harbour of {city}.", "loaves"),
    ("{name} keeps bees behind a mill and fills honey into glass jars.", "jars"),
    ("Every autumn {name} gathers chestnuts in the hills above {city}.", "chestnuts"),
    ("{name} prints posters for the summer theatre of {city}.", "posters"),
    ("{name} folds paper cranes for the windows of a children's hospital.", "cranes"),
    ("{name} grows tulips in three greenhouses on the road to {city}.", "tulips"),
    ("A pottery in {city} belongs to {name}, who makes blue bowls.", "bowls"),
    ("{name} knits woollen hats all winter and sells them at fairs.", "hats"),
    ("At the lighthouse near {city}, {name} paints postcards for visitors.", "postcards"),
    ("{name} collects rare stamps that an aunt sends from overseas.", "stamps"),
    ("{name} looks after the seedlings of a tree nursery in {city}.", "seedlings"),
    ("{name} repairs wooden toys in a cellar under the market hall.", "toys"),
    ("{name} raises quails and brings their eggs to an inn in {city}.", "eggs"),
    ("With two cousins {name} builds bird boxes for the parks of {city}.", "bird boxes"),
    ("{name} pours candles in a shed full of wax and string.", "candles"),
)
# shared with ordinary questions (problems/phrases.py)
CLOSING = "How much money is left in the cash box when the shop closes in the evening?"

Happening = Callable[[Random, str, str], tuple[str, tuple[str, ...], int, int]]
"""What happens, asked as a question; the steps of the answer; the result; a wrong one."""


def _three_days(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    a, k, b = rng.randint(12, 60), rng.randint(2, 5), rng.randint(3, 20)
    second, third = a * k, a * k - b
    return (
        f"On the first day {name} finishes {a} {things}, on the second day {k} times as many, and on the third "
        f"day {b} fewer than on the second. How many {things} are finished after these three days?",
        (f"The second day brings {a} * {k} = {second}.", f"The third brings {second} - {b} = {third}."),
        a + second + third,
        a + second + b,
    )


def _crates(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    n, each, broken = rng.randint(6, 30), rng.randint(11, 48), rng.randint(4, 25)
    return (
        f"{n} crates hold {each} {things} apiece, but {broken} of all these {things} turn out to be damaged and are "
        f"given away. How many good {things} can {name} still deliver?",
        (f"The crates hold {n} * {each} = {n * each}.", f"Without the damaged: {n * each} - {broken}."),
        n * each - broken,
        n * each + broken,
    )


def _friends(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    friends, each, kept = rng.randint(3, 12), rng.randint(5, 30), rng.randint(6, 50)
    return (
        f"Having shared some {things} evenly among {friends} friends, each of whom received {each}, {name} still has "
        f"{kept} for the family. With how many {things} did the sharing begin?",
        (f"The friends received {friends} * {each} = {friends * each}.", f"Add the {kept} that were kept."),
        friends * each + kept,
        friends * each - kept,
    )


def _purse(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    sold, price, rent = rng.randint(20, 90), rng.randint(2, 9), rng.randint(10, 38)
    return (
        f"Today {name} sells {sold} {things} at {price} dollars each and pays {rent} dollars for the stall. {CLOSING}",
        (f"The sales bring {sold} * {price} = {sold * price} dollars.", f"The stall costs {rent} of them."),
        sold * price - rent,
        sold * price + rent,
    )


def _weeks(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    weeks, days, daily = rng.randint(3, 14), rng.randint(4, 6), rng.randint(7, 45)
    return (
        f"Working {days} days a week, {name} gets {daily} {things} ready per working day. A customer has ordered as "
        f"many {things} as that makes in {weeks} weeks. How large is the order?",
        (f"A week gives {days} * {daily} = {days * daily}.", f"There are {weeks} such weeks."),
        weeks * days * daily,
        weeks * 7 * daily,
    )


def _helper(rng: Random, name: str, things: str) -> tuple[str, tuple[str, ...], int, int]:
    hours, own, more = rng.randint(3, 11), rng.randint(6, 30), rng.randint(2, 17)
    return (
        f"An apprentice manages {own} {things} an hour, {name} manages {more} more than that in the same time. "
        f"How many {things} do the two of them manage together in {hours} hours?",
        (f"{name} manages {own} + {more} = {own + more}.", f"Together that is {2 * own + more} an hour."),
        hours * (2 * own + more),
        hours * (own + more),
    )


HAPPENINGS: tuple[Happening, ...] = (_three_days, _crates, _friends, _purse, _weeks, _helper)
THEORY = "A long story gets short once every number in it has its name: write down what is known, then what is asked."


def story(number: int, rng: Random) -> Made:
    """Story `number`: no two of sixty have the setting and what happens in it in common."""
    (setting, things), happens = SETTINGS[number % 15], HAPPENINGS[(number // 15 + number % 15) % 6]
    name = FIRST_NAMES[chance("story", number) % len(FIRST_NAMES)]
    begun = setting.format(name=name, city=CITIES[chance("city", number) % len(CITIES)])
    asked, steps, result, wrong = happens(rng, name, things)
    return Made(
        "algebra",
        "A word problem",
        f"{begun} {asked}",
        (*steps, f"So the result is {result}."),
        str(result),
        str(wrong),
        THEORY,
        template=f"item.gsm8k.{number}",
    )
