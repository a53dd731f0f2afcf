"""The one error a command raises for its user: a single readable line.

It must not know commands.
"""


class Failure(Exception):
    """What went wrong, in one line, without a patient's data."""
