"""What sentences state: a shallow grammar of English clauses in which names are atoms and the words are tables.

`tokens` makes a sentence a row of words and names, `chunks` of phrases, `syntax` of clauses; `frames` says what their verbs mean,
`told` writes it down. `nominals` and `persons` read what is said without a verb.
"""
