// Package discord is the bot on Discord: commands, mentions, conversations,
// buttons and permissions. It and what lies below it hold every discordgo type
// of the program.
//
// # How something that a member does becomes an answer
//
// gateway hands over an interaction or a message, each once. Package discord
// looks it up in a table (commands.go, buttons.go, modals.go), checks who may do
// it, takes a place in the queue, acknowledges it at once, and works in the
// queue's own time. A handler decodes its options into a local struct and comes
// to a result: posts, and the id under which they are remembered. Sending,
// remembering and the translation of errors into words for a reader happen at
// one place for all handlers (interaction.go, message.go, errors.go).
//
// # How a scheduled briefing arrives
//
// The one delivery.Runner of the process decides what is due and what is tried
// again; scheduled.go composes a draft, scheduled_post.go posts it,
// scheduled_find.go looks for one that may stand there, scheduled_below.go opens
// the thread and the poll, and scheduled_tell.go and gate.go tell the moderators,
// who decide in gate_press.go and gate_edit.go. What is read back from the store
// is verified anew each time.
//
// # What follows from a change of the articles
//
// review_watch.go looks after each at where articles disagree now, which package
// curate/disputes keeps ready so that otherwise.go finds what to show beside an
// answer without a wait, and asks the open questions again. By what moderators rule
// (review_rule.go; review_rulings.go lists the rulings and takes them back), rulings.go answers their guild without what fell. What it finds waits in
// /knowledge review (review.go) for moderators; review_tell.go tells those who asked,
// each once.
//
// # How feeds are followed
//
// The one follow.Runner of the process looks at feeds and keeps the drafts; feeds.go
// lists them for moderators, feeds_follow.go asks before one is followed, and
// feeds_drafts.go has any moderator deal with what came, by the same buttons as with a
// draft of their own (knowledge_draft.go). feeds_tell.go tells the staff channel.
//
// # How a post is corrected
//
// corrections.go claims each correction that package curate has found, posts it as a
// reply with a mark, remembers what the reply cites, and notes what became of it. Who
// stops in between leaves the claim: whoever comes after it looks for the mark first.
// corrections_list.go gives the moderators one list for each change.
//
// # How an erased article is taken out of posts
//
// The store keeps where the posts stand that cite it. erased_posts.go puts a sentence
// in the place of each, deletes its other parts, and tells the staff where the bot may
// not.
//
// # What holds everywhere
//
// Nobody is pinged: every message is sent with no allowed mentions, but for the one
// role that a scheduled briefing may notify, which is allowed by its id. A guild's
// members see the articles of their guild and the shared ones. What a member
// wrote is stored only with an answer, a turn of a conversation in the bot's own
// threads and direct messages, a gap or a complaint, and /privacy erase removes
// it. An answer that cannot be stored is given all the same, without buttons.
package discord
