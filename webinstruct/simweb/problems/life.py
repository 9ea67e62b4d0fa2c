"""Problems of biology, and facts with their reasons."""

from random import Random

from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems.skin import skin

PEAS = (
    ("yellow", "green", "seeds"),
    ("purple", "white", "flowers"),
    ("round", "wrinkled", "peas"),
    ("tall", "short", "plants"),
    ("smooth", "pinched", "pods"),
)
MICROBES = ("yeast cells", "bacteria", "green algae", "amoebas", "pond diatoms")

# question, answer, a common mistake, topic
REASONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Why are most leaves green?",
        "Leaves hold chlorophyll, which absorbs red and blue light for photosynthesis. Green light is used least, "
        "so more of it is reflected and reaches our eyes.",
        "leaves soak up green light",
        "Photosynthesis",
    ),
    (
        "Why does ice float on water?",
        "When water freezes, its molecules settle into an open lattice that takes up about nine percent more room. "
        "The same mass fills a larger volume, so ice is less dense than the water around it and floats.",
        "ice is colder than water",
        "Density of ice",
    ),
    (
        "Why do we have seasons?",
        "The axis of the Earth is tilted by about 23.4 degrees. During half of the year the northern half leans "
        "towards the Sun and gets steeper light for more hours a day; half a year later it leans away. "
        "The distance to the Sun hardly matters.",
        "the Earth is closer to the Sun in summer",
        "Seasons",
    ),
    (
        "Why is the sky blue during the day and red at sunset?",
        "Air scatters short waves more than long ones, so blue light reaches us from every part of the sky. "
        "At sunset the light has crossed so much air that the blue is scattered out and the red is left.",
        "the sky mirrors the sea",
        "Scattering of light",
    ),
    (
        "What is the difference between mitosis and meiosis?",
        "Mitosis makes two cells with the same chromosomes as the mother cell and serves growth and repair. "
        "Meiosis divides twice and makes four cells with half the chromosomes, which become eggs, sperm or pollen.",
        "they are two names of one thing",
        "Cell division",
    ),
    (
        "Why do metals conduct electricity so well?",
        "In a metal the outer electrons belong to no single atom. They move freely through the whole crystal, and "
        "a small voltage is enough to set them drifting, which is an electric current.",
        "metal atoms move along the wire",
        "Metals",
    ),
    (
        "Why does a helium balloon rise?",
        "The air around it pushes up with a force equal to the weight of the air that the balloon displaces. "
        "Helium and skin together weigh less than that air, so a net force upwards remains.",
        "helium has negative weight",
        "Buoyancy",
    ),
    (
        "Why did the printing press change Europe so much?",
        "Before Gutenberg every copy was written by hand, so books were rare and dear. With movable type, from about "
        "1450 on, hundreds of equal copies could be made in days; prices fell, reading spread, and ideas such as "
        "those of Luther crossed borders faster than anybody could forbid them.",
        "paper was invented then",
        "The printing press",
    ),
    (
        "What does a red blood cell do, and why has it no nucleus?",
        "It carries oxygen from the lungs to the tissues, bound to hemoglobin. In mammals it loses its nucleus when "
        "it ripens, which leaves more room for hemoglobin and lets it squeeze through the narrowest vessels.",
        "it fights germs",
        "Blood",
    ),
    (
        "Why do we see the same side of the Moon all the time?",
        "The Moon turns about its axis in the same 27.3 days in which it travels once around the Earth. "
        "Tides have slowed its rotation until the two periods were locked together.",
        "the Moon does not rotate",
        "The Moon",
    ),
    (
        "Why is it harder to breathe on a high mountain?",
        "The share of oxygen is the same 21 percent, but the pressure of the air falls with height. At 5,500 metres "
        "it is about half of that at the sea, so each breath brings in only half as many oxygen molecules.",
        "there is less than 21 percent oxygen up there",
        "Altitude",
    ),
    (
        "How does a vaccine protect us?",
        "It shows the immune system a harmless piece or a weakened form of a germ. The body makes antibodies and "
        "memory cells, and when the real germ arrives it is recognised and fought before it can spread.",
        "it kills the germs directly",
        "Immunity",
    ),
    (
        "Why does bread rise?",
        "Yeast feeds on the sugars in the dough and gives off carbon dioxide. The gluten of the flour forms an "
        "elastic net that traps the bubbles, so the dough swells, and baking sets it.",
        "the water boils in it",
        "Fermentation",
    ),
    (
        "Why are there 60 minutes in an hour?",
        "The custom goes back to Babylon, where numbers were counted in sixties. Sixty can be divided evenly by "
        "2, 3, 4, 5, 6, 10, 12, 15, 20 and 30, so halves, thirds and quarters of an hour are all whole minutes.",
        "the French Revolution introduced it",
        "History of time",
    ),
    (
        "What keeps a satellite from falling down?",
        "Nothing does: it falls all the time. But it moves sideways so fast, almost 8 kilometres per second in a low "
        "orbit, that the ground curves away beneath it just as quickly as it falls.",
        "there is no gravity up there",
        "Orbits",
    ),
    (
        "Why does salt melt the ice on a road?",
        "Dissolved salt gets between the water molecules and makes it harder for them to join the crystal. "
        "The freezing point sinks, with enough salt to about minus 20 degrees, so the ice turns to brine.",
        "salt is warm",
        "Freezing points",
    ),
)
OPENINGS = (
    "",
    "A question from class: ",
    "I have wondered for a long time: ",
    "My daughter asked me this: ",
    "From our reading list: ",
    "Simple question, perhaps: ",
    "This came up at dinner: ",
)


