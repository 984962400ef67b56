"""What readers say at the end of articles, for the people who look after them."""
