package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// briefings answers /briefing, whose subcommands are moderators'.
func (b *Bot) briefings(ctx context.Context, c *call) (result, error) {
	do := map[string]func(*Bot, context.Context, *call) (result, error){
		"create":  (*Bot).createBriefing,
		"list":    (*Bot).listBriefings,
		"edit":    (*Bot).editBriefing,
		"pause":   (*Bot).pauseBriefing,
		"resume":  (*Bot).resumeBriefing,
		"delete":  (*Bot).deleteBriefing,
		"preview": (*Bot).previewBriefing,
		"run":     (*Bot).runBriefing,
		"log":     (*Bot).logOfBriefing,
	}[c.options.subcommand]
	if do == nil {
		return result{}, errOldCommand
	}
	return do(b, ctx, c)
}

// unknownScheduleError means that a moderator named a briefing that their guild
// does not have.
type unknownScheduleError struct{ name string }

func (e *unknownScheduleError) Error() string { return fmt.Sprintf("no briefing %q", e.name) }

// adviceError is what a member can mend, in a sentence for them.
type adviceError struct{ advice string }

func (e *adviceError) Error() string { return e.advice }

// scheduleNamed is the schedule that the option schedule names: by its id, as it
// was offered, or by the title of only one.
func (b *Bot) scheduleNamed(ctx context.Context, c *call) (store.Schedule, error) {
	typed := c.options.text("schedule")
	all, err := b.o.Store.Schedules(ctx, c.GuildID)
	if err != nil {
		return store.Schedule{}, err
	}
	var titled []store.Schedule
	for _, s := range all {
		if s.ID == typed {
			return s, nil
		}
		if fold(titleOf(s)) == fold(typed) {
			titled = append(titled, s)
		}
	}
	if len(titled) == 1 {
		return titled[0], nil
	}
	return store.Schedule{}, &unknownScheduleError{typed}
}

// scheduleOf is the schedule that a button was made for.
func (b *Bot) scheduleOf(ctx context.Context, c *call, id string) (store.Schedule, error) {
	s, err := b.o.Store.Schedule(ctx, id)
	if err == nil && s.Guild != c.GuildID {
		return store.Schedule{}, errNoSchedule
	}
	return s, gone(err)
}

// gone says of what is not there that it is a briefing.
func gone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errNoSchedule
	}
	return err
}

// ScheduleTitle is what moderators see a schedule called.
func ScheduleTitle(s store.Schedule) string { return titleOf(s) }

// nextShown is how many of the next times are shown before a schedule is saved.
const nextShown = 3

// plan is a schedule as its moderators see it, without what has to be asked of
// Discord.
func (b *Bot) plan(c *call, s store.Schedule, next int) render.Plan {
	p := render.Plan{Title: titleOf(s), When: s.When + ", " + s.Zone + " time", Channel: s.Channel, Role: s.Role, Paused: s.Paused}
	if times, err := delivery.Compile(s); err == nil {
		p.When = whenWords(times)
		for slot := range times.Between(b.o.Now(), b.o.Now().AddDate(10, 0, 0)) {
			if p.Next = append(p.Next, slot.At); len(p.Next) == next {
				break
			}
		}
	}
	p.Details = details(c.answerer, s, c.settings)
	return p
}

// whenWords says when a schedule is due, with its days and quiet days.
func whenWords(times *schedule.Schedule) string {
	spec := times.Spec()
	words := times.String()
	switch {
	case !spec.Start.IsZero() && !spec.End.IsZero():
		words += ", from " + spec.Start.String() + " to " + spec.End.String()
	case !spec.Start.IsZero():
		words += ", from " + spec.Start.String()
	case !spec.End.IsZero():
		words += ", until " + spec.End.String()
	}
	if quiet := spec.Quiet.String(); quiet != "" {
		words += ", but not on " + quiet
	}
	return words
}

// details say what a briefing tells and how it comes, a clause each.
func details(answerer *answer.Answerer, s store.Schedule, settings store.Settings) []string {
	shape := "What: " + scopeWords(answerer, s) + ", as " + wordsFor(shapes, s.Shape)
	if s.Length != "" {
		shape += ", about " + s.Length + " words"
	}
	if s.Language != "" {
		shape += ", in " + languageName(s.Language)
	}
	out := []string{shape}
	switch {
	case s.Thread && s.Poll:
		out = append(out, "With a thread for discussion and a poll")
	case s.Thread:
		out = append(out, "With a thread for discussion")
	case s.Poll:
		out = append(out, "With a poll")
	}
	out = append(out, "When nothing is new: "+wordsFor(nothingNews, s.NothingNew), "When I was away: "+wordsFor(policies, policyOf(s)))
	if s.Hold || settings.HoldBriefings {
		out = append(out, "Waits "+holdWords(s)+" for a moderator's approval; when none decides: "+wordsFor(deadlines, s.AtDeadline))
	}
	return out
}

