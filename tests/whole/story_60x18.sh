# story_60x18.sh - the first job at 60x18.
set -- 60 18
. "$(dirname "$0")/lib/story.sh"
