"""What a filter's fields are read as; asking wrongly is an error of the client."""

from uuid import UUID

from domain.refusals import Words, text_problem
from resolvers.errors import bad_input
from schema.backing import key_of


def filtered_by(type_name: str, id: str | None) -> UUID | None:
    """The record that a filter names."""
    if id is None:
        return None
    key = key_of(type_name, id)
    if key is None:
        raise bad_input(
            Words(f"the filter has an id that is not of a {type_name}", f"筛选条件中的标识不是 {type_name}")
        )
    return key


def part_of_text(text: str | None) -> str | None:
    """The text that a filter looks for; a blank one does not matter."""
    if problem := text_problem(text, 100, required=False):
        raise bad_input(Words(f"filter.text {problem.en}", f"filter.text {problem.zh}"))
    return (text or "").strip() or None
