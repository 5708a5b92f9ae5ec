"""One statement for a selection: it answers json text, in the order and under the names that the client asked for.

A selection is a tree of names; what they mean is declared (`db.relations`). Text of a client never becomes SQL: aliases
and arguments are parameters. The statement is made once for a selection and the shape of its arguments.
"""

from db.plans.readings import KEPT, Reading
from db.plans.selected import Selected, covers
from db.plans.text import MISSING

__all__ = ["KEPT", "MISSING", "Reading", "Selected", "covers"]
