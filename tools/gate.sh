#!/usr/bin/env bash
# Run one gate of `make check` and name it when it fails.
set -u
name=$1
shift
printf '== %s\n' "$name"
"$@" || { printf '\nGATE FAILED: %s\n' "$name" >&2; exit 1; }
