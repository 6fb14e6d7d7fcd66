"""Why a registration is denied: the reasons that the review has.

The titles are such as AWS is known to give; what AWS puts into `Reason` is not
documented, and here is the title in capitals. The descriptions are of this project.

Source:
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-tfn-rejection-reason.html
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-review-criteria.html
"""

from __future__ import annotations

from dataclasses import dataclass

_PAGE = (
    "https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-review-criteria.html"
)


@dataclass(frozen=True, slots=True)
class Denial:
    """One reason why a version is denied.

    Attributes:
        field_path: Of the field it is about.
        title: What AWS calls it.
        description: What is wrong, and what to write instead.
    """

    field_path: str
    title: str
    description: str

    @property
    def reason(self) -> str:
        """The title as a code."""
        return "".join(c if c.isalnum() else "_" for c in self.title).upper()

    def told(self) -> dict[str, str]:
        """Give it in the members of `RegistrationDeniedReasonInformation`."""
        return {
            "Reason": self.reason,
            "ShortDescription": self.title,
            "LongDescription": self.description,
            "DocumentationTitle": "Review criteria",
            "DocumentationLink": _PAGE,
        }


def missing_opt_in(path: str) -> Denial:
    """Say that the way to agree is told too briefly."""
    return Denial(
        path,
        "Missing compliant opt-in",
        "The description does not show how people agree to get text messages. Say where"
        " they do it, step by step, and quote the words they read there.",
    )


def unclear_opt_in(path: str) -> Denial:
    """Say that nobody agrees to text messages in what is told."""
    return Denial(
        path,
        "Unclear opt-in language",
        "The description does not say that people agree to get text messages: it names"
        " neither their consent nor SMS. Quote the sentence that they agree to.",
    )


def no_brand(path: str) -> Denial:
    """Say that a sample does not tell who sends it."""
    return Denial(
        path,
        "Message sample lacks brand name",
        "The sample does not say who sends it. Write the company's name as it is registered.",
    )


def no_opt_out(path: str) -> Denial:
    """Say that no sample tells how to stop the messages."""
    return Denial(
        path,
        "Message sample lacks opt-out",
        "No sample says how to stop the messages. Add a sentence such as: Reply STOP to opt out.",
    )


def bad_website(path: str) -> Denial:
    """Say that the website cannot be opened."""
    return Denial(
        path,
        "Invalid website",
        "The website could not be opened. Give the whole address of a public page, such as"
        " https://www.example.com.",
    )


def other_email(path: str) -> Denial:
    """Say that the support address is not the company's."""
    return Denial(
        path,
        "Unofficial business email",
        "The support address is not at the domain of the website. Addresses of free"
        " providers do not do.",
    )


def other_use_case(path: str) -> Denial:
    """Say that a sample is for something else than the use case."""
    return Denial(
        path,
        "Message use case mismatch",
        "The samples are not what the use case says. Write the messages that you will"
        " really send, or choose the use case that they are of.",
    )


def no_place(path: str) -> Denial:
    """Say that a field must be left out."""
    return Denial(
        path,
        "Conditional field not allowed",
        "The field is not for this kind of company. Leave it out of the next version.",
    )
