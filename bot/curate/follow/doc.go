// Package follow looks at the feeds (RSS, Atom) that moderators follow, and makes
// drafts of what is new in them. It publishes nothing that no moderator has allowed,
// and knows nothing of Discord.
//
//	r := follow.New(follow.Options{Store: kept, Keeper: articles, Feeds: pages, Reader: files, Notifier: bot})
//	go r.Run(ctx)
//	found, err := r.Find(ctx, address)   // what stands at an address, for who may want to follow it
//	r.Follow(ctx, found.Feed(…))         // and from then on
//
// # When
//
// A feed is looked at once an hour, or as often as it asks for itself, but not within a
// quarter of an hour and once a day at least; each a little beside its time, so that
// those of one morning do not come together for ever. After a failure it is tried
// again after an hour, two, four and so on up to a day, but not before its server wants
// that (Retry-After). After maxFailures in a row it is paused, and its moderators are
// told what to do; one that is gone for good (410) is paused at once. One that has moved
// for good (301, 308) is followed to its new address, if that is of the same site. It is
// read at another's as long as the old address leads there, and moderators are told.
//
// # What becomes of an entry
//
// What is new is noted as waiting, with its title and its link, and MaxTaken of what
// waits are dealt with in one look, the oldest first. While store.MaxFeedDrafts wait for
// moderators in a guild the others wait on, so that none is lost when it falls out of
// its feed meanwhile: its page is read then. More than store.MaxFeedWaiting are left in
// their feed. An entry whose page cannot be had at the moment waits for the next look,
// up to maxTries times. Before each page there is a pause.
//
// Each entry becomes one draft, and is noted as dealt with in the same transaction, under a
// lease. Who dies in between leaves the lease to end; whoever comes then finds the
// entry either dealt with or not there. An entry that changes under the same id is
// not new, and one with the same text under another id neither.
//
// The text goes through package ingest like any file. Of an entry with no more than a
// summary the page is fetched, if it is of a site that the moderator was shown when
// they followed the feed: a feed cannot have the bot call on sites at will. Where the
// page cannot be read, or is of another site, the summary is taken, and the draft says
// so.
//
// # By itself
//
// What a moderator has allowed for a feed is first a draft like any other, and then
// published by the keeper in their name, with the feed as the reason. It stays a draft,
// with the reason, where the keeper refuses it or a moderator should look first: lint
// errors, an article that says nearly the same, no more than a summary, a link to
// another site. A stop in between leaves the draft, which the next look publishes, or
// finds published.
package follow
