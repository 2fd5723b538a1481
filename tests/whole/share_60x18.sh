# share_60x18.sh - around the decision to share at 60x18.
set -- 60 18
. "$(dirname "$0")/lib/share.sh"
