"""For the eye: an article with its events marked (`article`), the reasons of each slot (`explain`), tables (`dataframe`).

Nothing here is imported before it is asked for.
"""
