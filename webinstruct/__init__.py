"""The core of webinstruct: everything that thinks about pages, pairs and models.

Nothing in here imports Spark. What runs on executors is a plain generator over
Arrow batches; `jobs/` hands it to Spark, tests hand it a list.
"""

from pathlib import Path

__version__ = "0.1.0"


class UserError(Exception):
    """A mistake the user can mend. The message is one line: what was wanted, what came, what to do.

    The command line prints it without a trace and exits with 2.
    """


def conf_folder() -> Path:
    """The shipped conf files: inside an installed wheel, or at the root of a checkout."""
    inside = Path(__file__).parent / "conf"
    return inside if inside.exists() else Path(__file__).parents[1] / "conf"
