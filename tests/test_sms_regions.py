"""The one table of Regions: from where a pool's SMS are sent, and what botocore knows of them."""

import ast
import json
from datetime import date
from pathlib import Path

import boto3
import pytest

from cognito_explore.delivery import regions

FILE = Path(regions.__file__).with_name("sms_regions.json")
TABLE = json.loads(FILE.read_text(encoding="utf-8"))
ALL = {*TABLE["same_region"], *TABLE["legacy_alternate"], *TABLE["forced"]}


def known(service: str) -> set[str]:
    """Give the Regions in which botocore knows a service."""
    return set(boto3.Session().get_available_regions(service))


def test_sns_region_stands_alone():
    """Where a pool names its SnsRegion there is nothing to guess."""
    assert regions.candidates("us-east-2", "us-east-2") == ("us-east-2",)
    assert regions.candidates("ap-northeast-2", "ap-northeast-1") == ("ap-northeast-1",)


@pytest.mark.parametrize("region", sorted(TABLE["legacy_alternate"]))
def test_pool_with_a_legacy_alternate_has_two_candidates(region: str):
    """Without SnsRegion the legacy Region is the likelier one."""
    legacy = TABLE["legacy_alternate"][region]

    assert regions.candidates(region, None) == (legacy, region)
    assert regions.candidates(region, "") == (legacy, region)
    assert regions.allowed(region) == (region, legacy)


@pytest.mark.parametrize("region", sorted(TABLE["forced"]))
def test_forced_pair_has_one_candidate(region: str):
    """Some Regions cannot send for themselves."""
    forced = TABLE["forced"][region]

    assert regions.candidates(region, None) == regions.allowed(region) == (forced,)
    assert forced != region


@pytest.mark.parametrize("region", TABLE["same_region"])
def test_other_regions_send_for_themselves(region: str):
    """Most Regions know no other."""
    assert regions.candidates(region, None) == regions.allowed(region) == (region,)


def test_region_that_the_table_lacks_stands_for_itself():
    """Nothing is known of what SnsRegion may name there."""
    assert regions.candidates("xx-nowhere-1", None) == ("xx-nowhere-1",)
    assert regions.allowed("xx-nowhere-1") == ()


def test_each_region_is_in_the_table_once():
    """A Region sends for itself, or may use another, or must."""
    kinds = [TABLE["same_region"], [*TABLE["legacy_alternate"]], [*TABLE["forced"]]]

    assert len(ALL) == sum(map(len, kinds))
    assert [kind == sorted(set(kind)) for kind in kinds] == [True] * 3


def test_defaults_without_sns_region_are_among_what_is_allowed():
    """What a pool without SnsRegion uses could be named in it."""
    for region, default in TABLE["default_without_sns_region"].items():
        assert default in regions.allowed(region)
    assert TABLE["legacy_alternate"].items() <= TABLE["default_without_sns_region"].items()


def test_pools_are_where_cognito_is():
    """Every Region with a row is one of Cognito's by botocore's own list."""
    assert known("cognito-idp") >= ALL


def test_sending_regions_are_where_sns_is():
    """Every Region that messages leave from is one of SNS's by botocore's own list."""
    assert {it for region in ALL for it in regions.allowed(region)} <= known("sns")


@pytest.mark.parametrize("region", sorted(known("cognito-idp")))
def test_direct_path_is_where_end_user_messaging_is(region: str):
    """The Regions without the direct path are those that botocore does not know either."""
    assert regions.has_eum_direct(region) == (region in known("pinpoint-sms-voice-v2"))


def test_table_says_where_and_when_it_is_from():
    """A fact that can change has a source and a date."""
    assert regions.SOURCE.startswith("https://docs.aws.amazon.com/cognito/")
    assert date.fromisoformat(regions.SOURCE_DATE) <= date(2026, 11, 22)


def test_regions_with_a_legacy_alternate_are_listed():
    """Whoever explains the choice can name them."""
    assert set(regions.with_legacy_alternate()) == set(TABLE["legacy_alternate"])


def test_reader_needs_the_standard_library_only():
    """So that everything of the package may read the table."""
    tree = ast.parse(Path(regions.__file__).read_text(encoding="utf-8"))

    roots = {it.module for it in ast.walk(tree) if isinstance(it, ast.ImportFrom)}
    roots |= {it.names[0].name for it in ast.walk(tree) if isinstance(it, ast.Import)}

    assert roots == {"__future__", "importlib.resources", "json", "typing"}
