"""The shipped transformer pipeline for spaCy: word pieces in, ordinary Doc annotations out, without torch."""
