package discord

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// asking is a question, however it reached the bot.
type asking struct {
	id                   string // of the interaction or message
	guild, channel, user string
	question             answer.Question
	fresh                bool      // though it has an answer already
	private              bool      // nobody else sees the answer
	asOf                 time.Time // of the knowledge that is asked; zero for now
	moderated            bool      // a moderator sees the answer, and nobody else
}

// ask answers /ask.
func (b *Bot) ask(ctx context.Context, c *call) (result, error) {
	if c.options.has("as-of") {
		return b.askAsOf(ctx, c)
	}
	slug, err := c.slug()
	if err != nil {
		return result{}, err
	}
	return b.answerCall(ctx, c, answer.Question{Text: c.options.text("question"), Article: slug})
}

// askAbout answers the entry "Ask about this" of a message's menu.
func (b *Bot) askAbout(ctx context.Context, c *call) (result, error) {
	m, err := target(c)
	if err != nil {
		return result{}, err
	}
	text, err := b.textOf(m)
	if err != nil {
		return result{}, err
	}
	return b.answerCall(ctx, c, answer.Question{Text: text})
}

// answerCall answers a question that came by an interaction. An answer that all
// can see may get a thread, in which one would ask on of the articles as they are now.
func (b *Bot) answerCall(ctx context.Context, c *call, q answer.Question) (result, error) {
	asked := c.asking(q)
	reply, r, err := b.answer(ctx, c.place, asked)
	if err != nil {
		return result{}, err
	}
	if !c.private && c.asOf.IsZero() && reply.Answered() && c.settings.Threads == store.ThreadsAlways {
		r.then = func(m *discordgo.Message) error { return b.continueInThread(ctx, asked, reply, r.answer, m) }
	}
	return r, nil
}

// answer answers a question, showing how the answer grows, and remembers what it
// answered, or the gap.
func (b *Bot) answer(ctx context.Context, p place, asked asking) (*answer.Reply, result, error) {
	visit := b.visit(asked, p, store.KindAsk)
	var g *growth
	if b.o.Desk.Writes() {
		g = b.grow(ctx, p)
		defer g.stop() // in a panic too, so that nothing is shown after what is said then
		visit.Progress = g.tell
	}
	reply, note, err := b.o.Desk.Answer(ctx, visit, asked.question)
	if err != nil {
		return nil, result{}, err
	}
	id := b.remember(ctx, asked, store.KindAsk, reply)
	shown := b.withOtherwise(beside(note, id, asked.question.Article), asked.guild, reply.Sources())
	if p.past != nil {
		shown.Otherwise = p.past.otherwise(asked.guild, citedBy(reply.Sources()))
	}
	shown.AsOf, shown.Direct, shown.Private = asked.asOf, asked.guild == "", asked.private
	shown.Save = asked.guild != "" && asked.asOf.IsZero() && asked.moderated
	r := result{posts: p.render.Answer(reply, shown), answer: id}
	if g != nil {
		g.stop()
		g.rest(ctx)
	}
	return reply, r, nil
}

// visit is what the desk is told of who asks.
func (b *Bot) visit(asked asking, p place, command string) desk.Visit {
	return desk.Visit{
		Subject: asked.id, Command: command, Guild: asked.guild, User: asked.user, Answerer: p.answerer,
		Language: p.settings.Language, Budget: p.settings.DailyBudget, Work: b.think, Fresh: asked.fresh,
	}
}

// beside is what stands beside an answer that is stored under an id, with the
// slug of the only article that was asked.
func beside(note desk.Note, id, slug string) render.Beside {
	return render.Beside{ID: id, Article: shortSlug(slug), Stored: note.Stored, Notice: note.Notice, Until: note.Until}
}

// remember stores a reply and returns its id. One that cannot be stored is
// given all the same, without an id and so without buttons: the operator finds
// why in the log.
func (b *Bot) remember(ctx context.Context, asked asking, kind string, reply *answer.Reply) string {
	sources := reply.Sources()
	if refusal := reply.Refusal(); refusal != nil {
		b.noteGap(ctx, asked, refusal)
		sources = refusal.Nearest // what its buttons show
	}
	return b.store(ctx, store.Answer{
		Guild: asked.guild, Channel: asked.channel, Asker: asked.user, Question: asked.question.Text,
		Text: replyText(reply), Mode: string(reply.Mode()), Kind: kind,
		Answered: reply.Answered(), Public: !asked.private, AsOf: asked.asOf, Confidence: reply.Confidence(), Citations: citations(sources),
	})
}

// store stores an answer and returns its id, "" when it cannot be stored.
func (b *Bot) store(ctx context.Context, a store.Answer) string {
	a.At = b.o.Now()
	id, err := b.o.Store.RecordAnswer(ctx, a)
	if err != nil {
		b.o.Log.Error("an answer could not be stored", "kind", a.Kind, "error", err)
		return ""
	}
	return id
}

// noteGap tells the moderators of a question that nothing answers.
func (b *Bot) noteGap(ctx context.Context, asked asking, refusal *answer.Refusal) {
	if refusal.Kind != answer.NotCovered || asked.guild == "" || !asked.asOf.IsZero() {
		return
	}
	var nearest []string
	for _, s := range refusal.Nearest {
		nearest = append(nearest, s.Ref().String())
	}
	gap, err := b.o.Store.RecordGap(ctx, store.Gap{
		Guild: asked.guild, Question: asked.question.Text, Asker: asked.user, Channel: asked.channel, Nearest: nearest, At: b.o.Now(), Public: !asked.private,
	})
	if err != nil {
		b.o.Log.Error("a gap could not be stored", "error", err)
		return
	}
	if gap.Count > 1 {
		return // the staff know of it
	}
	settings, err := b.settingsOf(ctx, asked.guild)
	if err != nil {
		b.o.Log.Error("the staff could not be told of a gap", "error", err)
		return
	}
	b.tellStaff(settings, asked.id, gapText(asked.question.Text, asked.channel), openChoices(gap.ID)...)
}

// citations are the sources of an answer as they are stored.
func citations(sources []answer.Source) []store.Citation {
	out := make([]store.Citation, len(sources))
	for i, s := range sources {
		out[i] = store.Citation{N: s.N, Ref: s.Ref().String(), Quote: s.Quote}
	}
	return out
}
