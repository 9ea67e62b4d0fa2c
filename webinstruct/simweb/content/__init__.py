"""Word lists and templates that the kinds of page draw on."""
