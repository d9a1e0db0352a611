"""For the eye: an article with its events marked (`article`), why each slot is so (`explain`), tables (`dataframe`).

Nothing here is imported before it is asked for.
"""
