package semantic

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/store"
)

// Store keeps vectors; package store has one.
type Store interface {
	Vectors(ctx context.Context, model string, digests []string, each func(store.Vector) error) error
	SaveVectors(ctx context.Context, model string, vectors []store.Vector) error
	UseVectors(ctx context.Context, model string, digests []string) error
}

// Options of a keeper. Embedder and Model are required.
type Options struct {
	Embedder llm.Embedder
	Model    string        // the name under which vectors are kept
	Store    Store         // nil keeps nothing
	Patience time.Duration // for a question's vector; 1 s when zero
	Pause    time.Duration // after a failure, doubled up to 32 times while it lasts; 15 s when zero
	Log      *slog.Logger  // told when an outage begins and ends; nil discards
}

// Defaults of Options.
const (
	defaultPatience = time.Second
	defaultPause    = 15 * time.Second
)

// keptQuestions is how many questions' vectors are remembered: 3 MB at 1,536
// dimensions.
const keptQuestions = 500

// Keeper keeps the vectors of passages. Make one with New, and have Run compute
// what is missing. Its methods may be called from any goroutine.
type Keeper struct {
	o              Options
	query, passage string // what the model wants before a text
	questions      *otter.Cache[string, []float32]
	changed        chan struct{} // holds one when Changed was called

	reading sync.Mutex // held by read, so that an older state does not replace a newer one
	noted   time.Time  // when the store was told of all that is used; of reading

	mu        sync.Mutex
	libraries []*Library
	dims      int                          // of the newest vector that came from the model; 0 before any did
	vectors   map[digest]*vector           // of the libraries' passages
	digests   map[*corpus.Article][]digest // by passage
	refused   map[digest]bool              // texts that the model did not take
	passages  int                          // of all libraries, each text once
	outage    error                        // nil while the model answers
}

// New is a keeper without libraries.
func New(o Options) *Keeper {
	o.Patience = cmp.Or(o.Patience, defaultPatience)
	o.Pause = cmp.Or(o.Pause, defaultPause)
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	k := &Keeper{
		o: o, changed: make(chan struct{}, 1), refused: make(map[digest]bool),
		questions: otter.Must(&otter.Options[string, []float32]{MaximumSize: keptQuestions}),
	}
	k.query, k.passage = prefixesOf(o.Model)
	return k
}

// Library is one of whatever articles a function returns, now and later. It is
// empty until Run or Fill has read it.
func (k *Keeper) Library(articles func() []*corpus.Article) *Library {
	l := &Library{keeper: k, articles: articles}
	l.view.Store(new(view))
	k.mu.Lock()
	k.libraries = append(k.libraries, l)
	k.mu.Unlock()
	k.Changed()
	return l
}

// Forget lets a library go. It finds what it found until then, and nothing later.
func (k *Keeper) Forget(l *Library) {
	k.mu.Lock()
	k.libraries = slices.DeleteFunc(slices.Clone(k.libraries), func(o *Library) bool { return o == l }) // read has the slice
	k.mu.Unlock()
	k.Changed()
}

// Changed has Run read the libraries anew, because their articles changed.
func (k *Keeper) Changed() {
	select {
	case k.changed <- struct{}{}:
	default: // it is going to
	}
}

// State is what there is, for an operator.
type State struct {
	Passages int   // of all libraries, each text once
	Vectors  int   // how many of them have one
	Outage   error // why the model does not answer; nil while it does
}

// State may be asked for at any time.
func (k *Keeper) State() State {
	k.mu.Lock()
	defer k.mu.Unlock()
	return State{Passages: k.passages, Vectors: len(k.vectors), Outage: k.outage}
}

// question is the vector of a question, nil if there is none in time. Why goes to
// the log, once an outage.
func (k *Keeper) question(parent context.Context, text string) []float32 {
	text = cut(text, maxQuery)
	if v, ok := k.questions.GetIfPresent(text); ok {
		return v
	}
	ctx, cancel := context.WithTimeout(parent, k.o.Patience)
	defer cancel()
	vectors, err := k.o.Embedder.Embed(ctx, []string{k.query + text})
	if err != nil {
		if parent.Err() == nil && !errors.Is(err, llm.ErrTooLong) && !errors.Is(err, llm.ErrFiltered) {
			k.failed(err)
		}
		return nil
	}
	k.answered(len(vectors[0]))
	k.questions.Set(text, vectors[0])
	return vectors[0]
}

// ofText reports whether an error may be due to a text, and others go well.
func ofText(err error) bool {
	return errors.Is(err, llm.ErrTooLong) || errors.Is(err, llm.ErrFiltered) || errors.Is(err, llm.ErrBadAnswer)
}

// failed notes that the model does not answer.
func (k *Keeper) failed(err error) {
	k.mu.Lock()
	first := k.outage == nil
	k.outage = err
	k.mu.Unlock()
	if first {
		k.o.Log.Warn("the model of embeddings does not answer; passages are found by words alone until it does", "model", k.o.Model, "error", err)
	}
}

