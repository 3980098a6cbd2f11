"""What is decided about a mail, from plain facts to a list of effects."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.situations import (
    BOB,
    CAROL,
    NOW,
    SETTINGS,
    agent,
    changes,
    command_facts,
    decided,
    facts,
    incident,
    mail,
    notices,
    only,
    situation,
    token,
)

from mailflow.core.authentication import Verdict
from mailflow.core.automatic import MachineMail
from mailflow.core.conversations import Conversation
from mailflow.core.correspondents import Author, AuthorKind
from mailflow.core.decisions.facts import Facts
from mailflow.core.effects import (
    AddEntry,
    AddParticipant,
    AskChallenge,
    ChangeIncident,
    Decision,
    OpenIncident,
    RevokeToken,
    UseCommand,
)
from mailflow.core.forwarding import Forwarded
from mailflow.core.mail import Attachment, Mailbox
from mailflow.core.records import Participant
from mailflow.core.sending import Addressee, SendNotice
from models.enums import EndState, EntryKind, IncidentState, NoticeKind, ParticipantRole, Protection

AGENT, PERSON = AuthorKind.AGENT, AuthorKind.PERSON
PASS, FAIL, NONE = Verdict.PASS, Verdict.FAIL, Verdict.NONE


def relayed(text: str, **fields: Any) -> Decision:
    """Decide about an agent's mail with his own valid token."""
    commands = command_facts(text, **fields)
    return decided(facts(situation(AGENT, PASS, token()), text=text, commands=commands))


def finished(state: IncidentState, days: int) -> Facts:
    """Return a participant's proven reply to an incident that ended days ago."""
    ended = incident(state=state, closed_at=NOW - timedelta(days=days))
    requester = Participant(CAROL.address, ParticipantRole.REQUESTER)
    conversation = Conversation(
        incident=ended, named=frozenset({1001}), by_reference=True, participants=(requester,)
    )
    case = situation(PERSON, PASS, refers=True, takes_part=True)
    return facts(type(case)(case.author, case.verdict, conversation))


class TestOpening:
    """New incidents."""

    def test_a_proven_persons_mail_opens_an_incident_and_is_acknowledged(self) -> None:
        decision = decided(facts(situation(PERSON, PASS)))
        assert decision.end.end_state is EndState.INCIDENT
        assert notices(decision) == [
            (NoticeKind.ACKNOWLEDGEMENT, Addressee.REQUESTER),
            (NoticeKind.AGENT_NOTICE, Addressee.WORKERS),
        ]
        assert only(decision.effects, SendNotice)[0].echo

    def test_an_unproven_sender_gets_an_acknowledgement_that_echoes_nothing(self) -> None:
        decision = decided(facts(situation(PERSON, NONE)))
        assert not only(decision.effects, SendNotice)[0].echo

    def test_a_disproven_sender_gets_no_acknowledgement(self) -> None:
        decision = decided(facts(situation(PERSON, FAIL)))
        assert decision.end.end_state is EndState.INCIDENT
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    def test_beyond_the_limits_nobody_is_acknowledged(self) -> None:
        decision = decided(facts(situation(PERSON, PASS), may_acknowledge=False))
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    def test_only_copied_people_of_the_requesters_own_domain_take_part(self) -> None:
        cc = (Mailbox("dan@customer.example"), Mailbox("victim@other.example"))
        case = facts(situation(PERSON, PASS), mail=mail(cc=cc))
        people = [e.participant.address for e in only(decided(case).effects, AddParticipant)]
        assert people == [CAROL.address, "dan@customer.example"]

    def test_nobody_copied_by_an_unproven_sender_takes_part(self) -> None:
        case = facts(situation(PERSON, NONE), mail=mail(cc=(Mailbox("dan@customer.example"),)))
        assert len(only(decided(case).effects, AddParticipant)) == 1

    def test_an_agents_commands_in_a_fresh_mail_are_not_executed_but_explained(self) -> None:
        decision = decided(facts(situation(AGENT, PASS), text="#close\nplease"))
        assert decision.executed == ()
        transcript = only(decision.effects, SendNotice)[-1]
        assert (transcript.kind, transcript.reason) == (NoticeKind.COMMAND_TRANSCRIPT, "no_token")

    @pytest.mark.parametrize(("sender", "requester"), [(CAROL, CAROL), (None, BOB)])
    def test_the_original_sender_of_an_agents_forward_asks_if_he_has_an_address(
        self, sender: Mailbox | None, requester: Mailbox
    ) -> None:
        forward = Forwarded(sender, "Fan", "It rattles.", "Look.", below="I am away.")
        decision = decided(facts(situation(AGENT, PASS), forwarded=forward))
        opened = only(decision.effects, OpenIncident)[0]
        assert (opened.requester.address, opened.subject) == (requester.address, "Fan")
        entry = only(decision.effects, AddEntry)[0].entry
        assert entry.text == "Look.\n\nIt rattles.\n\nI am away."

    def test_a_mail_that_a_person_forwards_is_part_of_what_he_asks(self) -> None:
        forward = Forwarded(BOB, "Fan", "It rattles.", "Look.", "From: Bob\n\nIt rattles.")
        decision = decided(facts(situation(PERSON, PASS), text="Look.", forwarded=forward))
        assert only(decision.effects, OpenIncident)[0].requester == CAROL
        entry = only(decision.effects, AddEntry)[0].entry
        assert entry.text == "Look.\n\nFrom: Bob\n\nIt rattles."


