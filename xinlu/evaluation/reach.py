"""Who may evaluate: an officer whose one post has the role, the whole city and the line."""

from xinlu.accounts.reach import require_city

__all__ = ["require_city"]
