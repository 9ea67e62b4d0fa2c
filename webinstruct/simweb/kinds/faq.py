"""A page of frequently asked questions: schema.org/FAQPage as JSON-LD, the answers folded away on the page.

Some sites fold with details and summary, some with buttons and hidden panels, some with a definition list.
"""

import json
from collections.abc import Sequence
from random import Random

from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Code, Draft, Pair, Passage, Problem, Site, slug
from webinstruct.simweb.pen import Pen
from webinstruct.simweb.problems import several, subject_of
from webinstruct.simweb.signals import chance

KIND = "faq"
TITLES = ("Frequently asked: {}", "FAQ: {}", "{}: your questions answered", "Questions about {}")


def page(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None = None) -> Draft:
    """Three to six questions of one subject with their answers."""
    problems = several(rng, subject_of(rng, site.topic, given), rng.randint(3, 6), given)
    return folded(rng, site, rng.choice(TITLES).format(problems[0].topic), problems, number)


def folded(rng: Random, site: Site, title: str, problems: Sequence[Problem], number: int) -> Draft:
    """The page of these problems, in any language; its pairs are those of the JSON-LD and of the page."""
    pen = Pen(site.math)
    way = (_details, _accordion, _list)[chance("folded", site.domain) % 3]
    items = [way(pen, problem, at) for at, problem in enumerate(problems)]
    pairs = tuple(Pair(pen.text(p.question), pen.text(p.answer), True, None, True) for p in problems)
    body = "\n".join(items)
    main = f"<dl>\n{body}\n</dl>" if way is _list else f'<div class="faq">\n{body}\n</div>'
    path, head = f"/faq/{slug(title)}-{number}", _json_ld(pen, problems)
    return Draft(KIND, path, title, main, True, pairs, head, problems=tuple(problems))


def _json_ld(pen: Pen, problems: Sequence[Problem]) -> str:
    entities = [
        {
            "@type": "Question",
            "name": _name(pen, problem.question),
            "acceptedAnswer": {"@type": "Answer", "text": _text(pen, problem.answer)},
        }
        for problem in problems
    ]
    data = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities}
    # ASCII with \u, so that it means the same in every charset; and no "</" may end the script early
    text = json.dumps(data).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>\n'


def _name(pen: Pen, question: Passage) -> str:
    """A question as plugins name it: bare where it is one paragraph."""
    first, *rest = question
    return _text(pen, question) if rest or isinstance(first, Code) else pen.typed(first)


def _text(pen: Pen, passage: Passage) -> str:
    """A passage as HTML in a string."""
    return "".join(
        pen.block(part) if isinstance(part, Code) else f"<p>{pen.typed(part)}</p>" for part in passage
    )


def _details(pen: Pen, problem: Problem, at: int) -> str:
    shown = " open" if at == 0 else ""
    first, *rest = problem.question
    more = "".join("\n" + pen.block(part) for part in rest)
    question = pen.block(first).removeprefix("<p>").removesuffix("</p>")
    return f"<details{shown}><summary>{question}</summary>{more}\n{pen.blocks(problem.answer)}\n</details>"


def _accordion(pen: Pen, problem: Problem, at: int) -> str:
    first, *rest = problem.question
    more = "".join("\n" + pen.block(part) for part in rest)
    question = pen.block(first).removeprefix("<p>").removesuffix("</p>")
    hidden = ("hidden", 'style="display: none;" aria-hidden="true"')[at % 2]
    return (
        f'<div class="accordion-item"><h3><button type="button" aria-expanded="false" aria-controls="panel-{at}">'
        f'{question}</button></h3>{more}\n<div class="accordion-panel" id="panel-{at}" {hidden}>\n'
        f"{pen.blocks(problem.answer)}\n</div></div>"
    )


def _list(pen: Pen, problem: Problem, at: int) -> str:
    return f"<dt>{pen.blocks(problem.question)}</dt>\n<dd>{pen.blocks(problem.answer)}</dd>"
