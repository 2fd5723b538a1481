# share_80x24.sh - around the decision to share at 80x24.
set -- 80 24
. "$(dirname "$0")/lib/share.sh"
