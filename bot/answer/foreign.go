package answer

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/prompts"
)

// putInEnglish has a question in another language put into English where the
// articles are, since search and verification read English. What cannot be put
// so stays as it is; the error is the model's.
func (d *dialogue) putInEnglish(ctx context.Context) error {
	articles := d.w.Answerer.Articles()
	if len(articles) == 0 || len(d.asked.Text) > MaxQuestion || !inEnglish(articles, d.asked.Article) {
		return nil
	}
	of := detect(d.asked.Text)
	d.english = of != nil || d.w.Language != ""
	if d.language = of; d.w.Language != "" {
		d.language = languageOf(d.w.Language)
	}
	if of == nil {
		return nil
	}
	line, err := d.w.rewrite(ctx, prompts.Data{Question: d.asked.Text, Language: "English", History: history(d.asked.History)})
	if err == nil && detect(line) == nil {
		d.q.Text, d.q.History = line, nil
	}
	return err
}

// promptLanguage is what the model is told to write in: what the verification
// reads, where that is known.
func (d *dialogue) promptLanguage() string {
	if d.english {
		return "English"
	}
	return d.w.Language
}

// What a reader is told of the language of an answer.
const (
	onlyEnglish     = "The answer is in English, as the articles are."
	noTranslation   = "The answer is in English, because its translation could not be verified."
	notAllInEnglish = "%d of %d sentences are in English, because their translation could not be verified."
)

// inAskersLanguage is the reply to the question as it was asked, with what a
// model wrote in the asker's language where that is wanted and can be verified.
func (d *dialogue) inAskersLanguage(ctx context.Context, reply *Reply) (*Reply, error) {
	r := *reply
	r.question = d.asked.Text
	switch {
	case d.language == nil || !r.Answered():
		return &r, nil
	case r.mode != Written || !d.w.Translate:
		r.note = strings.TrimSpace(r.note + " " + onlyEnglish)
		return &r, nil
	}
	translated, err := d.w.translate(ctx, d.drafting.on, d.drafting.sentences(), d.language)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && r.cause == nil {
		r.cause = err
	}
	r.claims = append([]Claim{}, r.claims...)
	left := 0
	for i := range r.claims {
		if translated[i].Text() == "" {
			left++
			continue
		}
		r.claims[i].English, r.claims[i].Text = r.claims[i].Text, translated[i].Text()
	}
	switch left {
	case 0:
	case len(r.claims):
		r.note = noTranslation
	default:
		r.note = fmt.Sprintf(notAllInEnglish, left, len(r.claims))
	}
	return &r, nil
}

// translate has verified sentences translated and translated back, and returns
// those translations whose way back is carried by the same sentences of the
// articles; the zero value for each other. The error says why there are none.
func (w *Writer) translate(ctx context.Context, on *material, sentences []cite.Verified, to *language) ([]cite.Translated, error) {
	out := make([]cite.Translated, len(sentences))
	lines := make(map[int]string, len(sentences))
	for i, s := range sentences {
		lines[i+1] = s.Text()
	}
	there, err := w.translated(ctx, w.Model, "translate", lines, to.name)
	if err != nil {
		return out, fmt.Errorf("translate: %w", err)
	}
	for n, text := range there {
		if why := unlike(sentences[n-1], text, to); why != "" {
			delete(there, n)
		}
	}
	if len(there) == 0 {
		return out, nil
	}
	back, err := w.translated(ctx, w.small(), "translate back", there, "English")
	if err != nil {
		return out, fmt.Errorf("translate back: %w", err)
	}
	err = w.work(ctx, func() {
		for n, text := range back {
			if v, ok := on.carries(sentences[n-1], text, to); ok {
				out[n-1], _ = cite.Translation(there[n], v)
			}
		}
	})
	return out, err
}

// carries gives what came back of a sentence's translation, verified, if it rests on
// the same sentences of the articles.
func (m *material) carries(s cite.Verified, back string, by *language) (cite.Verified, bool) {
	v := m.verify(back, m.markers(s.Places()))
	if !v.OK || v.Moved || ownVoice(v.Sentence) != "" {
		return cite.Verified{}, false
	}
	for _, p := range v.Places {
		if !s.RestsOn(p) {
			return cite.Verified{}, false
		}
	}
	return v.Sentence, by.script == nil || cite.NamesStand(s, back)
}
