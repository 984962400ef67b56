"""What search announces, and what rooms tell it. All are sent robustly: a receiver's failure harms no page."""

from django.dispatch import Signal

# request, terms (as typed), language, total (hits), is_degraded, answer (SearchPage). Sent for the first page of an answer
# without filters, so that paging and narrowing do not count as new questions.
searched = Signal()
# request, answer (SearchPage): the same question was narrowed or turned to another page.
narrowed = Signal()

# A room tells that something findable was opened. request, content ("article:<uuid>")
content_opened = Signal()
# A room tells that somebody turned to people. request, step (a LoggedSearch.NextStep)
help_wanted = Signal()
