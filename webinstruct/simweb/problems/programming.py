"""Questions about short Python programs, answered by what they really print."""

from random import Random

from webinstruct.simweb.model import Code, Problem
from webinstruct.simweb.problems.skin import skin

WORDS = (
    "banana",
    "planet",
    "window",
    "garden",
    "silver",
    "orange",
    "puzzle",
    "museum",
    "ticket",
    "harbor",
    "lesson",
    "signal",
    "camera",
    "forest",
    "violin",
)
NAMES = ("total", "result", "acc", "value", "out")


def loop_sum(rng: Random) -> Problem:
    """What a loop over a range adds up to."""
    low, high, step = rng.randint(1, 9), rng.randint(12, 40), rng.randint(2, 5)
    name = skin(NAMES, low, high, step)
    values = list(range(low, high, step))
    return Problem(
        "programming",
        "A loop over a range",
        (
            "What does this program print, and why?",
            Code(f"{name} = 0\nfor i in range({low}, {high}, {step}):\n    {name} += i\nprint({name})"),
        ),
        (
            f"The range starts at {low}, goes up in steps of {step}, and stops before {high}. "
            f"So i takes {len(values)} values: {', '.join(map(str, values))}.",
            f"The loop adds them up, and the program prints {sum(values)}.",
        ),
        str(sum(values)),
        str(sum(values) + high),
        "The end of a range is not part of it. That makes range(0, n) have exactly n values.",
    )


def comprehension(rng: Random) -> Problem:
    """The list that a comprehension makes."""
    n, k, a = rng.randint(8, 16), rng.randint(2, 4), rng.randint(1, 20)
    values = [i * i + a for i in range(n) if i % k == 0]
    return Problem(
        "programming",
        "List comprehensions",
        (
            "I am learning list comprehensions. Which list is this?",
            Code(f"numbers = [i * i + {a} for i in range({n}) if i % {k} == 0]"),
        ),
        (
            f"The condition keeps only multiples of {k} below {n}, each of them is squared, and {a} is added. "
            f"The result is {values}.",
            "Written as an ordinary loop it would be:",
            Code(
                f"numbers = []\nfor i in range({n}):\n    if i % {k} == 0:\n        numbers.append(i * i + {a})"
            ),
        ),
        str(values),
        str([i * i + a for i in range(n)]),
        "A list comprehension says what the list contains instead of how to build it. Read it from the for.",
    )


def slicing(rng: Random) -> Problem:
    """A slice of a string, and the string reversed."""
    word, a, b = rng.choice(WORDS), rng.randint(0, 2), rng.randint(3, 6)
    return Problem(
        "programming",
        "Slicing strings",
        (
            "Why does the second line give a different text from what I expected?",
            Code(f'word = "{word}"\nprint(word[{a}:{b}])\nprint(word[::-1])'),
        ),
        (
            f"Positions are counted from zero and the end is left out, so word[{a}:{b}] is {word[a:b]!r}, "
            f"with {b - a} characters.",
            f"A step of -1 walks backwards through the whole string: the last line prints {word[::-1]}.",
        ),
        f"{word[a:b]} and {word[::-1]}",
        f"{word[a : b + 1]}",
        "Think of slice positions as standing between the characters: then start, end and length always agree.",
    )


def recursion(rng: Random) -> Problem:
    """A small recursive function by hand."""
    n, base, k = rng.randint(4, 8), rng.randint(1, 5), rng.randint(2, 4)
    value = base
    steps = [f"f(0) = {base}"]
    for i in range(1, n + 1):
        value = k * value + i
        steps.append(f"f({i}) = {value}")
    return Problem(
        "programming",
        "Following a recursion",
        (
            f"How do I work out f({n}) by hand for this function?",
            Code(f"def f(n):\n    if n == 0:\n        return {base}\n    return {k} * f(n - 1) + n"),
        ),
        (
            "Start with the case that does not call itself and climb up: " + ", ".join(steps) + ".",
            f"So f({n}) returns {value}.",
        ),
        str(value),
        str(value - n),
        "A recursive function needs a case that ends it and a step that comes closer to that case.",
    )


def dictionary(rng: Random) -> Problem:
    """Letters counted with a dictionary."""
    word = rng.choice(WORDS) + rng.choice(WORDS)
    letter = rng.choice(word)
    return Problem(
        "programming",
        "Counting with a dictionary",
        (
            f"Can someone explain how the counting works here and what counts[{letter!r}] is at the end?",
            Code(f'counts = {{}}\nfor c in "{word}":\n    counts[c] = counts.get(c, 0) + 1'),
        ),
        (
            "For every character, get looks up how often it has been seen, with 0 for a new one, and the new count "
            "is stored again.",
            f"Counting the letter {letter!r} in {word} by hand, we find that counts[{letter!r}] is "
            f"{word.count(letter)}. The standard library has this ready:",
            Code(f'from collections import Counter\ncounts = Counter("{word}")'),
        ),
        str(word.count(letter)),
        str(word.count(letter) + 1),
        "A dictionary maps keys to values and finds a key in the same time however large it is.",
    )


def binary(rng: Random) -> Problem:
    """A number written in binary."""
    n = rng.randint(17, 250)
    powers = [1 << bit for bit in range(8, -1, -1) if n >> bit & 1]
    return Problem(
        "programming",
        "Binary numbers",
        (f"How is the decimal number {n} written in binary?",),
        (
            f"Take out the largest power of two again and again: {n} = {' + '.join(map(str, powers))}.",
            f"Write 1 for each power that occurs and 0 for the others, which gives {n:b}. You can check it with "
            f"int('{n:b}', 2) in Python.",
        ),
        f"{n:b}",
        f"{n + 1:b}",
        "In binary each place is worth twice as much as the place to its right.",
    )


PROBLEMS = (loop_sum, comprehension, slicing, recursion, dictionary, binary)
