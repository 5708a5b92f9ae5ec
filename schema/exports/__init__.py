"""Exporting a list: a text names it, each leaf of what is selected is a column, and its pages are read one after another."""

from schema.exports.asked import Listing, listing
from schema.exports.columns import Column
from schema.exports.reading import MOST, Broken, Page, pages

__all__ = ["MOST", "Broken", "Column", "Listing", "Page", "listing", "pages"]
