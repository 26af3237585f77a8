"""Curate: what may be learnt from which work, said in claims and verdicts beside it.

Pure: texts, papers and loaded detectors are handed in; nothing is opened. A work is never changed. ``curate_work``
takes one work through the gates, ``elect`` settles duplicates over all of a build, ``close`` counts what became of
everything gathered.

Its modules are imported one by one, so that checking, which needs ``prose`` alone, starts without the others.
"""