func policyOf(s store.Schedule) string {
	if s.Policy == "" {
		return string(schedule.Latest)
	}
	return s.Policy
}

func holdWords(s store.Schedule) string {
	hold := s.HoldFor
	if hold <= 0 {
		hold = delivery.DefaultHold
	}
	return counted(int(hold.Round(time.Hour).Hours()), "hour")
}

// scopeWords say which articles a briefing is of.
func scopeWords(answerer *answer.Answerer, s store.Schedule) string {
	switch s.Scope {
	case store.ScopeTag:
		return "the articles with the tag “" + s.Tag + "”"
	case store.ScopeArticles:
		var names []string
		for _, slug := range s.Articles {
			name := slug + " (not there any more)"
			if a := articleOf(answerer, slug); a != nil {
				name = a.Name()
			}
			names = append(names, "“"+shortened(name, maxShown)+"”")
		}
		if more := len(names) - shownArticles; more > 0 {
			names = append(names[:shownArticles], counted(more, "other article"))
		}
		return andList(names)
	}
	return "all articles"
}

// shownArticles is how many articles of a schedule are named.
const shownArticles = 5

// option is a choice that a moderator has, with its value in the store.
type option struct{ value, words string }

// The choices of /briefing. The first of each is what counts where none is made.
var (
	shapes = []option{
		{store.ShapePoints, "points"},
		{store.ShapeTimeline, "a timeline"},
		{store.ShapePositions, "positions"},
		{store.ShapeNarrative, "a narrative"},
	}
	nothingNews = []option{
		{store.NothingNewSay, "say so in one line"},
		{store.NothingNewSkip, "post nothing"},
	}
	deadlines = []option{
		{store.DeadlinePost, "post it"},
		{store.DeadlineSkip, "skip it"},
	}
	policies = []option{
		{string(schedule.Latest), "post the latest that was missed"},
		{string(schedule.Skip), "leave out what was missed"},
		{string(schedule.All), "post all that was missed"},
	}
)

func wordsFor(choices []option, value string) string {
	for _, c := range choices {
		if c.value == value {
			return c.words
		}
	}
	return choices[0].words
}

// SchedulePermissions are what the bot needs in the channel of a schedule.
func SchedulePermissions(s store.Schedule) int64 {
	// Past messages are read where it is unclear whether a briefing was posted.
	need := int64(discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionEmbedLinks | discordgo.PermissionReadMessageHistory)
	if s.Thread {
		need |= discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
	}
	if s.Poll {
		need |= discordgo.PermissionSendPolls
	}
	return need
}

// examined adds to a plan what keeps it from working on Discord. What cannot be
// asked is left out, for the log.
func (b *Bot) examined(ctx context.Context, c *call, s store.Schedule, p render.Plan) render.Plan {
	missing, err := b.client.Missing(ctx, s.Channel, SchedulePermissions(s))
	if err != nil {
		b.o.Log.Warn("permissions could not be asked for", "channel", s.Channel, "error", err)
		p.Warnings = append(p.Warnings, "I could not ask Discord what I may do in that channel.")
	}
	p.Missing = missing
	if s.Role != "" && !b.mayNotify(ctx, s) {
		p.Warnings = append(p.Warnings, "I may not notify that role. Allow anyone to @mention it in the role's settings, or give me the permission Mention @everyone, @here, and All Roles.")
	}
	if why := untranslated(s, b.o.Desk); why != "" {
		p.Warnings = append(p.Warnings, why)
	}
	if (s.Hold || c.settings.HoldBriefings) && c.settings.Staff == "" {
		p.Warnings = append(p.Warnings, "It waits for approval in the staff channel, and none is chosen: until there is one in /settings staff, I ask its maker alone, by direct message.")
	}
	return p
}

// mayNotify reports whether a mention of the schedule's role notifies its members.
func (b *Bot) mayNotify(ctx context.Context, s store.Schedule) bool {
	roles, err := b.client.Session().GuildRoles(s.Guild, discordgo.WithContext(ctx))
	if err != nil {
		b.o.Log.Warn("the roles of a guild could not be asked for", "guild", s.Guild, "error", err)
		return true // not known otherwise
	}
	for _, r := range roles {
		if r.ID == s.Role && r.Mentionable {
			return true
		}
	}
	missing, err := b.client.Missing(ctx, s.Channel, discordgo.PermissionMentionEveryone)
	return err == nil && len(missing) == 0
}

// wordCount is a schedule's length in words, "" for the usual one.
func wordCount(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
