package edition

import (
	"encoding/json"
	"fmt"
	"slices"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Lost is a text that is not shown any more, and why: a clause for a moderator.
type Lost struct {
	Text string
	Why  string
}

// Find gives a version of an article, nil when it is not there.
type Find = func(slug string, version int) *corpus.Article

// Restore reads an edition that Save wrote. Each text is verified anew against the
// versions that it cites, which find gives; what does not rest on its sentences any
// more is left out and told. The error wraps ErrTooLarge, or says that the data is
// no saved edition.
func Restore(data []byte, find Find) (*Edition, []Lost, error) {
	if len(data) > MaxSaved {
		return nil, nil, fmt.Errorf("restore edition of %d bytes: %w", len(data), ErrTooLarge)
	}
	var s saved
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, nil, fmt.Errorf("restore edition: %w", err)
	}
	if s.Form != savedVersion {
		return nil, nil, fmt.Errorf("restore edition: unknown form %d", s.Form)
	}
	r := restoring{verifier: newVerifier(), find: find, known: make(map[Version]*corpus.Article), e: &Edition{
		title: cut(corpus.Visible(s.Title), maxTitle), shape: shapeOf(s.Shape), since: s.Since, compared: s.Compared,
		asked: bounded(s.Asked), unanswered: bounded(s.Unanswered), left: left{max(s.Left[0], 0), max(s.Left[1], 0)},
		mode: cite.Quoted, language: cut(corpus.Visible(s.Language), maxTag), note: cut(corpus.Visible(s.Note), maxNote), dropped: s.Dropped, versions: s.Versions,
	}}
	if s.Mode == cite.Written {
		r.e.mode = cite.Written
	}
	for _, c := range s.Corrections {
		r.correction(c)
	}
	r.e.news = r.texts(s.News)
	for _, p := range s.Paragraphs {
		if texts := r.texts(p); len(texts) > 0 {
			r.e.body.paragraphs = append(r.e.body.paragraphs, texts)
		}
	}
	if r.e.shape != Narrative {
		r.e.body.paragraphs = singly(slices.Concat(r.e.body.paragraphs...))
	}
	for _, x := range s.Timeline {
		r.event(x)
	}
	for _, x := range s.Positions {
		r.position(x)
	}
	r.e.number()
	return r.e, r.lost, nil
}

// restoring is one call of Restore.
type restoring struct {
	*verifier
	find  Find
	known map[Version]*corpus.Article
	e     *Edition
	read  int // texts
	lost  []Lost
}

// maxTexts is how many texts Restore verifies: more than New puts into any edition.
const maxTexts = 500

const (
	versionGone = "the version that it cites is not there any more"
	notDated    = "its sentence is not one of that date"
	notSaid     = "its sentence is not what they say"
)

func (r *restoring) lose(says, why string) { r.lost = append(r.lost, Lost{says, why}) }

func (r *restoring) article(v Version) *corpus.Article {
	a, ok := r.known[v]
	if !ok {
		if a = r.find(v.Article, v.Version); a != nil && (a.Slug != v.Article || a.Version != v.Version) {
			a = nil
		}
		r.known[v] = a
	}
	return a
}

// places are what references lead to; none when one leads nowhere.
func (r *restoring) places(refs []string) []corpus.Place {
	var out []corpus.Place
	for _, text := range refs {
		ref, err := corpus.ParseRef(text)
		if err != nil {
			return nil
		}
		a := r.article(Version{ref.Article, ref.Version})
		if a == nil {
			return nil
		}
		if _, ok := a.Sentence(ref); !ok {
			return nil
		}
		out = append(out, corpus.Place{Article: a, Passage: ref.Paragraph - 1, Sentence: ref.Sentence - 1})
	}
	return out
}

// text verifies a text; why not is "" when it may be shown.
func (r *restoring) text(s savedText) (text, string) { return r.resting(s, r.rests) }

func (r *restoring) resting(s savedText, rests restsOn) (text, string) {
	if r.read++; r.read > maxTexts {
		return text{}, tooMany
	}
	named := r.places(s.Refs)
	if len(named) == 0 {
		return text{}, versionGone
	}
	if s.Back != "" {
		rests = func(says string, named []corpus.Place) ([]corpus.Place, bool, string) {
			return r.translated(says, s.Back, named)
		}
	}
	places, written, why := rests(s.Text, named)
	if why != "" {
		return text{}, why
	}
	if written {
		r.e.mode = cite.Written
		if subset(places, named) {
			places = named // as it was cited
		}
	}
	return text{s.Text, places, s.Back}, ""
}

func (r *restoring) texts(all []savedText) []text {
	var out []text
	for _, s := range all {
		t, why := r.text(s)
		if why != "" {
			r.lose(s.Text, why)
			continue
		}
		out = append(out, t)
	}
	return out
}

// correction restores a correction whole or not at all.
func (r *restoring) correction(s savedCorrection) {
	c := correction{kind: s.Kind, article: r.article(s.Article), aspects: s.Aspects}
	says := s.Old.Text
	if s.New.Text != "" {
		says += " → " + s.New.Text
	}
	var why string
	switch {
	case c.article == nil:
		why = versionGone
	case c.kind == Changed:
		if c.old, why = r.text(s.Old); why == "" {
			c.new, why = r.text(s.New)
		}
	case c.kind == Withdrawn, c.kind == Removed && len(s.Old.Refs) > 0:
		c.old, why = r.text(s.Old)
	case c.kind != Removed:
		why = "it is no kind of correction"
	}
	if why == "" && slices.ContainsFunc(c.aspects, func(a cite.Aspect) bool { return a > cite.Modality }) {
		why = "it differs in nothing that is known"
	}
	if why != "" {
		r.lose(says, why)
		return
	}
	if c.kind != Changed {
		c.aspects = nil
	}
	r.e.corrections = append(r.e.corrections, c)
}

func (r *restoring) event(s savedEvent) {
	t, why := r.text(s.savedText)
	if why == "" && !r.telling.IsEvent(s.Date, t.last()) {
		why = notDated
	}
	if why != "" {
		r.lose(s.Date+": "+s.Text, why)
		return
	}
	r.e.body.timeline = append(r.e.body.timeline, event{s.Date, t})
}

func (r *restoring) position(s savedPosition) {
	t, why := r.resting(s.savedText, r.verifier.position)
	if why == "" && !r.telling.IsPosition(s.Who, t.places) {
		why = notSaid
	}
	if why != "" {
		r.lose(s.Who+": "+s.Text, why)
		return
	}
	r.e.body.positions = append(r.e.body.positions, position{s.Who, t})
}
