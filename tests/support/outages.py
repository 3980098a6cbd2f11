"""Reports of the same faults in different words, and of faults near them that are others.

All of it was written for these tests.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """What one person wrote."""

    subject: str
    text: str


SAME = {
    "vpn": (
        Words("VPN down?", "Good morning, the VPN does not let me in since eight. Regards, Ines"),
        Words("Cannot connect from home", "My VPN client keeps saying connection timed out."),
        Words("no vpn", "Tried three times, rebooted twice, the VPN will not connect. Help!"),
        Words("Remote access broken", "Hi, I work from home and the VPN connection drops at once."),
    ),
    "invoice printing": (
        Words("Invoices do not print", "The printer on floor 3 only blinks when I send invoices."),
        Words("printer third floor", "Nothing comes out of the printer on floor 3. Paper is in."),
        Words(
            "Printing problem", "Delivery notes to the floor 3 printer stay in the list for ever."
        ),
        Words("floor 3", "Is somebody looking at the printer here? Blinks orange, prints nothing."),
    ),
    "wiki": (
        Words("Wiki error 502", "Opening any page of the wiki shows 502 bad gateway."),
        Words(
            "wiki not reachable", "I need the handbook, but the wiki gives me a bad gateway page."
        ),
        Words("Bad gateway", "Since lunch our wiki only answers with a gateway error."),
        Words("Handbook gone", "The wiki is dead, all colleagues in my room see error 502 too."),
    ),
    "telephones": (
        Words("Phones silent", "No outgoing calls, the desk phone shows registration failed."),
        Words("Telephone dead", "My desk phone says 'registration failed', customers cannot ring."),
        Words("Can't call anybody", "Registration failed on the display of the phone all morning."),
        Words("telephony", "All four phones in sales say failed registration, please hurry."),
    ),
    "payroll": (
        Words("Payroll export hangs", "The payroll export stops at 43 percent and never ends."),
        Words("export of salaries", "Payroll: export stuck at 43 %, bank file is due at noon."),
        Words("Urgent: payroll", "I cannot export the payroll run, the bar freezes below half."),
        Words("Payroll run", "Export for the bank freezes, we tried on two computers."),
    ),
    "badge reader": (
        Words("Side door", "The badge reader at the side door stays red for everybody."),
        Words("Badge does not open", "Locked out: side door reader turns red with my badge."),
        Words("door", "Four of us stand outside, the reader ignores every badge."),
        Words(
            "Badge reader defective?",
            "My badge works in front, at the side door the reader is red.",
        ),
    ),
    "wlan": (
        Words("WLAN weg", "Im ganzen Lager gibt es seit heute früh kein WLAN mehr."),
        Words("Kein WLAN im Lager", "Die Scanner finden das WLAN nicht, wir können nichts buchen."),
        Words("Scanner offline", "Im Lager melden alle Scanner, dass das WLAN fehlt."),
        Words("Netz im Lager", "WLAN im Lager ist ausgefallen, bitte dringend ansehen."),
    ),
    "certificate": (
        Words("Security warning", "The order portal shows an expired certificate, may I go on?"),
        Words("portal certificate", "Customers complain: certificate of the order portal expired."),
        Words("Expired?", "My browser refuses the order portal because of its certificate."),
        Words("Order portal unsafe", "It says the certificate expired yesterday on the portal."),
    ),
}

NEAR = (
    Words("VPN for a new colleague", "Please set up remote access for Mara who starts on Monday."),
    Words("Toner", "The printer on the second floor needs toner, black, no hurry."),
    Words("Wiki permissions", "May our trainees edit the sales space, please?"),
    Words("New phone number", "My number should move with me to room 214."),
    Words("Payslip", "My payslip of last month shows the old address."),
    Words("Lost badge", "I lost my badge on the train, can I have a new one?"),
    Words("Gast-WLAN", "Für den Workshop brauchen zwölf Gäste einen Zugang."),
    Words("Certificate of employment", "Who writes these? I need one for the bank."),
    Words("Room booking", "The projector in the small room is booked twice next Friday."),
    Words("Holiday calendar", "Could you share the calendar of the team with me?"),
)
