"""Financing: demands, products, matching and deals."""
