"""Every fault of the table."""

from support import faults_database, faults_imap, faults_smtp

ROWS = (*faults_smtp.ROWS, *faults_imap.ROWS, *faults_database.ROWS)
