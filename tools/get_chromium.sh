#!/bin/sh
# Install Debian's Chromium for the browser tests if it is missing and this user may install packages; without it those tests skip.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium and no apt-get: the browser tests will be skipped." >&2
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else
    echo "No Chromium, and this user may not install packages: the browser tests will be skipped." >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >/dev/null; then
    echo "Chromium could not be installed: the browser tests will be skipped." >&2
fi
