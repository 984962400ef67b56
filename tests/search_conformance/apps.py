from django.apps import AppConfig


class BackendOnly(AppConfig):
    """The backend and its tables. What search registers in a whole site (jobs, checks, curation) needs people and pages."""

    name = "kbsite.search"
    label = "search"
