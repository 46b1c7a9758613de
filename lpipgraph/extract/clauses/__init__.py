"""Reads what sentences state: a shallow grammar of English clauses with names as atoms and words from tables.

`tokens` makes a sentence a row of words and names, `chunks` of phrases, `syntax` of clauses; `frames` says what their verbs mean,
`told` writes it down. `nominals` and `persons` read what is said without a verb.
"""
