#!/usr/bin/env bash
# Servers and tools that the tests use: install them where that is possible, say so, name the rest.
set -u
missing=()
command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd dovecot-lmtpd)
command -v strace >/dev/null || missing+=(strace)
command -v openssl >/dev/null || missing+=(openssl)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ -n "${MAILFLOW_NO_APT:-}" ]; then
  echo "mailflow tests: MAILFLOW_NO_APT is set; not installed: ${missing[*]} (their tests skip)"
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "mailflow tests: installing ${missing[*]} (apt)"
  apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
else
  echo "mailflow tests: not installed: ${missing[*]} (their tests skip)."
  echo "  To run them: sudo apt install ${missing[*]}"
fi
exit 0
