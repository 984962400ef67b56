"""The editors' home: what waits to be done about articles, as lists whose counts open their rows.

Rooms register lists in AppConfig.ready (lists.py); this room's own are in own.py and translations.py. Nobody is ranked: a list
that says what is bad names no owner.
"""
