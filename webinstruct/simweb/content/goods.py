"""Templates for shop pages: products, praise, figures, reviews."""

ADJECTIVES = (
    "Classic",
    "Deluxe",
    "Compact",
    "Everyday",
    "Premium",
    "Junior",
    "Outdoor",
    "Silent",
    "Turbo",
    "Eco",
    "Vintage",
    "Folding",
)
COLOURS = ("black", "white", "navy", "forest green", "silver", "red", "sand", "grey")
PRAISE = (
    "Made to last, with a warranty of {years} years.",
    "A favourite of our customers since {year}.",
    "Light enough to take anywhere at only {grams} grams.",
    "Now {low} instead of {high}, while stock lasts.",
    "Buy two and save: one for {low}, two for {high}.",
    "Comes in {colour}, {colour2} and other colours.",
    "Orders over $50 ship free; below that shipping is between $5 and $10.",
    "Not satisfied? Send it back within {days} days.",
    "Designed in our own studio and tested by people like you.",
    "Members of our club pay {low} and get a gift worth $15.",
    "Perfect as a present for every occasion.",
    "Easy to clean: wipe with a damp cloth.",
    "You save $20 or more against the recommended price of {high}.",
    "Gift cards of $25, $50 and $100 can be used at checkout.",
)
REVIEWS = (
    "Does what it should. I paid {low} and would do so again.",
    "Arrived after {days} days, well packed.",
    "The colour is nicer than in the picture.",
    "Broke after a month, but I got my money back.",
    "Bought it for my sister and she loves it.",
    "Cheaper elsewhere, I saw it for {low} last week.",
    "Five stars!",
    "Too small for me, so I sent it back and paid $7 for shipping.",
    "My third one, still the best for the price.",
    "Good value between $30 and $60, nothing more, nothing less.",
)
