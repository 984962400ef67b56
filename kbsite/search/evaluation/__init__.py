"""How good a ranking is, in the field's own figures, on judged questions in the layout that retrieval research shares."""
