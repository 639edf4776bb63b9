// Package changes says what has changed between two versions of an article, and
// between two sets of articles, sentence by sentence.
//
// Between aligns the sentences of two versions and sorts what it finds by Kind.
// Sets pairs the articles of two sets first. Differences shows which words of two
// wordings differ. All of it is pure: no clock, no date of a file, and the same
// texts give the same changes.
//
// # What a briefing shows
//
// A reader of a briefing has read the version before. He wants what is New, what
// is Changed, old and new wording side by side, and what is Withdrawn; Kind.News
// reports those. He must not be bothered by the rest: a sentence that is the same,
// that only moved, or that says what it said in other words, be it as one
// sentence, as two or as the half of one.
//
// # How sentences are aligned
//
// Sentences of the same wording are paired first, in order. What is left over is
// compared by its words, each weighted by how rare it is in both versions
// (idf); expressions that the thesaurus takes for the same count as shared. One
// sentence may answer to one or to two neighbours on the other side. The best
// pairing is taken first, then the next best of what is left (a greedy
// assignment), wherever the sentences stand; standing between the same neighbours
// counts for a pair. What finds no partner is new or withdrawn. Of the pairs of
// the same wording, those outside the longest run that keeps its order have moved.
//
// # Changed or reworded
//
// Two wordings are the same when nothing is left of either once their common
// words, the words of the thesaurus for the same, other spellings of one number or
// date, contractions and words without content are struck out. Numbers, dates,
// names, negations, hedges and opposite prepositions are never struck out, and
// names that changed places are a change of roles. Where other words are left on both
// sides, it is still the same if cite takes each wording for a claim that the other
// carries. What cannot be told is Changed: to show too much is the smaller harm.
//
// # Limits
//
// Of each version maxRead sentences are aligned; further ones only find partners
// of the same wording. Of a sentence maxWords words are read. Not seen are one
// sentence that became three, and a change of tense in the verb itself.
package changes
