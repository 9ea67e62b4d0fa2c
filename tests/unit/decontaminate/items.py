"""Items made up for these tests."""

from webinstruct.benchmarks import Problem

BAKER = Problem(
    "gsm8k",
    "gsm8k/1",
    "A baker fills nine trays with twelve rolls each. She sells all but five of them before noon and gives two "
    "to a passing musician. How many rolls are left for the afternoon?",
    answer="3",
    solution="The baker starts with 9*12=<<9*12=108>>108 rolls on her trays. Five stay unsold at noon, and the "
    "musician takes two of those, so 5-2=<<5-2=3>>3 rolls are left for the afternoon.",
)
FORMULA = Problem(
    "math",
    "math/1",
    r"Find the least value of $\frac{3x^2+12}{x}$ over all positive real numbers $x$ below $7$.",
    answer="12",
    solution="It is 12.",
)
SHORT = Problem("math", "math/2", "How many sheds has a village of 40 barns?", answer="17")
TINY = Problem("math", "math/3", r"Compute $\sin 75^\circ$.", answer=r"\frac{\sqrt6+\sqrt2}{4}")
CHOICE = Problem(
    "mmlu_stem",
    "mmlu_stem/1",
    "Which of these is a lake?",
    ("the amber hollow", "Quillmere", "Old Tarn Street", "a bell without clapper"),
    "Quillmere",
    1,
)
SNARKS = [
    Problem("bbh", f"bbh/{at}", "Which sentence has the best order of words:", (first, second), first, 0)
    for at, (first, second) in enumerate(
        [
            ("small green Danish kettle", "Danish green small kettle"),
            ("huge round woollen carpet", "woollen huge round carpet"),
            ("old square Turkish mirror", "square Turkish old mirror"),
            ("new purple silk umbrella", "silk new purple umbrella"),
            ("tiny blue Finnish teapot", "Finnish blue tiny teapot"),
            ("long grey leather glove", "leather grey long glove"),
        ]
    )
]
BRACKETS = [
    Problem(
        "bbh",
        f"bbh/brackets{at}",
        f"Close every bracket that was opened in this line, in the order in which they were opened. Line: {line}",
        answer="]",
    )
    for at, line in enumerate(["[ (", "[ ( <", "( ( [", "{ { }", "< [ ] (", "( ) [ {"])
]
SECRET = Problem(
    "gpqa",
    "gpqa/rec1",
    "A vermilion zeppelin crosses the marmalade strait in seventeen hours; which harbour master notices it first?",
    ("the drowsy one", "the punctual one"),
    "the punctual one",
    1,
    solution="Because the punctual harbour master reads every vermilion flag before breakfast, he notices it first.",
)
ITEMS = [BAKER, FORMULA, SHORT, TINY, CHOICE, *SNARKS, *BRACKETS, SECRET]
