"""Formula images: services, classes and alts that are LaTeX; and every other picture, which is not."""

import pytest

from webinstruct.page.formula.images import image
from webinstruct.page.model import Formula


@pytest.mark.parametrize(
    ("url", "tex"),
    [
        ("https://s0.wp.com/latex.php?latex=%5Calpha+%2B+1&bg=ffffff&fg=000&s=0", r"\alpha + 1"),
        ("http://l.wordpress.com/latex.php?latex=x%5E2&#038;bg=fff", "x^2"),
        ("http://latex.codecogs.com/gif.latex?\\dpi{120}&space;\\bg_white&space;x^2&plus;y", "x^2+y"),
        ("https://latex.codecogs.com/svg.image?\\inline&space;\\large&space;\\frac{a}{b}", r"\frac{a}{b}"),
        ("https://latex.codecogs.com/png.latex?%5Cbg_white%20%5Csqrt%7B2%7D", r"\sqrt{2}"),
        ("http://latex.codecogs.com/png.latex?<br />\n\\int x\\\\<br />\n", r"\int x"),
        ("/cgi-bin/mimetex.cgi?f(z)=\\exp(z)-1", r"f(z)=\exp(z)-1"),
        ("http://www.forkosh.com/mathtex.cgi?\\large\\sum_{i=1}^n a_i", r"\sum_{i=1}^n a_i"),
        ("https://www.zhihu.com/equation?tex=a%2Bb+%3D+c", "a+b = c"),
        ("//www.zhihu.com/equation?tex=%255Calpha", r"\alpha"),
        ("http://chart.googleapis.com/chart?cht=tx&chl=%5Cfrac%7B1%7D%7B2%7D", r"\frac{1}{2}"),
        ("http://chart.apis.google.com/chart?chl=x%5E2&chs=30&cht=tx", "x^2"),
        ("https://render.githubusercontent.com/render/math?math=E%20%3D%20mc%5E2", "E = mc^2"),
        ("http://www.texify.com/$x^2$", "x^2"),
        ("http://www.sciweavers.org/tex2img.php?eq=%5Cpi&bc=White&fc=Black", r"\pi"),
        ("https://math.jianshu.com/math?formula=x_1", "x_1"),
    ],
)
def test_the_source_is_read_from_the_address_of_a_formula_service(url, tex):
    assert image({"src": url, "alt": "formula"}) == Formula(tex)


@pytest.mark.parametrize(
    ("attributes", "formula"),
    [
        ({"class": "tex", "alt": "x^2", "src": "//upload.wikimedia.org/math/1/2/12ab.png"}, Formula("x^2")),
        ({"class": "mwe-math-fallback-image-inline", "alt": r"{\displaystyle n+1}"}, Formula("n+1")),
        ({"class": "mwe-math-fallback-image-display", "alt": "n"}, Formula("n", True)),
        ({"class": "latex", "alt": r"\kappa > 0", "title": r"\kappa > 0"}, Formula(r"\kappa > 0")),
        ({"class": "ql-img-displayed-equation", "alt": r"\[x\]", "src": "/ql-cache/a.png"}, Formula("x", True)),
        ({"class": "equation_image", "data-equation-content": "a_1", "alt": "LaTeX: a_1"}, Formula("a_1")),
        ({"class": "equation_image", "alt": r"LaTeX: \frac{1}{2}"}, Formula(r"\frac{1}{2}")),
        ({"class": "texrender", "title": "TeX", "alt": "a=b"}, Formula("a=b")),
        ({"src": "img12.png", "alt": "$x_{i}$"}, Formula("x_{i}")),
        ({"src": "img3.png", "alt": r"\begin{displaymath} a \end{displaymath}"}, Formula("a", True)),
        ({"src": "img3.png", "alt": r"\begin{eqnarray*} a &=& b \end{eqnarray*}"},
         Formula(r"\begin{eqnarray*} a &=& b \end{eqnarray*}", True)),
        ({"src": "/latexrender/pictures/0cc1.gif", "title": "y=2x", "alt": "y=2x"}, Formula("y=2x")),
        ({"src": "a.gif", "alt": r"\int_0^1 x\,dx"}, Formula(r"\int_0^1 x\,dx")),
        ({"class": "Wirisformula", "data-mathml": "«math»«msup»«mi»x«/mi»«mn»2«/mn»«/msup»«/math»", "alt": "x squared"},
         Formula("x^{2}")),
        ({"class": "lazy", "src": "data:image/gif;base64,R0", "data-src": "/latex.php?latex=x%5E3"}, Formula("x^3")),
        ({"class": "latex", "alt": r"\frac{a", "src": "x.png"}, Formula(r"\frac{a")),
    ],
)  # fmt: skip
def test_class_path_and_alt_tell_a_formula(attributes, formula):
    assert image(attributes) == formula


@pytest.mark.parametrize(
    "attributes",
    [
        {"src": "sale.png", "alt": "$50 off"},
        {"src": "sale.png", "alt": "$50 off everything, only $"},
        {"src": "smile.gif", "alt": ":)", "class": "smiley"},
        {"src": "smile.gif", "alt": ":^)"},
        {"src": "photo_1.jpg", "alt": "IMG_2041.JPG"},
        {"src": "a.png", "alt": r"C:\beta\photo.png"},
        {"src": "a.png", "alt": "A graph of x = 2"},
        {"src": "a.png", "alt": "x"},
        {"src": "a.png", "alt": "snake_case_name and more"},
        {"src": "a.png", "alt": "", "class": "tex"},
        {"src": "a.png", "class": "formula-one", "alt": "Lewis Hamilton in the formula one car"},
        {"src": "a.png", "class": "math", "alt": "equation"},
        {"src": "a.png", "class": "latex", "alt": "LaTeX logo"},
        {"src": "https://example.org/latex.png", "alt": "LaTeX"},
        {"src": "https://example.org/equations/eq1.png", "alt": "eq1.png"},
        {"src": "/math/img/favicon.ico", "alt": "Mathematics"},
        {"src": "https://chart.googleapis.com/chart?cht=qr&chl=hello", "alt": "QR"},
        {"alt": None, "src": None},
        {},
    ],
)
def test_an_ordinary_picture_is_no_formula(attributes):
    assert image(attributes) is None
