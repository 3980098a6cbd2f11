"""One numbered line of migrations, run by `mailflow upgrade`."""
