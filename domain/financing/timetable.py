"""When and where they meet: a timetable without a clash in as few slots as there can be.

A meeting is an edge between an enterprise and a desk; slots are colours, and who has a meeting in a slot has no other in
it. Kőnig: a bipartite multigraph needs exactly as many colours as the most meetings that one of them has."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import rustworkx

from domain.financing.assignment import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The desk of each meeting, counted from 0 at its institution, and its slot, counted from 0; and how many slots there
    are in all."""

    desks: Numbers
    slots: Numbers
    length: int


def timetable(enterprises: Numbers, institutions: Numbers, desks: Numbers) -> Timetable:
    """Where and when the meetings of these pairs take place, an institution having so many desks. There are exactly as
    many slots as the busiest enterprise or, its meetings spread evenly, the busiest desk has meetings."""
    desk = _spread(institutions, desks)
    if not desk.size:
        return Timetable(desk, desk, 0)
    firsts = np.concatenate(([0], np.cumsum(desks)))
    seat = firsts[institutions] + desk
    people = int(enterprises.max()) + 1
    graph = rustworkx.PyGraph[None, None](multigraph=True)
    graph.add_nodes_from([None] * (people + int(firsts[-1])))
    graph.add_edges_from_no_data(list(zip(enterprises.tolist(), (people + seat).tolist(), strict=True)))
    colours = rustworkx.graph_bipartite_edge_color(graph)
    assert colours is not None, "enterprises and desks are two sides"
    slots = np.array([colours[edge] for edge in range(desk.size)], np.int64)
    return Timetable(desk, _in_order(slots), len(set(colours.values())))


def least_slots(enterprises: Iterable[int], institutions: Iterable[int], desks: Numbers) -> int:
    """How many slots meetings of these pairs take: no timetable has fewer."""
    of_enterprise = np.bincount(np.fromiter(enterprises, np.int64))
    of_institution = np.bincount(np.fromiter(institutions, np.int64), minlength=desks.size)
    busiest = -(-of_institution // np.maximum(desks, 1))
    return int(max(of_enterprise.max(initial=0), busiest.max(initial=0)))


def _spread(institutions: Numbers, desks: Numbers) -> Numbers:
    """The meetings of each institution in turn over its desks."""
    order = np.argsort(institutions, kind="stable")
    counts = np.bincount(institutions, minlength=desks.size)
    begins = np.cumsum(counts) - counts
    turn = np.empty(institutions.size, np.int64)
    turn[order] = np.arange(institutions.size) - begins[institutions[order]]
    return turn % desks[institutions]


def _in_order(slots: Numbers) -> Numbers:
    """The same timetable with the slots that most meet in first: whoever comes for one meeting comes early."""
    sizes = np.bincount(slots)
    place = np.empty(sizes.size, np.int64)
    place[np.argsort(-sizes, kind="stable")] = np.arange(sizes.size)
    return place[slots]
