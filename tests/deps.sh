#!/bin/sh
# deps.sh PACKAGE... - install the Debian packages that are missing: say which,
# and ask for the password of sudo only when not root.
set -eu
missing=
for p in "$@"; do
	case $(dpkg-query -W -f '${Status}' "$p" 2>/dev/null) in
	*"ok installed") ;;
	*) missing="$missing $p" ;;
	esac
done
[ -n "$missing" ] || exit 0
if [ ! -x /usr/bin/apt-get ]; then
	echo "haven needs these packages; install them and run make again:$missing" >&2
	exit 1
fi
echo "haven needs these packages and installs them now:$missing" >&2
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
install_them() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
		--no-install-recommends $missing >&2
}
if ! install_them; then
	$as_root apt-get update -q >&2
	install_them
fi
