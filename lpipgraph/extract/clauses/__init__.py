"""What sentences state: a shallow grammar of English clauses in which names are atoms and the words are tables.

`constructions` say how a sentence is built (active, passive, relative, apposition), `frames` what its verbs and nouns mean.
"""
