"""`python -m training --conf RECIPE`: also under `torchrun -m` and `deepspeed --module`."""

import argparse
import sys
from pathlib import Path

from webinstruct import UserError

from . import MISTAKE, recipe


def main() -> int:
    """Exit status: 0 done, 2 a user's mistake, another where a rank died."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--conf", "-c", type=Path, required=True, help="recipe (YAML)")
    parser.add_argument("--set", action="append", default=[], metavar="A=B", help="override one setting")
    parser.add_argument("--resume", action="store_true", help="go on from the newest whole checkpoint")
    parser.add_argument("--local_rank", "--local-rank", type=int, help=argparse.SUPPRESS)  # deepspeed says it
    asked = parser.parse_args()
    try:
        loaded = recipe.load(asked.conf, asked.set)
        from . import launch  # torch and TRL take seconds: a mistake in the recipe is told without them

        if launch.is_rank():
            from .run import train

            return train(loaded, resume=asked.resume)
        count = launch.check(loaded, asked.resume)
        return launch.start(count, sys.argv[1:])
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE


if __name__ == "__main__":
    sys.exit(main())
