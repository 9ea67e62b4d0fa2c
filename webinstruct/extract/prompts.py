"""What a model is told before it sees a page."""

from webinstruct import UserError, conf_folder, storage
from webinstruct.settings import ExtractSettings


def prompt(settings: ExtractSettings) -> str:
    """The text of `extract.prompt`, or of our own for the mode. UserError if it cannot be read."""
    uri = settings.prompt or str(conf_folder() / "prompts" / f"extract_{settings.mode}.md")
    try:
        return storage.read_bytes(uri).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"extract.prompt: cannot read {uri}: {error}") from None
