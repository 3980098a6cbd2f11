"""A desk's quarter, played through the real processing, beside a ledger written from the docs."""
