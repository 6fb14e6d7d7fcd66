"""The diagram of a code's way is true to the facts, and readable wherever it is shown."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cognito_explore import facts
from cognito_explore.delivery import route

DOCS = Path(__file__).parent.parent.parent / "docs"
SVG = (DOCS / "images" / "how_a_code_travels.svg").read_text(encoding="utf-8")
TEXTS = [
    "".join(it.itertext()).strip()
    for it in ET.fromstring(SVG).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 -- ours
]


def test_numbers_are_those_of_the_facts():
    """Where AWS changes one, the diagram is changed with it."""
    hours = facts.CODE_LIFETIME.total_seconds() / 3600

    assert f"{facts.DEFAULT_EMAILS_A_DAY} a day for the account" in TEXTS
    assert (
        f"VerifyUserAttribute: within {hours:.0f} hours, "
        f"{facts.VERIFICATIONS_AN_HOUR} tries an hour"
    ) in TEXTS


@pytest.mark.parametrize(
    "shown",
    [
        *("Amazon SNS", "End User Messaging", route.CUSTOM_SMS_SENDER),
        *("Cognito's own sender", "Your Amazon SES", route.CUSTOM_EMAIL_SENDER),
    ],
)
def test_every_way_that_a_route_knows_is_there(shown):
    """Three for each medium."""
    assert shown in TEXTS


def test_it_fetches_nothing():
    """No font, style sheet or picture comes from elsewhere."""
    addresses = re.findall(r"[a-z]+://[^\s\"']+", SVG)

    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(?:image|use|style|script|foreignObject)\b", SVG)


def test_it_stands_on_a_background_of_its_own():
    """So it is as readable on a dark page as on a light one."""
    found = re.search(
        r'viewBox="0 0 (\d+) (\d+)".*?<rect width="(\d+)" height="(\d+)"', SVG, re.DOTALL
    )

    assert found
    assert found.group(1, 2) == found.group(3, 4)


def test_its_letters_are_large_enough_for_a_narrow_page():
    """Shown 328 pixels wide, as on a telephone, none is smaller than 10 pixels."""
    width = float(re.search(r'viewBox="0 0 (\d+)', SVG)[1])
    sizes = [float(it) for it in re.findall(r'font-size="([\d.]+)"', SVG)]

    assert min(sizes) * 328 / width >= 10


def test_those_who_do_not_see_it_are_told_what_it_shows():
    """In the file, and where the page shows it."""
    page = (DOCS / "explanation" / "how_a_code_travels.md").read_text(encoding="utf-8")
    beside = re.search(r"!\[(.*?)\]\(\.\./images/how_a_code_travels\.svg\)", page)

    assert beside
    for name in ("CustomMessage", "CustomSMSSender", "CustomEmailSender", "SNS", "SES"):
        assert name in beside[1]
        assert name in SVG[SVG.index("<desc") : SVG.index("</desc>")]
