"""Contacts of other desks in Wagtail's admin: bring a file, map it, check it, import it."""
