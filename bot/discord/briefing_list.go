package discord

import (
	"context"
	"strconv"
	"time"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// listBriefings lists the guild's schedules.
func (b *Bot) listBriefings(ctx context.Context, c *call) (result, error) {
	return b.pageOfBriefings(ctx, c, 1)
}

func (b *Bot) pageOfBriefings(ctx context.Context, c *call, page int) (result, error) {
	all, err := b.o.Store.Schedules(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	plans := make([]render.Plan, len(all))
	for i, s := range all {
		plans[i] = b.plan(c, s, 1)
	}
	return result{posts: c.render.Plans(plans, page)}, nil
}

// logOfBriefing shows what became of a schedule's slots.
func (b *Bot) logOfBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	return b.pageOfLog(ctx, c, s, 1)
}

func (b *Bot) pageOfLog(ctx context.Context, c *call, s store.Schedule, page int) (result, error) {
	page = max(page, 1)
	runs, of, err := b.o.Store.RunsFrom(ctx, s.ID, (page-1)*render.RunsOnPage, render.RunsOnPage)
	if err != nil {
		return result{}, err
	}
	shown := make([]render.Run, len(runs))
	for i, r := range runs {
		shown[i] = shownRun(s, r)
	}
	return result{posts: c.render.Runs(titleOf(s), shown, page, of, s.ID)}, nil
}

func shownRun(s store.Schedule, r store.Run) render.Run {
	out := render.Run{
		Due: r.Due, Outcome: outcomeOf(r), ByHand: delivery.ByHand(r.RunKey), Words: r.Words, Sources: r.Sources,
		Why: r.Why, Guild: s.Guild, Channel: r.Channel, Message: r.Message,
	}
	// Of one that is late for another reason than an approval, Why tells.
	if late := r.Finished.Sub(r.Due); r.State == store.RunPosted && late > schedule.OnTime {
		out.Late = late.Round(time.Second)
	}
	return out
}

func outcomeOf(r store.Run) string {
	words := map[string]string{
		store.RunClaimed: "is being composed",
		store.RunHeld:    "waits for approval, until " + render.Moment(r.Deadline),
		store.RunPosting: "is being posted",
		store.RunPosted:  "posted",
		store.RunLate:    "posted late",
		store.RunSkipped: "skipped",
		store.RunMissed:  "missed",
		store.RunFailed:  "failed",
	}[r.State]
	switch {
	case r.Decider == store.Bot:
		words += ", as nobody decided"
	case r.Decider != "" && !r.Open():
		words += ", decided by " + decider(r.Decider)
	}
	return words
}

// decider names who decided on a held briefing.
func decider(user string) string {
	if _, err := strconv.ParseUint(user, 10, 64); err != nil {
		return "a moderator" // who has been erased since
	}
	return "<@" + user + ">"
}

// deleteBriefing asks before a schedule is deleted.
func (b *Bot) deleteBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	_, of, err := b.o.Store.RunsFrom(ctx, s.ID, 0, 0)
	if err != nil {
		return result{}, err
	}
	log := "Its log is deleted too: " + counted(of, "entry") + "."
	if of != 1 {
		log = "Its log is deleted too: " + strconv.Itoa(of) + " entries."
	}
	return result{posts: c.render.Question(render.Question{
		Text:    "Delete " + quotedTitle(s) + "? " + log + " What it has posted stays. This cannot be undone.",
		Danger:  true,
		Confirm: "Delete it", Yes: button.Drop, With: []string{s.ID},
		Cancel: "Keep it", No: button.Spare,
	})}, nil
}

// dropBriefing deletes a schedule.
func (b *Bot) dropBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleOf(ctx, c, arg(c, 0))
	if err != nil {
		return result{}, err
	}
	if err := b.runner.Delete(ctx, s.ID, c.user.ID); err != nil {
		return result{}, gone(err)
	}
	return notice(quotedTitle(s) + " and its log are deleted."), nil
}

// spareBriefing leaves everything as it is.
func (b *Bot) spareBriefing(context.Context, *call) (result, error) {
	return notice("Nothing was done."), nil
}

// runBriefing asks before a briefing is posted by hand.
func (b *Bot) runBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	text := "Post " + quotedTitle(s) + " in <#" + s.Channel + "> now? It comes beside its times, which stay as they are, and the log says that it was run by hand."
	if s.Hold || c.settings.HoldBriefings {
		text += " It waits for approval first, like each of its briefings."
	}
	return result{posts: c.render.Question(render.Question{
		Text: text, Confirm: "Post now", Yes: button.Post, With: []string{s.ID, c.ID}, Cancel: "Cancel", No: button.Spare,
	})}, nil
}

// postBriefing has a briefing posted now. Its second argument tells the request,
// so that pressing twice posts once.
func (b *Bot) postBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleOf(ctx, c, arg(c, 0))
	if err != nil {
		return result{}, err
	}
	r, did, err := b.runner.RunNow(ctx, s.ID, c.user.ID, arg(c, 1))
	if err != nil {
		return result{}, gone(err)
	}
	if did {
		return notice(quotedTitle(s) + " is being composed for <#" + s.Channel + ">. " + b.mention("briefing log") + " tells what became of it."), nil
	}
	return result{posts: c.render.Runs(titleOf(s), []render.Run{shownRun(s, r)}, 1, 1, s.ID)}, nil
}
