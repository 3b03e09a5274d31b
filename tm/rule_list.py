"""The rules of `tm.filter` by name, as a command line gives them: "duplicate,low-score=0.7"."""

from collections.abc import Callable

from tm.filter import (
    Rule,
    boilerplate,
    default_rules,
    duplicate,
    empty,
    length_ratio,
    low_score,
    numbers_disagree,
    rejected,
    untranslated,
    wrong_script,
)

_PLAIN: dict[str, Callable[[], Rule]] = {
    "rejected": rejected,
    "empty": empty,
    "untranslated": untranslated,
    "wrong-script": wrong_script,
    "duplicate": duplicate,
    "boilerplate": boilerplate,
    "numbers-disagree": numbers_disagree,
    "length-ratio": length_ratio,
    "low-score": low_score,
}
_LIMITED: dict[str, Callable[[float], Rule]] = {
    "untranslated": untranslated,
    "wrong-script": wrong_script,
    "boilerplate": lambda limit: boilerplate(int(limit)),
    "numbers-disagree": numbers_disagree,
    "length-ratio": length_ratio,
    "low-score": low_score,
}
_SHARES = ("untranslated", "wrong-script", "numbers-disagree")


def named_rules(names: str, *, min_score: float | None = None) -> tuple[Rule, ...]:
    """Return the rules of a list of names with commas between them, in the order of the list.

    "default" is all rules with their usual limits, "low-score=0.7" a rule with another limit,
    "-boilerplate" leaves a rule out again. A rule that is named twice keeps its place and takes the
    later limit. `min_score` is the limit of "low-score", which is added where it is missing.

    Raises ValueError, saying what is wrong, for a name that is not known, a limit that makes no
    sense, and where no rule is left.
    """
    rules: dict[str, Rule] = {}
    for item in filter(None, map(str.strip, names.split(","))):
        if item == "default":
            rules |= {rule.name: rule for rule in default_rules()}
        elif item.startswith("-"):
            rules.pop(_known(item[1:]), None)
        else:
            name, equals, limit = item.partition("=")
            _known(name)
            rules[name] = _limited(name, limit) if equals else _PLAIN[name]()
    if min_score is not None:
        rules["low-score"] = low_score(min_score)
    if not rules:
        raise ValueError(f"no rule is left: name some of {', '.join(_PLAIN)}")
    return tuple(rules.values())


def _known(name: str) -> str:
    if name not in _PLAIN:
        raise ValueError(f"{name!r} is no rule; there are {', '.join(_PLAIN)}")
    return name


def _limited(name: str, limit: str) -> Rule:
    """Return a rule with a limit."""
    if name not in _LIMITED:
        raise ValueError(f"the rule {name} has no limit")
    try:
        number = float(limit)
    except ValueError:
        raise ValueError(f"{name}={limit}: the limit must be a number") from None
    if number != number or (name in _SHARES and not 0 <= number <= 1):
        raise ValueError(f"{name}={limit}: the limit must lie within 0 and 1")
    if name == "boilerplate" and not number.is_integer():
        raise ValueError(f"{name}={limit}: the limit must be a whole number")
    return _LIMITED[name](number)
