"""What export_articles wrote, taken in again: the same site after it as before, or another one that says the same.

A page is known by its content and language. What is there and says the same is passed over; what was changed here after the
export is left alone; the rest is made as the export tells it.
"""
