# restore.sh - the drill: work, a backup, more work on two devices; the office is lost
# with kill -9 and its disk; it is put back from the backup into empty folders, and
# what the devices hold comes again, once (promises 6, 7 and 10).
. "$(dirname "$0")/lib/office.sh" 80 24
add sam "Sam Example" volunteer
add ben "Ben Worker" support_worker
add lea "Lea Lead" strategic_lead
mkdir -m 700 "$W/b" "$W/bk"
havend init >"$W/again" 2>&1 && fail "a store is never made over another"
server_start
count() { sqlite3 "file:$W/store/haven.db?mode=ro" "$1"; }
accounts() { count "SELECT count(*) FROM record WHERE kind = 'first_account'"; }
hand_in() { # child, text
	begin_account "$1" "$2"
	keys F2
	see "Received by the office" "$1 is at the office"
	keys Escape
	see "Waiting for you"
}
backup() { havend backup "$W/b" --keys "$W/bk"; }

# ---- work, and a backup while the office serves ----
device sam
device ben
device lea
open_as sam
hand_in "Rosie Lark" "A mark on her left arm."
PAPER=$(havend head | head -n 1)
backup >"$W/said" || fail "a backup while havend serves"
grep -q "Both were read back and hold" "$W/said" && ok "a backup is read back before it is one"
DATA=$(sed -n 's/^Records  //p' "$W/said")
KEYS=$(sed -n 's/^Keys     //p' "$W/said")
havend backup --check "$DATA" "$KEYS" >"$W/said" && grep -q "chain " "$W/said" &&
	ok "it is proved without being put back" || fail "backup --check"
grep -aq "Rosie\|SQLite\|first_account" "$DATA" "$KEYS" && fail "nothing in it can be read" ||
	ok "nothing in it can be read"
[ -e "$W/bk/$(basename "$DATA")" ] && fail "records and keys are apart" || ok "records and keys are apart"

# ---- more work by two devices ----
hand_in "Finn Heron" "He came without a coat."
open_as ben
hand_in "Ada Wren" "She said she was tired."
[ "$(accounts)" = 3 ] && ok "three first accounts at the office" || fail "three first accounts"
LOST=$(havend head | head -n 1)

# ---- the office is lost, and put back ----
havend restore --data "$DATA" 2>"$W/said" && fail "never over a living store"
grep -q "havend serves this store" "$W/said" && ok "never over a living store" || fail "it says why"
# The sheet of the safe: the master key in its groups.
od -An -v -tx1 "$W/keys/master.key" | tr -d ' \n' | fold -w 8 >"$W/sheet"
kill -9 "$SERVER_PID"
wait "$SERVER_PID" 2>/dev/null
SERVER_PID=
mv "$W/store" "$W/store.lost"
mv "$W/keys" "$W/keys.lost"
tr 0 1 <"$W/sheet" >"$W/wrong"
havend restore --data "$DATA" --keys "$KEYS" --sheet "$W/wrong" 2>"$W/said" &&
	fail "another sheet opens nothing"
grep -q "recovery sheet" "$W/said" && [ ! -e "$W/store/haven.db" ] && [ ! -e "$W/keys/keys.db" ] &&
	ok "another sheet opens nothing, and leaves nothing" || fail "another sheet opens nothing"
havend restore --data "$DATA" --keys "$KEYS" --sheet - <"$W/sheet" >"$W/said" || fail "it is put back"
grep -q "comes again by itself" "$W/said" && ok "it is put back, and says what to do now"
[ "$(accounts)" = 1 ] && ok "as it was at the backup" || fail "as it was at the backup"
server_start

# ---- the devices come back ----
for who in sam ben; do
	switch $who
	keys F5
done
for _ in $(seq 400); do
	[ "$(accounts)" = 3 ] && break
	pause
done
[ "$(accounts)" = 3 ] && ok "everything is there" || fail "everything is there ($(accounts))"
for who in sam ben; do
	switch $who
	see "all sent" "$who has nothing left to send"
	never "stopped" "and nothing was refused"
done
[ "$(count 'SELECT count(*) FROM write')" = "$(count 'SELECT count(DISTINCT record) FROM write')" ] &&
	[ "$(count "SELECT count(*) FROM version WHERE record IN (SELECT id FROM record WHERE kind = 'first_account')")" = 3 ] &&
	ok "and once" || fail "and once"
havend verify >"$W/said" && grep -q "1  restores from a backup" "$W/said" &&
	ok "the chain holds, and names the restore" || { cat "$W/said"; fail "the chain holds"; }
switch sam
never "is not the one this device knew" "an honest restore is no rewritten past"

# ---- the past on paper ----
havend head --is-in "$PAPER" >"$W/said" && grep -q "^Yes" "$W/said" && ok "what was before is still so" ||
	fail "what was before is still so"
havend head --is-in "$LOST" >"$W/said" 2>&1 && fail "what was lost is not in the chain"
ok "what was lost is not in the chain"

# ---- the Strategic Lead sees it ----
open_as lea
see "The office was put back from a backup" "it waits for the Strategic Lead"
keys Tab Enter
see "Put back from backup" "and stands in the audit record"
keys Escape F5
see_not "The office was put back" "until they have read it"

# ---- a past that is rewritten ----
server_stop
sqlite3 "$W/store/haven.db" "DELETE FROM audit WHERE n > 3; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'"
server_start
switch sam
keys F5
see "The audit record of the office is not the one this device knew" "a rewritten past is noticed"
begin_account "Robin Field" "He waited outside."
keys F2
see "Received by the office" "and work goes on"
havend doctor >"$W/said"
grep -q "knew another audit record" "$W/said" && ok "the doctor names it" || { cat "$W/said"; fail "the doctor"; }
