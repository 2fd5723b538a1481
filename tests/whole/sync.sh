# sync.sh - the real haven against the real havend, in the shell: enrolment, sync
# and outbox with their exit statuses; wrong keys on either side; an office that
# is away and comes back.
. "$(dirname "$0")/lib/lib.sh"
PASS="four plain words for a test"
CLIENT="--set data_dir=$W/sam --set sync_every=5"

# run NAME WANTED_STATUS ANSWERS ARGS... - a shell command in a window of its own.
run() {
	local name=$1 want=$2 answers=$3 a
	shift 3
	open_haven "$name" 100 24 "$@"
	for a in $answers; do
		case $a in
		pass) see "assphrase of" "$name: asks for the passphrase"; type "$PASS" ;;
		wrong) see "assphrase of" "$name: asks for the passphrase"; type "not the passphrase at all" ;;
		new) see "Your passphrase" "$name: asks for a passphrase"; type "$PASS" ;;
		again) see "again" "$name: asks for it again"; type "$PASS" ;;
		esac
		keys Enter
	done
	see "left with $want" "$name: exit $want"
	screen >"$W/$name.out"
	$TM kill-session -t "$name"
}
said() { # NAME WORDS
	cat "$W/$1.out" "$W/$1.err" 2>/dev/null | tr '\n' ' ' | grep -qF -- "$2" &&
		ok "$1: says: $2" || { cat "$W/$1.out" "$W/$1.err"; fail "$1: says: $2"; }
}
code_of() { havend enrol-code "$1" | grep -o 'hv1-[A-Za-z0-9_-]*'; }
store_count() { find "$W/sam" -name '*.haven' 2>/dev/null | wc -l; }

PORT=$(free_port)
URL=https://localhost:$PORT
server_conf "$PORT"
havend init >/dev/null || fail "havend init"
havend user add --sign-in sam --name "Sam Example" --role volunteer >/dev/null || fail "user add"
server_start

# ---- enrolment ----
CODE=$(code_of sam)
# The first characters of a code are the pin: another office's.
OTHER=hv1-AAAAAAAA${CODE#hv1-????????}
run pin 69 "new again" enrol "$URL" "$OTHER" --sign-in sam $CLIENT
said pin "is not the office your code is for"
[ "$(store_count)" = 0 ] && ok "a wrong pin makes no store" || fail "a wrong pin makes no store"
run plain 65 "new again" enrol "http://localhost:$PORT" "$CODE" --sign-in sam $CLIENT
said plain "https://"
run nobody 69 "new again" enrol "https://localhost:1" "$CODE" --sign-in sam $CLIENT
said nobody "cannot be reached at this address"
run enrol 0 "new again" enrol "$URL" "$CODE" --sign-in sam $CLIENT
said enrol "This device is enrolled for sam."
[ "$(store_count)" = 1 ] && ok "and with the right one there is a store" || fail "a store"
run twice 77 "new again" enrol "$URL" "$(code_of sam)" --sign-in sam $CLIENT
said twice "enrolled on this device already"
run used 77 "new again" enrol "$URL" "$CODE" --sign-in sam --set "data_dir=$W/other"
said used "not valid"

# ---- sync and outbox ----
run sync 0 pass sync $CLIENT
said sync "0 here, 0 stopped."
run outbox 0 pass outbox $CLIENT
said outbox "Nothing waits here."
run wrong 77 wrong sync $CLIENT
said wrong "not right"

# ---- the office is away ----
server_stop
run away 69 pass sync $CLIENT
said away "cannot be reached"
open_haven sam 80 24 $CLIENT
see "assphrase of"
type "$PASS"
keys Enter
see "Waiting for you" "haven opens without the office"
type 1
see "Find a child"
type "Rosie Lark"
see "Not on file yet: Rosie Lark"
keys Enter
see "First account"
see "Who it is about"
type "Rosie came in with a mark on her left arm."
keys F2
see "Only you have this" "the writer is told that it is here alone"
see "999"
see "1 here"
# Another haven beside an open one leaves it to that one.
run beside 75 pass sync $CLIENT
NOW=sam
server_start
see "Received by the office" "it goes by itself when the office is back"
see "all sent"
havend verify >/dev/null && ok "and the chain holds" || fail "and the chain holds"

# ---- with a server that is restarted under an open haven ----
server_stop
server_start
keys F5
see "all sent"
keys C-q
see "left with 0"
$TM kill-session -t sam

# ---- another key in the office's place ----
server_stop
cp "$W/server.conf" "$W/real.conf"
sed -i "s,$W/store,$W/store2,; s,$W/keys,$W/keys2," "$W/server.conf"
havend init >/dev/null || fail "a second office"
cp "$W/real.conf" "$W/server.conf"
mkdir "$W/aside"
mv "$W"/keys/tls-current.* "$W/aside/"
cp -p "$W"/keys2/tls-current.* "$W/keys/"
server_start
run stranger 69 pass sync $CLIENT
said stranger "another key than your office"
server_stop
# The spare takes the place of a lost key: no device is enrolled anew.
cp -p "$W/keys/tls-spare.key" "$W/keys/tls-current.key"
cp -p "$W/keys/tls-spare.cert" "$W/keys/tls-current.cert"
server_start
run spare 0 pass sync $CLIENT
said spare "0 here, 0 stopped."

# ---- nothing of the environment changes whom it talks to (promise 11) ----
export https_proxy=http://127.0.0.1:1 HTTPS_PROXY=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 \
	SSL_CERT_FILE=/dev/null CURL_CA_BUNDLE=/dev/null SSLKEYLOGFILE="$W/secrets"
for v in https_proxy HTTPS_PROXY ALL_PROXY SSL_CERT_FILE CURL_CA_BUNDLE SSLKEYLOGFILE; do
	$TM set-environment -g "$v" "${!v}" 2>/dev/null
done
run proxy 0 pass sync $CLIENT
[ ! -e "$W/secrets" ] && ok "no TLS secret is written" || fail "no TLS secret is written"
