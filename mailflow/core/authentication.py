"""What our own mail server says of the sender, and whether that is a proof (RFC 8601).

Only the topmost Authentication-Results counts, and only under our own server's name: everything
below it may be a stranger's. ARC-Authentication-Results (RFC 8617) and fields of other names never
count: whoever sealed them is not our server.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from mailflow.core.authentication_profiles import Trust
from mailflow.core.authentication_results import Result, read_field
from mailflow.core.mail import Mailbox

RESULTS_FIELD = "authentication-results"
TRACE_FIELD = "received"
# Exchange removes this family of fields from mail that comes from outside (its header firewall).
INTERNAL_FIELD = "x-ms-exchange-organization-authas"

Headers = Iterable[tuple[str, str]]


class Verdict(StrEnum):
    """What is known of the sender's address; only PASS is a proof."""

    PASS = "pass"  # noqa: S105 - a result of RFC 8601, no password
    FAIL = "fail"
    NONE = "none"
    UNKNOWN = "unknown"


def verdict(headers: Headers, *, trust: Trust | None, from_: Mailbox) -> Verdict:
    """Judge the From address by what our own server wrote above all else.

    dmarc=pass counts for the very domain of From alone (RFC 7489 section 3.1), auth=pass for the
    very address. A dmarc failure outweighs all else; two different dmarc results prove nothing.
    """
    if trust is None:
        return Verdict.UNKNOWN
    fields = [(name.lower(), value) for name, value in headers]
    results = tuple(_trusted(fields, trust))
    dmarc = [one for one in results if one.method == "dmarc"]
    if any(one.result == "fail" for one in dmarc):
        return Verdict.FAIL
    if dmarc and all(_proves_domain(one, from_.domain) for one in dmarc):
        return Verdict.PASS
    auth = [one for one in results if one.method == "auth"]
    if not dmarc and auth and all(_proves_address(one, from_.address) for one in auth):
        return Verdict.PASS
    if trust.profile.internal and _is_internal(fields, dmarc, from_.domain):
        return Verdict.PASS
    return Verdict.NONE


def _trusted(fields: list[tuple[str, str]], trust: Trust) -> Iterator[Result]:
    """Yield the results of the fields that are our server's own."""
    above, begun = 0, False
    for name, value in fields:
        if name == TRACE_FIELD:
            above += 1
            if begun:
                return
        if name != RESULTS_FIELD:
            continue
        field = read_field(value)
        too_deep = trust.received_above is not None and above > trust.received_above
        if field is None or too_deep or not trust.is_ours(field.authserv_id):
            return
        yield from field.results
        begun = True
        if not trust.profile.several:
            return


def _proves_domain(result: Result, domain: str) -> bool:
    return result.result == "pass" and _is_about(result, domain)


def _is_about(result: Result, domain: str) -> bool:
    return bool(domain) and result.only("header.from") == domain


def _proves_address(result: Result, address: str) -> bool:
    return result.result == "pass" and bool(address) and result.only("smtp.auth") == address


def _is_internal(fields: list[tuple[str, str]], dmarc: list[Result], domain: str) -> bool:
    """Whether Exchange took the mail from a logged-in sender and says it is of this domain."""
    marks = [value.strip().lower() for name, value in fields if name == INTERNAL_FIELD]
    return marks == ["internal"] and bool(dmarc) and all(_is_about(one, domain) for one in dmarc)
