"""Policies for enterprises and their applications."""

TYPES: tuple[type, ...] = ()
QUERIES: tuple[type, ...] = ()
MUTATIONS: tuple[type, ...] = ()
SUBSCRIPTIONS: tuple[type, ...] = ()
