"""What the engine in PostgreSQL needs of its database, said before the first search misses it."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

_ALLOWED = "SELECT current_user, current_schema(), has_schema_privilege(current_schema(), 'CREATE'), getdatabaseencoding()"


def check_database_can_hold_the_index(app_configs, databases: Collection[str] | None = None, **kwargs) -> list[CheckMessage]:
    """Asks the database only where Django does: `migrate`, and `check --database default`."""
    if settings.SEARCH_ENGINE != "postgresql" or "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(_ALLOWED)
        role, schema, may_create, encoding = cursor.fetchone()
    found: list[CheckMessage] = []
    if not may_create:
        found.append(
            Error(
                f"SEARCH_ENGINE=postgresql builds its index in new tables; {role} may create none in {schema or 'any schema'}.",
                hint=f'Run as the owner of the database: GRANT CREATE ON SCHEMA "{schema or "public"}" TO "{role}";',
                id="search.E001",
            )
        )
    if encoding != "UTF8":
        found.append(
            Error(
                f"SEARCH_ENGINE=postgresql keeps words of every language, and the database is encoded in {encoding}.",
                hint="Create the database with ENCODING 'UTF8' and restore a dump into it.",
                id="search.E002",
            )
        )
    return found
