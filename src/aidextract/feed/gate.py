"""stand-in"""
def may_tell_of_aid(text: str) -> bool:
    return True