class TestReplies:
    """Replies of requesters and strangers."""

    def test_a_reply_is_appended_and_told_to_who_works_on_it(self) -> None:
        decision = decided(facts(situation(PERSON, PASS, refers=True, takes_part=True)))
        assert decision.end.end_state is EndState.APPENDED
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    @pytest.mark.parametrize(
        ("state", "days"), [(IncidentState.RESOLVED, 30), (IncidentState.CLOSED, 6)]
    )
    def test_a_reply_reopens_what_ended_not_long_ago(self, state: IncidentState, days: int) -> None:
        assert changes(decided(finished(state, days)))["state"] is IncidentState.IN_PROGRESS

    def test_a_reply_after_the_window_opens_a_linked_incident(self) -> None:
        decision = decided(finished(IncidentState.CLOSED, 8))
        assert only(decision.effects, OpenIncident)[0].mentions == 1001

    def test_a_new_incident_takes_no_tag_of_another_over(self) -> None:
        """Two tags in one subject would be a conflict: no agent could ever answer it."""
        stranger = situation(PERSON, PASS, refers=True, takes_part=False)
        asking = mail(subject="Re: [INC-1001] AW: [inc-7] VPN drops")
        (opening,) = only(decided(facts(stranger, mail=asking)).effects, OpenIncident)
        assert (opening.subject, opening.mentions) == ("VPN drops", 1001)

    def test_a_disproven_reply_never_reopens(self) -> None:
        case = finished(IncidentState.RESOLVED, 1)
        disproven = type(case.situation)(case.situation.author, FAIL, case.situation.conversation)
        decision = decided(facts(disproven))
        assert changes(decision) == {}
        assert not only(decision.effects, AddEntry)[0].entry.verified

    def test_a_requester_closes_his_incident_with_his_own_token(self) -> None:
        case = situation(PERSON, NONE, token(of_agent=False), takes_part=True)
        decision = decided(facts(case, text="#close\nthanks"))
        assert decision.executed == ("#close",)
        assert changes(decision)["state"] is IncidentState.CLOSED

    def test_agents_commands_from_a_requester_are_plain_text(self) -> None:
        case = situation(PERSON, PASS, token(of_agent=False), takes_part=True)
        decision = decided(facts(case, text="#assign @bob\n#priority P1\nstill broken"))
        assert decision.executed == ()
        assert decision.refused == ("#assign @bob", "#priority P1")
        assert "still broken" in only(decision.effects, AddEntry)[0].entry.text

    def test_an_agents_token_in_other_hands_is_revoked_and_its_owner_hears(self) -> None:
        case = situation(PERSON, PASS, token(own=False), takes_part=True)
        decision = decided(facts(case))
        assert only(decision.effects, RevokeToken) == [RevokeToken(5001)]
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.CONTACT)]


REFUSED = [
    ("#clsoe", {}, "unknown_command_near"),
    ("#assign @nobody", {}, "no_such_agent"),
    ("#resolve", {}, "resolution_needed"),
    ("#note\n#resolve\nprivate words", {}, "resolution_needed"),
    ("#reopen", {}, "already_open"),
    ("#take", {"used": frozenset({"#assign me"})}, "used_before"),
    ("#take", {"quoted": ("#take",)}, "quoted_line"),
]


