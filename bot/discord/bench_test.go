package discord

import (
	"testing"

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
