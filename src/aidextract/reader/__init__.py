"""The learned way from mentions to candidates, over the encoder's token vectors."""
