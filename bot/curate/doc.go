// Package curate keeps the articles: what each guild (Discord server) may read
// now, every version that there ever was, and the folder on disk in which people
// read and write them in plain form. Whatever changes an article, a moderator's
// command or an editor on the machine, goes through one path and is a version,
// with who, when and why. Who may change what is the caller's to decide.
//
//	k, err := curate.Open(ctx, curate.Options{Store: kept, Folder: "knowledge"})
//	go k.Run(ctx)                                  // takes over what changes on disk
//	k.Index(guild)                                 // what a guild may read, to be searched
//	p, err := k.Propose(ctx, curate.Change{…})     // what a change would make
//	done, err := k.Publish(ctx, p.Change)          // makes it public
//	k.History(ctx, guild, slug); k.Version(…); k.AsOf(ctx, guild, time)
//	k.Withdraw(…); k.Restore(…); k.Purge(…)
//	k.ProposeWithdrawal(…); k.ProposeRestore(…)
//	k.Preview(ctx, p); k.IndexWith(guild, p)       // before it is public: for readers, for questions
//	k.Corrections(ctx, n); k.Due()                 // and after it: which posts to correct
//
// # Versions
//
// Versions count from 1 for each guild and slug; a withdrawal is one too, and so is
// an erasure, both without text. Who changes something says which version they
// saw. If there is a later one they get a *ConflictError with what the other made
// of it, and decide. A reference such as harbour@3#p2.s1 leads to the same sentence
// for ever, until the article is erased by Purge.
//
// A guild reads its own articles and the shared ones. A slug that a guild's own
// article has is not given to a shared one by moderators; where a shared file takes
// it later, the guild goes on reading its own.
//
// # The folder
//
// Files lie as corpus.LoadShelves reads them, and get the slugs that it gives them;
// a file keeps its slug as long as it keeps its path, whatever comes beside it. One
// that is moved and would have the same slug is the same article.
//
//   - A new file is a new article, or the next version of one that was withdrawn.
//   - Other bytes in a file are a version by store.Disk.
//   - A file that is gone withdraws its article. When all are gone at once, the
//     folder is taken for one that is not mounted, and nothing is withdrawn.
//   - A file is read when it has stood still for Options.Quiet, and the others too,
//     so that a checkout of many is one change. Nobody waits long for one that goes
//     on changing, or that somebody has open for writing, which is waited for itself.
//     A link is read if it leads to a file whose name is an article's. A file that
//     cannot be parsed leaves the version before in place, and the log says why.
//   - A file with the bytes of an erased version is not loaded again, nor does Import
//     take it over. By Publish, a moderator's own hand, it comes back.
//
// # Store and folder agree
//
// A change is confirmed when the store has it, in one transaction: version, pointer
// to the current one, audit. Then it is shown, and the file is written beside its
// place, synced and renamed into it. The store notes which version the file was
// last known to have. When the process dies in between, the note is behind, and at
// the next start:
//
//   - a file with the bytes of any version that the article had is replaced by the
//     current one, or removed if that withdraws: the confirmed change wins;
//   - a file with other bytes was edited by somebody meanwhile. That edit becomes
//     the next version, on top of the confirmed one: both are kept.
//
// When the note is not behind, any difference is somebody's edit, also one that
// brings an earlier text back. A folder that cannot be written, or articles that
// are part of the program, leave the note behind for good: then the store is what
// counts, as above.
//
// # Corrections
//
// When a change alters or takes away a sentence, posted answers that cite it are
// due a correction, in whatever version they cited it. Run finds them shortly after
// the change, and once more a minute later those that were posted meanwhile; the store
// remembers up to which version that is done, who is telling and who was told, so that
// a stop loses none and repeats none. What a correction says is compared when
// it is told: the cited sentence with what the article says by then.
//
// # What is shown
//
// Each state is an immutable set of indexes, which one atomic pointer changes. Who
// takes an index answers from one state. An index after a change shares the
// segments of the one before (search.Index.With), so that one article among a
// thousand costs what that article costs.
package curate
