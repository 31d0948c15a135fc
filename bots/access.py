"""What somebody may see where they are. Asked on every press, whatever a panel showed when it was made."""

from bots.counter import Asked
from storage.sessions import Session, Sessions


async def may_see(asked: Asked, session: Session, sessions: Sessions) -> bool:
    """Where others read along, only what is public and shared at that very place is shown, to its creator too."""
    if asked.watched:
        return await sessions.shared_at(session.id, asked.place.key)
    if session.user_id == asked.user.id:
        return True
    return await sessions.may_see(asked.user.id, session, asked.place.key)


async def may_open(asked: Asked, session: Session, sessions: Sessions) -> bool:
    """Talking is heard by all who are there, so that an answer shown aside permits nothing more.

    Whoever made a public session may open it anywhere, which shares it there.
    """
    mine = session.user_id == asked.user.id
    if asked.place.private:
        return mine or await sessions.may_see(asked.user.id, session, asked.place.key)
    return session.public and (mine or await sessions.shared_at(session.id, asked.place.key))
