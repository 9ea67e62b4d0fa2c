"""Seed pages for fitting the classifier: the same kinds of page, other domains, other randomness.

Their families are those of `dev` whatever the web's are: nothing is fitted on reserved ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from webinstruct.simweb.kinds import KINDS, write
from webinstruct.simweb.model import SimPage, Site
from webinstruct.simweb.pages import stream
from webinstruct.simweb.pen import visible
from webinstruct.simweb.sites import SEED_SITES, hosting

# Kinds alternate between teaching and not, in the proportions of the web.
TEACHING = tuple(kind for kind in KINDS if kind.teaches)
OTHERS = tuple(kind for kind in KINDS if not kind.teaches)


def seed_pages(seed: int, count: int) -> Iterator[tuple[Site, SimPage]]:
    """`count` pages, every second one of a kind that does not teach."""
    for number in range(count):
        rng = stream(seed, "seed", number)
        kinds = OTHERS if number % 2 else TEACHING
        kind = rng.choices(kinds, [k.share for k in kinds])[0]
        site = rng.choice(hosting(SEED_SITES, kind.name))
        yield site, write(kind, rng, site, number)


def write_seeds(folder: Path, seed: int, count: int) -> None:
    """`positives.jsonl` and `negatives.jsonl` with lines of text, title and group (the domain).

    Chat threads of forums are negatives: the page decides, not its kind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "positives.jsonl").open("w", encoding="utf-8") as positives,
        (folder / "negatives.jsonl").open("w", encoding="utf-8") as negatives,
    ):
        for site, page in seed_pages(seed, count):
            # without its frame, as a good reader gives a page
            text = f"{page.draft.title}\n{visible(page.draft.main, site.math)}"
            line = {"text": text, "title": page.draft.title, "group": site.domain}
            file = positives if page.draft.educational else negatives
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
