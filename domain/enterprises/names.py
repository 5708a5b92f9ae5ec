"""The names that things are registered by."""

from domain.refusals import Words, text_problem

NAME_LIMIT = 120


def name_problem(name: str | None) -> Words | None:
    """What is wrong with a name, if anything."""
    return text_problem(name, NAME_LIMIT)
