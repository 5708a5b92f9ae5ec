"""Files of tables, such as people have them: read, and written."""

from collections.abc import Callable

from domain.tables import RowProblem
from server.tables.xlsx import Unreadable

__all__ = ["Progress", "Refused", "Unreadable"]

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how much of how much is done."""


class Refused(Exception):
    """A file that is not right. Nothing was written, unless what is stored has changed meanwhile: then `written` records
    were."""

    def __init__(self, problems: list[RowProblem], written: int = 0) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems, self.written = problems, written
