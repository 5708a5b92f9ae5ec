"""Policies for enterprises and their applications."""
