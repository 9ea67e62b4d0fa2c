"""The furniture around a page: head, navigation, side bar, cookie line, advertisements, footer.

>>> from random import Random
>>> page = frame(Site("a.example", "a.example", "A Site", ("news",)), Random(0), "T", "<p>main</p>", 7)
>>> page.startswith('<!DOCTYPE html>\\n<html lang="en">'), "<p>main</p>" in page
(True, True)
"""

import html
from random import Random

from webinstruct.simweb.content.words import LAST_NAMES
from webinstruct.simweb.model import Site

MENU = ("Home", "About us", "Latest", "Archive", "Topics", "Search", "Help", "Contact", "Log in", "Register")
COOKIES = (
    "This site uses cookies to give you the best experience. By going on you accept them.",
    "We and our partners store cookies on your device. Accept all, or choose settings.",
    "Cookies help us keep this service free. Read our privacy notice.",
)
ADS = (
    "Sleep better tonight: mattresses with a trial of a hundred nights.",
    "Fly for less this autumn.",
    "The card that pays you back. Apply in three minutes.",
    "New tyres, fitted on the day you order.",
    "Compare insurance and save.",
    "Your kitchen, planned for free.",
    "Fresh meals brought to your door.",
    "Doctors can't believe this simple trick.",
    "Solar panels: check your roof now.",
)
LINKS = (
    "Most read this week",
    "What our readers say",
    "Ten things to do on a rainy day",
    "How we work",
    "Join the newsletter",
    "Write for us",
    "Our rules for comments",
    "Photos of the month",
    "Old issues",
    "Support us",
    "A letter to our readers",
    "Events near you",
    "Staff picks",
    "Frequently visited pages",
)
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


def frame(site: Site, rng: Random, title: str, main: str, number: int) -> str:
    """The whole page around its main part; the page's number in the foot keeps pages distinct.

    Sites differ in how heavy they are: none to four style sheets of 5 kB.
    """
    name = html.escape(site.name, quote=False)
    menu = "".join(f'<li><a href="/{i}">{word}</a></li>' for i, word in enumerate(rng.sample(MENU, 6)))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="{site.charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title, quote=False)} - {name}</title>
<style>{CSS * (len(site.name) % 5)}</style>
<script>{SCRIPT}</script>
</head>
<body class="site">
<div class="cookie-banner" role="dialog">{rng.choice(COOKIES)} <a href="/privacy">More</a></div>
<header class="head-box"><div class="head-title"><a href="/">{name}</a></div></header>
<nav class="nav-box"><ul>{menu}</ul></nav>
<div class="ad" id="ad-top"><span>Advertisement</span> {rng.choice(ADS)}</div>
<main id="content">
<h1>{html.escape(title, quote=False)}</h1>
{main}
</main>
{_side(rng)}
<footer class="foot-box"><p>© {rng.randint(2008, 2016)}-2024 {name}. All rights reserved. Page {number}.</p>
<ul><li><a href="/terms">Terms of use</a></li><li><a href="/privacy">Privacy</a></li>
<li><a href="/imprint">Imprint</a></li></ul></footer>
</body>
</html>
"""


def _side(rng: Random) -> str:
    links = "".join(
        f'<li><a href="/page/{rng.randrange(10**6)}">{text}</a></li>' for text in rng.sample(LINKS, 5)
    )
    return f"""<aside class="side-box"><h3>More from this site</h3><ul>{links}</ul>
<div class="ad"><span>Advertisement</span> {rng.choice(ADS)}</div>
<p class="side-text">Edited by {rng.choice(LAST_NAMES)}. {rng.randint(2, 900)} people are reading now.</p></aside>"""
