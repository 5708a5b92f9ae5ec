"""Financing: demands, products, matching and deals."""

TYPES: tuple[type, ...] = ()
QUERIES: tuple[type, ...] = ()
MUTATIONS: tuple[type, ...] = ()
SUBSCRIPTIONS: tuple[type, ...] = ()
