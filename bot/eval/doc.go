// Package eval runs question sets and reports figures: how well passages and
// sentences are ranked, beside plain BM25; how well confidence tells what the
// articles answer; how claims are judged; how briefings compare with reference
// summaries.
//
// A set is a folder of two files of one JSON object a line: documents.jsonl
// with the library and questions.jsonl with questions and what is right about
// them. The sets are public data and not part of this tree; testdata holds
// questions and claims of our own, which name passages of the sets by id.
package eval
