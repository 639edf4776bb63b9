package answer

import (
	"context"

	"rapporteur/bot/llm"
	"rapporteur/prompts"
)

// Writer answers, checks and briefs with a language model: the model drafts, and
// only sentences that cite.Verify accepts are shown. Answerer, Model, Prompts and
// Secret are required. It may be used by many goroutines.
type Writer struct {
	Answerer *Answerer
	Model    llm.Model
	Prompts  *prompts.Set
	// Secret makes the boundaries in prompts so that no article can know them. It
	// is random and at least 16 bytes; another one makes servers forget what they
	// keep of earlier prompts.
	Secret []byte
	// Calibration says how many tokens a text has; nil for the first guess.
	Calibration func() llm.Calibration
	// ArticleBudget is how many tokens all articles may have to be sent whole.
	// Zero takes DefaultArticleBudget.
	ArticleBudget int
	// Small is the model for what is short: making a question stand alone, second
	// opinions, translating back. A cheaper one than Model will do, and another one
	// makes other mistakes. Nil takes Model.
	Small llm.Model
	// SecondOpinion has each sentence that was verified put to the small model as
	// well, before it is shown, and leaves it out when that says plainly that the
	// articles do not say it. It costs a call a sentence and can only make less
	// shown: whatever else the small model says or does changes nothing.
	SecondOpinion bool
	// Language is what answers are written in, as a tag ("de", "pt-BR") or an
	// English name; "" is the question's. Questions in another language than English
	// are put into English for articles in English, and answered in it unless
	// Translate is set. Briefings are in the articles' language unless both are set.
	Language string
	// Translate has answers from English articles translated into the asker's
	// language, what is worded of briefings into Language, and claims from theirs. A translated sentence is shown when a blind
	// translation back into English is verified like any other sentence, and its
	// figures and names are those of the English one; else the English one is shown.
	//
	// What that rests on: that the model which translates back, without seeing the
	// English, writes what the translation says. It catches a slip and a model that
	// says more than it was given. It cannot see a model that lies in the same way
	// in both directions, nor a shade of meaning that English does not have; nobody
	// who reads only one of the languages could. Two different models (Small) make
	// the first less likely. Without Translate the bot shows nothing that its own
	// code has not read.
	Translate bool
	// Work runs what takes the processor's time, where that is bounded: searching,
	// verifying. Nil runs it at once; waiting for the model is not among it. It
	// returns when f has run, or an error without running it.
	Work func(ctx context.Context, f func()) error
}

// Answer answers a question in the words of the model, as far as the articles
// carry them. progress, which may be nil, is called with what has been verified
// so far, from the goroutine that called Answer; that is in English, whatever the
// answer is translated into.
//
// Where the model fails, or too little of what it wrote is verified, the reply is
// the quoted one: Note says why to the reader, Cause to the operator. A question
// that search is not sure of is refused without asking the model, unless all
// articles go along: then the model has read them all, which search, that goes by
// words, has not, and may find the answer or say that there is none. A question for
// the bot's own view is answered by Answerer, whatever a model would say. The error
// is that of ctx, or of Work where nothing could be answered.
func (w *Writer) Answer(ctx context.Context, q Question, progress func(*Reply)) (*Reply, error) {
	w = w.of(q.Article)
	d := &dialogue{w: w, asked: q, q: q, progress: progress, calibration: w.calibration()}
	reply, err := d.answer(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		if d.quoted == nil {
			return nil, err // nothing could be worked on
		}
		reply = d.fallBack(failureNote(err), err)
	}
	return d.inAskersLanguage(ctx, reply)
}

// work runs f where the processor's time is bounded.
func (w *Writer) work(ctx context.Context, f func()) error {
	if w.Work == nil {
		f()
		return nil
	}
	return w.Work(ctx, f)
}

func (w *Writer) calibration() llm.Calibration {
	if w.Calibration == nil {
		return llm.Calibration{}
	}
	return w.Calibration()
}
