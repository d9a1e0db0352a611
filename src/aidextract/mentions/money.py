"""Sums of money in running text: "$5m", "Rs 4.6 billion ($12 million)", "10 to 15 million euros".

Signs, nouns and countries are data (`currencies.tsv`). A number becomes a sum by a sign before it or a noun after
it; conversions that follow at once become its `alternatives`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from aidextract.errors import DataError
from aidextract.mentions.numbers import NumberSpan, bound_after, bound_before, find_numbers, plain, read_foreign
from aidextract.records import Bound, MoneyMention
from aidextract.tables import read_tsv

_MINOR = frozenset({"cent", "cents", "penny", "pence"})
# Words of English or other abbreviations first: a currency only with a number of a sum's size ("MAD 5 million").
_CAREFUL = frozenset(
    "ALL TOP TRY CUP MOP BAM GEL MAD ARS PEN SOS COP BOB SIT DOP GIP SAR SAT MUR ANG NT UM ID DA LE TD DT LS DM LL RO "
    "BD LD MT Mt DF FC FF FG GF MK KM Le Lt LT Br Sk Fl Db Ar Af Esc Lit DIN BD. Ft FT stg bob Bs Nu M.".split()
)
_WEAK_NOUNS = frozenset(
    "won real reals mark marks crown crowns sum sums som soms sol soles colon dong all lat lats lev penny pound "
    "sterling bob birr kr tl nis afs quid new".split()
)
_RUPEES = frozenset({"Rs", "RS", "Tk", "TK"})  # stand behind small sums too: "500 Rs"
_ADJECTIVE_ONLY_NOUNS = frozenset({"mark", "crown", "real"})  # "the 5 million mark"
_GRAND_OTHER = re.compile(
    r"\s(?:prix|slams?|pianos?|jur|mufti|ayatollah|final|total|challenge|tour|master|opening|coalition)", re.I
)
# "5,000 pounds of rice" is weight, "of aid" money
_POUNDS_OF = re.compile(
    r"\s+of\s+(?!(?:aid|funding|funds?|money|support|public|taxpayers?|government|assistance|debt|help|this|that|which|it|"
    r"its|the|their|his|her|our|my|humanitarian|development|emergency|bilateral|foreign|overseas|international|cash|"
    r"grants?|loans?|donations?|investment|british|uk|extra|new|relief|spending|credits?|lottery|state|military)\b)[a-z]",
    re.IGNORECASE,
)
_WEIGHING = re.compile(r"\bweigh\w*\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"(?:[\s\u00a0]{1,2}|\s?[-‑]\s?)?((?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*)")
_MILLIONS_CODE = re.compile(r"\s?[Mm]([A-Z]{3})(?![^\W_])")  # "30 MUSD", as the north of Europe writes
# "€250.000" is a quarter of a million: these lands part thousands with a point, and have no thousandths.
_POINT_PARTS_THOUSANDS = frozenset("ARS BAM BOB BRL CLP COP DKK EUR IDR ISK MKD PYG RON RSD TRY UYU VES VND".split())
_THREE_DECIMALS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_UNIT_PRICE = re.compile(
    r"\s?(?:[/=]|(?:an?|per)\s(?!year|month|week|day)|each\b|to the (?:dollar|euro|pound)\b)", re.IGNORECASE
)
_SPACED_M = re.compile(r"[ \u00a0]([mMbB])\b\.?(?!['’-])")
_SCALE_AFTER_CODE = re.compile(r"\s(million|billion|trillion|crore|lakh|thousand|mln|bn)\b", re.IGNORECASE)
_SCALE_POWERS = {"million": 6, "mln": 6, "billion": 9, "bn": 9, "trillion": 12, "crore": 7, "lakh": 5, "thousand": 3}
_EACH = re.compile(r"\s(?:each|apiece)\b")
_OF = re.compile(r"\s+of\b(?:\s+worth\s+of\b)?", re.IGNORECASE)
_RANGE_GAP = re.compile(r"\s?[-–—]\s?|\s+(?:to|or|and)\s+", re.IGNORECASE)
_FROM_BEFORE = re.compile(
    r"\b(?:from|raised?|increased?|raising|increasing|rose|grew|cut|of)\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE
)
_BETWEEN_BEFORE = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_HEDGE = (
    r"(?:(?:about|around|some|roughly|approximately|approx\.?|nearly|almost|over|more than|just over|just under|or|"
    r"i\.e\.|"
    r"ca?\.|circa|equivalent to|the equivalent of|equivalent of|equal to|equals|worth|at the time|currently|today|"
    r"then|valued at|that is|which is|namely|an estimated|less than|under)\s+|[=~≈]\s?)"
)
_OPEN_BRACKET = re.compile(rf"(?:\s[a-z]+){{0,3}}\s?[(\[]\s?{_HEDGE}{{0,3}}$", re.IGNORECASE)
_IN_BRACKET = re.compile(rf"\s?(?:[,;/=]\s?(?:or\s+|and\s+)?|or\s+|and\s+){_HEDGE}{{0,3}}$", re.IGNORECASE)
_IN_APPOSITION = re.compile(
    r",?\s(?:or|i\.e\.|equivalent to|the equivalent of|equal to)\s"
    r"(?:about|around|some|roughly|approximately|nearly|almost|over|more than|just over|just under)?\s?$"
    r"|,\s(?:about|around|roughly|approximately|equivalent to|the equivalent of|or about|worth about|equal to about)\s$"
    r"|\s?[/=]\s?$",
    re.IGNORECASE,
)
# What may follow a number that leaves its currency to an earlier one: no noun.
_NO_NOUN = re.compile(
    r"\s*(?:$|[.,;:!?)\]](?!\d)|[–—]|--|\s-\s"
    r"|(?:of (?:it|them|which|that|this|the (?:sum|amount|money|total|grant|loan|fund)s?)|in|for|to|from|by|was|were|"
    r"is|are|has|have|had|will|would|went|goes|go|came|comes|as|on|at|and|or|more|per|each|towards?|through|this|last|"
    r"which|that|a (?:year|month|week|day)|annually|yearly|so|already|yesterday|today|with|until|than|when|but|went|"
    r"only|extra|again|apiece|altogether|under|over|outright)\b)",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(r"(?:[A-Z][\w.’']*[,:]?\s\(?|\b(?:of which|of this|of that),?\s|\band\s|,\s)$")
_LISTED = re.compile(
    r"\s*[;,.)](?!\d)|\sof (?:it|them|which|that|this|the (?:sum|amount|money|total))\b|\s(?:to|for|went)\b"
)
_PEOPLE = re.compile(
    r"\b(?:people|persons?|children|refugees|inhabitants|population|displaced|doses|families|households)\b",
    re.IGNORECASE,
)
_PEOPLE_NEXT = re.compile(
    rf"[\s,]+(?:of them|mostly|most of them|half of them|in need|{_PEOPLE.pattern})", re.IGNORECASE
)
_SENTENCES_BACK = 400  # characters in which an elided currency may have been named: some three sentences


@dataclass(frozen=True, slots=True)
class Currencies:
    """The table in the shapes that the finder needs. Values are ISO codes."""

    before: Mapping[str, tuple[str, ...]]  # "Rs" -> all that write it
    after: Mapping[str, tuple[str, ...]]  # "sri lankan rupees"
    first_words: frozenset[str]  # of `after`
    defaults: Mapping[str, str]
    countries: Mapping[str, frozenset[str]]
    adjectives: Mapping[str, tuple[str, ...]]  # "canadian"
    own: Mapping[str, str]  # country -> the currency in force there
    longest: int  # of `before`
    last_characters: frozenset[str]  # of `before`


@lru_cache(maxsize=1)
def load_currencies() -> Currencies:
    """Reads and checks `currencies.tsv`, once."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    adjectives: dict[str, list[str]] = {}
    defaults: dict[str, str] = {}
    countries: dict[str, frozenset[str]] = {}
    own: dict[str, str] = {}
    for row in read_tsv("currencies.tsv"):
        code = row["code"]
        cells = {key: [part for part in row[key].split("|") if part] for key in row}
        countries[code] = frozenset(cells["countries"])
        for sign in [code, f"M{code}", *cells["signs"]]:
            before.setdefault(sign, []).append(code)
        after.setdefault(code, []).append(code)
        for noun in dict.fromkeys(noun.lower() for noun in cells["nouns"]):
            after.setdefault(noun, []).append(code)
            for adjective in cells["adjectives"]:
                after.setdefault(f"{adjective.lower()} {noun}", []).append(code)
        for adjective in cells["adjectives"]:
            adjectives.setdefault(adjective.lower(), []).append(code)
        for claim in dict.fromkeys(cells["default"]):
            if defaults.setdefault(claim, code) != code:
                raise DataError(f"currencies.tsv: default {claim!r} is claimed by {defaults[claim]} and by {code}")
            if claim not in cells["signs"] and claim.lower() not in (noun.lower() for noun in cells["nouns"]):
                raise DataError(f"currencies.tsv: {code} claims {claim!r}, which is none of its signs and nouns")
        for country in cells["countries"]:
            if "(to " not in row["name"]:
                own.setdefault(country, code)
    defaults |= {claim.lower(): code for claim, code in defaults.items() if claim.lower() in after}
    return Currencies(
        before=MappingProxyType({sign: tuple(dict.fromkeys(codes)) for sign, codes in before.items()}),
        after=MappingProxyType({phrase: tuple(dict.fromkeys(codes)) for phrase, codes in after.items()}),
        first_words=frozenset(phrase.split()[0].lower().rstrip("$") for phrase in (*after, *before)) | {"grand"},
        defaults=MappingProxyType(defaults),
        countries=MappingProxyType(countries),
        adjectives=MappingProxyType({word: tuple(dict.fromkeys(codes)) for word, codes in adjectives.items()}),
        own=MappingProxyType(own),
        longest=max(map(len, before)),
        last_characters=frozenset(sign[-1] for sign in before),
    )