class TestAgents:
    """Agents' answers and commands."""

    def test_an_answer_goes_to_the_participants_and_counts_as_response(self) -> None:
        decision = relayed("Please restart it.")
        assert notices(decision) == [(NoticeKind.PUBLIC_ANSWER, Addressee.PARTICIPANTS)]
        assert changes(decision) == {"responded_at": NOW}

    def test_attachments_of_an_answer_are_kept(self) -> None:
        file = Attachment("manual.pdf", "application/pdf", b"%PDF")
        case = facts(
            situation(AGENT, PASS, token()),
            mail=mail(from_=(BOB,), attachments=(file,)),
            text="See the manual.",
            commands=command_facts("See the manual."),
        )
        assert only(decided(case).effects, SendNotice)[0].attachments == (file,)

    def test_a_signature_is_not_sent_along_since_it_holds_the_whole_mail(self) -> None:
        signatures = ("application/pkcs7-mime", "application/pgp-signature")
        files = tuple(Attachment("smime", one, b"#take") for one in signatures)
        case = facts(
            situation(AGENT, PASS, token()),
            mail=mail(from_=(BOB,), attachments=files),
            text="It works.",
            commands=command_facts("It works."),
        )
        assert only(decided(case).effects, SendNotice)[0].attachments == ()

    def test_an_encrypted_answer_is_not_sent_along_and_its_writer_told(self) -> None:
        sealed = Attachment("encrypted.asc", "application/octet-stream", b"?")
        case = facts(
            situation(AGENT, PASS, token()),
            mail=mail(from_=(BOB,), attachments=(sealed,), protection=Protection.ENCRYPTED),
            commands=command_facts(""),
        )
        (told,) = only(decided(case).effects, SendNotice)
        assert (told.kind, told.addressee) == (NoticeKind.COMMAND_TRANSCRIPT, Addressee.CONTACT)
        assert [str(one.explanation) for one in told.transcript] == ["encrypted"]

    def test_a_note_stays_in_the_desk(self) -> None:
        decision = relayed("#note he is rude\nwatch out")
        assert notices(decision) == [(NoticeKind.COMMAND_TRANSCRIPT, Addressee.CONTACT)]
        entry = only(decision.effects, AddEntry)[0].entry
        assert (entry.public, entry.text) == (False, "he is rude\nwatch out")

    def test_resolving_takes_the_text_as_resolution(self) -> None:
        decision = relayed("#resolve\nReplaced the fuser.")
        assert changes(decision)["resolution"] == "Replaced the fuser."
        assert (NoticeKind.RESOLUTION, Addressee.PARTICIPANTS) in notices(decision)

    def test_assigning_tells_the_new_assignee_alone(self) -> None:
        alice = agent(22, "alice@helpdesk.example")
        decision = relayed("#assign @alice", people={"@alice": alice})
        assert changes(decision)["assignee_id"] == 22
        assert [n.contact_id for n in only(decision.effects, SendNotice)] == [22, 21]

    def test_command_lines_never_reach_a_requester(self) -> None:
        decision = relayed("#take\nI look at it.")
        answer = next(
            n for n in only(decision.effects, SendNotice) if n.kind is NoticeKind.PUBLIC_ANSWER
        )
        assert answer.text == "I look at it."

    @pytest.mark.parametrize(("text", "known", "reason"), REFUSED)
    def test_a_refused_block_changes_and_relays_nothing(
        self, text: str, known: dict[str, Any], reason: str
    ) -> None:
        decision = relayed(text, **known)
        assert decision.executed == ()
        assert only(decision.effects, ChangeIncident) == []
        (transcript,) = only(decision.effects, SendNotice)
        assert transcript.addressee is Addressee.CONTACT
        assert reason in " ".join(str(line.explanation) for line in transcript.transcript)

    def test_an_agent_without_the_right_is_refused(self) -> None:
        decision = relayed("#take", has_right=False)
        assert decision.executed == ()
        assert decision.refused == ("#take",)

    def test_each_command_is_remembered_under_its_notice(self) -> None:
        uses = only(relayed("#take\n#note hm").effects, UseCommand)
        assert [(use.notice_id, use.command) for use in uses] == [
            (5001, "#assign me"),
            (5001, "#note hm"),
        ]

    def test_without_token_a_block_is_held_and_answered(self) -> None:
        case = facts(
            situation(AGENT, PASS, refers=True), text="#close", commands=command_facts("#close")
        )
        decision = decided(case)
        assert decision.refused == ("#close",)
        assert only(decision.effects, SendNotice) == []
        assert [one.lines for one in only(decision.effects, AskChallenge)] == [("#close",)]
        often = decided(replace(case, may_challenge=False))
        assert [n.reason for n in only(often.effects, SendNotice)] == ["held_no_token"]


