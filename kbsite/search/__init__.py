"""One index over everything findable. The rooms above register what they hold; this room knows none of them."""
