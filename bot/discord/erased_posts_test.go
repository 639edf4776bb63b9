package discord

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// promptly has posts corrected and blanked without a wait.
func promptly(o *Options) {
	o.correcting = correcting{every: time.Millisecond, look: 20 * time.Millisecond}
}

// diary is an article of which everything in it makes more than one message.
func diary() string {
	var b strings.Builder
	b.WriteString("---\ntitle: A diary of the port\nauthor: Ada Lind\n---\n")
	for n := range 40 {
		fmt.Fprintf(&b, "\nOn %d March 2025 the company Norden Freight moved %d containers over the southern quay, sent %d drivers home without pay, and told the union of the dock workers that it would go on so until the strike was over, which the council of Westport called a mistake.\n", n%31+1, 100+7*n, n+11)
	}
	return b.String()
}

// ofTheDiary is said by the diary alone.
const ofTheDiary = "over the southern quay"

// purge erases an article for good.
func (l *library) purge(slug string) world.Message {
	l.t.Helper()
	return l.sends(l.modal(l.Mo, "purge", world.Options{"article": slug}), map[string]string{slugInput: slug, whyInput: "A court ordered it."})
}

// untilBlanked waits until no post is due.
func (l *library) untilBlanked() {
	l.t.Helper()
	for {
		due, err := l.store.ErasedPosts(l.ctx, 1)
		if err != nil {
			l.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// showing are the bot's messages in a channel that all see and that show a text.
func (l *library) showing(channel world.ID, text string) []world.Message {
	l.t.Helper()
	all := must[[]world.Message](l.t)(l.World.Messages(l.Olga.ID, channel, world.Page{Limit: 100}))
	return slices.DeleteFunc(all, func(m world.Message) bool {
		return m.Author.ID != l.Bot.Bot.ID || !strings.Contains(read(m), text)
	})
}

func TestWhatIsPurgedIsTakenOutOfThePostsThatShowIt(t *testing.T) {
	l := reviewed(t, map[string]string{"diary.md": diary()}, promptly)
	if err := l.Olga.Deny(l.General.ID, l.Bot.Bot.ID, world.EmbedLinks); err != nil { // short messages
		t.Fatal(err)
	}
	l.slash(l.Alice, "brief", world.Options{"article": "diary"})
	for len(l.showing(l.General.ID, ofTheDiary)) < 2 { // parts
		time.Sleep(5 * time.Millisecond)
		if l.ctx.Err() != nil {
			t.Fatal("a briefing fits into one message")
		}
	}
	l.say(l.Bob, l.General.ID, l.mentioning("How many containers did Norden Freight move on 12 March 2025?"))
	kit := l.kit("the strike at Norden Freight")
	if err := l.Olga.Archive(kit.ChannelID, true); err != nil {
		t.Fatal(err)
	}
	other := l.ask(aboutBridge)

	m := l.purge("diary")
	reads(t, m, "Erased: the text of “diary”", "I am taking its text out of my posts")
	l.untilBlanked()
	for _, channel := range []world.ID{l.General.ID, kit.ChannelID, l.Staff.ID} {
		for _, m := range l.showing(channel, ofTheDiary) {
			t.Errorf("it stands in %s", read(m))
		}
	}
	if len(l.showing(l.General.ID, blankText)) != 2 || len(l.showing(kit.ChannelID, blankText)) != 1 {
		t.Errorf("%d and %d posts are blanked", len(l.showing(l.General.ID, blankText)), len(l.showing(kit.ChannelID, blankText)))
	}
	if again := l.showing(l.General.ID, "closed in 2019"); len(again) != 1 || again[0].ID != other.ID {
		t.Error("another answer is touched")
	}
}

func TestPostsThatCannotBeBlankedAreToldToTheStaff(t *testing.T) {
	l := reviewed(t, map[string]string{"diary.md": diary()}, promptly)
	if err := l.store.SaveSettings(l.ctx, l.Guild.ID.String(), l.Mo.ID.String(), store.Settings{Staff: l.Staff.ID.String()}); err != nil {
		t.Fatal(err)
	}
	ch := must[world.Channel](t)(l.World.AddChannel(l.Olga.ID, l.Guild.ID, world.Channel{Name: "port"}))
	m := l.slashIn(ch.ID, l.Alice, "ask", world.Options{"question": "How many containers did Norden Freight move on 12 March 2025?"})
	reads(t, m, ofTheDiary)
	deleted := l.slashIn(ch.ID, l.Alice, "ask", world.Options{"question": "How many containers did Norden Freight move on 3 March 2025?"})
	l.stored(m)
	l.stored(deleted)
	if err := l.Olga.Delete(deleted); err != nil {
		t.Fatal(err)
	}
	if err := l.Olga.Deny(ch.ID, l.Bot.Bot.ID, world.ViewChannel); err != nil {
		t.Fatal(err)
	}
	l.purge("diary")
	told := must[world.Message](t)(l.Mo.Await(l.ctx, l.Staff.ID, func(m world.Message) bool { return strings.Contains(read(m), "Delete them, please") }))
	reads(t, told, fmt.Sprintf("https://discord.com/channels/%s/%s/%s", l.Guild.ID, ch.ID, m.ID))
	l.untilBlanked()
}

func TestThePartsOfAPostAreKnown(t *testing.T) {
	codec := must[*button.Codec](t)(button.New(bytes.Repeat([]byte{7}, button.MinKey)))
	b := &Bot{me: "1", buttons: codec}
	const id = "0123456789ab"
	begun := time.Date(2031, 3, 14, 8, 0, 0, 0, time.UTC)
	said := func(by, text string) *discordgo.Message {
		return &discordgo.Message{ID: text, Author: &discordgo.User{ID: by}, Content: text, Timestamp: begun.Add(time.Second)}
	}
	below := func(text, of string) *discordgo.Message {
		m := said("1", text)
		press := must[string](t)(codec.ID(button.Quotes, of))
		m.Components = []discordgo.MessageComponent{&discordgo.ActionsRow{Components: []discordgo.MessageComponent{&discordgo.Button{CustomID: press}}}}
		return m
	}
	reply := said("1", "a reply to somebody")
	reply.MessageReference = &discordgo.MessageReference{MessageID: "9"}
	follows := func(text, original string) *discordgo.Message {
		m := said("1", text)
		m.InteractionMetadata = &discordgo.MessageInteractionMetadata{OriginalResponseMessageID: original}
		return m
	}
	late := below("late", id)
	late.Timestamp = begun.Add(time.Hour)
	first := &discordgo.Message{ID: "first", Author: &discordgo.User{ID: "1"}, Timestamp: begun}
	command := follows("first", "")
	command.Timestamp = begun
	for name, c := range map[string]struct {
		first  *discordgo.Message
		answer string
		after  []*discordgo.Message
		want   []string
	}{
		"up to the buttons":        {first, id, []*discordgo.Message{said("1", "a"), said("2", "Hm."), reply, said("1", "b"), below("c", id), said("1", "d")}, []string{"a", "b", "c"}},
		"not those of another":     {first, id, []*discordgo.Message{said("1", "a"), below("b", "other"), below("c", id)}, nil},
		"nothing without buttons":  {first, id, []*discordgo.Message{said("1", "a"), said("1", "b")}, nil},
		"nothing much later":       {first, id, []*discordgo.Message{said("1", "a"), late}, nil},
		"nothing of nobody knows":  {first, "", []*discordgo.Message{said("1", "a"), below("b", id)}, nil},
		"what has its mark":        {first, id, []*discordgo.Message{said("1", "a\n-# Briefing · no. 0123456789 · 2/2"), said("1", "b\n-# Briefing · no. 9876543210"), said("1", "c\n-# Briefing · no. 0123456789 · poll")}, []string{"a\n-# Briefing · no. 0123456789 · 2/2", "c\n-# Briefing · no. 0123456789 · poll"}},
		"what answers its command": {command, id, []*discordgo.Message{said("1", "a"), follows("b", "first"), follows("c", "other"), follows("d", "first")}, []string{"b", "d"}},
	} {
		var got []string
		for _, m := range b.partsOf(c.first, c.answer, c.after) {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
