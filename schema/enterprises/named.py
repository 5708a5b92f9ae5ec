"""The records that inputs name, and the versions that they know."""

from uuid import UUID

from schema.backing import key_of

NOTHING = UUID(int=0)
"""The key of no record."""

VERSION = "How often it was written; an act on it says which version it knows. 版本号,办理时须一并提交。"
KNOWN_VERSION = "The version of it that was looked at. 查看时的版本号。"


def named(type_name: str, id: str | None) -> UUID | None:
    """The key of an id that may be left out; one that is none of ours names nothing that there is."""
    return None if id is None else key_of(type_name, id) or NOTHING