def find_money(
    text: str, *, country: str | None = None, numbers: Sequence[NumberSpan] | None = None
) -> list[MoneyMention]:
    """Every sum in text order, not overlapping. The span holds sign, number and noun, without "more than".

    `country` (ISO 3166-1 alpha-2 of the dateline, the paper or the donor) settles signs that several currencies share.
    `numbers` saves finding them again. A conversion is an alternative of the sum before it, not a mention of its own.

    >>> [(m.amount, m.currency, m.text) for m in find_money("Rs 4.6 billion ($12 million) in all", country="LK")]
    [(Decimal('4600000000'), 'LKR', 'Rs 4.6 billion')]
    """
    table = load_currencies()
    found: list[MoneyMention] = []
    sizes: list[NumberSpan] = []  # the number behind each of `found`
    for number in find_numbers(text) if numbers is None else numbers:
        floor = found[-1].end if found else 0
        mention = _read_sum(text, number, floor, country, table)
        if mention is None:
            if found and _is_elided(text, number, found[-1]):
                mention = _elided(text, number, found[-1], country)
            else:
                continue
        if found and mention.rule == "money.minor":
            whole = _add_minor(text, found[-1], mention)
            if whole:
                found[-1] = whole
                continue
        if found:
            spread = _join_range(text, found[-1], sizes[-1], mention, number)
            if spread:
                found[-1], sizes[-1] = spread, number
                continue
        found.append(mention)
        sizes.append(number)
    told = _fold_conversions(text, _recall_adjectives(found, table))
    return [settle_currency(_mark_each(text, mention), country) for mention in told]


