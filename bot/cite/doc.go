// Package cite decides whether the sentences of an article carry a claim.
//
// It works in four steps, each of which can be used by itself:
//
//   - Read takes a sentence apart into Facts: its words, names, dates and
//     quantities, what is negated, what is hedged, what is reported as
//     somebody's words, and who stands before and after its verbs.
//   - Compare lays the facts of a claim beside those of an article's sentence
//     and says, aspect by aspect, whether they agree, differ or are absent.
//   - Judge does so for all candidate sentences, and for two neighbours taken
//     together. Boosted trees weigh what the comparison saw, and how the links of
//     the claim's clauses fare in the sentence's, into one verdict.
//   - opposites.txt holds the words that say the opposite of each other,
//     rewordings.txt what a claim may say for what an article says.
//
// Verify holds a sentence that a model wrote against the sentences that the model
// was sent: by what the same comparison sees, by how near its other words are in
// meaning and which kinds of words only one of both has (loose.go), and by rules for
// what a model gets wrong, such as a speaker that got lost or a small word too many
// (strict.go, seams.go). Rules that are hardly ever wrong have a veto, as all have
// where a draft goes along with its sentence; else trees that learned from such
// sentences by several authors weigh them. WordNet, english/lexis and
// paraphrases.txt help with other words. What it accepts is a Verified, which
// nothing else can make.
//
// Source and Numbering are the cited sentences with their numbers in a text.
//
// The rules find what agrees and differs; how much each of it counts is learned
// from claims (model/README.md), with thresholds that keep support for what no
// article says rare. A contradiction always names the difference, and what is
// neither is not covered: the package would rather say nothing than guess.
//
// The package is pure: it has no clock, no network, no files but the embedded
// ones, and no state that changes. It reads words, not meaning. What it cannot
// see: sums and conclusions, two events told in the same words, irony, and which
// of two things a clause far away speaks of.
package cite
