"""What speed and memory are, measured on the machine at hand; nothing here is asserted."""
