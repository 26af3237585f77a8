"""Train: from kept works and people's corrections to counts, an error model and a ranker.

Pure: texts come in, arrays go out. Knows nothing of files, clocks, processes or where works were found.
"""
