"""The names of tags, classes and attributes in which pages keep formulas."""

from typing import Final

from webinstruct.page.formula.symbols import names

MATH_TAGS: Final = names("math m:math mml:math mathml:math math:math ns0:math mm:math")
"""MathML, also where an XML prefix survived."""
SOURCE_TAGS: Final = names(
    "tex-math x-tex tex latex katex d-math math-tex la-tex tex-inline tex-block inline-math display-math block-math"
    " math-inline math-block eq eqn x-math k-math math-renderer math-field latex-js x-latex katex-inline katex-block"
    " tex-display"
)
"""Elements of a site's own that hold a source and nothing else."""
DISPLAY_TAGS: Final = names("eqn tex-block display-math block-math math-block katex-block tex-display")
DRAWN_NAMES: Final = names(
    "MathJax MathJax_CHTML MathJax_SVG MathJax_HTML MathJax_MathML MathJax_PHTML mjx-chtml MathJax_Display"
    " MathJax_SVG_Display MathJax_PlainSource_Display MJXc-display MathJax_Processing MathJax_Processed"
    " MathJax_PlainSource MathJax_CHTML_focused"
)
"""Classes of what MathJax 2 draws."""
TEXT_NAMES: Final = names(
    "math maths tex latex katex math-tex math-inline math-display math-block math-container mathjax mathjax-tex"
    " arithmatex formula equation tex2jax_process mathjax_process ztext-math inline-formula display-formula"
    " inline-equation display-equation inline-math display-math block-math mathjax-block mathjax-inline js-inline-math"
    " js-display-math katex-inline katex-block katex-display katex--inline katex--display latex-inline latex-block"
    " tex-inline tex-block js-render-math math-formula formula-inline formula-block render_latex latex_equation"
)
"""Classes of elements that may hold a source as their text."""
CERTAIN_NAMES: Final = names(
    "math-tex math-inline math-display math-block arithmatex ztext-math js-render-math katex katex-inline katex-block"
    " inline-math display-math block-math js-inline-math js-display-math inline-equation mathjax-tex latex-inline"
    " latex-block"
)
"""Those whose text is a formula even if it is no more than `x` or `n+1`."""
CODE_NAMES: Final = names("language-math js-render-math math math-inline math-display")
IGNORED_NAMES: Final = names("tex2jax_ignore mathjax_ignore no-mathjax")
DATA: Final = names(
    "data-tex data-latex data-katex data-formula data-math data-equation data-expr data-math-tex data-tex-source"
    " data-original-latex data-latex-source data-mathml data-equation-content data-eq data-asciimath"
)
DATA_TAGS: Final = names("span div p figure em i b a svg object button section center td li dd")
"""Where a data attribute may hold the source of what is shown."""
