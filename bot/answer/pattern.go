package answer

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked for: to
// compile all of them takes longer than most commands have use for them.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
