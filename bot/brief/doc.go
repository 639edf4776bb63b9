// Package brief says what a briefing says.
//
// Compose takes articles and gives a Briefing of four parts, all in the
// articles' own sentences: points (what the articles come to), a timeline
// (what happened when), positions (who says what) and the numbered sources.
// It is a pure function: no clock, no input or output, and the same articles
// give the same briefing in whatever order they come.
//
// Reword puts sentences that cite.Verify has accepted in the place of points, and
// Translate translations in the place of those, each with what a blind translation
// back says, which was accepted too.
// Telling tells single sentences as a briefing does, for those who choose them by
// themselves: attributed, and together with the one before where they need that.
// Unfit says what keeps a question that a model wrote from opening a discussion.
//
// About gives a Profile: all that articles say of a person or a body and what
// they say themselves. Names lists whom articles name. Discuss gives the sides of
// a topic whose passages a search has found.
//
// # How sentences are chosen
//
// A sentence's score is its similarity to the article's centroid, plus its
// degree centrality in the graph of similar sentences (LexRank), plus three
// times its position, times how well it stands alone (rank.go, fitness.go).
// Points are
// then chosen one by one for a high score, little overlap with those already
// chosen (stems and thesaurus), and other parts of the text; of several
// articles, each gives its best before any gives its second. A sentence that
// leans on the one before ("He", "This") comes only together with it, as one
// point with two sources. Reasons that an arguing article counts off ("First, …",
// "Second, …"), and what they are reasons for, count more and stand alone
// (reasons.go). Where words are limited, whatever no longer fits makes way.
//
// # Who said it
//
// Compose takes for an opinion an article that says so, and one that says no kind
// and keeps telling what ought to be done (argues.go). Declared gives the latter its
// kind, so that a model's sentences about it are verified as those of an opinion.
//
// In an opinion article, whatever the article does not itself attribute to
// somebody is attributed to its author, in points and on the timeline:
//
//	The author argues: “…the sentence…”
//	The author writes: “…the sentence…”
//
// "argues" stands before judgements and forecasts, "writes" before what is told
// as fact. The sentence between the quotation marks is the article's, byte for
// byte in its display form. Sentences that the article attributes ("Baku
// condemned …") stay as they are, in every kind of article. Positions have no
// such lead, since they name the speaker in Who.
//
// # Who is meant
//
// Countries, their people and their seats of government, and known bodies come
// from the gazetteer. Any other run of capitals is a candidate: a body if it holds
// an institution's word, a person if the document speaks for it with a title, a
// verb of saying, an apposition, "he" or "she", or the last name alone. "the" and
// "in" before it speak against it.
//
// # Who takes which side
//
// A side is a speaker with a stance: opposing, backing, asserting or reporting, by
// the verb of saying; an opinion article's own judgement is its author's side. Two
// views are two sides when their speakers differ and one of them opposes or backs
// what the other does not, or is set against the other in the text. Whoever
// stands by another is no side of its own.
//
// # Repetition
//
// Within a part nothing is said twice. Across parts, points are chosen first
// and freely; a position prefers a sentence that is not a point; the timeline
// takes every dated event, whether it is a point or not, because a date has no
// other sentence to stand in for it.
//
// # What is left out
//
// Sentences that would call people on Discord, hide a link or instruct a
// language model are never used. Questions, quotations without a speaker,
// boilerplate and very short or very long sentences are not used for points as
// long as there are others.
package brief
