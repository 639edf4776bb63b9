package discord

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/store"
)

// What a member can be told of, beside the errors of the packages below.
var (
	errOldCommand   = errors.New("the command is not known any more")
	errNotModerator = errors.New("not a moderator")
	errFault        = errors.New("fault of the program")
	errOtherGuild   = errors.New("belongs to another guild")
	errNotTheirs    = errors.New("belongs to another member")
	errNoText       = errors.New("the message has no text")
	errNoContent    = errors.New("the text of the message is not given to the bot")
	errGuildOnly    = errors.New("only in a guild")
	errOver         = errors.New("the form is over")
	errNoSchedule   = errors.New("the briefing is not planned any more")
)

// unknownArticleError means that a member named an article that is not there.
type unknownArticleError struct{ name string }

func (e *unknownArticleError) Error() string { return fmt.Sprintf("no article %q", e.name) }

// elsewhereError means that the bot may not be asked in this channel.
type elsewhereError struct{ channels []string }

func (e *elsewhereError) Error() string { return "not in this channel" }

// missingError means that the bot lacks permissions for what was asked.
type missingError struct {
	what  string   // what it cannot do: "open a thread"
	names []string // of the permissions, as Discord's client shows them
}

func (e *missingError) Error() string { return "missing permissions: " + strings.Join(e.names, ", ") }

// tellingTime is how long the bot tries to tell somebody what became of their
// question after its own time was over.
const tellingTime = 2 * time.Second

// explain turns an error into a sentence for the member. This is the one place
// where that is done; the operator finds what was not the member's doing in the
// log, under the id of the interaction or message.
func (b *Bot) explain(subject string, err error) string {
	text, theirs := explanation(err)
	if !theirs {
		b.o.Log.Error("a question could not be answered", "interaction", subject, "error", err)
		text += fmt.Sprintf(" The operator finds the reason in the log under %s.", subject)
	}
	return text
}

// explanation is what a member is told, and whether it was their doing or a
// usual state, which the log need not hold.
func explanation(err error) (text string, theirs bool) {
	var (
		busy      *queue.BusyError
		unknown   *unknownArticleError
		elsewhere *elsewhereError
		missing   *missingError
		unposted  *delivery.PostError
	)
	if text, ok := explainPlanning(err); ok {
		return text, true
	}
	if text, ok := explainKnowledge(err); ok {
		return text, true
	}
	switch {
	case errors.As(err, &busy):
		return explainBusy(busy), true
	case errors.As(err, &unknown):
		return fmt.Sprintf("There is no article called “%s”. Choose one of the list, or leave the option out.", plainName(unknown.name)), true
	case errors.As(err, &elsewhere):
		return "The moderators let me answer in " + channelList(elsewhere.channels) + ". Please ask there.", true
	case errors.As(err, &missing):
		return fmt.Sprintf("I may not %s here. Somebody who manages this server can give me the permission %s.",
			missing.what, andList(missing.names)), true
	case errors.As(err, &unposted) && unposted.Advice != "":
		return render.Escape(unposted.Advice), unposted.Kind != delivery.Down
	case errors.Is(err, errNotModerator):
		return "Only moderators may do that: members with Manage Server, or with the role chosen in the settings.", true
	case errors.Is(err, errOldCommand):
		return "This command has changed. Reload Discord (Ctrl+R, or restart the app) and try again.", true
	case errors.Is(err, errNoText):
		return "That message has no text that I could read.", true
	case errors.Is(err, errNoContent):
		return "Discord did not give me the text of that message.", true
	case errors.Is(err, errGuildOnly):
		return "That works in a server only.", true
	case errors.Is(err, errNotTheirs):
		return "That button belongs to somebody else.", true
	case errors.Is(err, errOtherGuild), errors.Is(err, store.ErrNotFound):
		return "That answer is no longer stored. Please ask again.", true
	case errors.Is(err, button.ErrForged), errors.Is(err, button.ErrNotOurs):
		return "That button was not made by me, or by an installation whose key is gone. Please ask again.", true
	case errors.Is(err, button.ErrTooNew):
		return "That button was made by a newer version of the bot. Please ask again.", true
	case errors.Is(err, corpus.ErrDuplicate):
		return "Two articles have the same name, so that I cannot tell them apart.", false
	}
	return explainTrouble(err), false
}