def _mark_each(text: str, mention: MoneyMention) -> MoneyMention:
    """ "Rs 5 crore each", "$500 ($380 US) apiece"."""
    last = mention.alternatives[-1].end if mention.alternatives else mention.end
    end = last + (text[last : last + 1] == ")")
    return replace(mention, each=True) if _EACH.match(text, end) else mention


def settle_currency(mention: MoneyMention, country: str | None) -> MoneyMention:
    """The mention with its sign read anew for a country that has become known; unambiguous signs stay as they are.

    >>> [sum_] = find_money("a cheque for Rs 5,000")
    >>> sum_.currency, settle_currency(sum_, "NP").currency
    ('INR', 'NPR')
    """
    if mention.sign is None:
        return mention
    table = load_currencies()
    if mention.sign == "grand":
        return replace(mention, currency=table.own.get(country or ""))
    alternatives = tuple(
        _settle_other_than(other, {mention.currency} if not is_ambiguous(mention.sign) else set(), country, table)
        for other in mention.alternatives
    )
    # "$6.4 million (US$1 million)": the first cannot be what its conversion is.
    taken = {other.currency for other in alternatives}
    return replace(_settle_other_than(mention, taken, country, table), alternatives=alternatives)


def _settle_other_than(
    mention: MoneyMention, taken: set[str | None], country: str | None, table: Currencies
) -> MoneyMention:
    codes = _candidates(mention.sign or "", table)
    if len(codes) < 2 or mention.sign is None:
        return mention
    return replace(
        mention, currency=_settle(mention.sign, tuple(code for code in codes if code not in taken), country, table)
    )


