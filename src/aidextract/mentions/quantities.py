"""Quantities of goods in running text: "20 tons", "more than 300", "two truckloads", "7 tons and 440 kilograms".

Every number is a quantity unless something says otherwise: money, dates, times, percentages, ages, serial numbers,
scores, and measures that describe a thing ("20-tonne trucks") rather than count it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from aidextract.errors import DataError
from aidextract.mentions.numbers import NumberSpan, bound_after, bound_before, find_numbers
from aidextract.records import MoneyMention, QuantityMention
from aidextract.tables import read_tsv

KINDS = ("measure", "container", "count", "carrier", "time")


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of `units.tsv`. What the kinds mean stands there."""

    name: str
    dimension: str
    kind: str
    factor: Decimal | None


@lru_cache(maxsize=1)
def load_units() -> Mapping[str, Unit]:
    """Every form of every unit, as written for short ones ("MT"), else in lower case."""
    forms: dict[str, Unit] = {}
    for row in read_tsv("units.tsv"):
        if row["kind"] not in KINDS:
            raise DataError(f"units.tsv: {row['unit']} has kind {row['kind']!r}; known are {', '.join(KINDS)}")
        unit = Unit(row["unit"], row["dimension"], row["kind"], Decimal(row["factor"]) if row["factor"] else None)
        for form in [row["unit"], *row["aliases"].split("|")]:
            if form and forms.setdefault(form, unit) is not unit:
                raise DataError(f"units.tsv: {form!r} stands under {forms[form].name} and under {unit.name}")
    return MappingProxyType(forms)


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|"
    r"OCTOBER|NOVEMBER|DECEMBER|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT|SEP|OCT|NOV|DEC)\b"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\.?,?\s+(?:the\s+)?(?:\d{{1,2}}\s*(?:-|–|to|and|,|&)\s*)?$")
