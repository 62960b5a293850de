"""The machinery of the book: what a chapter imports and what the build runs.

A chapter imports :mod:`strukturwandel.data`, :mod:`strukturwandel.charts` and
:mod:`strukturwandel.numbers`, nothing else of ours.
"""
