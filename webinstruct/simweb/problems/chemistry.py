"""Problems of chemistry, each with its worked answer."""

from random import Random

from webinstruct.simweb.model import Problem

MASSES = {"H": 1, "C": 12, "N": 14, "O": 16, "Na": 23, "Mg": 24, "S": 32, "Cl": 35.5, "K": 39, "Ca": 40}
COMPOUNDS: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("water", "H_2O", {"H": 2, "O": 1}),
    ("carbon dioxide", "CO_2", {"C": 1, "O": 2}),
    ("table salt", "NaCl", {"Na": 1, "Cl": 1}),
    ("ammonia", "NH_3", {"N": 1, "H": 3}),
    ("methane", "CH_4", {"C": 1, "H": 4}),
    ("sulfuric acid", "H_2SO_4", {"H": 2, "S": 1, "O": 4}),
    ("calcium carbonate", "CaCO_3", {"Ca": 1, "C": 1, "O": 3}),
    ("magnesium oxide", "MgO", {"Mg": 1, "O": 1}),
    ("propane", "C_3H_8", {"C": 3, "H": 8}),
    ("potassium chloride", "KCl", {"K": 1, "Cl": 1}),
)
# fuel, its formula, carbon atoms, hydrogen atoms; (4C + H) divisible by 4 keeps the numbers whole
FUELS = (
    ("methane", "CH_4", 1, 4),
    ("propane", "C_3H_8", 3, 8),
    ("ethene", "C_2H_4", 2, 4),
    ("pentane", "C_5H_{12}", 5, 12),
    ("heptane", "C_7H_{16}", 7, 16),
)


def _mass(atoms: dict[str, int]) -> float:
    return sum(MASSES[symbol] * count for symbol, count in atoms.items())


def molar_mass(rng: Random) -> Problem:
    """Moles of a substance in grams."""
    name, formula, atoms = rng.choice(COMPOUNDS)
    moles = rng.randint(3, 90) / 2
    parts = " + ".join(f"{count} × {MASSES[symbol]:g}" for symbol, count in atoms.items())
    return Problem(
        "chemistry",
        "From moles to grams",
        (f"How many grams are {moles:g} moles of {name}, ⟦{formula}⟧?",),
        (
            f"First the molar mass. From the periodic table we add {parts} = {_mass(atoms):g} grams per mole.",
            f"Then multiply by the amount of substance: {moles:g} × {_mass(atoms):g} = {moles * _mass(atoms):g} "
            "grams.",
        ),
        f"{moles * _mass(atoms):g} grams",
        f"{_mass(atoms) / moles:.2f} grams",
        "A mole is a counted amount: about ⟦6.022 \\cdot 10^{23}⟧ particles. The molar mass says what a mole "
        "of a substance weighs.",
    )


def combustion(rng: Random) -> Problem:
    """The balanced equation of a fuel's combustion."""
    name, formula, c, h = rng.choice(FUELS)
    oxygen, moles = c + h // 4, rng.randint(2, 40)
    carbon = "" if c == 1 else str(c)
    return Problem(
        "chemistry",
        "Balancing a combustion",
        (
            f"Write the balanced equation for the complete combustion of {name}, ⟦{formula}⟧. "
            f"How many moles of oxygen do {moles} moles of {name} need?",
        ),
        (
            f"All carbon ends up in carbon dioxide and all hydrogen in water, so there must be {c} of "
            f"⟦CO_2⟧ and {h // 2} of ⟦H_2O⟧ on the right.",
            f"They hold {2 * c} + {h // 2} = {2 * oxygen} oxygen atoms, that is {oxygen} molecules of ⟦O_2⟧: "
            f"⟦{formula} + {oxygen}O_2 \\rightarrow {carbon}CO_2 + {h // 2}H_2O⟧.",
            f"So {moles} moles of {name} need {moles} times {oxygen}, that is {moles * oxygen} moles of oxygen.",
        ),
        f"{moles * oxygen} moles",
        f"{moles * (oxygen + 1)} moles",
        "In a chemical equation no atom may appear or vanish. Balance carbon first, hydrogen next, and "
        "oxygen last.",
    )


def dilution(rng: Random) -> Problem:
    """How much strong acid makes so much weaker acid."""
    strong, weak, volume = rng.randint(4, 12), rng.choice((0.5, 1.5, 2.0)), rng.randint(2, 40) * 50
    part = weak * volume / strong
    return Problem(
        "chemistry",
        "Diluting an acid",
        (
            f"You have hydrochloric acid with {strong} moles per litre. How much of it do you need to make "
            f"{volume} millilitres with {weak:g} moles per litre?",
        ),
        (
            "Diluting does not change the amount of substance, so ⟦c_1 V_1 = c_2 V_2⟧.",
            f"Hence the volume is {weak:g} × {volume} / {strong} = {part:.1f} millilitres. Fill up with water to "
            f"{volume} millilitres, and remember: the acid goes into the water, never the other way round.",
        ),
        f"{part:.1f} millilitres",
        f"{volume / strong:.1f} millilitres",
        "Concentration is amount of substance per volume. When only water is added, the amount stays and "
        "the concentration falls.",
    )


def ph(rng: Random) -> Problem:
    """The pH of a strong acid before and after dilution."""
    power, factor, ml = rng.randint(1, 6), rng.choice((1, 10, 100)), rng.randint(2, 50)
    return Problem(
        "chemistry",
        "The pH of a strong acid",
        (
            f"A strong acid has a concentration of ⟦10^{{-{power}}}⟧ moles per litre. {ml} millilitres of it are made "
            f"up to {factor * 10 * ml} millilitres with water. What is the pH before and after?",
        ),
        (
            f"A strong acid gives off all its protons, so ⟦pH = -\\log_{{10}} 10^{{-{power}}} = {power}⟧.",
            f"Making {ml} millilitres up to {factor * 10 * ml} divides the concentration by "
            f"{factor * 10}, and each factor of ten raises the pH by one. "
            f"It comes to about {min(power + len(str(factor)), 7)}"
            + (", since an acid can't be diluted beyond neutral." if power + len(str(factor)) >= 7 else "."),
        ),
        f"{power} and about {min(power + len(str(factor)), 7)}",
        f"{power} and {max(power - 1, 0)}",
        "The pH scale is logarithmic. A step of one means ten times more or fewer hydrogen ions.",
    )


def half_life(rng: Random) -> Problem:
    """What is left of an isotope."""
    start, half, steps = rng.randint(1, 40) * 16, rng.randint(2, 30), rng.randint(2, 4)
    left = start / 2**steps
    return Problem(
        "chemistry",
        "Half-life",
        (
            f"A sample holds {start} milligrams of an isotope with a half-life of {half} days. "
            f"How much of it is left after {half * steps} days?",
        ),
        (
            f"{half * steps} days are {steps} half-lives, because {half * steps} / {half} = {steps}.",
            f"Each one halves what is there, so {start} mg are divided by ⟦2^{steps}⟧, which leaves {left:g} mg.",
        ),
        f"{left:g} mg",
        f"{start / (steps + 1):.1f} mg",
        "Radioactive decay takes away the same share, not the same amount, in equal times. Therefore "
        "⟦N(t) = N_0 \\cdot 2^{-t/T}⟧.",
    )


PROBLEMS = (molar_mass, combustion, dilution, ph, half_life)
