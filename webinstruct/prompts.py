"""What models are told: a text of the user's own, or one of `conf/prompts`."""

from webinstruct import UserError, conf_folder, storage


def read(uri: str | None, name: str, asker: str) -> str:
    """The text at `uri`, or our own one of that name. UserError if it cannot be read; `asker` says whose it is.

    >>> read(None, "verify.md", "verify.prompt").splitlines()[0][:22]
    'You solve one problem.'
    """
    uri = uri or str(conf_folder() / "prompts" / name)
    try:
        return storage.read_bytes(uri).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{asker}: cannot read {uri}: {error}") from None