def is_ambiguous(sign: str | None) -> bool:
    """Whether a country is needed to know which currency a mention's `sign` means."""
    return sign is not None and (sign == "grand" or len(_candidates(sign, load_currencies())) > 1)


def _candidates(sign: str, table: Currencies) -> tuple[str, ...]:
    return table.before.get(sign) or table.after.get(" ".join(sign.lower().split())) or ()


def _settle(sign: str, codes: tuple[str, ...], country: str | None, table: Currencies) -> str | None:
    if country:
        for code in codes:
            if country in table.countries[code]:
                return code
    if len(codes) == 1:
        return codes[0]
    default = table.defaults.get(sign) or table.defaults.get(sign.lower())
    return default if default in codes else None


# ------------------------------------------------------------------ one sum
def _read_sum(text: str, number: NumberSpan, floor: int, country: str | None, table: Currencies) -> MoneyMention | None:
    start, power = number.start, 0
    sign, codes = _sign_before(text, number, floor, country, table)
    if sign:
        start = text.rindex(sign, floor, number.start)
        if len(codes) == 1 and len(sign) == 4 and sign[1:] == codes[0]:  # MAUD 60
            sign, power = codes[0], 6
        number = _take_spaced_m(text, number)
        end = number.end
        named = _name_after(text, number, table)
        if named:  # "$5 million Canadian dollars", "$20,000 CAD"
            phrase, named_codes, named_end, _ = named
            both = tuple(code for code in codes if code in named_codes)
            if both or sign == "$":
                end, sign, codes = named_end, phrase if len(named_codes) < len(codes) else sign, both or named_codes
        elif sign == "$":
            marked = _adjective_after(text, number.end, table)
            if marked:
                sign, end = marked
                codes = table.after[sign]
        return _mention(text, start, end, number, sign, codes, "money.sign", country, table, power=power)
    if number.glued and (start == 0 or text[start - 1] not in "-–"):
        return None
    named = _name_after(text, number, table)
    if named is None and (spaced := _take_spaced_m(text, number)) is not number:
        number, named = spaced, _name_after(text, spaced, table)
    if named is None:
        return None
    phrase, codes, end, power = named
    rule = "money.minor" if phrase.split()[-1].lower() in _MINOR else "money.name"
    if phrase == "grand":
        power = 3
    return _mention(
        text, start, end, number, phrase, codes, rule, country, table, power=-2 if rule == "money.minor" else power
    )


def _mention(
    text: str,
    start: int,
    end: int,
    number: NumberSpan,
    sign: str,
    codes: tuple[str, ...],
    rule: str,
    country: str | None,
    table: Currencies,
    power: int = 0,
) -> MoneyMention:
    currency = _settle(sign, codes, country, table)
    if currency in _POINT_PARTS_THOUSANDS and _THREE_DECIMALS.fullmatch(text, number.start, number.end):
        if not power and not _UNIT_PRICE.match(text, end):
            number = replace(number, value=read_foreign(text[number.start : number.end], ","))
    bound: Bound | None = "range" if number.upper is not None else None
    if bound is None and number.value is not None:
        bound = bound_before(text, start)[0] or bound_after(text, end)[0]
    return MoneyMention(
        start=start,
        end=end,
        text=text[start:end],
        rule=rule,
        amount=_shift(number.value, power),
        currency=currency,
        upper=_shift(number.upper, power),
        bound=bound or "exact",
        sign=sign,
    )


