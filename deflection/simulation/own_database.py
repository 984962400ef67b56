"""A place where simulated rows can do no harm: a site's tables, empty, in memory. The site's own database is not touched."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connections
from django.db.utils import ConnectionHandler


@contextmanager
def own_database() -> Iterator[None]:
    """Inside, everything that this thread reads and writes is there; on leaving all of it is gone."""
    site = connections["default"]
    own = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]
    # Tables as the models say, not by their history: half a minute of migrations less, and nothing of them is needed here.
    with own.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(own):
                editor.create_model(model)
    connections["default"] = own
    try:
        yield
    finally:
        connections["default"] = site
        own.close()