_MONTH_AFTER = re.compile(rf"(?:\s*(?:-|–|to|and|or|,|&)\s*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?)*\s+(?:of\s+)?{_MONTH}")
_SERIAL_BEFORE = re.compile(
    r"(?:\b(?:no|nos|sections?|articles?|resolution|chapter|route|highway|pages?|pp?|zone|category|world war|aged|"
    r"ages?|age of|at age|magnitude|tel|phone|fax|mobile|p\.o\. box|version|protocol|sdg|decree|bulletin|paragraphs?|"
    r"para|vol|volume|apartment|apt|plot|hotline|ref|fig|annex|battalion|brigade|regiment|squadron)\.?:?\s|[#@+№§])$",
    re.IGNORECASE,
)
# Serial too, unless a plural follows: "Group 5", but "gave the group 5 tents"
_SERIAL_OR_NOUN = re.compile(
    r"\b(?:numbers?|flight|phase|level|grade|class|group|room|type|unit|block|ward|district|line|act|form|top|measuring|"
    r"channel|terminal|pier|gate|figure|table|part|item|step|box|sector|stage|episode|season|bill|law|order|goal|tier|camp|"
    r"report|update|point|track|lot|operation|floor|exit|kilometre|mile|year|day|week|round|series|quarter|war|code|"
    r"platform|bay|route|psalm|game|match|lap|tract|over|under|number)\.?\s$",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    r"\s(?:[\w’'-]+\s){0,3}?(?!is\b|was\b|has\b|as\b|its\b|this\b)[A-Za-z]{2,}(?:s|people|men|women|children|aircraft|cattle)\b"
)
_NOT_COUNT_AFTER = re.compile(
    r"\s?(?:%|°|per\s?cent\b|percent\b|pct\b|percentage\b|:\d|['’]s\b|[′″])"
    r"|\s?(?:a\.m\.?|p\.m\.?|am\b|pm\b|AM\b|PM\b|GMT\b|UTC\b|hrs\b|o['’]clock)"
    r"|[\s-]years?[\s-](?:old|olds|of age)\b|\s?y/o\b"
    r"|[\s-]?(?:times|fold|degrees|points?|decibels|knots|mph|km/h|kph|votes?|BC|AD)\b"
    r"|\s+(?:in|out of)\s+(?:every\s+)?(?:\d+|ten|five|four|three|twenty|eight|a hundred)\b(?!\s+[a-z])"
    r"|/\d"
)
_TIME_AFTER = re.compile(
    r"[\s-](?:(?:more|long|straight|consecutive|working|full|whole|school|calendar|successive)\s)?"
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|weekends?|fortnights?|months?|years?|yrs?|decades?|centur(?:y|ies)|generations?)\b"
    r"(?!\s+of\s+(?:helicopter|flying|flight|air|work|labour|labor|training|airtime|machine))",
    re.IGNORECASE,
)
_YEAR_CONTEXT = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|to|during|of|early|late|mid|before|after|for|and|year|the|summer|winter|spring|"
    rf"autumn|between|{_MONTH}\.?|\d)|[(,/–-])\s?$",
    re.IGNORECASE,
)
_COUNTED_NOUN = re.compile(
    r"\s(?!(?:in|on|at|as|was|is|has|news|this|his|its|less|across|towards|plus|us|thus|does|gives|says|pounds)\b)[a-z]+s\b"
)
_OUT_OF_BEFORE = re.compile(r"\b(?:one|two|three|nine|\d+)\s(?:in|out of)\s(?:every\s)?$", re.IGNORECASE)
_SCORE_AFTER = re.compile(r"[-–]\d")
_AGE = re.compile(r"[A-Z][\w.'’-]*,\s$")
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*\(?$")
_HYPHENED = re.compile(r"[-‑](?=[A-Za-z])")
_ODD = re.compile(r"[-‑](?:odd|plus)\s")
_CARGO = re.compile(
    r"[-‑](metric[-\s]tons?|metric[-\s]tonnes?|tons?|tonnes?|kilo(?:gram(?:me)?)?s?|kg|lit(?:re|er)s?|gallons?|doses?|truck|lorry)"
    r"\s+(?:(?!truck|lorr|ship|ferry|tank|crane|vessel|plane|barge|boat|capacity)[A-Za-z-]+\s+){0,2}?"
    r"(?:consignment|shipment|cargo|load|delivery|batch|donation|gift|airlift|convoy|tranche|instalment|installment|package)\b",
    re.IGNORECASE,
)
_ONE_ALONE = re.compile(
    r"(?!\s)|\s+(?:of|another|day|more|thing|by|in|that|who|which|is|was|has|had|can|could|would|must|should|might|may|hand|"
    r"time|way|side|third|and|or|to|for|as|from|cannot|will|at|on|with|says?|said|when|where|whose|whom|if|but|than|does|"
    r"did|per|after|too|last|once|about|over|such|year|month|week|morning|evening|night|afternoon|hour|minute|moment|"
    r"reason|official|man|woman|person|resident|source|analyst|diplomat|word|needs?|knows?|wonders?|quarter|hundred)\b",
    re.IGNORECASE,
)
# What may stand between number and unit
_BETWEEN = re.compile(
    r"(?:(?:more|additional|extra|further|other|new|large|small|big|full|fully|heavy|standard|huge|giant|sealed|whole|"
    r"cargo|relief|aid|goods|freight|military|army|loaded|laden|separate|individual|assorted|mixed)\s+"
    r"|(?:[x×]|by)\s*(?=\d)|of\s+(?=\d+[\s-]?kg)"
    r"|\d[\d.,]{0,6}[\s-]?(?:kg|kilo(?:gram(?:me)?)?s?|lit(?:re|er)s?|l|ml|cl|foot|ft|feet|g|grams?|lbs?|pounds?|tons?|tonnes?|inch|"
    r"metres?|m|gallons?)\b[\s-]+){1,4}",
    re.IGNORECASE,
)
_WORDS = re.compile(r"([^\W\d_]+(?:[-/.²³][^\W\d_²³]*)*[²³23]?\.?)(?:\s([^\W\d_]+[²³23]?)(?:\s([^\W\d_]+))?)?")
_CONTENT_AFTER = re.compile(
    r",?\s+(?:each\s+)?(?:of|with|carrying|loaded|full|filled|laden|bearing|containing|bringing|worth of|packed|"
    r"stocked|stuffed)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+of\s+(?:the\s+|them\s+|its\s+)?", re.IGNORECASE)
_NOT_OF = re.compile(
    r"\s+of\s+(?:state|government|delegation|mission|department|household|families|cards|fire)\b", re.IGNORECASE
)
_OF_BEFORE = re.compile(r"\b([a-z]+s)\s+of\s$")
_ADDED = re.compile(r",?\s(?:and\s)?|\s?,\s?")
_RANGE_GAP = re.compile(r"\s?[-–—]\s?|\s(?:to|and|or)\s", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(r"\bbetween\s$", re.IGNORECASE)
_EACH = re.compile(
    r"\s+(?:of\s+)?each\b|\s+of\s[^.;:()\n]{1,60}?\beach\b(?!\s+(?:of|carrying|containing|with|weighing|bearing))",
    re.IGNORECASE,
)
_ARTICLE_UNIT = re.compile(
    r"\b[Aa]n?\s+(?:(?:large|small|big|full|huge|single|further|second|third|new|whole)\s+)?([a-z]+(?:[-\s][a-z]+)?)\s+of\s+(?=[a-zA-Z])"
)
_PLURAL_FREE = frozenset({"head", "pax", "aircraft", "semi"})
_PLURAL_NEXT = re.compile(r"\s(?:[a-z]{3,}s|people|children)\b")
_EACH_AT_ONCE = re.compile(r"\s+(?:of\s+)?each\b")
_LONGEST_WINDOW = 34


def find_quantities(
    text: str, money: Sequence[MoneyMention] = (), *, numbers: Sequence[NumberSpan] | None = None
) -> list[QuantityMention]:
    """Every quantity in text order, not overlapping each other nor a sum in `money`.

    The span holds what bounds the number, the number and its unit, not the noun: "more than 20 tons" of "more than 20
    tons of rice". `unit` is as the text has it, None for a plain count. `numbers` saves finding them again.

    >>> [(q.value, q.unit, q.text) for q in find_quantities("two truckloads of blankets and over 300 tents")]
    [(Decimal('2'), 'truckloads', 'two truckloads'), (Decimal('300'), None, 'over 300')]
    """
    units = load_units()
    found: list[QuantityMention] = []
    measures: list[Unit | None] = []
    for mention, unit in _propose(text, money, find_numbers(text) if numbers is None else numbers, units):
        if found:
            if mention.start < found[-1].end:
                continue
            joined = _join(text, found[-1], measures[-1], mention, unit)
            if joined:
                found[-1] = joined
                continue
        found.append(mention)
        measures.append(unit)
    single = _with_articles(text, found, money, units) if " of " in text else found
    return [_mark_each(text, mention) for mention in single]


def unit_kind(unit: str | None) -> str | None:
    """ "measure", "container", "count", "carrier" or None, for the `unit` of a mention."""
    known = _look_up(unit, load_units()) if unit else None
    return known.kind if known else None


def _propose(
    text: str, money: Sequence[MoneyMention], numbers: Sequence[NumberSpan], units: Mapping[str, Unit]
) -> Iterator[tuple[QuantityMention, Unit | None]]:
    taken = sorted((m.start, m.end) for whole in money for m in (whole, *whole.alternatives))
    at, done = 0, 0
    for number in numbers:
        while at < len(taken) and taken[at][1] <= number.start:
            at += 1
        if (at < len(taken) and number.end > taken[at][0]) or number.start < done:
            continue
        if number.glued or number.ratio:
            continue
        result = _read(text, number, units)
        if result is None:
            continue
        yield result
        done = result[0].end


def _read(text: str, number: NumberSpan, units: Mapping[str, Unit]) -> tuple[QuantityMention, Unit | None] | None:
    start, end, value = number.start, number.end, number.value
    upper = number.upper
    if value is not None:
        value = abs(value)
    after_bound, after = bound_after(text, end)
    unit, unit_start, unit_end = _unit_after(text, number, after, units)
    rule = "quantity.unit"
    if unit_end < 0:
        return None
    if unit is not None and unit.kind == "time" and unit.name == "hour" and not _TIME_AFTER.match(text, end):
        unit = replace(unit, kind="count")  # "1,900 hours of helicopter time"
    if number.soft:
        if unit is None or unit.kind == "time":
            if not _PLURAL_NEXT.match(text, end):  # "a 300m bridge"
                metres = text[end - 1] == "m" and text.startswith(" of ", end) and upper is None
                if not metres or number.bare is None:
                    return None
                value, unit, unit_start, unit_end = number.bare, units["m"], end - 1, end
    if unit is None or unit.kind == "time":
        if unit is not None:
            return None
        cargo = _CARGO.match(text, end)
        if cargo:
            unit, unit_start, unit_end, rule = (
                _look_up(cargo.group(1), units),
                cargo.start(1),
                cargo.end(1),
                "quantity.cargo",
            )
        elif not _is_count(text, number):
            return None
    elif not _is_measure(text, number, unit, unit_end, units):
        return None
    bound, lead = bound_before(text, start)
    bound = bound or after_bound
    empty = unit is not None and unit.kind == "carrier" and not _CONTENT_AFTER.match(text, unit_end)
    if rule == "quantity.unit" and unit is not None and (empty or _NOT_OF.match(text, unit_end)):
        if not _is_count(text, number):
            return None
        unit = None
    if unit is None:
        end = after
        rule = "quantity.count"
    else:
        end = unit_end
    mention = QuantityMention(
        start=lead,
        end=end,
        text=text[lead:end],
        rule=rule,
        value=value,
        upper=upper,
        bound="range" if upper is not None else bound if bound and value is not None else "exact",
        unit=text[unit_start:unit_end] if unit is not None else None,
    )
    return mention, unit


def _look_up(form: str, units: Mapping[str, Unit]) -> Unit | None:
    """Short forms count exactly as written: "MT" is no mount, "t" no T-shirt."""
    return units.get(form) or (units.get(form.lower()) if len(form) > 3 else None)


def _unit_after(text: str, number: NumberSpan, end: int, units: Mapping[str, Unit]) -> tuple[Unit | None, int, int]:
    """The unit behind a number, and where it stands. The longest form wins ("metric tons")."""
    pos = end
    attached = pos < len(text) and text[pos].isalpha()
    if not attached:
        if text[pos : pos + 1] not in (" ", "\u00a0", "\n", "\u202f"):
            return None, end, end
        pos += 1
        if number.vague and text.startswith("of ", pos):
            pos += 3
    elif number.soft:
        return None, end, end
    between = _BETWEEN.match(text, pos) if not attached else None
    for spot in (between.end(), pos) if between else (pos,):
        found = _WORDS.match(text, spot)
        if found is None:
            continue
        for size in (3, 2, 1):
            if found.group(size) is None:
                continue
            form = text[spot : found.end(size)]
            unit = _look_up(form, units)
            if unit is None and form[-1] in ".,-/":
                form = form.rstrip(".,-/")
                unit = _look_up(form, units)
            if unit is None:
                continue
            stop = spot + len(form)
            if text[stop : stop + 1].isalnum() or (
                text[stop : stop + 1] == "-" and text[stop + 1 : stop + 2].isalpha()
            ):
                continue
            follower = _WORDS.match(text, stop + 1) if text[stop : stop + 1] == " " else None
            second = _look_up(follower.group(1), units) if follower else None
            if (
                second is not None
                and second.kind in ("container", "count", "carrier")
                and follower
                and len(follower.group(1)) > 2
            ):
                if follower.group(1).lower() == second.name and number.value != 1:
                    pass  # "20 tons can", "two bags set": a verb
                elif unit.kind == "measure":
                    return None, -1, -1  # "50 kg bags"
                else:
                    return second, stop + 1, follower.end(1)
            singular = (
                form.lower() == unit.name and unit.kind != "time" and not (number.value == 1 and not number.upper)
            )
            if singular and form.lower() not in _PLURAL_FREE and number.value is not None and number.value > 1:
                if unit.kind != "measure" or not text.startswith(" of ", stop):
                    continue
            return unit, spot, stop
    return None, end, end


def _is_measure(text: str, number: NumberSpan, unit: Unit, end: int, units: Mapping[str, Unit]) -> bool:
    """Whether number and unit measure goods: no distances, and no "bags of 50 kg"."""
    if unit.dimension in ("length", "power", "angle") and not text.startswith(" of ", end):
        return False
    if unit.kind == "measure":
        whole = _OF_BEFORE.search(text, max(0, number.start - 24), number.start)
        if whole:
            container = units.get(whole.group(1))
            if container is not None and container.kind in ("container", "carrier") and container.dimension != "load":
                return False
            if text.startswith(" each", end):
                return False
    if not text[number.start : number.end].isdigit() or not _is_day_or_year(number):
        return True
    return not _MONTH_BEFORE.search(text, max(0, number.start - _LONGEST_WINDOW), number.start)


def _is_day_or_year(number: NumberSpan) -> bool:
    return number.value is not None and (number.value <= 31 or 1900 <= number.value < 2100)


def _is_count(text: str, number: NumberSpan) -> bool:
    """Whether a bare number can count things."""
    start, end = number.start, number.end
    raw = text[start:end]
    if number.vague:
        of_time = _TIME_AFTER.match(text, end)
        return not of_time and (text.startswith(" of ", end) or text[end : end + 2].lstrip(" \n")[:1].islower())
    if _NOT_COUNT_AFTER.match(text, end) or _TIME_AFTER.match(text, end):
        return False
    if _HYPHENED.match(text, end) and not _ODD.match(text, end):
        return False
    if _OUT_OF_BEFORE.search(text, max(0, start - 20), start):
        return False
    if not number.figures:
        if raw.lower() == "one" and _ONE_ALONE.match(text, end):
            return False
        return number.value != Decimal("0.5") and not _MONTH_AFTER.match(text, end)
    if text[end : end + 1].isalpha() or _SCORE_AFTER.match(text, end):
        return False
    if number.value is not None and number.value <= 31 and _MONTH_AFTER.match(text, end):
        return False
    before = text[max(0, start - _LONGEST_WINDOW) : start]
    if raw.isdigit() and _is_day_or_year(number) and _MONTH_BEFORE.search(before):
        return False
    if before.endswith(("'", "’")) and len(raw) == 2:
        return False  # '97
    if before.endswith(("-", "–")) and before[-2:-1].isalnum():
        return False
    if _SERIAL_BEFORE.search(before):
        return False
    serial = _SERIAL_OR_NOUN.search(before)
    if serial:
        titled = serial.group()[0].isupper() and serial.group()[:4] not in ("Over", "Unde")
        if titled or not _PLURAL_AFTER.match(text, end):
            return False
    if len(raw) == 4 and raw.isdigit() and raw[:2] in ("19", "20"):
        if not _COUNTED_NOUN.match(text, end) or (_YEAR_CONTEXT.search(before) and not raw.endswith("00")):
            return False
    if number.value is not None and raw.isdigit() and number.value < 120:
        following = text[end : end + 1]
        if following in ".)" and _LIST_NUMBER.search(text, max(0, start - 8), start):
            return False
        if following == "," and _AGE.search(before):
            return False
    return True


# ------------------------------------------------------------------ two numbers, one quantity
def _join(
    text: str, first: QuantityMention, unit: Unit | None, second: QuantityMention, other: Unit | None
) -> QuantityMention | None:
    """ "7 tons and 440 kilograms" is one amount; "10 tons to 15 tons" one range."""
    if unit is None or other is None or first.value is None or second.value is None or first.upper or second.upper:
        return None
    if unit.dimension != other.dimension or not unit.factor or not other.factor:
        return None
    gap = text[first.end : second.start]
    if len(gap) > 6:
        return None
    if unit is other and _RANGE_GAP.fullmatch(gap) and first.value < second.value:
        if gap.strip().lower() != "and" or _BETWEEN_BEFORE.search(text, max(0, first.start - 9), first.start):
            return replace(
                first, end=second.end, text=text[first.start : second.end], upper=second.value, bound="range"
            )
        return None
    if _ADDED.fullmatch(gap) and other.factor < unit.factor and second.value * other.factor < unit.factor:
        total = first.value + (second.value * other.factor / unit.factor).quantize(Decimal("1e-6")).normalize()
        return replace(first, end=second.end, text=text[first.start : second.end], value=total)
    return None


def _with_articles(
    text: str, found: list[QuantityMention], money: Sequence[MoneyMention], units: Mapping[str, Unit]
) -> list[QuantityMention]:
    """Adds "a truckload of", "a ton of" to what numbers gave."""
    taken = sorted((m.start, m.end) for m in (*found, *money))
    more: list[QuantityMention] = []
    for article in _ARTICLE_UNIT.finditer(text):
        form = article.group(1)
        begin = article.start(1)
        unit = units.get(form)
        if unit is None and " " in form:
            begin = article.end(1) - len(form.split()[-1])
            unit = units.get(form.split()[-1])
        if (
            unit is None
            or unit.kind == "time"
            or (unit.dimension == "load" and unit.kind == "carrier")
            or text[begin : article.end(1)] in ("lot", "place", "head", "course", "case", "second")
        ):
            continue
        if unit.dimension in ("length", "power", "angle") or _NOT_OF.match(text, article.end(1)):
            continue
        start, end = article.start(), article.end(1)
        spot = bisect_left(taken, (end, 0))  # the first that begins at or after `end`
        if spot and taken[spot - 1][1] > start:
            continue
        more.append(
            QuantityMention(
                start=start,
                end=end,
                text=text[start:end],
                rule="quantity.article",
                value=Decimal(1),
                unit=text[begin:end],
            )
        )
    return sorted([*found, *more], key=lambda mention: mention.start) if more else found


def _mark_each(text: str, mention: QuantityMention) -> QuantityMention:
    if mention.value is None or text.find("each", mention.end, mention.end + 70) < 0:
        return mention
    found = _EACH.match(text, mention.end)
    if found is None or (mention.unit is None and not _EACH_AT_ONCE.match(found.group())):
        return mention
    return replace(mention, each=True)
