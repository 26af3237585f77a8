"""Release: a model and its papers become a bundle, one folder that anyone can verify, hash and answer for.

Touches one folder. Opening a bundle loads no code, no pickles, and nothing beyond the standard library and numpy.
"""
