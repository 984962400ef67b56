"""Mail and notices in the site. The rooms above queue them in their own transaction; this room knows none of them."""
