"""The rules that registrations are reviewed by, each with what looks for it.

The rules themselves, AWS's reasons and the sources are in `rules.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cognito_explore.sms.review import company_rules as company
from cognito_explore.sms.review import form_rules as form
from cognito_explore.sms.review import message_rules as message
from cognito_explore.sms.review import opt_in_rules as opt_in
from cognito_explore.sms.review.draft import Draft, Offence

Rule = Callable[[Draft], Iterator[Offence]]


def _by_name(*rules: Rule) -> dict[str, Rule]:
    return {rule.__name__: rule for rule in rules}


FORM_RULES = _by_name(
    form.field_missing,
    form.conditional_field_missing,
    form.conditional_field_not_allowed,
    form.field_value_invalid,
)
"""By id: what AWS's definition of a form says, so for every type of registration."""

REVIEW_RULES = _by_name(
    form.tax_id_missing,
    company.tax_id_form,
    company.email_invalid,
    company.email_public_domain,
    company.email_other_domain,
    company.phone_invalid,
    company.website_unreachable,
    company.privacy_url_missing,
    company.terms_url_missing,
    opt_in.opt_in_missing,
    opt_in.opt_in_no_consent,
    opt_in.opt_in_checkbox,
    opt_in.opt_in_brand,
    opt_in.opt_in_purpose,
    opt_in.opt_in_frequency,
    opt_in.opt_in_data_rates,
    opt_in.opt_in_help_stop,
    opt_in.opt_in_privacy,
    opt_in.opt_in_terms,
    opt_in.opt_in_length,
    message.opt_in_message,
    message.text_repeated,
    message.third_party,
    message.sample_brand,
    message.sample_opt_out,
    message.sample_count,
    message.sample_use_case,
    message.sample_short_url,
    message.sample_length,
    message.sample_placeholder,
    message.sample_for_testing,
    message.restricted_content,
    message.help_message,
    message.stop_message,
    company.sender_id_form,
    company.sender_id_france,
    company.sender_id_connection,
)
"""By id: what is refused in the families of types that the rule applies to."""
