"""Generated mails as heavy as real ones: trace fields, long texts, styled HTML, attachments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from email.message import EmailMessage
from random import Random
from typing import Any

from support.samples import Book, Sample
from support.written_mail import AUTHSERV_ID, Letter

from models.enums import EndState

ATTACHED_SHARE = 0.15  # of the mails of people; 13 % of all
SMALLEST_ATTACHMENT, LARGEST_ATTACHMENT = 10_000, 1_900_000
"""In base64 the largest makes a mail of 2.6 MB."""
TYPICAL_TEXT, TEXT_SPREAD, LONGEST_TEXT = 5_300, 1.0, 60_000
SENTENCES = (
    "The window stays grey for some minutes and then everything goes on.",
    "It worked on Monday in the other building, with the same cable and the same account.",
    "My colleague at the next desk sees it as well, but only in the afternoon.",
    "I have started the machine anew twice, and the screen in the meeting room too.",
    "Nothing was changed here that I know of, except for the new chairs.",
    "The small lamp at the side is green, the one below it is orange.",
    "In the list of devices it appears under a name that I do not know.",
    "We need it again by the end of the week, since the figures go out then.",
)
_STYLE = """<style><!--
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri";}
a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
span.EmailStyle17 {mso-style-type:personal-compose; font-family:"Calibri"; color:windowtext;}
@page WordSection1 {size:612.0pt 792.0pt; margin:70.85pt 70.85pt 2.0cm 70.85pt;}
div.WordSection1 {page:WordSection1;}
--></style>"""
_PARAGRAPH = '<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">{}</span></p>'
_QUOTED = re.compile(r"(?m)^> ")


@dataclass(frozen=True, slots=True)
class LoadLetter(Letter):
    """A letter whose attachment has bytes of its own."""

    attached: bytes = b""

    def _fill(self, message: EmailMessage) -> None:
        if self.form == "html":
            message.set_content(self._page(), subtype="html", charset=self.charset)
        else:
            message.set_content(self.text, charset=self.charset)
        if self.form == "both":
            message.add_alternative(self._page(), subtype="html", charset=self.charset)
        if self.attachment:
            kind, name = "octet-stream", self.attachment
            message.add_attachment(
                self.attached, maintype="application", subtype=kind, filename=name
            )
        for depth, part in enumerate(message.walk()):
            if part.is_multipart():
                part.set_boundary(f"=_{self.number}_{depth}")

    def _page(self) -> str:
        body = "\n".join(map(_PARAGRAPH.format, self.text.split("\n\n")))
        return f'<html><head>{_STYLE}</head><body lang="en">{body}</body></html>'


class LoadBook(Book):
    """A book whose mails are as heavy as real ones; whose people suffice for so many mails.

    Conversations that `fresh` returned are picked for nothing else, since their state changes.
    """

    def __init__(self, seed: int, mails: int) -> None:
        super().__init__(seed, people=mails + 60)

    def add(self, what: str, letter: Letter, end: EndState, **truth: Any) -> Sample:
        """Note a mail under its number, as its sender's program and our MX would write it."""
        heavy = dressed(letter, self.random)
        truth["attachments"] = (heavy.attachment,) if heavy.attachment else ()
        return super().add(what, heavy, end, **truth)

    def add_plain(self, what: str, letter: Letter, end: EndState, **truth: Any) -> Sample:
        """Note a mail under its number as it is."""
        return super().add(what, letter, end, **truth)

    def pick(self, fits: Any) -> Sample:
        """Return one of the mails so far that belongs to no conversation in work."""
        return super().pick(lambda one: one.origin not in self._used and fits(one))

    def is_quiet(self, sample: Sample) -> bool:
        """Whether no conversation in work began with this mail."""
        return sample.number not in self._used


def dressed(letter: Letter, random: Random) -> LoadLetter:
    """Return the letter with what real mail has besides its few words."""
    attached = random.random() < ATTACHED_SHARE
    ratio = LARGEST_ATTACHMENT / SMALLEST_ATTACHMENT
    size = int(SMALLEST_ATTACHMENT * ratio ** random.random())
    length = min(LONGEST_TEXT, int(random.lognormvariate(0, TEXT_SPREAD) * TYPICAL_TEXT))
    heavy = replace(
        letter,
        text=_longer(letter.text, length, random),
        fields=(*letter.fields, *_trace(letter.number, random)),
        attachment=f"report-{letter.number}.bin" if attached else "",
    )
    values = {one.name: getattr(heavy, one.name) for one in fields(heavy)}
    return LoadLetter(**values, attached=random.randbytes(size) if attached else b"")


def _longer(text: str, length: int, random: Random) -> str:
    """Go on behind the words that count; a quotation is continued as a quotation."""
    mark = "> " if _QUOTED.search(text) else ""
    lines = []
    while length > 0:
        paragraph = " ".join(random.choices(SENTENCES, k=3))
        lines.append(f"{mark}{paragraph}")
        length -= len(paragraph)
    joined = (f"\n{mark}\n" if mark else "\n\n").join(lines)
    return f"{text.rstrip()}\n{mark}\n{joined}\n"


def _trace(number: int, random: Random) -> Iterator[tuple[str, str]]:
    """Fields that servers and programs add on the way (RFC 5321 section 4.4, RFC 6376)."""
    for hop in range(4):
        place = f"relay{hop}.customer.example (relay{hop}.customer.example [192.0.2.{hop + 1}])"
        how = f"by {AUTHSERV_ID} (Postfix) with ESMTPS id {random.randbytes(5).hex().upper()}"
        yield "Received", f"from {place} {how}; Tue, 24 Nov 2026 06:{number % 60:02}:00 +0000"
    signature = random.randbytes(128).hex()
    yield "DKIM-Signature", f"v=1; a=rsa-sha256; d=customer.example; s=s1; h=from:to; b={signature}"
    yield "X-Google-Smtp-Source", random.randbytes(40).hex()
    yield "X-Gm-Message-State", random.randbytes(48).hex()
    yield "X-Originating-IP", "[198.51.100.7]"
    yield "X-MS-Exchange-AntiSpam-MessageData", random.randbytes(300).hex()
    yield "User-Agent", "Mozilla Thunderbird"
    yield "Thread-Topic", "Help"
