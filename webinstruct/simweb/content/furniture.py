"""The words around every page: menus, cookie lines, advertisements, links, share bars, footers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Furniture:
    """One language's; `labels` are: advertisement, more from this site, share, related, privacy, terms,
    imprint, rights, newsletter, sign up.
    """

    menu: tuple[str, ...]
    cookies: tuple[str, ...]
    accept: tuple[str, str]
    ads: tuple[str, ...]
    links: tuple[str, ...]
    labels: tuple[str, str, str, str, str, str, str, str, str, str]


ENGLISH = Furniture(
    ("Home", "About us", "Latest", "Archive", "Topics", "Search", "Help", "Contact", "Log in", "Register"),
    (
        "This site uses cookies to give you the best experience. By going on you accept them.",
        "We and our partners store cookies on your device. Accept all, or choose settings.",
        "Cookies help us keep this service free. Read our privacy notice.",
    ),
    ("Accept all", "Settings"),
    (
        "Sleep better tonight: mattresses with a trial of a hundred nights.",
        "Fly for less this autumn.",
        "The card that pays you back. Apply in three minutes.",
        "New tyres, fitted on the day you order.",
        "Compare insurance and save.",
        "Your kitchen, planned for free.",
        "Fresh meals brought to your door.",
        "Doctors can't believe this simple trick.",
        "Solar panels: check your roof now.",
    ),
    (
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
    ),
    (
        "Advertisement",
        "More from this site",
        "Share this",
        "Related articles",
        "Privacy",
        "Terms of use",
        "Imprint",
        "All rights reserved.",
        "Get our newsletter every Friday.",
        "Sign up",
    ),
)
