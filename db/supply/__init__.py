"""Supply and demand, and factory space."""
