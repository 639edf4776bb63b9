package button

// Action is what a button does. Ids that are out there hold these letters, so
// they keep their meaning for ever.
type Action string

// The actions, with their arguments.
const (
	Quotes  Action = "q" // answer id, slug of the only article or none: shows the cited sentences
	Discuss Action = "d" // answer id: opens a thread about the answer
	Good    Action = "g" // answer id: it helped
	Bad     Action = "b" // answer id: something is wrong with it
	Nearest Action = "n" // answer id, number from 1, slug of the only article or none: a refusal's nearest passage
	Comment Action = "c" // answer id: the modal behind Bad
	Page    Action = "p" // view, page from 1, and what else the view needs
	Passage Action = "s" // slug, version, paragraph from 1
	All     Action = "a" // answer id: shows all of what was shown in part
	Anew    Action = "r" // answer id, slug of the only article or none: asks again
	Erase   Action = "e" // user id: confirms /privacy erase
	Keep    Action = "k" // user id: cancels it

	SaveQuestion Action = "qs" // answer id, slug of the only article or none: saves its question for the moderators

	Approve Action = "ga" // schedule, nonce: has a held briefing posted
	Edit    Action = "ge" // schedule, nonce: opens its text
	Skip    Action = "gs" // schedule, nonce: has it not posted
	Whole   Action = "gw" // schedule, nonce: shows all of it
	Edited  Action = "gf" // schedule, nonce, digest of the draft: the modal behind Edit

	Save   Action = "bs" // id of the form: saves the schedule of a briefing as it was shown
	Cancel Action = "bx" // id of the form: does not
	Drop   Action = "bd" // schedule: deletes it
	Spare  Action = "bk" // schedule: does not
	Post   Action = "br" // schedule, id of the request: has its briefing posted now

	// Of articles. Owner is "o" for the guild's own, "s" for one of all guilds.
	Publish  Action = "kp" // draft: makes it public
	Discard  Action = "kx" // draft: does not
	Details  Action = "kd" // draft: opens what is known of its article
	Detailed Action = "kf" // draft: the modal behind Details
	Written  Action = "kw" // draft: the modal in which an article is written
	Reworded Action = "ke" // draft: the modal with one paragraph
	Undo     Action = "ku" // draft: takes back what came of it
	Destroy  Action = "kz" // draft: the modal before an article is erased
	Compare  Action = "kc" // draft, slug: shows a new article as a change of that one; without a slug as a new one again
	// Of what waits for the moderators.
	Gap      Action = "wg" // what to do (see package discord), gap
	Lacking  Action = "wl" // gap: opens a form for the article that is missing
	Settle   Action = "wc" // answer, who complained: the complaint is dealt with
	Draft    Action = "wd" // draft: shows it again
	Ruling   Action = "wr" // which stands, case: opens a form for the reason
	Ruled    Action = "wf" // which stands, case: the modal behind it
	Unrule   Action = "wu" // case: takes the ruling back
	TellNone Action = "wn" // anything: whoever presses is not told any more
	TellMe   Action = "wt" // whose button it is: they are told again

	// Of feeds that moderators follow.
	Follow   Action = "ff" // draft, which entries (see package discord): follows a feed
	Feed     Action = "fe" // what to do (see package discord), feed
	FeedSure Action = "fs" // the same, once it is confirmed
	FeedDrop Action = "fx" // draft: discards it from the list

	Version Action = "kv" // what to do (see package discord), owner, slug, version
)

// arguments tells how many arguments an action has, most < 0 for no bound. It
// reports false for an action that this version does not know.
func (a Action) arguments() (least, most int, known bool) {
	switch a {
	case Discuss, Good, Bad, Comment, All, Erase, Keep, Save, Cancel, Drop, Spare,
		Publish, Discard, Details, Detailed, Written, Reworded, Undo, Destroy,
		Lacking, Draft, Unrule, TellNone, TellMe, FeedDrop:
		return 1, 1, true
	case Quotes, Anew, Compare, SaveQuestion:
		return 1, 2, true
	case Nearest:
		return 2, 3, true
	case Post, Approve, Edit, Skip, Whole, Gap, Settle, Ruling, Ruled, Follow, Feed, FeedSure:
		return 2, 2, true
	case Passage, Edited:
		return 3, 3, true
	case Version:
		return 4, 4, true
	case Page:
		return 2, -1, true
	}
	return 0, 0, false
}

// takes reports whether the action may have n arguments.
func (a Action) takes(n int) bool {
	least, most, known := a.arguments()
	return known && n >= least && (most < 0 || n <= most)
}
