"""What every command needs: the book, who is acting, and the time."""

from datetime import date
from typing import NamedTuple

from fieldkit.core.clock import Clock
from fieldkit.core.db.database import Database
from fieldkit.core.errors import PermissionDeniedError
from fieldkit.core.security.attachments import Attachments
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.roles import ALLOWED, Permission, Role


class Person(NamedTuple):
    """Who keeps this book.

    `book_id` says whose book it is, on every laptop of theirs; `number` names the book itself,
    for its key ring and its backups. The two differ only in practice books (decision 68).
    """

    name: str
    role: Role
    book_id: str
    device: int
    number: str


class Context(NamedTuple):
    """Handed to every service function."""

    db: Database
    me: Person
    clock: Clock
    files: Attachments
    is_practice: bool = False

    @property
    def identity(self) -> Identity:
        """This laptop's own keys, read anew each time: they are nowhere but in the book."""
        return Identity(bytes(self.db.meta("sign_seed")), str(self.db.meta("box_secret")))

    @property
    def role(self) -> Role:
        """The hat worn in this book."""
        return self.me.role

    @property
    def today(self) -> date:
        """Today's date, asked of the clock anew."""
        return self.clock.today()

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in ALLOWED[self.me.role]

    def require(self, permission: Permission) -> None:
        """Stop here unless the role allows it."""
        if not self.may(permission):
            raise PermissionDeniedError
