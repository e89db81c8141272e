"""Who may evaluate: an officer whose one post has the role, the whole city and the line."""

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotPermitted


def require_city(by: Actor, role: str, *, line_id: int | None) -> None:
    """Refuse who holds the role for a county only, or in another line of business."""
    posts = [post for post in by.posts_as(role) if post.place_ids is None]
    if not posts:
        raise NotPermitted("Evaluation is the city's.", code="city-only")
    if not any(post.reaches_line(line_id) for post in posts):
        raise NotPermitted("This belongs to another line of business.", code="out-of-line")
