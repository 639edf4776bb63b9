package discord

import (
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/store"
)

type choices = []*discordgo.ApplicationCommandOptionChoice

// briefingChoices are what a moderator is offered while they fill in /briefing;
// others are offered nothing.
func (b *Bot) briefingChoices(ctx context.Context, i *discordgo.Interaction, o options, answerer *answer.Answerer) (choices, error) {
	settings, err := b.settingsOf(ctx, i.GuildID)
	if err != nil {
		return nil, err
	}
	if c := (&call{Interaction: i, place: place{settings: settings}}); !c.moderates() {
		return nil, nil
	}
	typed := strings.TrimSpace(o.text(o.focused))
	switch o.focused {
	case "when":
		return whenChoices(typed), nil
	case "articles":
		return listChoices(answerer, o.text("articles")), nil
	case "tag":
		return tagChoices(answerer, typed), nil
	}
	all, err := b.o.Store.Schedules(ctx, i.GuildID)
	if err != nil {
		return nil, err
	}
	if o.focused == "zone" {
		return zoneChoices(all, typed), nil
	}
	return scheduleChoices(all, typed), nil
}

// whenChoices are what was typed as it was understood, and examples that hold its
// words.
func whenChoices(typed string) (out choices) {
	if times, err := schedule.New(schedule.Spec{When: typed, Zone: "UTC"}); err == nil && len([]rune(typed)) <= maxChoiceName {
		out = append(out, choice(times.Words(), typed))
	}
	for _, example := range schedule.Examples() {
		if holdsWords(example, typed) && (len(out) == 0 || out[0].Name != example) {
			out = append(out, choice(example, example))
		}
	}
	return out[:min(len(out), maxChoices)]
}

// holdsWords reports whether a text holds each of the words that were typed.
func holdsWords(text, typed string) bool {
	text = strings.ToLower(text)
	for word := range strings.FieldsSeq(strings.ToLower(typed)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// zoneChoices are zones that what was typed may mean; those that the guild's
// briefings have come first, the latest before the others.
func zoneChoices(all []store.Schedule, typed string) (out choices) {
	slices.SortStableFunc(all, func(a, b store.Schedule) int { return b.Changed.Compare(a.Changed) })
	var zones []string
	for _, s := range all {
		if strings.Contains(fold(s.Zone), fold(typed)) {
			zones = append(zones, s.Zone)
		}
	}
	var once []string
	for _, zone := range append(zones, schedule.SearchZones(typed)...) {
		if !slices.Contains(once, zone) && len(once) < maxChoices {
			once = append(once, zone)
			out = append(out, choice(zone, zone))
		}
	}
	return out
}

// listChoices complete the last article of a list.
func listChoices(answerer *answer.Answerer, typed string) (out choices) {
	before, last := "", typed
	if i := strings.LastIndexByte(typed, ','); i >= 0 {
		before, last = typed[:i+1]+" ", typed[i+1:]
	} else if sign := strings.TrimSpace(typed); sign != "" && (sign[0] == '+' || sign[0] == '-') {
		before, last = sign[:1], sign[1:]
	}
	for _, c := range articleChoices(answerer, last) {
		value := before + c.Value.(string)
		if len([]rune(value)) > maxChoiceName {
			continue // there is no room for it: it can be added by editing
		}
		out = append(out, choice(before+c.Name, value))
	}
	return out
}

func tagChoices(answerer *answer.Answerer, typed string) (out choices) {
	for _, tag := range tagsOf(answerer) {
		if strings.Contains(fold(tag), fold(typed)) && len(out) < maxChoices {
			out = append(out, choice(tag, tag))
		}
	}
	return out
}

// scheduleChoices are schedules whose title or times hold what was typed.
func scheduleChoices(all []store.Schedule, typed string) (out choices) {
	for _, s := range all {
		name := titleOf(s) + " · " + s.When
		if times, err := delivery.Compile(s); err == nil {
			name = titleOf(s) + " · " + times.Words()
		}
		if s.Paused != "" {
			name = titleOf(s) + " · paused"
		}
		if s.ID == typed || holdsWords(name, typed) {
			out = append(out, choice(name, s.ID))
		}
		if len(out) == maxChoices {
			break
		}
	}
	return out
}
