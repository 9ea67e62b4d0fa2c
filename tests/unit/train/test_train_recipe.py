"""Recipes: every shipped one loads, and each mistake is one line."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from training import recipe
from webinstruct import UserError

SHIPPED = sorted((ROOT / "conf" / "train").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_recipe_loads(path: Path) -> None:
    loaded = recipe.load(path)
    assert loaded.output.startswith(("out/", "demo/"))


def test_the_papers_recipes_say_what_the_paper_says() -> None:
    rates = {"mistral-7b": 5e-6, "llama-3-8b": 1e-5, "mixtral-8x7b": 1e-5, "yi-34b": 1e-5}
    for name, rate in rates.items():
        loaded = recipe.load(ROOT / "conf" / "train" / f"{name}.yaml")
        assert (loaded.epochs, loaded.batch_examples, loaded.max_length) == (2, 512, 4096)
        assert (loaded.learning_rate, loaded.warmup, loaded.zero, loaded.world) == (rate, 0.03, 3, 32)


@pytest.mark.parametrize(
    ("override", "complaint"),
    [
        ("epoch=1", "unknown setting epoch; did you mean epochs?"),
        ("zero=4", "zero must be 0, 1, 2 or 3, got 4"),
        ("liger=maybe", "liger must be a valid boolean"),
        ("attention=varlen", "attention varlen needs device gpu"),
        ("data=[]", "data Tuple should have at least 1 item after validation, not 0, got []"),
    ],
)
def test_a_mistake_is_one_line(override: str, complaint: str) -> None:
    with pytest.raises(UserError) as caught:
        recipe.load(ROOT / "conf" / "train" / "tiny-cpu.yaml", [override])
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)
