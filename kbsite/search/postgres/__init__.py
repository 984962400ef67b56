"""The engine that keeps the index in PostgreSQL: no folder, any number of web machines, a hundred thousand documents.

The database finds documents that may fit (GIN over our own base forms); ranking, filters and counts are the same code as on the
embedded engine, over what was gathered. docs/decisions/0010 tells why.
"""
