"""Figures as they are published: without the small cells that would tell who is in them."""

SMALL = 3
"""Cells below this are not published: who is in them could be told."""


def small_cells(counts: tuple[int, ...]) -> frozenset[int]:
    """The places of the cells of one total that are not published: the small ones and, where these are all alike, those
    of the next size too. Cells that are not alike could be in any order, so that the total tells none of them; a rule
    that preferred a place would."""
    small = {count for count in counts if count < SMALL}
    if len(small) == 1:
        small |= {min((count for count in counts if count >= SMALL), default=0)}
    return frozenset(place for place, count in enumerate(counts) if count in small)
