"""Evidence: the articles of a case, what coders found in them, and what people made of that."""
