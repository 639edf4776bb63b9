package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	// runningShare is the share of pages, of at least minRunning, on which a line
	// at the edge is the page's frame and not its text.
	runningShare = 0.5
	minRunning   = 3
	// edgeLines are how many lines at the top and at the end may be of the frame.
	edgeLines = 2
	// minRunningText is how many letters a line of the frame has: lines of numbers, of
	// a table, look alike on many pages.
	minRunningText = 3
)

// withoutFrames removes the lines at the edges of pages that stand on most of them,
// whatever their numbers: running titles and page numbers. What stands at an edge is
// there in the text or on the page: programs write frames before the text, or after it.
func withoutFrames(pages []page) {
	for i := range pages {
		pages[i].lines = withoutNumber(pages[i].lines)
	}
	times := make(map[string]int)
	for _, p := range pages {
		keys := make(map[string]bool)
		for _, i := range edges(p.lines) {
			keys[frameKey(p.lines[i])] = true
		}
		for key := range keys {
			times[key]++
		}
	}
	enough := max(minRunning, int(math.Ceil(runningShare*float64(len(pages)))))
	if len(pages) == 2 {
		enough = 2 // in which the line stands in the same place; see frameKey
	}
	for i := range pages {
		lines := pages[i].lines
		gone := make(map[int]bool)
		for _, n := range edges(lines) {
			if 2*(len(gone)+1) <= len(lines) && times[frameKey(lines[n])] >= enough && letters(lines[n].text) >= minRunningText {
				gone[n] = true
			}
		}
		var kept []line
		for n, l := range lines {
			if !gone[n] {
				kept = append(kept, l)
			}
		}
		pages[i].lines = kept
	}
}

// edges are the indices of the lines at the edges of a page, the outermost first.
func edges(lines []line) (at []int) {
	inText := make([]int, len(lines))
	for i := range inText {
		inText[i] = i
	}
	onPage := slices.Clone(inText)
	slices.SortStableFunc(onPage, func(a, b int) int { return cmp.Compare(lines[b].base, lines[a].base) })
	for i := range min(edgeLines, len(lines)) {
		at = append(at, onPage[i], onPage[len(lines)-1-i], inText[i], inText[len(lines)-1-i])
	}
	return at
}

// frameKey is a line without its digits, and how high it stands.
func frameKey(l line) string {
	words := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, l.text)
	return words + "@" + string(rune(math.Round(l.base/2))) // a point more or less does not matter
}

func letters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// pageNumber is a line that tells on which page it stands.
var pageNumber = regexp.MustCompile(`(?i)^(?:\d{1,4}|[-–—] ?\d{1,4} ?[-–—]|(?:page|seite|página|sayfa|səhifə|страница|стр\.?|p\.) ?\d{1,4}(?: ?(?:/|of|von|de|sur|из) ?\d{1,4})?|\d{1,4} ?(?:/|of|von|de|sur|из) ?\d{1,4})$`)

// withoutNumber removes a page's number: alone in one of the two lines at its top or end.
func withoutNumber(lines []line) []line {
	for _, i := range []int{0, 1, len(lines) - 2, len(lines) - 1} {
		if len(lines) > 2 && i >= 0 && i < len(lines) && pageNumber.MatchString(lines[i].text) {
			return slices.Delete(lines, i, i+1)
		}
	}
	return lines
}
