# fault.sh - a sample of make fault: killed, or with a failing disk, at a system call.
exec "${HAVEN_BUILD:-build}/fault/run"
