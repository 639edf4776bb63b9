package answer

import (
	"context"
	"fmt"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/prompts"
)

// Brief makes the briefing of articles, with its points in the words of the model
// as far as they can be verified: brief.Compose chooses what it is about, the model
// words that, and what fails stays quoted. Timeline and positions are the articles'
// own sentences. With Translate, what the model worded of English articles is put
// into Language as far as that is verified; all else is in the articles' language.
//
// The error is that of brief.Compose or of ctx. Why the model failed, the
// briefing's Note says to the reader and its Cause to the operator.
func (w *Writer) Brief(ctx context.Context, articles []*corpus.Article, o brief.Options) (*brief.Briefing, error) {
	var composed *brief.Briefing
	var err error
	busy := w.work(ctx, func() { composed, err = brief.Compose(brief.Declared(articles), o) })
	switch {
	case busy != nil:
		return nil, busy
	case err != nil:
		return nil, err
	case len(composed.Points()) == 0:
		return composed, nil
	}
	wording, err := w.word(ctx, composed)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		wording.Note, wording.Cause = failureNote(err), err
	}
	return w.inReadersLanguage(ctx, articles, composed.Reword(wording))
}

// inReadersLanguage is a briefing of articles with what a model wrote in the language
// that is set, where translating is wanted and as far as it can be verified. The
// error is that of ctx.
func (w *Writer) inReadersLanguage(ctx context.Context, articles []*corpus.Article, b *brief.Briefing) (*brief.Briefing, error) {
	to := languageOf(w.Language)
	if !w.Translate || to == nil || b.Mode() != Written || !inEnglish(articles, "") {
		return b, nil
	}
	var places []corpus.Place
	var sentences []cite.Verified
	var at []int
	for i, s := range b.Written() {
		if s.Text() != "" {
			places, sentences, at = append(places, s.Places()...), append(sentences, s), append(at, i)
		}
	}
	passages, _ := passagesOf(places)
	translated, err := w.translate(ctx, w.material(passages), sentences, to)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	t := brief.Translation{Language: to.tag, Points: make([]cite.Translated, len(b.Points())), Cause: err}
	for i, k := range at {
		t.Points[k] = translated[i]
	}
	return b.Translate(t), nil
}

// word has the model word the points of a briefing.
func (w *Writer) word(ctx context.Context, b *brief.Briefing) (brief.Wording, error) {
	passages, chosen := w.pointPassages(b.PointPlaces())
	if len(chosen) == 0 {
		return brief.Wording{Note: "Quoted, because its passages are too long for the model."}, nil
	}
	on := w.material(passages)
	prompt, err := w.Prompts.Briefing(prompts.Data{Passages: on.prompt, Fence: on.fence, Points: len(chosen), Chosen: chosen})
	if err != nil {
		return brief.Wording{}, fmt.Errorf("briefing: %w", err)
	}
	d := w.drafting(on, prompt, nil)
	if err := d.run(ctx, "briefing"); err != nil {
		return brief.Wording{Dropped: d.dropped}, err
	}
	out := brief.Wording{Dropped: d.dropped, Cause: d.cause}
	out.Sentences = d.sentences()
	if len(out.Sentences) == 0 {
		out.Note = nothingVerified
	}
	return out, nil
}

// pointPassages are the passages that points stand in, as many as go into their
// budget, and the sentences that each point of those is about.
func (w *Writer) pointPassages(points [][]corpus.Place) (passages [][]corpus.Place, chosen [][]prompts.Sentence) {
	room := roomFor(w.calibration())
	at := make(map[paragraph]int) // from 1; 0 is not sent
	for _, point := range points {
		for _, p := range point {
			if at[paragraphOf(p)] == 0 && room(p.Article, p.Passage) {
				passages = append(passages, placesOf(p.Article, p.Passage))
				at[paragraphOf(p)] = len(passages)
			}
		}
		var about []prompts.Sentence
		for _, m := range markersIfSent(point, at) {
			about = append(about, prompts.Sentence{Passage: m.Passage, N: m.Sentence})
		}
		if about != nil {
			chosen = append(chosen, about)
		}
	}
	return passages, chosen
}

// markersIfSent are the markers of places by the numbers of their passages, none
// if one of them was not sent.
func markersIfSent(places []corpus.Place, at map[paragraph]int) []cite.Marker {
	var out []cite.Marker
	for _, p := range places {
		n := at[paragraphOf(p)]
		if n == 0 {
			return nil
		}
		out = append(out, cite.Marker{Passage: n, Sentence: p.Sentence + 1})
	}
	return out
}
