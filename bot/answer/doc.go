// Package answer turns a question into a reply whose every sentence is cited,
// or into a refusal that shows what comes nearest; it checks a claim, or each
// sentence of a message, against the articles; and it makes the discussion kit of
// a topic.
//
// Without a language model it answers in quoted mode: the claims are sentences
// of the articles, chosen by bot/search, read back from their references and
// put in reading order. With one, a Writer has it draft and keeps what bot/cite
// verifies, sentence by sentence; whatever fails, the quoted answer stands in. It holds no state but the index that it is given.
package answer
