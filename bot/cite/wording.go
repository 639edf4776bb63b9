package cite

import (
	"fmt"
	"strconv"
	"strings"
)

// Place says where a source stands, as "title, ¶3".
func (s Source) Place() string { return fmt.Sprintf("%s, ¶%d", s.Of().Name(), s.Paragraph) }

// Markers are the numbers of sources, each in brackets: "[1][2]".
func Markers(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString("[" + strconv.Itoa(n) + "]")
	}
	return b.String()
}

// Articles says which articles sources are of: "1 article, version 2", or
// "3 articles".
func Articles(sources []Source) string {
	versions := make(map[string]int)
	for _, s := range sources {
		versions[s.Article] = s.Version
	}
	if len(versions) == 1 {
		return fmt.Sprintf("1 article, version %d", sources[0].Version)
	}
	return fmt.Sprintf("%d articles", len(versions))
}
