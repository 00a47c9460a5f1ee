#!/bin/sh
# Prints the path of the browser that the tests of the pages drive. Where there is
# none, Debian's Chromium is installed if this machine allows it; else it is said
# what is missing and how to get it.
set -eu

if [ -n "${CHROMIUM:-}" ]; then
	command -v "$CHROMIUM" && exit 0
	echo "CHROMIUM names $CHROMIUM, which cannot be run." >&2
	exit 1
fi

find_browser() {
	for name in chromium chromium-browser google-chrome-stable google-chrome; do
		command -v "$name" 2>/dev/null && return 0
	done
	return 1
}

find_browser && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "== installing Chromium for the tests of the pages" >&2
	{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium; } >&2 || true
	find_browser && exit 0
fi
cat >&2 <<'TEXT'
The tests of the pages drive Chromium, which is missing here.
Debian or Ubuntu: sudo apt-get install chromium
Elsewhere: install Chromium or Chrome and give its path, as in
  CHROMIUM=/path/to/chromium make test
TEXT
exit 1
