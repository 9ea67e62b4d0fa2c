"""What goes on to the paid stages: the domains a person picked, and what a twin is."""

import csv
import io

from webinstruct import UserError, page, storage

VERSION = 1

REASONS = (
    "not-picked",  # its domain is not in the list
    "blocked",  # its url, domain or id was taken down
    "twin",  # another document has exactly the same text
    "over-budget",  # select.max_documents was reached
)


def picked_domains(path: str) -> list[str]:
    """The column `domain` of a CSV, lower case, sorted, each once.

    UserError if the file is missing, has no such column, or names nothing.
    """
    try:
        content = storage.read_bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"select.domains: no such file: {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"select.domains: {path} cannot be read as a CSV: {error}") from None
    try:
        lines = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        if "domain" not in (lines.fieldnames or ()):
            raise UserError(f"select.domains: {path} wants a column `domain`, has {lines.fieldnames}")
        named = {(line["domain"] or "").strip() for line in lines} - {""}
    except csv.Error as error:
        raise UserError(f"select.domains: {path} is not a CSV: {error}") from None
    domains = {page.registered_domain(name) for name in named}
    if not domains:
        raise UserError(f"select.domains: {path} names no domain; leave the setting out to take all")
    return sorted(domains)
