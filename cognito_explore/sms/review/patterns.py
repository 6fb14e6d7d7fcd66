"""Whether a text matches the pattern of a hostile or foreign definition, in short time."""

from __future__ import annotations

import re

# Java's and Python's sets differ in what these mean.
_SETS_OF_OTHERS = ("&&", "||", "--", "~~", "[[")
# What can be repeated, what repeats it, and where groups and choices begin and end.
_PARTS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<many>[*+]|\{[0-9]*,?[0-9]*\})[?+]?"
    r"|(?P<open>\((?:\?(?:P?<[^>]*>|<?[=!]|[a-zA-Z-]*:|>|[a-zA-Z-]+(?=\))))?)"
    r"|(?P<end>\))|(?P<choice>\|)|(?P<maybe>\?)[?+]?|.",
    re.DOTALL,
)
_PATTERN_MAX = 2_048
# An upper bound of what Python's search does in a second or so, decided here.
_STEPS_MAX = 10**8


def matches(pattern: str, value: str) -> bool:
    """Search for AWS's pattern in a value.

    A pattern that is not Python's, or that may take long, is left to AWS: it matches.

    Args:
        pattern: Of a field's definition.
        value: What the user gave.
    """
    if any(sign in pattern for sign in _SETS_OF_OTHERS) or _may_take_long(pattern, value):
        return True
    try:
        return re.search(pattern, value) is not None
    except (re.error, OverflowError, RecursionError):
        return True


def _may_take_long(pattern: str, value: str) -> bool:
    """Tell whether repetitions can be shared out in too many ways.

    Decided here, and rather too often than too seldom: a repeated group with a repetition
    or a choice in it, or as many repetitions in a row as a long text makes slow.
    """
    if len(pattern) > _PATTERN_MAX:
        return True
    # An entry for each open group: whether it has a repetition or a choice.
    open_groups, repetitions, options, is_varied = [False], 0, 0, False
    for part in _PARTS.finditer(pattern):
        if part["many"]:
            if is_varied:
                return True
            # A fixed number of times can be shared out in one way only.
            repetitions += not re.fullmatch(r"\{[0-9]+\}", part["many"])
        options += bool(part["maybe"])
        is_varied = False
        if part["many"] or part["choice"] or part["maybe"]:
            open_groups[-1] = True
        elif part["open"]:
            open_groups.append(False)
        elif part["end"] and open_groups[1:]:
            is_varied = open_groups.pop()
            open_groups[-1] |= is_varied
    starts = 0 if pattern.startswith("^") else 1
    ways: int = (len(value) + 1) ** min(repetitions, _STEPS_MAX.bit_length()) << options
    return ways > 1 and ways * (len(value) + 1) ** starts > _STEPS_MAX
