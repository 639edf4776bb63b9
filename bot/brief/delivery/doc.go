// Package delivery posts scheduled briefings, each slot once. It knows nothing of
// Discord and nothing of what a briefing says: a Composer makes a draft, a Poster
// posts it, a Finder looks whether it has been, a Notifier tells moderators.
//
// # The way of a slot
//
//	due       the schedule's next_due has come: schedule.Catch says which slots are
//	          run and which were missed (take.go)
//	claimed   one transaction records what was missed, claims the rest with a lease
//	          and moves the schedule on; who comes second finds it changed
//	composed  the draft is kept before anything is posted, so that a retry posts
//	          the same words (deliver.go)
//	held      where the schedule or the guild wants it: a moderator decides, or the
//	          deadline does (decide.go)
//	posting   with a nonce that is made of schedule and slot (post.go)
//	posted    with the message's id; or skipped, missed or failed, and why
//
// Whoever holds a run renews its lease. When the process dies the lease ends, and
// any process goes on from what is kept. Between a post and the record of it lies
// the one moment in which a crash leaves a doubt: then the channel is looked
// through for the nonce before anything is posted again, and where it cannot be
// read nothing is.
//
// # What it costs
//
// The runner sleeps until the least of what is due, at most Options.MaxSleep, which
// is how long what another process changes may go unnoticed. Changed wakes it.
//
// # Figures
//
// The tests kill processes and change clocks on a tenth of the scale. All of it:
//
//	DELIVERY_FULL=1 go test -count=1 -timeout 60m -v -run 'Kill|Processes|5000|Whatever' ./bot/brief/delivery
package delivery