def _take_spaced_m(text: str, number: NumberSpan) -> NumberSpan:
    """ "$5 m" and "32.2 m US dollars": million, since money has been seen beside it."""
    found = _SPACED_M.match(text, number.end) if not number.scale and number.value is not None else None
    if found is None or number.value is None:
        return number
    power = 6 if found.group(1) in "mM" else 9
    upper = None if number.upper is None else _shift(number.upper, power)
    return replace(number, end=found.end(), value=_shift(number.value, power), upper=upper, scale=power)


def _shift(value: Decimal | None, power: int) -> Decimal | None:
    if value is None:
        return None
    value = abs(value)  # a dash before a sum ("-$5m") is typing more often than a debt
    if not power:
        return value
    return plain(value * Decimal(10**power) if power > 0 else value / Decimal(10**-power))


def _is_sum_sized(text: str, number: NumberSpan) -> bool:
    """Has a scale, grouped thousands, or five figures: no year, no "G20"."""
    if number.scale >= 3:
        return True
    raw = text[number.start : number.end]
    return number.value is not None and (number.value >= 10000 or (number.value >= 1000 and not raw.isdigit()))


def _sign_before(
    text: str, number: NumberSpan, floor: int, country: str | None, table: Currencies
) -> tuple[str | None, tuple[str, ...]]:
    stop = number.start
    while stop > floor and number.start - stop < 2 and text[stop - 1] in " \u00a0\u202f":
        stop -= 1
    if (
        stop <= floor
        or text[stop - 1] not in table.last_characters
        or number.vague
        or not number.figures
        and stop == number.start
    ):
        return None, ()
    gap = number.start - stop
    for begin in range(max(floor, stop - table.longest), stop):
        sign = text[begin:stop]
        codes = table.before.get(sign)
        if codes is None and sign[-1] == "$" and len(sign) > 2:
            codes = table.before.get(sign.upper())  # nzd$15
        if codes is None:
            continue
        if sign[0].isalpha() and begin and (text[begin - 1].isalnum() or text[begin - 1] in "_"):
            continue
        if sign[-1].isalpha() or sign[-1] == ".":
            if not number.figures and len(sign) < 3 and not _is_sum_sized(text, number):
                return None, ()
            if len(sign) == 1 or sign in ("R.", "K.", "L.", "G."):
                local = country is not None and any(country in table.countries[code] for code in codes)
                sized = _is_sum_sized(text, number)
                if not (sized and local or sized and not gap or local and not gap and len(text[stop : number.end]) > 2):
                    return None, ()
            elif sign in _CAREFUL and not _is_sum_sized(text, number):
                return None, ()
        elif sign in ("/-", "/="):
            continue
        return sign, codes
    return None, ()


