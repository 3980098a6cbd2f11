"""Delivery reports: RFC 3464, what is like it, and bounces in prose.

Every reader here is bounded and linear. flufl.bounce has its only home in `known_formats`.
"""

from mailflow.adapters.bounces.reading import read_report

__all__ = ["read_report"]
