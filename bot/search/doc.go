// Package search finds the passages and sentences of the loaded articles that
// bear on a question, and says how sure it is that they answer it. It is pure:
// no clock, no network, no database, and the same library and question always
// give the same result.
//
// # How a question is searched
//
// The question falls into concepts (concepts.go): its content words, each with
// the variants that may stand for it in an article. A variant is another word
// of the family, a word or phrase that means the same, a demonym or a capital
// for a country, initials for a name, an alias of an article's front matter,
// or, for a word that nobody knows, the library's word at the fewest edits.
// Each has a weight. The last question and the last answer of a conversation,
// and what a message says beside its question, give concepts of small weight.
//
// The first stage (candidates.go) scores every passage, with its article's
// title appended, by BM25 in which the variants of a concept count together.
// The second (features.go, context.go, rerank.go) reads the 40 best passages
// word by word and describes each by nearly eighty numbers: what its best
// sentence covers, what stands close together and in the question's order, what
// only few of the candidates hold, whether it has the sort of answer that is
// asked for and how close to what matches. Gradient-boosted trees (package
// trees) turn them into a score. The sentences of the best five passages are
// described and scored in the same way (sentences.go), and two last models tell
// from the outcome how likely it is that the library answers the question at
// all (confidence.go). The weights lie in model; the command in train makes
// them.
//
// # How an index changes
//
// An Index holds immutable segments. Put, Remove and With make a new snapshot of
// them, small segments being merged so that their number stays logarithmic; a
// search works on the snapshot that it began with. So it never sees half an
// article and never waits. Who asks an index twice for one answer holds one that
// nobody puts anything into: With makes another.
package search