def _name_after(text: str, number: NumberSpan, table: Currencies) -> tuple[str, tuple[str, ...], int, int] | None:
    """The longest currency noun, code or sign behind a number: phrase, codes, its end, a scale still to be applied."""
    pos = number.end
    spot = pos + 1 if text[pos : pos + 1] in (" ", "\u00a0") else pos
    sign = text[spot : spot + 2] if text[spot : spot + 2] in table.before else text[spot : spot + 1]
    if (
        sign in table.before
        and (not sign.isascii() or sign in ("/-", "/=", "$"))
        and not text[spot + len(sign) : spot + len(sign) + 1].isdigit()
    ):
        if sign[0] != "/" or spot == pos:
            return sign, table.before[sign], spot + len(sign), 0
    if number.vague or number.scale:
        of = _OF.match(text, pos)
        pos = of.end() if of else pos
    millions = _MILLIONS_CODE.match(text, pos)
    if millions and millions.group(1) in table.countries and not number.scale:
        code = millions.group(1)
        return code, (code,), millions.end(), 6
    words: list[str] = []
    ends: list[int] = []
    while len(words) < 4:
        found = _WORD_AFTER.match(text, pos)
        if found is None:
            break
        if (
            not words
            and found.group(1).lower().rstrip(".") not in table.first_words
            and found.group(1).lower() not in table.first_words
        ):
            return None
        words.append(found.group(1))
        pos = found.end()
        ends.append(pos)
    if words and text[ends[0] : ends[0] + 1] == "$":  # "5 million US$", "3 million A$"
        codes = table.before.get(f"{words[0]}$")
        if codes and not text[ends[0] + 1 : ends[0] + 2].isdigit():
            return f"{words[0]}$", codes, ends[0] + 1, 0
    for size in range(len(words), 0, -1):
        phrase = " ".join(words[:size])
        end = ends[size - 1]
        low = phrase.lower().replace("’", "'")
        if (
            size == 1
            and phrase in table.before
            and 1 < len(phrase)
            and phrase.isalpha()
            and (phrase in table.countries or low not in table.after)
        ):
            codes = table.before[phrase]
            sized = _is_sum_sized(text, number)
            iso = phrase in table.countries
            if phrase in _CAREFUL and not (iso and sized) or text[end : end + 1].isdigit():
                continue
            if len(phrase) == 2 and not sized and phrase not in _RUPEES:
                continue
            later = _SCALE_AFTER_CODE.match(text, end) if not number.scale else None
            return phrase, codes, later.end() if later else end, _SCALE_POWERS[later.group(1).lower()] if later else 0
        if low == "grand" and not number.scale and number.value is not None and not _GRAND_OTHER.match(text, end):
            return "grand", (), end, 0
        codes = table.after.get(low) or ()
        if not codes:
            continue
        last = words[size - 1].lower()
        if size == 1 and last in _WEAK_NOUNS and not _is_sum_sized(text, number):
            return None
        if size == 1 and last in _ADJECTIVE_ONLY_NOUNS:
            return None
        if size == 1 and last in ("pound", "pounds") and not number.vague:
            if _POUNDS_OF.match(text, end) or _WEIGHING.search(text, max(0, number.start - 40), number.start):
                return None
        return phrase, codes, end, 0
    return None


def _adjective_after(text: str, end: int, table: Currencies) -> tuple[str, int] | None:
    """ "$5 million Canadian." but not "$5 million Canadian grant"."""
    found = _WORD_AFTER.match(text, end)
    if found is None or found.group(1).lower() not in table.adjectives:
        return None
    following = text[found.end() : found.end() + 2]
    if following[:1] == "$" or (following[:1] in (" ", "-") and following[1:2].isalpha()):
        return None
    phrase = f"{found.group(1).lower()} dollars"
    return (phrase, found.end()) if phrase in table.after else None


# ------------------------------------------------------------------ several numbers, one sum
def _add_minor(text: str, major: MoneyMention, minor: MoneyMention) -> MoneyMention | None:
    """ "3 dollars 50 cents" is one sum."""
    if text[major.end : minor.start].strip() not in ("", "and") or major.amount is None or minor.amount is None:
        return None
    if minor.start - major.end > 6 or minor.amount >= 1 or major.amount % 1 or major.rule == "money.minor":
        return None
    return replace(major, end=minor.end, text=text[major.start : minor.end], amount=major.amount + minor.amount)


def _join_range(
    text: str, low: MoneyMention, low_number: NumberSpan, high: MoneyMention, high_number: NumberSpan
) -> MoneyMention | None:
    """ "$5m-$7m", "between $2 and $3 million": one sum with two ends."""
    if (
        low.amount is None
        or high.amount is None
        or low.upper is not None
        or high.rule in ("money.elided", "money.minor")
    ):
        return None
    gap = _RANGE_GAP.fullmatch(text, low.end, high.start)
    if gap is None or (low.currency != high.currency and low.sign != high.sign):
        return None
    word = gap.group().strip().lower()
    amount = low.amount
    if not low_number.scale and high_number.scale >= 3 and amount * 10**high_number.scale < high.amount:
        amount *= 10**high_number.scale
    if amount >= high.amount or high.amount > 20 * amount:
        return None
    between = _BETWEEN_BEFORE.search(text, max(0, low.start - 12), low.start)
    if (word == "and" and not between) or (
        word == "to" and _FROM_BEFORE.search(text, max(0, low.start - 24), low.start)
    ):
        return None
    if word == "or" and (high.amount > 2 * amount or low.sign != high.sign):
        return None
    return replace(
        low,
        end=high.end,
        text=text[low.start : high.end],
        amount=amount,
        upper=high.amount,
        bound="range",
        currency=high.currency,
    )


