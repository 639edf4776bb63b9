package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// How much of what waits for the moderators /settings shows.
const (
	shownGaps       = 5
	shownComplaints = 3
	maxQuoted       = 200 // characters of a question or comment
)

// tellStaff posts a sentence in the staff channel of a guild, if it has one, with the
// buttons that deal with it. subject makes the nonce. Nobody waits for it: it is work
// of its own, and a failure is for the log alone.
func (b *Bot) tellStaff(s store.Settings, subject, text string, choices ...render.Choice) {
	if s.Staff == "" {
		return
	}
	err := b.queue.Do("", "", func(ctx context.Context) {
		if _, err := b.client.Send(ctx, s.Staff, nonce(subject, staffPart), message(b.rendererFor(0).Offer(text, choices...))); err != nil {
			b.o.Log.Error("the staff channel could not be told", "channel", s.Staff, "error", err)
		}
	})
	if err != nil {
		b.o.Log.Error("the staff channel could not be told", "channel", s.Staff, "error", err)
	}
}

// staffPart tells the nonce of what the staff read from those of the posts that
// answer the same message.
const staffPart = 99

// complaintText tells the staff of a complaint.
func complaintText(a store.Answer, comment string) string {
	text := "Somebody found an answer wrong: " + jump(a)
	if comment != "" {
		text += "\n> " + quoted(comment)
	}
	return text
}

// gapText tells the staff of a question that was not asked before and that
// nothing answers.
func gapText(question, channel string) string {
	return fmt.Sprintf("The articles do not answer a question that was asked in <#%s>:\n> %s", channel, quoted(question))
}

// jump is a link to an answer on Discord.
func jump(a store.Answer) string {
	if a.Message == "" || a.Guild == "" {
		return quoted(a.Question)
	}
	return fmt.Sprintf("https://discord.com/channels/%s/%s/%s", a.Guild, a.Channel, a.Message)
}

func quoted(text string) string { return render.Escape(shortened(text, maxQuoted)) }

// waiting says what waits for the moderators: the questions that nothing answers,
// the most asked first, and the latest complaints.
func (b *Bot) waiting(ctx context.Context, guild string) (string, error) {
	gaps, err := b.o.Store.Gaps(ctx, guild, shownGaps)
	if err != nil {
		return "", err
	}
	complaints, err := b.o.Store.Complaints(ctx, guild, time.Time{})
	if err != nil {
		return "", err
	}
	var lines []string
	if len(gaps) > 0 {
		lines = append(lines, "\n**Asked most, and not answered by the articles**")
	}
	for _, g := range gaps {
		lines = append(lines, fmt.Sprintf("- %s (%s)", quoted(g.Question), times(g.Count)))
	}
	if len(complaints) > 0 {
		lines = append(lines, "\n**Latest complaints**")
	}
	for _, f := range complaints[:min(shownComplaints, len(complaints))] {
		a, err := b.o.Store.Answer(ctx, f.Answer)
		if err != nil {
			return "", err
		}
		lines = append(lines, strings.TrimSpace("- "+jump(a)+" "+quoted(f.Comment)))
	}
	return strings.Join(lines, "\n"), nil
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
