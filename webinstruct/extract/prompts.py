"""What a model is told before it sees a page."""

from webinstruct import prompts
from webinstruct.settings import ExtractSettings


def prompt(settings: ExtractSettings) -> str:
    """The text of `extract.prompt`, or of our own for the mode. UserError if it cannot be read."""
    return prompts.read(settings.prompt, f"extract_{settings.mode}.md", "extract.prompt")
