"""Drawers of the design system: pure functions from plain data to SVG, without Django."""
