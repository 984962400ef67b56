"""What search announces after it answered. A receiver's failure harms no page."""

from django.dispatch import Signal

# request, terms (as typed), language, total (hits), is_degraded. Sent for the first page of an answer without filters, so that
# paging and narrowing do not count as new questions.
searched = Signal()
