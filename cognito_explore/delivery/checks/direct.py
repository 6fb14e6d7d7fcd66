"""Whether what a pool of the direct path names is there: identity, sender id, configuration set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.configuration_sets import read_configuration_set
from cognito_explore.delivery.identity import (
    NUMBER,
    POOL,
    SENDER_ID,
    Identity,
    direct_settings,
    identity_of,
)
from cognito_explore.delivery.originators import (
    Originator,
    country_of,
    fitting,
    meant_by,
    own_numbers,
    sender_ids,
    shared_numbers,
)
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.route import END_USER_MESSAGING
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import CognitoExploreError
from cognito_explore.show import printable
from cognito_explore.sms import countries
from cognito_explore.told import exact, text, yes_no

CHECKS = Family()

_LINK = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EumsSmsConfigurationType.html"
_SETS = "https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets.html"
_COUNTRIES = (
    "https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-supported-countries.html"
)
_LOST = "Cognito answers 200, and no code comes."


@CHECKS.check(
    "origination-identity",
    "Whether what the pool sends from is there",
    causes=(33, 35),
    actions=(
        "sms-voice:DescribePhoneNumbers",
        "sms-voice:DescribePools",
        "sms-voice:ListPoolOriginationIdentities",
        "sms-voice:DescribeSenderIds",
    ),
    medium=SMS,
    paths=(END_USER_MESSAGING,),
    link=_LINK,
)
def origination_identity(case: Case) -> Found:
    """Look for the number, pool or sender id that the pool names."""
    identity = identity_of(case)
    if identity is None:
        return not_applicable("The pool names nothing to send from: see origination-number.")
    if identity.region_name and identity.region_name != case.region_name:
        return not_applicable("It is in another Region: see origination-sharing.")
    look = {NUMBER: _number, POOL: _pool, SENDER_ID: _sender_id}.get(identity.kind)
    if look is None:
        return _wrong(case, f"{identity.shown} is no number, pool or sender id.", "")
    return look(case, identity)


def _number(case: Case, identity: Identity) -> Found:
    country, place = country_of(case), case.region_name
    evidence = f"sms-voice:DescribePhoneNumbers in {place}."
    named = meant_by(identity, own_numbers(case, place))
    if not named and identity.region_name:
        named = meant_by(identity, shared_numbers(case, place))
    if not named:
        return _wrong(case, f"The number {identity.shown} is not there in {place}.", evidence)
    found = named[0]
    why_not = found.why_not(country)
    if why_not:
        title = f"The pool sends from {found.shown}, which {why_not}."
        return _wrong(case, title, evidence)
    return Found("ok", f"The pool sends from {found.shown}, which reaches {country}.", evidence)


def _pool(case: Case, identity: Identity) -> Found:
    country, place = country_of(case), case.region_name
    pools = case.sms_voice_pages("DescribePools", "Pools", place)
    names = (identity.told, identity.name)
    found = next(
        (it for it in pools if {exact(it, "PoolId"), exact(it, "PoolArn")} & {*names}), None
    )
    evidence = f"sms-voice:DescribePools in {place}: {len(pools)}."
    if found is None:
        return _wrong(case, f"The pool {identity.shown} is not there in {place}.", evidence)
    status = text(found, "Status")
    if status != "ACTIVE":
        return _wrong(case, f"The pool {identity.shown} is {status}.", evidence)
    own, members = in_threads(
        [
            lambda: own_numbers(case, place),
            lambda: case.sms_voice_pages(
                "ListPoolOriginationIdentities",
                "OriginationIdentities",
                place,
                {"PoolId": identity.name},
            ),
        ]
    )
    reach = {it.arn for it in fitting(own, country)}
    evidence += f" sms-voice:ListPoolOriginationIdentities: {len(members)}."
    if any(_reaches(it, country, reach) for it in members):
        title = f"The pool {identity.shown} has something that reaches {country}."
        return Found("ok", title, evidence)
    title = f"Nothing in the pool {identity.shown} reaches {country}"
    if yes_no(found, "SharedRoutesEnabled"):
        title += "; it may use routes that others send on too."
        return Found(
            "warning", title, evidence, "Put a number that does into it.", "It may be lost."
        )
    return _wrong(case, f"{title}.", evidence)


def _reaches(member: Mapping[str, Any], country: str, reach: set[str]) -> bool:
    arn = exact(member, "OriginationIdentityArn") or ""
    is_sender_id = f":{SENDER_ID}/" in arn
    return arn in reach or (is_sender_id and exact(member, "IsoCountryCode") == country)


def _sender_id(case: Case, identity: Identity) -> Found:
    country, place = country_of(case), case.region_name
    known = [it for it in sender_ids(case, place) if it.sender_id == identity.name]
    there = sorted(it.country for it in known)
    evidence = f"sms-voice:DescribeSenderIds in {place}: {', '.join(there) or 'not among them'}."
    if identity.country not in {"", country}:
        title = f"The sender id {identity.name} is for {identity.country}, and the code goes to "
        return _wrong(case, f"{title}{country}.", evidence)
    if country in there:
        return Found("ok", f"The sender id {identity.name} is there for {country}.", evidence)
    title = f"The sender id {printable(identity.name)} is not there for {country} in {place}."
    if identity.region_name:
        return _wrong(case, title, evidence)
    fix = "Request it for that country, and name it by its ARN."
    return Found("warning", title, evidence, fix, "End User Messaging may not take it.")


def _wrong(case: Case, title: str, evidence: str) -> Found:
    """Say that the pool cannot send from what it names, and what it could name."""
    place = case.region_name
    fit = _instead(case)
    if not fit:
        fix = f'Get a number: session.origination("{place}"), and name its ARN in the pool.'
        return Found("problem", title, evidence, fix, _LOST)
    change = {"SmsConfiguration": {"EumsSms": {"OriginationIdentity": fit[0].arn}}}
    call, difference = pool_update(case.pool(), change, region_name=place)
    fix = f"Send from {fit[0].shown}: name its ARN, which the role's policy must allow too."
    return Found("problem", title, evidence, fix, _LOST, (call,), difference)


def _instead(case: Case) -> list[Originator]:
    """Give what could be named instead; nothing where that cannot be read."""
    try:
        return fitting(own_numbers(case, case.region_name), country_of(case))
    except CognitoExploreError:
        # What is wrong is known all the same; only the calls that would mend it are not.
        return []


@CHECKS.check(
    "sender-id",
    "Whether the country takes the sender id",
    causes=(36,),
    actions=("sms-voice:DescribeSenderIds", "sms-voice:DescribePhoneNumbers"),
    medium=SMS,
    paths=(END_USER_MESSAGING,),
    link=_COUNTRIES,
)
def sender_id(case: Case) -> Found:
    """Look the country up in AWS's tables, and whether the sender id is registered."""
    identity = identity_of(case)
    if identity is None or identity.kind != SENDER_ID:
        return not_applicable("The pool does not send from a sender id.")
    country = country_of(case)
    told = (
        countries.identity(country, countries.SENDER_ID) if country in countries.names() else None
    )
    name = printable(identity.name)
    if told is None or told.is_supported is None:
        return Found(
            "unknown", f"Whether {country or 'the country'} takes sender ids is not known."
        )
    if not told.is_supported:
        return _wrong(case, f"{country} takes no sender ids, such as {name}.", told.source)
    if not told.is_registration_required:
        title = f"{country} takes sender ids, without registration."
        return Found("ok", title, told.source)
    known = [
        it
        for it in sender_ids(case, case.region_name)
        if it.sender_id == identity.name and it.country == country
    ]
    evidence = f"sms-voice:DescribeSenderIds in {case.region_name}: Registered. {told.source}"
    if any(it.is_registered for it in known):
        return Found("ok", f"{name} is registered for {country}.", evidence)
    return Found(
        "warning",
        f"{country} takes registered sender ids only, and {name} is not registered for it.",
        evidence,
        f"Register it{f', which takes {told.takes}' if told.takes else ''}.",
        "Carriers may drop the message, or show another sender.",
    )


@CHECKS.check(
    "configuration-set",
    "Whether the pool's configuration set is there",
    causes=(35,),
    actions=("sms-voice:DescribeConfigurationSets",),
    medium=SMS,
    paths=(END_USER_MESSAGING,),
    link=_SETS,
)
def configuration_set(case: Case) -> Found:
    """Look for the set that the pool names."""
    name = exact(direct_settings(case), "ConfigurationSetName")
    if not name:
        return not_applicable("The pool names no configuration set.")
    place, shown = case.region_name, printable(name, 256)
    evidence = f"sms-voice:DescribeConfigurationSets in {place}."
    if read_configuration_set(case.reads, place, name):
        return Found("ok", f"The configuration set {shown} is there.", evidence)
    change = {"SmsConfiguration": {"EumsSms": {"ConfigurationSetName": None}}}
    call, difference = pool_update(case.pool(), change, region_name=place)
    return Found(
        "problem",
        f"The configuration set {shown} is not there in {place}.",
        evidence,
        "Make it again, or have the pool name none.",
        _LOST,
        (call,),
        difference,
    )
