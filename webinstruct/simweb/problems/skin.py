"""The names in a problem's story follow from its numbers: with the same numbers it is the same problem."""

from webinstruct.simweb.signals import chance


def skin(options: tuple[str, ...], *numbers: object) -> str:
    """One of the options, by the numbers alone.

    >>> skin(("a violin", "a camera"), 400, 15) == skin(("a violin", "a camera"), 400, 15)
    True
    """
    return options[chance("skin", *numbers) % len(options)]
