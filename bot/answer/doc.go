// Package answer turns a question into a reply whose every sentence is cited,
// or into a refusal that shows what comes nearest; it checks a claim, or each
// sentence of a message, against the articles; and it makes the discussion kit of
// a topic. It holds no state but the index that it is given.
//
// Without a language model, an Answerer answers in quoted mode: the claims are
// sentences of the articles, chosen by bot/search, read back from their references
// and put in reading order. A question for the bot's own view (who is right, what
// it thinks) is recognised by its form, and answered with who holds which.
//
// Where somebody ruled that sentences fall, an Answerer without them (Without) answers:
// they are in none of its articles, so that nothing has to ask whether a sentence stands.
// Package corpus has articles without sentences; who ruled is the caller's to know.
//
// # With a model
//
// A Writer has a model draft. Answers, what is said of claims and the points of
// briefings come out of one engine, drafting: the draft is taken apart as it streams
// in, each sentence is verified by bot/cite, what fails is written anew once, and
// what fails again is dropped. Whatever the model does, the quoted text stands in.
//
//	question → English → passages → draft → cite.Verify → second look → shown
//	                                  ↑ repair once ↓
//
// What else a model is asked for can only make less shown, or is checked by itself:
//
//   - A second look, by the small model, may leave out what was verified.
//   - A verdict on a claim is cite.Judge's. A second look may take a support back.
//   - The questions of a kit state nothing: their form is all that is looked at
//     (brief.Unfit).
//   - A translation is shown when a blind translation back is verified; see
//     Writer.Translate for what that cannot see.
package answer
