// Package edition says what one issue of a recurring briefing says: corrections of
// what its readers were told, what is new, and the briefing of the articles that
// came since.
//
// NewPlan lays the articles as they are beside those of the edition before. New
// makes the edition of a plan and of the briefing of its Plan.Brief. It is pure: no
// clock, no input or output.
//
// # What stands in an edition
//
// In this order, each part empty where there is nothing for it:
//
//	corrections  sentences that were changed, old and new wording cited each to its
//	             version, or withdrawn, and articles that are gone
//	news         new sentences of articles that were there before
//	body         of the briefing, by the shape: points with timeline and positions,
//	             or one of the two alone, or the points as paragraphs
//	questions of members, asked often or left unanswered
//
// Every sentence of the first three is an article's or was verified by cite.Verify,
// and has its references; an opinion article's is attributed to its author, as in a
// briefing (brief.Telling). What calls people, hides a link or instructs a model is
// not told: a change of such a sentence is no news.
//
// # What comes first
//
// Of corrections: articles that are gone, then changed numbers, dates and names,
// then what turned the meaning otherwise, then what was withdrawn, and changes of
// wording last. Of news, each article's most valuable sentence before any second
// one. What is over Options.Most is counted (Left).
//
// # Keeping and editing
//
// Save writes an edition without the articles; Restore reads it and verifies every
// text anew, against the versions that it cites: a translation by what came back of
// it, which is kept beside it, as the model that translates is not asked again. Text gives it to a moderator as
// lines, and Edit takes those back: a line that was changed must be carried by the
// sentences that it names. Whatever fails, in either, is told as Lost.
//
// Members' questions are untrusted text. They are bounded and made one line, and
// whoever shows them must quote and escape them, as all texts of articles.
package edition
