"""Who plays in the story: a harbour company, its service desk, and some strangers."""

from dataclasses import dataclass

from models.enums import Role

DESK_NAME = "Harbour IT Service Desk"
SUPPORT = "support@desk.harbour.example"
MX = "mx.harbour.example"
STAFF_DOMAIN = "harbour.example"
NEWSLETTER_ADDRESS = "news@cloudnews.example"
MONITOR_ADDRESS = "monitor@watch.harbour.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes or reads mail; `language` where the desk's directory knows it."""

    key: str
    name: str
    address: str
    language: str | None = None
    role: Role = Role.REQUESTER

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]

    @property
    def handle(self) -> str:
        """How agents call each other in commands."""
        return self.key


BOB = Person("bob", "Bob Miller", "bob.miller@harbour.example", role=Role.AGENT)
ALICE = Person("alice", "Alice Novak", "alice.novak@harbour.example", role=Role.AGENT)
CHEN = Person("chen", "Chen Wei", "chen.wei@harbour.example", role=Role.AGENT)
MAYA = Person("maya", "Maya Singh", "maya.singh@harbour.example", role=Role.ADMIN)

EMMA = Person("emma", "Emma Clarke", "emma.clarke@harbour.example")
JONAS = Person("jonas", "Jonas Weber", "jonas.weber@harbour.example", language="de")
CAMILLE = Person("camille", "Camille Laurent", "camille.laurent@harbour.example")
LUCIA = Person("lucia", "Lucía Moreno", "lucia.moreno@harbour.example")
YUI = Person("yui", "田中 結衣", "yui.tanaka@harbour.example")
TOM = Person("tom", "Tom Hughes", "tom.hughes@harbour.example")
NADIA = Person("nadia", "Nadia Rahman", "nadia.rahman@harbour.example")
PRIYA = Person("priya", "Priya Nair", "priya.nair@harbour.example")
ERIK = Person("erik", "Erik Lindqvist", "erik@lindqvist-freight.example")
DANA = Person("dana", "Dana Fox", "dana.fox@fox-consulting.example")

MONITOR = Person("monitor", "Harbour monitoring", MONITOR_ADDRESS)
NEWS = Person("news", "Cloud News Weekly", NEWSLETTER_ADDRESS)
SPAMMER = Person("prize", "Prize Desk", "winner@prize-desk.example")
SIGN_UP = Person("signup", "Boardly", "no-reply@boardly.example")
POSTMASTER = Person("postmaster", "Mail Delivery System", "mailer-daemon@lindqvist-freight.example")
NOBODY = Person("nobody", "(nobody)", "unknown@invalid.example")
PETRA = Person("petra", "Petra Plum", "petra.plum@practice.invalid")

AGENTS = (BOB, ALICE, CHEN, MAYA)
CAST = (
    *(*AGENTS, EMMA, JONAS, CAMILLE, LUCIA, YUI, TOM, NADIA, PRIYA, ERIK, DANA),
    *(MONITOR, NEWS, SPAMMER, SIGN_UP, POSTMASTER, NOBODY, PETRA),
)
BY_ADDRESS = {person.address: person for person in CAST}
