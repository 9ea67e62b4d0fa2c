"""Measurements beside other people's work. Nothing here is installed with the package."""
