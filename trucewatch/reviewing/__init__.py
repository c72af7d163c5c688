"""What a person's decision does: which reviews stand, how a record stands reviewed, what corrections and bonds follow.

`standing` and `states` tell how reviews stand; `values` writes and reads the values of a claim; `correcting` applies corrections;
`rulings` gathers what bears on merging and grading; `deciding` takes a decision into the ledger with all that follows from it.
"""
