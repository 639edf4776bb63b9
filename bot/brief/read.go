package brief

import (
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// maxRead is the number of sentences that a briefing reads. A larger library is
// read from the beginning of each article, where news puts what matters, with
// an equal share for every article; what short articles leave, longer ones use.
const maxRead = 12_000

// sentence is one sentence of an article as the ranking and the rules see it.
type sentence struct {
	article  *corpus.Article
	document *document
	ref      corpus.Ref
	span     corpus.Span
	place    int             // in its article, from 0
	text     string          // display form
	tokens   []english.Token // of text
	words    []string        // folded, one for each token
	stems    []string        // the words as the thesaurus has them: stop words as they are
	terms    []term          // content stems, by id
	score    float64         // 0..1, how well it sums up its article
	fitness  fitness
	counted  bool       // a reason that its article counts off
	reason   bool       // that, or what it is one for
	said     *statement // found when first asked for
}

// term is a content stem of a sentence and how often it stands there. The
// weight is its tf-idf once the document is weighted.
type term struct {
	id     int32
	count  int32
	weight float64
}

// document is what was read of one article.
type document struct {
	article   *corpus.Article
	sentences []*sentence
	names     names
	thesauri  []*english.Thesaurus // the general one and the article's aliases
	opinion   bool                 // it argues
}

// at returns the sentence at a place of the document, nil outside it.
func (d *document) at(place int) *sentence {
	if place < 0 || place >= len(d.sentences) {
		return nil
	}
	return d.sentences[place]
}

// before returns the sentence before s in the same paragraph, nil when s begins it.
func (s *sentence) before() *sentence {
	if s.ref.Sentence == 1 {
		return nil
	}
	return s.document.at(s.place - 1)
}

// struck reports whether the article is without the sentence.
func (s *sentence) struck() bool { return s.span.Len() == 0 }

// opinion reports whether the article is one that argues.
func (s *sentence) opinion() bool { return s.document.opinion }

// between returns the display text between tokens i and i+1, or from the
// beginning for i = -1, or to the end for the last token.
func (s *sentence) between(i int) string {
	from, to := 0, len(s.text)
	if i >= 0 {
		from = s.tokens[i].End
	}
	if i+1 < len(s.tokens) {
		to = s.tokens[i+1].Start
	}
	return s.text[from:to]
}

// word returns the folded word at i, "" outside the sentence.
func (s *sentence) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i]
}

// capital reports whether token i begins with an upper-case letter.
func (s *sentence) capital(i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].Flags&english.Capital != 0
}

// raw returns token i as it is written.
func (s *sentence) raw(i int) string { return s.text[s.tokens[i].Start:s.tokens[i].End] }

// vocabulary gives each folded word one string and each stem one number, so
// that a word of the articles is stemmed once.
type vocabulary struct {
	entries map[string]entry
	ids     map[string]int32 // of stems
	buffer  []byte
}

type entry struct {
	word string
	stem string // the word itself for a stop word
	id   int32  // of the stem, -1 for a stop word
}

func newVocabulary() *vocabulary {
	return &vocabulary{entries: make(map[string]entry, 1024), ids: make(map[string]int32, 1024)}
}

func (v *vocabulary) entry(text string, token english.Token) entry {
	v.buffer = english.AppendFold(v.buffer[:0], text, token)
	if e, ok := v.entries[string(v.buffer)]; ok {
		return e
	}
	e := entry{word: string(v.buffer), id: -1}
	if e.stem = e.word; !english.IsStop(e.word) {
		e.stem = english.Stem(e.word)
		id, ok := v.ids[e.stem]
		if !ok {
			id = int32(len(v.ids))
			v.ids[e.stem] = id
		}
		e.id = id
	}
	v.entries[e.word] = e
	return e
}

// read analyses the articles' sentences, at most maxRead of them.
func read(articles []*corpus.Article, v *vocabulary) []*document {
	share := shares(articles, maxRead)
	documents := make([]*document, len(articles))
	for i, a := range articles {
		documents[i] = readArticle(a, share[i], v)
	}
	return documents
}

// shares divides limit among the articles by their number of sentences.
func shares(articles []*corpus.Article, limit int) []int {
	want := make([]int, len(articles))
	total, most := 0, 0
	for i, a := range articles {
		for _, p := range a.Passages {
			want[i] += len(p.Sentences)
		}
		total += want[i]
		most = max(most, want[i])
	}
	if total <= limit {
		return want
	}
	low, high := 0, most // the largest level at which the shares fit the limit
	for low < high {
		level := (low + high + 1) / 2
		sum := 0
		for _, n := range want {
			sum += min(n, level)
		}
		if sum <= limit {
			low = level
		} else {
			high = level - 1
		}
	}
	for i := range want {
		want[i] = min(want[i], low)
	}
	return want
}

func readArticle(a *corpus.Article, limit int, v *vocabulary) *document {
	d := &document{article: a, opinion: a.Kind == corpus.Opinion, thesauri: []*english.Thesaurus{english.Default()}}
	if len(a.Aliases) > 0 {
		d.thesauri = append(d.thesauri, english.New(a.Aliases))
	}
	for p, passage := range a.Passages {
		for i, span := range passage.Sentences {
			if len(d.sentences) == limit {
				break
			}
			s := readSentence(a, span, v)
			s.document, s.place = d, len(d.sentences)
			s.ref = corpus.Ref{Article: a.Slug, Version: a.Version, Paragraph: p + 1, Sentence: i + 1}
			d.sentences = append(d.sentences, s)
		}
	}
	return d
}

func readSentence(a *corpus.Article, span corpus.Span, v *vocabulary) *sentence {
	s := &sentence{article: a, span: span, text: a.Plain(span)}
	s.tokens = english.AppendTokens(make([]english.Token, 0, len(s.text)/5+1), s.text)
	both := make([]string, 2*len(s.tokens))
	s.words, s.stems = both[:len(s.tokens)], both[len(s.tokens):]
	for i, token := range s.tokens {
		e := v.entry(s.text, token)
		s.words[i], s.stems[i] = e.word, e.stem
		if e.id >= 0 {
			s.count(e.id)
		}
	}
	return s
}

// count counts one more occurrence of a stem; terms stay ordered by id.
func (s *sentence) count(id int32) {
	i := len(s.terms)
	for i > 0 && s.terms[i-1].id > id {
		i--
	}
	if i > 0 && s.terms[i-1].id == id {
		s.terms[i-1].count++
		return
	}
	s.terms = append(s.terms, term{})
	copy(s.terms[i+1:], s.terms[i:])
	s.terms[i] = term{id: id, count: 1}
}
