"""Running text for lessons and textbooks, by subject."""

from random import Random

PROSE: dict[str, tuple[str, ...]] = {
    "algebra": (
        "Letters in algebra stand for numbers that we do not know yet, or do not want to fix.",
        "The word algebra comes from the title of a book that al-Khwarizmi wrote in Baghdad around the year 820.",
        "Before you compute anything, ask what the unknown means and in which unit it is counted.",
        "A quick check by substitution costs ten seconds and finds nearly every slip of the pen.",
        "Brackets tell which operation comes first; without them, multiplication goes before addition.",
        "The distributive law ⟦a(b + c) = ab + ac⟧ is used so often that we hardly notice it.",
        "Negative numbers were called absurd for centuries, and yet every debt is one.",
        "Graphs turn an equation into a picture, and the crossing points of two graphs into solutions.",
        "The binomial formula ⟦(a + b)^2 = a^2 + 2ab + b^2⟧ can be read off a square cut into four pieces.",
    ),
    "geometry": (
        "Geometry began with measuring land, and the Greek word says exactly that.",
        "A drawing does not prove anything, but it shows what might be worth proving.",
        "Label every point before you start, and mark equal lengths with the same stroke.",
        "Similar figures have equal angles, and their sides grow by one common factor ⟦k⟧.",
        "When lengths grow by a factor ⟦k⟧, areas grow by ⟦k^2⟧ and volumes by ⟦k^3⟧.",
        "Euclid collected what was known in thirteen books that were in use for two thousand years.",
        "Coordinates, brought in by Descartes, let us answer questions about shapes by computing.",
        "The number ⟦\\pi⟧ is the same for all circles, which is far from obvious.",
    ),
    "physics": (
        "A physical quantity is a number times a unit, and leaving out the unit leaves out half of it.",
        "Always write down what is given and what is wanted before you look for a formula.",
        "Newton's second law, ⟦F = m a⟧, says that forces change motion; they are not needed to keep it up.",
        "Energy is never lost, though it likes to hide as heat.",
        "An estimate before the calculation protects you from a misplaced decimal point.",
        "Models leave things out on purpose: friction, the air, the size of a stone.",
        "Experiments are repeated because every measurement has an uncertainty.",
        "Momentum, ⟦p = m v⟧, is kept in every collision, whether or not something breaks.",
    ),
    "chemistry": (
        "All matter is made of atoms, and chemistry is about how they change partners.",
        "The periodic table orders the elements so that relatives stand below each other.",
        "A reaction gives off heat when the new bonds are stronger than the old ones.",
        "Indicators change colour with the acidity of a solution; the juice of red cabbage is one of them.",
        "Lavoisier weighed everything before and after and found that mass is neither made nor lost.",
        "Catalysts speed up a reaction without being used up by it.",
        "The gas law ⟦p V = n R T⟧ connects pressure, volume, amount and temperature.",
        "Wear goggles, tie back long hair, and never pour anything back into its bottle.",
    ),
    "science": (
        "Living things take in energy, grow, react to their surroundings, and make more of their kind.",
        "A hypothesis is worth something only if an observation could show it to be wrong.",
        "Cells were first seen in a slice of cork, by Robert Hooke in 1665.",
        "What we call a law of nature is a short description of very many observations.",
        "Variation, inheritance and selection together are enough to change a species.",
        "Keep a notebook, with dates, drawings, and above all the results that you did not expect.",
        "The parts of a body are best understood by asking what each of them is good for.",
        "A control group shows what would have happened anyway.",
    ),
    "history": (
        "A source tells us what its author wanted others to know, which is not always what happened.",
        "Ask of every document who wrote it, when, for whom, and why it was kept.",
        "Causes that look obvious afterwards were often invisible at the time.",
        "Maps are arguments: what is left out says as much as what is shown.",
        "Trade routes carried goods, and also letters, diseases and ideas.",
        "Ordinary lives leave fewer traces than those of kings, so we look for them in tax lists and court records.",
        "A timeline on the wall of the classroom helps more than a list in a notebook.",
        "Historians disagree, and a good essay shows why both sides have a point.",
    ),
    "programming": (
        "A program does what it says, not what we meant, and most errors live in between.",
        "Read code from the inside out: what is computed first stands in the innermost brackets.",
        "Give names to things; a good name saves a comment.",
        "Run small pieces often, so that a mistake can only be in what you have just written.",
        "An error message names a line and a reason, and both are worth reading before searching the web.",
        "Variables are labels on values, not boxes that hold them.",
        "Write down by hand what each variable is after every step; this is what a debugger does.",
        "The cost of an algorithm is how its work grows with the size of the input.",
    ),
}


def paragraphs(rng: Random, subject: str, count: int) -> list[str]:
    """All sentences on a subject in a new order, as `count` paragraphs.

    >>> [text.count(".") for text in paragraphs(Random(0), "history", 3)]
    [3, 3, 2]
    """
    shuffled = rng.sample(PROSE[subject], len(PROSE[subject]))
    return [" ".join(shuffled[start::count]) for start in range(count)]
