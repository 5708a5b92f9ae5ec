"""The servers in Python that the benchmark measures."""