def reason(rng: Random) -> Problem:
    """A why-question from REASONS."""
    question, answer, wrong, topic = rng.choice(REASONS)
    return Problem(
        "science",
        topic,
        (rng.choice(OPENINGS) + question,),
        (answer,),
        answer.split(". ")[0],
        wrong,
        "A good explanation in science names a cause, says how it works, and rules out the explanation that "
        "first comes to mind.",
        core=(question,),
    )


def cross(rng: Random) -> Problem:
    """Mendel's peas: how many recessive ones to expect."""
    k = rng.randint(20, 400)
    strong, weak, part = PEAS[k % len(PEAS)]
    return Problem(
        "science",
        "Mendel's second cross",
        (
            f"In peas, {strong} {part} are dominant over {weak} ones. Two plants that are both heterozygous are "
            f"crossed and have {4 * k} offspring. How many with {weak} {part} do you expect?",
        ),
        (
            "Write A for the dominant and a for the recessive form. Each parent passes on A or a with equal chance, "
            "so AA, Aa, aA and aa are equally likely.",
            f"Only aa shows {weak} {part}, one case in four. So we expect about {4 * k} / 4 = {k} of the offspring, "
            f"and {3 * k} with {strong} {part}.",
        ),
        f"about {k}",
        f"about {2 * k}",
        "A recessive trait shows only when both copies of the gene carry it. It can therefore skip a generation "
        "and come back.",
    )


def doubling(rng: Random) -> Problem:
    """A culture that doubles."""
    start, minutes, steps = rng.randint(1, 50) * 10, rng.choice((20, 30, 40, 60)), rng.randint(3, 8)
    what = skin(MICROBES, start, minutes, steps)
    return Problem(
        "science",
        "Growth by doubling",
        (
            f"A culture of {start} {what} doubles every {minutes} minutes. "
            f"How many are there after {minutes * steps} minutes?",
        ),
        (
            f"In {minutes * steps} minutes there are {minutes * steps} / {minutes} = {steps} doublings.",
            f"So the number is ⟦{start} \\cdot 2^{{{steps}}} = {start * 2**steps}⟧. "
            "In nature food and room soon put an end to such growth.",
        ),
        f"{start * 2**steps}",
        f"{start * 2 * steps}",
        "Growth by doubling looks slow at first and then explodes, since every step adds as much as all steps "
        "before together.",
    )


def magnification(rng: Random) -> Problem:
    """The real size of a cell under a microscope."""
    real, times = rng.randint(2, 90), rng.choice((100, 200, 400, 500, 1000))
    return Problem(
        "science",
        "Magnification of a microscope",
        (
            f"Under a microscope with a magnification of {times} a cell appears {real * times / 1000:g} millimetres "
            "wide. How wide is it really?",
        ),
        (
            f"The image is {times} times as large as the object, so divide: {real * times / 1000:g} mm / {times} = "
            f"{real / 1000:g} mm.",
            f"One millimetre has 1000 micrometres, so the cell is {real} micrometres wide.",
        ),
        f"{real} micrometres",
        f"{real * times} micrometres",
        "Magnification is image size divided by real size. Convert both to the same unit before dividing.",
    )


def heartbeat(rng: Random) -> Problem:
    """Litres of blood an hour."""
    rate, volume = rng.randint(52, 95), rng.choice((60, 65, 70, 75, 80))
    return Problem(
        "science",
        "How much the heart pumps",
        (
            f"A heart at rest beats {rate} times a minute and moves {volume} millilitres of blood each time. "
            "How many litres does it pump in an hour?",
        ),
        (
            f"In a minute it moves {rate} × {volume} = {rate * volume} ml, that is {rate * volume / 1000:g} litres.",
            f"An hour has 60 minutes, so it pumps {rate * volume * 60 / 1000:g} litres.",
        ),
        f"{rate * volume * 60 / 1000:g} litres",
        f"{rate * volume / 1000:g} litres",
        "The output of the heart is its rate times the volume of one beat. Training makes the second factor "
        "larger, so the first can be smaller.",
    )


PROBLEMS = (reason, cross, doubling, magnification, heartbeat)
