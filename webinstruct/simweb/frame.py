"""The furniture around a page: head, navigation, cookie line, advertisements, share bar, related links, footer.

>>> from random import Random
>>> site = Site("a.example", "a.example", "A Site", ("news",))
>>> page = finished(Draft("news", "/a", "T", "<p>main ⟦x^2⟧</p>", False), site, Random(0), 7)
>>> page.html.startswith('<!DOCTYPE html>\\n<html lang="en">'), page.formulas
(True, ('x^2',))
"""

import html
from dataclasses import replace
from random import Random

from webinstruct.simweb import maths, signals
from webinstruct.simweb.content.furniture import ENGLISH, Furniture
from webinstruct.simweb.content.tongues import TONGUES
from webinstruct.simweb.content.words import LAST_NAMES
from webinstruct.simweb.dialect import DIALECTS, Dialect
from webinstruct.simweb.model import Draft, Signals, SimPage, Site

CSS = "".join(
    f".{name}-{part}{{margin:{size}px;padding:{size // 2}px {size}px;color:#{size * 7:03d};"
    f"border-bottom:1px solid #ddd;font:{12 + size % 4}px/1.5 Georgia,serif}}\n"
    for name in ("head", "nav", "post", "side", "foot", "card")
    for size, part in enumerate(("box", "title", "text", "link", "icon", "row", "cell"), 4)
)
SCRIPT = """window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments);}
gtag('js',new Date());gtag('config','UA-000000-0',{'anonymize_ip':true});
document.addEventListener('DOMContentLoaded',function(){var m=document.querySelector('.nav-box');
if(m){m.addEventListener('click',function(e){e.currentTarget.classList.toggle('open');});}});"""


def finished(draft: Draft, site: Site, rng: Random, number: int, family: Dialect = DIALECTS[0]) -> SimPage:
    """The draft in its frame, with formulas as the site shows them."""
    said = signals.signals(site, number)
    if said.published is None:
        said = replace(said, published=draft.asked)
    neutral = _frame(draft, site, rng, number, said)
    shown, formulas = maths.show(neutral, site.math)
    return SimPage(
        draft=draft,
        html=shown,
        neutral=neutral,
        formulas=formulas,
        math=site.math if formulas else None,
        family=family.name,
        reserved=family.reserved,
        signals=said,
    )


def _frame(draft: Draft, site: Site, rng: Random, number: int, said: Signals) -> str:
    """The page's number in the foot keeps pages distinct. Sites differ in weight: none to four style sheets of 5 kB."""
    words = TONGUES[site.language].furniture if site.language in TONGUES else ENGLISH
    name, title = html.escape(site.name, quote=False), html.escape(draft.title, quote=False)
    menu = "".join(f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(rng.sample(words.menu, 6)))
    ad, _, _, _, privacy, terms, imprint, rights, _, _ = words.labels
    charset = f'<meta charset="{site.charset.meta}">\n' if site.charset.meta else ""
    math = maths.BY_NAME[site.math].head if "⟦" in draft.main else ""
    return f"""<!DOCTYPE html>
<html lang="{site.language}">
<head>
{charset}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - {name}</title>
{signals.head(site, said)}{math}{draft.head}<style>{CSS * (len(site.name) % 5)}</style>
<script>{SCRIPT}</script>
</head>
<body class="site">
{_cookies(rng, words)}
<header class="head-box"><div class="head-title"><a href="/">{name}</a></div></header>
<nav class="nav-box"><ul>{menu}</ul></nav>
<div class="ad" id="ad-top"><span>{ad}</span> {rng.choice(words.ads)}</div>
<ol class="breadcrumb"><li><a href="/">{words.menu[0]}</a></li><li><a href="/topics">{words.menu[4]}</a></li></ol>
<main id="content">
<h1>{title}</h1>
{draft.main}
<div class="ad-container"><ins class="adsbygoogle" data-ad-slot="{number}"></ins>
<span>{ad}</span> {rng.choice(words.ads)}</div>
</main>
{_share(rng, words)}
{_side(rng, words)}
<footer class="foot-box"><p>© {rng.randint(2008, 2016)}-2024 {name}. {rights} {number}.</p>
<ul><li><a href="/terms">{terms}</a></li><li><a href="/privacy">{privacy}</a></li>
<li><a href="/imprint">{imprint}</a></li></ul>{signals.foot(site, said)}</footer>
</body>
</html>
"""


def _cookies(rng: Random, words: Furniture) -> str:
    accept, choose = words.accept
    return (
        f'<div id="cookie-consent" class="cookie-banner" role="dialog">'
        f"<p>{rng.choice(words.cookies)} "
        f'<a href="/privacy">{words.labels[4]}</a></p><button type="button">{accept}</button> '
        f'<button type="button">{choose}</button></div>'
    )


def _share(rng: Random, words: Furniture) -> str:
    """What stands under the text of most sites: buttons to share it, and more to read."""
    links = "".join(
        f'<li><a href="/page/{rng.randrange(10**6)}">{text}</a></li>' for text in rng.sample(words.links, 3)
    )
    _, _, share, related, *_ = words.labels
    return f"""<div class="share-bar"><h4>{share}</h4><ul><li><a href="#" rel="nofollow">Facebook</a></li>
<li><a href="#" rel="nofollow">Twitter</a></li><li><a href="#" rel="nofollow">WhatsApp</a></li></ul></div>
<section class="related-posts"><h3>{related}</h3><ul>{links}</ul></section>"""


def _side(rng: Random, words: Furniture) -> str:
    links = "".join(
        f'<li><a href="/page/{rng.randrange(10**6)}">{text}</a></li>' for text in rng.sample(words.links, 5)
    )
    ad, more, *_, newsletter, sign_up = words.labels
    readers = f"{rng.choice(LAST_NAMES)}, {rng.randint(2, 900)}"
    return f"""<aside class="side-box"><h3>{more}</h3><ul>{links}</ul>
<div class="ad"><span>{ad}</span> {rng.choice(words.ads)}</div>
<form class="newsletter" action="/join"><label>{newsletter}</label> <button>{sign_up}</button></form>
<p class="side-text">{readers}</p></aside>"""