class TestMachineMail:
    """Mail that no person wrote."""

    def test_an_automatic_reply_is_noted_and_answered_by_nothing(self) -> None:
        case = situation(PERSON, PASS, token(of_agent=False), takes_part=True)
        decision = decided(facts(case, machine=MachineMail.AUTO_REPLY))
        assert decision.end.end_state is EndState.APPENDED
        assert notices(decision) == []

    def test_an_agents_automatic_reply_commands_nothing(self) -> None:
        case = facts(
            situation(AGENT, PASS, token()),
            machine=MachineMail.AUTO_REPLY,
            text="#close",
            commands=command_facts("#close"),
        )
        decision = decided(case)
        assert (decision.executed, decision.refused) == ((), ("#close",))
        assert notices(decision) == []

    @pytest.mark.parametrize("kind", [MachineMail.AUTO_REPLY, MachineMail.READ_RECEIPT])
    def test_one_that_belongs_nowhere_is_ignored(self, kind: MachineMail) -> None:
        decision = decided(facts(situation(PERSON, PASS), machine=kind))
        assert decision.end.end_state is EndState.IGNORED

    def test_bulk_mail_opens_an_incident_without_acknowledgement(self) -> None:
        decision = decided(facts(situation(PERSON, PASS), machine=MachineMail.BULK))
        assert decision.end.end_state is EndState.INCIDENT
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    def test_mail_from_our_own_address_is_never_acknowledged(self) -> None:
        decision = decided(facts(situation(AuthorKind.OURSELVES, PASS)))
        assert notices(decision) == [(NoticeKind.AGENT_NOTICE, Addressee.WORKERS)]

    @pytest.mark.parametrize("kind", [MachineMail.VERIFICATION, MachineMail.SPAM])
    def test_verification_mail_and_spam_are_held_even_with_a_token(self, kind: MachineMail) -> None:
        case = situation(PERSON, PASS, token(of_agent=False), takes_part=True)
        assert decided(facts(case, machine=kind)).end.end_state is EndState.QUARANTINED

    def test_our_own_mail_that_comes_back_is_ignored(self) -> None:
        decision = decided(facts(situation(AuthorKind.OURSELVES), machine=MachineMail.OWN_LOOP))
        assert (decision.end.end_state, decision.end.rule) == (EndState.IGNORED, "own_loop")


def test_every_kind_of_mail_has_exactly_one_end() -> None:
    kinds = [None, *MachineMail]
    for kind in kinds:
        for verdict in Verdict:
            for author in AuthorKind:
                case = situation(author, verdict, token(), refers=True, takes_part=True)
                assert decided(facts(case, machine=kind)).end is not None


def test_a_web_forms_reply_to_is_the_requester_where_the_settings_say_so() -> None:
    form = Mailbox("form@www.example")
    desk = SETTINGS.desk.model_copy(update={"web_forms": (form.address,)})
    case = situation(PERSON, PASS)
    trusted = type(case)(Author(PERSON, form), PASS, case.conversation)
    asked = facts(
        trusted,
        mail=mail(from_=(form,), reply_to=(CAROL,)),
        settings=SETTINGS.model_copy(update={"desk": desk}),
    )
    assert only(decided(asked).effects, OpenIncident)[0].requester == CAROL
    assert only(decided(facts(trusted)).effects, OpenIncident)[0].requester == form


def test_an_unverified_comment_is_marked() -> None:
    decision = decided(facts(situation(PERSON, NONE, refers=True, takes_part=True)))
    entry = only(decision.effects, AddEntry)[0].entry
    assert (entry.kind, entry.verified) == (EntryKind.COMMENT, False)