// explainPlanning is what a moderator can mend of a briefing that they plan.
func explainPlanning(err error) (string, bool) {
	var (
		typed   *schedule.Error
		advice  *adviceError
		unknown *unknownScheduleError
	)
	switch {
	case errors.As(err, &typed):
		return explainTyped(typed), true
	case errors.As(err, &advice):
		return advice.advice, true
	case errors.As(err, &unknown):
		return fmt.Sprintf("There is no briefing called “%s” here. Choose one of the list.", plainName(unknown.name)), true
	case errors.Is(err, errNoSchedule):
		return "That briefing has been deleted meanwhile.", true
	case errors.Is(err, errOver):
		return "This form is over: it stood for more than an hour, or I have been restarted since. Nothing was saved. Please call the command again.", true
	case errors.Is(err, store.ErrFullGuild):
		return fmt.Sprintf("Nothing was saved: %d briefings are planned in this server, which is the most. Delete one that you do not need.", store.MaxSchedulesOfGuild), true
	}
	return "", false
}

// explainKnowledge is what a moderator can mend of an article that they change.
func explainKnowledge(err error) (string, bool) {
	var (
		refused  *curate.RefusedError
		conflict *curate.ConflictError
		file     *ingest.Error
		page     *fetch.Error
		carried  *bundle.Error
		broken   *feed.Error
		found    *follow.Error
	)
	switch {
	case errors.As(err, &refused):
		return "Nothing was changed. " + render.Escape(refused.Message), true
	case errors.As(err, &conflict):
		return fmt.Sprintf("Nothing was changed: “%s” is at version %d by now. Look at it, then try again.", plainName(conflict.Slug), conflict.Latest.Version), true
	case errors.As(err, &file):
		return render.Escape(file.Advice()), !errors.Is(err, ingest.ErrUnavailable)
	case errors.As(err, &page):
		return render.Escape(page.Advice()), true
	case errors.As(err, &broken):
		return render.Escape(broken.Advice()), true
	case errors.As(err, &found):
		return render.Escape(found.Advice()), true
	case errors.Is(err, errNoFeed):
		return "That feed is not followed any more.", true
	case errors.As(err, &carried):
		return render.Escape(carried.Advice), true
	case errors.Is(err, errNoDraft):
		return "That is over: it was cancelled, stood for too long, or has been done already. Nothing was changed. Please call the command again.", true
	}
	return "", false
}

// explainTyped shows where what was typed is at fault.
func explainTyped(e *schedule.Error) string {
	text := "Nothing was saved. I cannot read **" + optionOf(e) + "**:\n"
	if strings.TrimSpace(e.Text) != "" {
		text += render.Fault(e.Text, e.Start, e.End) + "\n"
	}
	return text + render.Escape(e.Advice())
}

// explainTrouble is for what an operator has to mend, or time.
func explainTrouble(err error) string {
	switch {
	case errors.Is(err, queue.ErrStopping):
		return "I am being restarted and could not finish this. Please ask again in a minute."
	case errors.Is(err, rest.ErrMissingPermissions), errors.Is(err, rest.ErrMissingAccess):
		return "Discord does not let me do that here: a permission is missing."
	case errors.Is(err, rest.ErrRateLimited):
		return "Discord asks me to slow down. Please try again in a minute."
	case errors.Is(err, rest.ErrUnavailable):
		return "Discord did not take that. Please try again in a minute."
	case errors.Is(err, store.ErrFull):
		return "I have no room left to store anything."
	case errors.Is(err, store.ErrReadOnly), errors.Is(err, store.ErrLocked), errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrClosed):
		return "I cannot use what I have stored at the moment."
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "That took too long, and I gave up. Please try again."
	}
	return "Something went wrong on my side."
}

func explainBusy(e *queue.BusyError) string {
	wait := max(1, int(e.Wait.Round(time.Second).Seconds()))
	again := fmt.Sprintf("Please try again in %d s.", wait)
	if wait == 1 {
		again = "Please try again in a second."
	}
	switch e.Scope {
	case queue.Member:
		return "You have several questions open already. " + again
	case queue.Guild:
		return "This server has many questions open at the moment. " + again
	}
	return "I am busy at the moment. " + again
}

func channelList(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = "<#" + id + ">"
	}
	return orList(names)
}

// andList writes "a, b and c".
func andList(names []string) string { return joinWith(names, "and") }

// orList writes "a, b or c".
func orList(names []string) string { return joinWith(names, "or") }

func joinWith(names []string, word string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " " + word + " " + names[n-1]
}

func stack() string { return string(debug.Stack()) }
