"""Contacts that another desk received. Repeating an import changes nothing."""
