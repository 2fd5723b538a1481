# install.sh - a real installation, in the order of the README: make install,
# havend init, user add, havend, enrol-code, haven enrol, haven.
. "$(dirname "$0")/lib/lib.sh"

make -s install B="$B" DESTDIR="$W/root" PREFIX=/usr >"$W/install.log" 2>&1 &&
	ok "make install" || { cat "$W/install.log"; fail "make install"; }
for f in bin/haven bin/havend libexec/haven/haven-net libexec/haven/haven-press share/man/man1/haven.1 \
	share/man/man5/haven.conf.5 share/man/man8/havend.8 \
	share/doc/haven/config.example; do
	[ -f "$W/root/usr/$f" ] || fail "$f is installed"
done
ok "all files are where they belong"
B=$W/root/usr/bin

PORT=$(free_port)
server_conf "$PORT"
havend --check-config >/dev/null && ok "the settings are read" || fail "the settings are read"
havend init >"$W/sheet" && grep -q "recovery sheet" "$W/sheet" &&
	ok "havend init prints the recovery sheet" || fail "havend init"
havend init >/dev/null 2>"$W/again" && fail "init twice is refused"
grep -q "already" "$W/again" && ok "init twice is refused and changes nothing"
for d in store keys; do
	[ "$(stat -c %a "$W/$d")" = 700 ] || fail "$d is open to its owner alone"
done
ok "the folders are open to their owner alone"
havend user add --sign-in sam --name "Sam Example" --role volunteer >/dev/null &&
	ok "user add before the server runs" || fail "user add before the server runs"
server_start
ok "havend answers"
havend user add --sign-in amina --name "Amina Example" --role designated_senior >/dev/null &&
	ok "user add beside a running server" || fail "user add beside a running server"
havend user add --sign-in amina --name "Another" --role volunteer >/dev/null 2>&1 &&
	fail "a sign-in name is given once"
ok "a sign-in name is given once"
CODE=$(havend enrol-code amina | grep -o 'hv1-[A-Za-z0-9_-]*')
[ -n "$CODE" ] && ok "enrol-code gives a code" || fail "enrol-code gives a code"

open_haven enrol 80 24 enrol "https://localhost:$PORT" "$CODE" --sign-in amina
see "assphrase"
type "four plain words for a test"
keys Enter
see "gain"
type "four plain words for a test"
keys Enter
see "left with 0" "haven enrol ends well"
open_haven amina 80 24
see "Amina Example"
type "four plain words for a test"
keys Enter
see "Record a concern" "the menu is there"
see "Amina Example, Designated senior member"
keys C-q
see "left with 0"

CODE2=$(havend enrol-code sam | grep -o 'hv1-[A-Za-z0-9_-]*')
open_haven wrong 80 24 enrol "https://localhost:$PORT" "${CODE2%?????}AAAAA" --sign-in sam
see "assphrase"
type "four plain words for a test"
keys Enter
see "gain"
type "four plain words for a test"
keys Enter
see "left with" "a wrong code is answered"
never "left with 0" "a wrong code is refused"
havend verify >/dev/null && ok "havend verify finds nothing wrong" || fail "havend verify"
sed -i 's/^port = .*/port = many/' "$W/server.conf"
havend --check-config >/dev/null 2>"$W/bad"
[ $? -eq 78 ] && grep -q "server.conf" "$W/bad" && grep -q "many" "$W/bad" &&
	ok "a broken setting: exit 78, file, line and what was read" || fail "a broken setting"
