"""Rules by subject: each reads a Document and returns Records."""
