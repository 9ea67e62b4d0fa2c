"""Templates for news articles: headlines, sentences, quotes, readers' comments."""

HEADLINES = (
    "{city} council votes on new {thing}", "Storm closes roads around {city}", "{team} beat {other} in extra time",
    "{thing} opens in {city} after long delay", "Police look for witnesses in {city}",
    "Prices rise again, shops in {city} say", "{person} wins award for local work",
    "Strike stops trains between {city} and {city2}", "Thousands visit festival in {city}",
    "Mayor of {city} answers critics of the {thing}", "Fire in {city}: nobody hurt",
    "{person} to leave {team} at the end of the season", "Traffic jam of the year: what {city} must change",
)
# Headlines that look like questions with answers to come, on pages that hold none.
TRAPS = (
    "Q&A: everything about the new {thing} in {city}", "What you need to know about the {thing}",
    "Why is everybody talking about {city}?", "Frequently asked: is the {thing} worth it?",
    "Five questions {city} should ask itself", "How much will the {thing} cost you?",
)
THINGS = ("tram line", "swimming pool", "bridge", "stadium", "market hall", "bus station", "city museum", "cycle path",
          "car park", "concert hall", "hospital wing", "ferry terminal")
TEAMS = ("City Rovers", "United", "the Harbour Wolves", "Athletic", "the Northern Stars", "Wanderers",
         "the Valley Bears", "Olympic")
LEADS = (
    "{city}. After months of argument the {thing} has become the talk of the town.",
    "There was no lack of opinions in {city} on {weekday}, when the plans for the {thing} were shown.",
    "What began as a rumour was confirmed on {weekday}: {city} will get its {thing}.",
    "It was still dark when the first people gathered in the centre of {city} on {weekday}.",
    "Nobody in {city} had expected this turn of events, least of all {person}.",
)
BODY = (
    "The cost is put at {money} million, of which the state will pay about a third.",
    "According to the police about {count} people were there, slightly more than last year.",
    "\"We have waited long enough,\" said {person}, who lives two streets away.",
    "\"It is a good day for {city},\" the mayor told reporters, without taking questions.",
    "The opposition calls the decision hasty and wants to see the figures for the next ten years.",
    "Work is due to begin in the spring and should take {small} months, weather permitting.",
    "Shop owners fear that customers will stay away while the street is closed.",
    "In a poll of {count} residents {percent} percent were in favour and the rest undecided or against.",
    "Last year the same office had spoken of {money} million less.",
    "{person}, {age}, has worked in {city} for {small} years and has seen several such plans come and go.",
    "In {city2}, where something similar was built, people now speak of it with pride.",
    "{team} play {other} on {weekday}; tickets from {price} are still to be had at the gate.",
    "The weather service expects more rain by {weekday} and winds of up to {percent} kilometres an hour.",
    "A spokesperson said on {weekday} that all details would be made public in due course.",
    "Two buses were sent around by way of {city2}, and many passengers arrived late for work.",
    "The company's shares fell by {small} percent after the announcement.",
    "For now everything stays as it is, and the committee will meet again on {weekday}.",
    "Neighbours brought tea and blankets until the road was open again.",
    "The programme of the evening ended with music by a band from {city2}.",
    "Critics point out that a season ticket went up from {price} to {price2} within a year.",
)
REMARKS = ("Typical. They always find money for this.", "Finally some good news!", "I was there and it was great.",
           "Who pays for it in the end? We do.", "Can't the paper report on something important?",
           "My street has been closed for a year now.", "Well said.", "Same story every year.", "Go {team}!",
           "I moved to {city2} and never looked back.", "Has anybody asked the people who live there?")
