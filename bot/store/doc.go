// Package store keeps what the bot must remember in one SQLite file: what it
// answered with which citations, the turns of conversations, feedback, gaps,
// the guilds' settings, usage, answers to be given again, scheduled briefings with
// their runs, the versions of articles, and audit. It holds every SQL string of
// the program.
//
// # Tables, and who writes them
//
//	answers     RecordAnswer; SetMessage fills in the message. Erase and Sweep
//	            take the asker and the question away and leave the rest.
//	citations   RecordAnswer, with the answer.
//	turns       AddTurn; Forget, Erase and Sweep delete.
//	feedback    Rate, one row per person and answer; CloseComplaint.
//	gaps        RecordGap, CloseGap, SetAnswered, ReleaseGaps, ReopenGaps, Told. One open
//	            row for one question.
//	gap_askers  RecordGap: who asked, to be told; Told.
//	untold      TellNever: who does not want to be; TellAgain and Erase delete.
//	rulings     Rule, Unrule; EraseArticle deletes, Erase takes the moderator away.
//	settings    SaveSettings, one row per guild; no row means the defaults.
//	usage       CountUse and RecordAnswer, one row per guild, day, person and kind.
//	tokens      CountTokens, one row per guild, day, command, model and purpose; in
//	            direct messages also per person. Erase takes the person away.
//	saved       SaveAnswer: answers to be given again, without question and asker.
//	            SaveAnswer and Sweep let the oldest go, Erase all.
//	vectors     SaveVectors: what a model of embeddings made of passages, by the
//	            digest of their text. SweepVectors and EraseArticle delete.
//	schedules   CreateSchedule, ReplaceSchedule, PauseSchedule, ResumeSchedule; Take
//	            moves one on. DeleteSchedule deletes; Erase takes the maker away.
//	runs        Take and Claim make one for a slot; its owner's methods, Decide and
//	            EditDraft change it, SetGate and NoteRun add to it. Sweep deletes
//	            old ones.
//	articles    PublishVersions, EraseArticle: where each article stands; NoteWritten.
//	versions    PublishVersions, EraseArticle, which also takes the text out of all
//	            earlier ones. Erase takes the maker away.
//	corrections AddCorrections, ClaimCorrection, TellCorrection; EraseArticle deletes.
//	            They go with their answers.
//	correction_lists  TellCorrection makes one for a guild and a change;
//	            ClaimCorrectionList, TellCorrectionList; EraseArticle and DeleteGuild delete.
//	erased_posts  EraseArticle and EraseLate: where a post stands that shows what was
//	            erased; TryErasedPost, DoneErasedPost; DeleteGuild deletes.
//	questions   SaveQuestion, RemoveQuestion; Erase takes the name of who saved one away,
//	            and deletes those that a person asked. Sweep forgets who asked.
//	drafts      SaveArticleDraft, KeepEntry, FinishArticleDraft. DropArticleDraft, Sweep, Erase and
//	            EraseArticle delete.
//	feeds       FollowFeed, AllowFeed, LookAtFeed; ClaimFeed and its claimant's methods,
//	            PauseTold. UnfollowFeed deletes; Erase takes who followed and allowed away.
//	feed_entries  FollowFeed and KeepEntry; FeedLooked lets go of the oldest.
//	feed_waiting  AwaitEntries, EntryTried; KeepEntry deletes. It goes with its feed.
//	feed_drafts  KeepEntry, with a row of drafts that names no person; LeaveToModerators,
//	            DraftsTold. They go with their drafts.
//	keys        Key, at its first call.
//	audit       SaveSettings, CloseGap, CloseComplaint, ReleaseGaps, Rule, Unrule, the changes of schedules, articles, questions and feeds,
//	            Decide and EditDraft, in the transaction of the change. Nothing else may write
//	            it, and only DeleteGuild deletes from it; EraseArticle
//	            takes the reasons out of the article's.
//
// In whatever table a text repeats a sentence of an erased article, EraseArticle takes
// that text out, and EraseLate once more a minute later.
//
// # What holds everywhere
//
// Ids of Discord are strings of digits. Guild "" is a direct message, and an
// asker of "" is nobody that is known. Times have milliseconds and come back in
// UTC; a zero time where a record is made means now. Every method may be called
// from any goroutine, honours its context, and after Close fails with
// ErrClosed. What a method could not do it did not do at all: each is one
// transaction, with the exceptions that Erase and DeleteGuild name.
//
// The statements are portable ($1 placeholders, no functions of one engine);
// what belongs to SQLite stands in open.go, inspect.go, examine.go, migrate.go,
// purge.go, backup.go and migrations.
package store
