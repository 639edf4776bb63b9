package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/discord/locale"
	"rapporteur/bot/store"
)

// threadChoices are what the option threads offers.
var threadChoices = []struct{ name, value, words string }{
	{"discuss", store.ThreadsOnDiscuss, "Only /discuss opens one"},
	{"always", store.ThreadsAlways, "Every answer in a channel gets one"},
	{"never", store.ThreadsNever, "Never: /discuss answers in the channel"},
}

// settings answers /settings: it changes what was filled in, and shows how
// things stand and what waits for the moderators.
func (b *Bot) settings(ctx context.Context, c *call) (result, error) {
	want, refused := changed(c.settings, c.options)
	if refused == "" {
		want.Quotas, refused = b.chosenQuotas(want.Quotas, c.options)
	}
	if refused != "" {
		return notice(refused), nil
	}
	if err := b.o.Store.SaveSettings(ctx, c.GuildID, c.user.ID, want); err != nil {
		return result{}, err
	}
	text := "## Settings of this server\n"
	if len(c.options.values) > 0 {
		text = "Saved.\n" + text
	}
	used, err := b.used(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	waiting, err := b.waiting(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	for _, s := range append(described(want, b.o.Desk.Writes()), used...) {
		text += "**" + s.name + ":** " + s.value + "\n"
	}
	return notice(text + waiting), nil
}

// changed are settings with what a moderator filled in; refused says in words
// what cannot be.
func changed(s store.Settings, o options) (_ store.Settings, refused string) {
	switch {
	case o.flag("no-moderators") && o.has("moderators"):
		return s, "Give either a role or no-moderators, not both."
	case o.flag("no-moderators"):
		s.Moderators = ""
	case o.has("moderators"):
		s.Moderators = o.text("moderators")
	}
	if o.has("staff") {
		s.Staff = o.text("staff")
	}
	if id := o.text("allow"); id != "" && !slices.Contains(s.Channels, id) {
		s.Channels = append(slices.Clone(s.Channels), id)
	}
	if id := o.text("disallow"); id != "" {
		s.Channels = slices.DeleteFunc(slices.Clone(s.Channels), func(have string) bool { return have == id })
	}
	if len(s.Channels) > maxAllowed {
		return s, fmt.Sprintf("At most %d channels can be on the list. With an empty list people may ask everywhere.", maxAllowed)
	}
	if o.has("hold-briefings") {
		s.HoldBriefings = o.flag("hold-briefings")
	}
	if o.has("tell-askers") {
		s.TellAskers = o.flag("tell-askers")
	}
	if o.has("corrections") {
		s.NoCorrections = !o.flag("corrections")
	}
	if o.has("language") {
		s.Language = o.text("language")
	}
	for _, c := range threadChoices {
		if c.name == o.text("threads") {
			s.Threads = c.value
		}
	}
	if o.has("retention") {
		s.RetentionDays = o.number("retention")
	}
	if o.has("budget") {
		s.DailyBudget = o.number("budget")
	}
	return s, ""
}

// maxBudget bounds the budget that moderators can set, in tokens a day: more than
// any server can spend.
const maxBudget = 1_000_000_000

// maxAllowed keeps the list of channels short enough to be shown in a message.
const maxAllowed = 25

// setting is how one thing is set, in words.
type setting struct{ name, value string }

// described says in words how things are set. writes says that there is a
// language model.
func described(s store.Settings, writes bool) []setting {
	return []setting{
		{"Moderators", "Manage Server" + given(s.Moderators, " and <@&%s>")},
		{"Staff channel", given(s.Staff, "<#%s>", "none")},
		{"May be asked in", allowedText(s.Channels)},
		{"Briefings wait for a moderator's approval", holdText(s)},
		{"Who asked what nothing answered is told once an article does", tellText(s)},
		{"Replies under earlier posts when what they cite changes", correctionsText(s.NoCorrections)},
		{"Language of /help, of written answers and of briefings", languageName(s.Language)},
		{"Threads", threadsText(s.Threads)},
		{"Members' questions are kept for", fmt.Sprintf("%d days", int(s.Retention().Hours()/24))},
		{"Language model", budgetText(s.DailyBudget, writes)},
	}
}

func tellText(s store.Settings) string {
	if s.TellAskers {
		return "by itself"
	}
	return "when a moderator says so, in /knowledge review"
}

func holdText(s store.Settings) string {
	switch {
	case !s.HoldBriefings:
		return "those that were planned so"
	case s.Staff == "":
		return "all. There is no staff channel, so that each one's maker is asked alone, by direct message"
	}
	return "all"
}

func correctionsText(off bool) string {
	if off {
		return "off; the staff channel gets the list"
	}
	return "on"
}

func budgetText(tokens int, writes bool) string {
	switch {
	case !writes && tokens > 0:
		return fmt.Sprintf("none is set up, so that answers quote the articles; the budget of %d tokens a day counts once there is one", tokens)
	case !writes:
		return "none is set up, so that answers quote the articles and cost nothing"
	case tokens > 0:
		return fmt.Sprintf("at most %d tokens a day; when they are spent, answers quote the articles", tokens)
	}
	return "as many tokens a day as the operator allows"
}

func given(id, format string, otherwise ...string) string {
	if id == "" {
		return strings.Join(otherwise, "")
	}
	return fmt.Sprintf(format, id)
}

func allowedText(channels []string) string {
	if len(channels) == 0 {
		return "every channel"
	}
	return channelList(channels)
}

func languageName(tag string) string {
	for _, l := range locale.Languages() {
		if l.Tag == tag {
			return l.Name
		}
	}
	return "each member's own, and the question's"
}

func threadsText(value string) string {
	for _, c := range threadChoices {
		if c.value == value {
			return c.words
		}
	}
	return value
}