def _is_elided(text: str, number: NumberSpan, last: MoneyMention) -> bool:
    """Whether a number far too large for anything else goes on with the currency last named: "Sweden 440 million"."""
    if number.value is None or number.start < last.end or number.ratio or number.soft or last.amount is None:
        return False
    gap = number.start - last.end
    if gap > _SENTENCES_BACK or number.glued and text[number.start - 1] not in "-–":
        return False
    if number.scale < 5:
        # "Norway, 250,000; ..." only in a list of sums
        if gap > 60 or not _is_sum_sized(text, number) or not _LISTED.match(text, number.end):
            return False
        if not _NAMED_BEFORE.search(text, max(0, number.start - 30), number.start):
            return False
        return ". " not in text[last.end : number.start] and not _PEOPLE.search(text, last.end, number.end + 40)
    if not _NO_NOUN.match(text, number.end):
        return False
    return not _PEOPLE.search(text, last.end, number.start) and not _PEOPLE_NEXT.match(text, number.end)


def _elided(text: str, number: NumberSpan, last: MoneyMention, country: str | None) -> MoneyMention:
    table = load_currencies()
    sign = last.sign or ""
    mention = _mention(
        text, number.start, number.end, number, sign, _candidates(sign, table), "money.elided", country, table
    )
    return replace(mention, currency=last.currency)


def _recall_adjectives(sums: list[MoneyMention], table: Currencies) -> list[MoneyMention]:
    """After "12 million Kuwaiti dinars", plain "dinars" are Kuwaiti too. Not dollars: those go back to the US ones."""
    full: dict[str, MoneyMention] = {}
    recalled: list[MoneyMention] = []
    for mention in sums:
        noun = (mention.sign or "").split()[-1].lower() if mention.rule == "money.name" and mention.sign else ""
        if noun and not noun.startswith("dollar"):
            if mention.sign != noun and not is_ambiguous(mention.sign):
                full[noun.rstrip("s")] = mention
            elif noun.rstrip("s") in full and is_ambiguous(mention.sign):
                known = full[noun.rstrip("s")]
                mention = replace(mention, sign=known.sign, currency=known.currency)
        recalled.append(mention)
    return recalled


# ------------------------------------------------------------------ conversions
def _fold_conversions(text: str, sums: Iterable[MoneyMention]) -> list[MoneyMention]:
    """Conversions that follow a sum at once become its alternatives: "€400,000 (AZN 803,272 or $472,752)"."""
    folded: list[MoneyMention] = []
    end, inside = 0, False  # where the last sum or conversion ends; whether that is in the bracket
    for mention in sums:
        if folded:
            gap = text[end : mention.start]
            head = folded[-1]
            known = [head, *head.alternatives]
            other = all(_differs(mention, earlier) for earlier in known)
            if other and len(gap) < 60 and "\n" not in gap:
                pattern = _IN_BRACKET if inside else _OPEN_BRACKET
                bracketed = bool(pattern.fullmatch(gap))
                if bracketed and not inside:
                    bracketed = _fills_bracket(text, mention.end)
                if bracketed or (not inside and _IN_APPOSITION.fullmatch(gap)):
                    folded[-1] = replace(head, alternatives=(*head.alternatives, mention))
                    end, inside = mention.end, bracketed
                    continue
        folded.append(mention)
        end, inside = mention.end, False
    return folded


def _differs(one: MoneyMention, other: MoneyMention) -> bool:
    return one.sign != other.sign and (
        one.currency != other.currency or is_ambiguous(one.sign) or is_ambiguous(other.sign)
    )


def _fills_bracket(text: str, end: int) -> bool:
    """Nothing but the conversion stands in the bracket, give or take a few words ("at today's rate")."""
    close = re.compile(r"[^()\[\]\n]{0,60}[)\]]").match(text, end)
    if close is None:
        return False
    rest = close.group()[:-1]
    return len(rest) < 4 or bool(
        re.match(r"\s*(?:[,;/=]|or\b|and\b|at\b|in\b|each\b|then\b|today\b|million|a\b|per\b|US\b)", rest)
    )
