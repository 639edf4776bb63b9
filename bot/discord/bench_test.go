package discord

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// BenchmarkAsk is a question from the command to the answer that can be read,
// with the sandbox's own work in it.
func BenchmarkAsk(b *testing.B) {
	n := furnish(b, sandbox.Options{NoRateLimits: true})
	n.start(func(o *Options) {
		o.Log = nil
		o.Limits = queue.Limits{Workers: 16, Waiting: 99, PerMember: 99, PerGuild: 99}
	})
	b.ReportAllocs()
	for b.Loop() {
		p := must[*world.Pending](b)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
		must[world.Message](b)(p.Reply(n.ctx))
	}
}

// BenchmarkPublishToAnswer is from pressing Publish to the first answer that uses the
// change, with a thousand articles.
func BenchmarkPublishToAnswer(b *testing.B) {
	l := stocked(b)
	for n := range 1000 {
		text := fmt.Sprintf("---\ntitle: Report %d\n---\nThe station of village %d was built in %d. It cost %d crowns.\n\nTrains stop there %d times a day.\n", n, n, 1850+n%150, 1000+n, n%30)
		if err := os.WriteFile(filepath.Join(l.folder, fmt.Sprintf("report-%d.md", n)), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	l.lasting(10 * time.Minute)
	many := curate.Limits{Changes: math.MaxInt}
	l.keeper = must[*curate.Keeper](b)(curate.Open(l.ctx, curate.Options{Store: l.store, Folder: l.folder, Quiet: time.Millisecond, Limits: many}))
	l.start(l.curated, func(o *Options) {
		o.Log = nil
		o.Limits = queue.Limits{Workers: 16, Waiting: 99, PerMember: 99, PerGuild: 99}
	})
	l.schools()
	cost := 100
	for b.Loop() {
		b.StopTimer()
		cost++
		m := l.edit(l.Mo, schoolSlug, 1, fmt.Sprintf("The council will build two schools. They will cost %d million crowns.", cost))
		b.StartTimer()
		l.press(m, "Publish", "Published")
		reads(b, l.ask("How much will the schools cost?"), fmt.Sprintf("%d million", cost))
	}
}
