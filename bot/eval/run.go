package eval

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/search"
)

// Figures are the results of a question set.
type Figures struct {
	Set        string  `json:"set"`
	Questions  int     `json:"questions"`
	Answerable int     `json:"answerable"`
	Passages   Ranking `json:"passages"`  // over the answerable questions that name a gold passage or document
	Plain      Ranking `json:"plain"`     // the same by PlainBM25
	Sentences  Hits    `json:"sentences"` // over those that name a gold sentence or answer
	// AUROC is the probability that an answerable question gets a higher
	// confidence than one that is not; nil without both.
	AUROC    *float64 `json:"auroc"`
	Answered Portion  `json:"answered"` // of the answerable questions, how many the bot answers
	Refused  Portion  `json:"refused"`  // of the others, how many it refuses
	// Right is, of the answered questions that name a gold sentence or answer,
	// how many have a right sentence as the first source; RightAny, as any.
	Right    Portion `json:"right"`
	RightAny Portion `json:"right_any"`
	Latency  Latency `json:"ms"`
}

// Portion is a part of a number of questions; 0 of none.
type Portion struct {
	Of    int     `json:"of"`
	Share float64 `json:"share"`
}

func (s *Portion) add(yes bool) {
	n := float64(s.Of)
	s.Of++
	v := 0.0
	if yes {
		v = 1
	}
	s.Share = (s.Share*n + v) / (n + 1)
}

// Latency is how long one whole answer takes, in milliseconds, with all cores
// answering.
type Latency struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
}

// Prediction is what was found for one question.
type Prediction struct {
	ID         string              `json:"id"`
	Ranking    []string            `json:"ranking"`   // at most ten passages
	Sentences  []PredictedSentence `json:"sentences"` // at most three
	Confidence float64             `json:"confidence"`
}

// PredictedSentence is a sentence as the set's passage has it.
type PredictedSentence struct {
	Passage string `json:"passage"`
	Text    string `json:"text"`
}

// predictedSentences is how many sentences a Prediction holds.
const predictedSentences = 3

// outcome is what came of one question.
type outcome struct {
	found      search.Result
	reply      *answer.Reply
	took       time.Duration
	confidence float64
}

// Run asks every question of a set of the set's articles, on all cores.
// Predictions come in the order of the questions, when all are asked; progress
// is called after each answer, from many goroutines. Either may be nil. The
// error is that of ctx, or of an index that does not hold the articles.
func Run(ctx context.Context, s *Set, progress func(done, total int)) (*Figures, []Prediction, error) {
	index, err := search.New(s.Articles)
	if err != nil {
		return nil, nil, err
	}
	outcomes, err := s.ask(ctx, index, progress)
	if err != nil {
		return nil, nil, err
	}
	predictions := make([]Prediction, len(outcomes))
	for i := range outcomes {
		predictions[i] = s.prediction(&s.Questions[i], &outcomes[i])
	}
	return s.figures(outcomes, NewPlainBM25(s)), predictions, nil
}

func (s *Set) ask(ctx context.Context, index *search.Index, progress func(done, total int)) ([]outcome, error) {
	outcomes := make([]outcome, len(s.Questions))
	errs := make([]error, len(s.Questions))
	answerer := answer.New(index)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.Questions)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(s.Questions); i = int(next.Add(1)) - 1 {
				if outcomes[i], errs[i] = askOne(ctx, index, answerer, &s.Questions[i]); errs[i] != nil {
					return
				}
				if n := int(done.Add(1)); progress != nil {
					progress(n, len(s.Questions))
				}
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

func askOne(ctx context.Context, index *search.Index, answerer *answer.Answerer, q *Question) (outcome, error) {
	query := q.Query()
	o := outcome{found: index.Search(query)}
	o.confidence = o.found.Confidence
	began := time.Now()
	var err error
	o.reply, err = answerer.Answer(ctx, answer.Question{Text: query.Text, History: query.History})
	o.took = time.Since(began)
	return o, err
}

func (s *Set) prediction(q *Question, o *outcome) Prediction {
	p := Prediction{ID: q.ID, Ranking: []string{}, Sentences: []PredictedSentence{}, Confidence: o.confidence}
	for _, h := range o.found.Passages[:min(search.MaxHits, len(o.found.Passages))] {
		p.Ranking = append(p.Ranking, s.ID(h.Article, h.Passage))
	}
	for _, e := range o.found.Sentences[:min(predictedSentences, len(o.found.Sentences))] {
		p.Sentences = append(p.Sentences, PredictedSentence{
			Passage: s.ID(e.Article, e.Passage),
			Text:    e.Article.Raw(e.Article.Passages[e.Passage].Sentences[e.Sentence]),
		})
	}
	return p
}

func (s *Set) figures(outcomes []outcome, plain *PlainBM25) *Figures {
	f := &Figures{Set: s.Name, Questions: len(outcomes)}
	judged := make([]Judged, len(outcomes))
	took := make([]time.Duration, len(outcomes))
	for i := range outcomes {
		q, o := &s.Questions[i], &outcomes[i]
		judged[i] = Judged{Confidence: o.confidence, Answerable: q.Answerable}
		took[i] = o.took
		if q.Answerable {
			f.Answerable++
			s.addAnswerable(f, q, o, plain)
		} else {
			f.Refused.add(!o.reply.Answered())
		}
	}
	if f.Answerable > 0 && f.Answerable < f.Questions {
		area := AUROC(judged)
		f.AUROC = &area
	}
	slices.Sort(took)
	f.Latency = Latency{P50: percentile(took, .50), P95: percentile(took, .95)}
	return f
}

// addAnswerable counts a question that the articles answer.
func (s *Set) addAnswerable(f *Figures, q *Question, o *outcome, plain *PlainBM25) {
	if len(q.GoldPassages) > 0 || len(q.GoldDocuments) > 0 {
		f.Passages.Add(s.PassageRank(q, o.found.Passages))
		f.Plain.Add(s.PassageRank(q, plain.Rank(q.Query())))
	}
	f.Answered.add(o.reply.Answered())
	if len(q.GoldPassages) == 0 || len(q.GoldAnswers) == 0 && len(q.GoldSentences) == 0 {
		return
	}
	f.Sentences.Add(s.SentenceRank(q, o.found.Sentences))
	if !o.reply.Answered() {
		return
	}
	right := func(source answer.Source) bool {
		return s.RightSentence(q, source.Of(), source.Paragraph-1, source.Sentence-1)
	}
	sources := o.reply.Sources()
	f.Right.add(len(sources) > 0 && right(sources[0]))
	f.RightAny.add(slices.ContainsFunc(sources, right))
}

// percentile is the value, in milliseconds, that the share p of sorted does
// not exceed: the nearest rank.
func percentile(sorted []time.Duration, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := min(int(p*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[rank].Microseconds()) / 1000
}
