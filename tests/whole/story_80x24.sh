# story_80x24.sh - the first job at 80x24.
set -- 80 24
. "$(dirname "$0")/lib/story.sh"
