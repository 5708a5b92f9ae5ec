"""Supply and demand, and factory space."""

TYPES: tuple[type, ...] = ()
QUERIES: tuple[type, ...] = ()
MUTATIONS: tuple[type, ...] = ()
SUBSCRIPTIONS: tuple[type, ...] = ()