// answered notes that it does, with vectors of so many dimensions. If those that
// are kept have another length, the model is another one under its old name.
func (k *Keeper) answered(dims int) {
	k.mu.Lock()
	over, other := k.outage != nil, k.dims != dims && len(k.vectors) > 0
	k.outage, k.dims = nil, dims
	if other {
		for d, v := range k.vectors {
			if len(v.codes) != dims {
				delete(k.vectors, d)
			}
		}
		other = len(k.vectors) == 0
	}
	k.mu.Unlock()
	if over {
		k.o.Log.Info("the model of embeddings answers again", "model", k.o.Model)
		k.Changed() // what is missing can be computed now
	}
	if other {
		k.questions.InvalidateAll()
		k.o.Log.Warn("the model of embeddings is another one than before: all vectors are computed anew", "model", k.o.Model, "dimensions", dims)
		k.Changed()
	}
}

// text is a passage whose vector is missing.
type text struct {
	digest digest
	words  string
}

// read reads all libraries, takes what the store has of them and shows it. It
// returns what is missing, each text once.
func (k *Keeper) read(ctx context.Context) ([]text, error) {
	k.reading.Lock()
	defer k.reading.Unlock()
	k.mu.Lock()
	libraries, before := k.libraries, k.digests
	k.mu.Unlock()
	digests := make(map[*corpus.Article][]digest)
	held := make(map[digest]place)
	for _, l := range libraries {
		for _, a := range l.articles() {
			if _, ok := digests[a]; ok {
				continue // one that guilds share
			}
			if digests[a] = before[a]; digests[a] == nil {
				digests[a] = digestsOf(k.passage, a)
			}
			for i, d := range digests[a] {
				held[d] = place{a, int32(i)}
			}
		}
	}
	k.mu.Lock()
	k.digests, k.passages = digests, len(held)
	kept := make(map[digest]*vector, len(held))
	for d := range held {
		if v, ok := k.vectors[d]; ok {
			kept[d] = v
		}
	}
	k.vectors = kept
	lacking := k.lacking(held)
	k.mu.Unlock()
	err := k.load(ctx, held, lacking)
	k.show()
	k.mu.Lock()
	lacking = k.lacking(held)
	k.mu.Unlock()
	missing := make([]text, len(lacking))
	for i, d := range lacking {
		p := held[d]
		missing[i] = text{d, passageText(k.passage, p.article, int(p.passage))}
	}
	return missing, err
}

// lacking are those texts that have no vector. k.mu is held.
func (k *Keeper) lacking(held map[digest]place) []digest {
	var out []digest
	for d := range held {
		if k.vectors[d] == nil && !k.refused[d] {
			out = append(out, d)
		}
	}
	return out
}

// load takes from the store what it has of the texts that are missing, and notes
// there which are held.
func (k *Keeper) load(ctx context.Context, held map[digest]place, lacking []digest) error {
	if k.o.Store == nil || len(held) == 0 {
		return nil
	}
	byName := make(map[string]digest, len(lacking))
	names := make([]string, 0, len(held))
	for _, d := range lacking {
		names = append(names, d.name())
		byName[names[len(names)-1]] = d
	}
	found := make(map[digest]*vector)
	err := k.o.Store.Vectors(ctx, k.o.Model, names, func(v store.Vector) error {
		if w, err := unpack(v.Body); err == nil { // else it is computed anew
			found[byName[v.Digest]] = w
		}
		return nil
	})
	if err != nil {
		return err
	}
	k.add(found)
	names = names[:0]
	if time.Since(k.noted) >= noteEvery {
		for d := range held {
			names = append(names, d.name())
		}
		k.noted = time.Now()
	} else {
		for d := range found {
			names = append(names, d.name())
		}
	}
	return k.o.Store.UseVectors(ctx, k.o.Model, names)
}

// add keeps vectors of the length that the model gives. Before it gave any, that
// of the first counts.
func (k *Keeper) add(vectors map[digest]*vector) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for d, v := range vectors {
		if k.dims == 0 {
			k.dims = len(v.codes)
		}
		if len(v.codes) == k.dims {
			k.vectors[d] = v
		}
	}
}

// show makes the views of all libraries of what there is.
func (k *Keeper) show() {
	k.mu.Lock()
	libraries, digests, dims := k.libraries, k.digests, k.dims
	type content struct {
		places  []place
		vectors []*vector
	}
	contents := make([]content, len(libraries))
	for i, l := range libraries {
		c := &contents[i]
		for _, a := range l.articles() {
			for p, d := range digests[a] {
				if v := k.vectors[d]; v != nil {
					c.places, c.vectors = append(c.places, place{a, int32(p)}), append(c.vectors, v)
				}
			}
		}
	}
	k.mu.Unlock()
	for i, l := range libraries {
		l.view.Store(newView(dims, contents[i].places, contents[i].vectors))
	}
}
