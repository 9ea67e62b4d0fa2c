"""Formulas of a page as LaTeX: from elements (elements.py) and from text between delimiters (delimiters.py).

elements.py    MathJax, KaTeX, MathML, Wikipedia, data attributes; names.py says by which names
images.py      formula images: alt, title, URL
mathml*.py     MathML to LaTeX; content_mathml.py, mathjax.py (drawn glyphs) lead there; symbols.py
asciimath.py   AsciiMath to LaTeX
delimiters.py  `\\(…\\)`, `$…$`, `[tex]` …; guard.py tells formulas from prices
protect.py     the marks around a formula until the text is done; tex.py tidies and tells LaTeX from words
"""
