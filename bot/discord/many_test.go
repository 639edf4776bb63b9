package discord

import (
	"flag"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/discord/queue"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// manyAtOnce is how many questions TestManyAtOnce… asks at the same moment:
//
//	go test -run TestManyAtOnce ./bot/discord -many 200 -v
var manyAtOnce = flag.Int("many", 20, "how many questions come at once in TestManyAtOnce")

var comeAgain = regexp.MustCompile(`try again in (?:(\d+) s|a second)`)

func TestManyAtOnceAreAllAnsweredOrTold(t *testing.T) {
	t.Parallel()
	s := llmtest.Start(t)
	const writes = 1500 * time.Millisecond
	s.Always(slowly(writes/3, strings.SplitAfter(bridgeDraft, "] ")...))
	n := furnish(t, sandbox.Options{NoRateLimits: true})
	n.lasting(3 * time.Minute)
	limits := queue.Limits{Workers: *manyAtOnce / 4, Waiting: *manyAtOnce / 2, PerMember: *manyAtOnce, PerGuild: *manyAtOnce, Typical: writes}
	n.start(writingWith(t, clientOf(t, s, openai.Options{})), func(o *Options) { o.Limits = limits })
	before := heap()
	began := time.Now()
	var asked sync.WaitGroup
	var mu sync.Mutex
	var answered, told int
	var most uint64
	for i := range *manyAtOnce {
		asked.Go(func() {
			by := []*world.Person{n.Alice, n.Bob, n.Mo, n.Olga}[i%4]
			m := n.whole(by.Slash(n.General.ID, "ask", world.Options{"question": fmt.Sprintf("%s (%d)", aboutBridge, i)}))
			mu.Lock()
			defer mu.Unlock()
			switch wait := comeAgain.FindStringSubmatch(read(m)); {
			case wait != nil:
				told++
				// Room is there when the first answer is.
				if seconds, _ := strconv.Atoi(wait[1]); seconds > int(2*writes.Seconds()) {
					t.Errorf("somebody is told to come again in %d s", seconds)
				}
			case strings.Contains(read(m), "· written"):
				answered++
			default:
				t.Errorf("neither answered nor told:\n%s", read(m))
			}
			if answered == *manyAtOnce/4 {
				most = max(most, heap())
			}
		})
	}
	asked.Wait()
	took := time.Since(began)
	if answered+told != *manyAtOnce || answered < limits.Workers+limits.Waiting {
		t.Errorf("%d answered, %d told to come again", answered, told)
	}
	after := heap()
	t.Logf("%d asked at once, %d at a time: %d answered, %d told to come again, in %v; heap %d KB before, %d KB in the midst, %d KB after",
		*manyAtOnce, limits.Workers, answered, told, took.Round(time.Millisecond), before>>10, most>>10, after>>10)
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
