"""Fingerprints of mails, by which a mail without references is seen to resemble an incident."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, Table

from models.base import metadata

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False),
    Column("mail_id", Integer, ForeignKey("raw_mails.id"), nullable=False),
    Column("day", Integer, nullable=False),
    Index("ix_fingerprints_mail_id", "mail_id"),
    sqlite_with_rowid=False,
)
"""Hashes alone, by mail, so that they can be erased with it; `day` counts from 1 January 1970.

A hash has a few slots for what mails say and as many for what they quote, taken by the incident's
number: what stands in every mail takes no more room than what stands in a few. A mail has a dozen
rows, so they are small.
"""
