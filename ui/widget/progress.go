package widget

import (
	"strconv"
	"strings"

	"gotriage/ui/theme"
)

// Progress draws how much of a total is done, as a bar of so many cells with the share behind it. A total of 0 is not
// known, and then there is no bar.
func Progress(th *theme.Theme, done, total int64, width int) string {
	if total <= 0 || width < 12 {
		return ""
	}
	done = max(min(done, total), 0)
	room := width - 5
	full := int(int64(room) * done / total)
	return th.Accent.Render(strings.Repeat("█", full)) + th.Border.Render(strings.Repeat("░", room-full)) +
		FitRight(itoa(int(100*done/total))+"%", 5)
}

func itoa(n int) string { return strconv.Itoa(n) }
