package semantic

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/llm"
	"rapporteur/bot/store"
)

// How often things are done.
const (
	noteEvery   = 12 * time.Hour // that vectors are used, and more often than they are swept
	mostDoubled = 5              // times that a pause is doubled
)

// showGrown is by what part of itself a library's vectors grow until they are
// shown, so that a large one is not put together again after each request.
const showGrown = 8

// Run reads the libraries and computes the vectors that are missing, now and
// whenever Changed was called, until ctx is done. It is called once.
func (k *Keeper) Run(ctx context.Context) {
	failures := 0
	for {
		select {
		case <-k.changed: // what it is about is read now
		default:
		}
		wait := noteEvery
		if err := k.Fill(ctx); err != nil {
			if ctx.Err() != nil {
				return
			}
			if !errors.Is(err, errStore) {
				k.failed(err)
			}
			wait = k.o.Pause << min(failures, mostDoubled)
			failures++
			var why *llm.Error
			if errors.As(err, &why) {
				wait = max(wait, why.Wait)
			}
		} else {
			failures = 0
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-k.changed:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// errStore means that the model is not to blame.
var errStore = errors.New("the store of vectors failed")

// Fill reads the libraries and computes the vectors that are missing, once. What
// was computed before an error stays.
func (k *Keeper) Fill(ctx context.Context) error {
	missing, err := k.read(ctx)
	if err != nil {
		if ctx.Err() == nil {
			k.o.Log.Error("vectors could not be read from the database", "error", err)
		}
		return fmt.Errorf("%w: %w", errStore, err)
	}
	if len(missing) == 0 {
		return nil
	}
	slices.SortFunc(missing, func(a, b text) int { return bytes.Compare(a.digest[:], b.digest[:]) })
	began := time.Now()
	k.o.Log.Debug("computing vectors of passages", "model", k.o.Model, "missing", len(missing))
	err = k.compute(ctx, missing)
	k.show()
	if err == nil {
		s := k.State()
		k.o.Log.Info("vectors of passages", "passages", s.Passages, "with a vector", s.Vectors, "took", time.Since(began).Round(time.Millisecond))
	}
	return err
}

// compute computes vectors request by request. One that the server answers with
// nonsense is passed over for the next, two in a row end it.
func (k *Keeper) compute(ctx context.Context, missing []text) error {
	var last error
	inRow := 0
	shown := k.State().Vectors
	for len(missing) > 0 {
		n := request(missing)
		err := k.batch(ctx, missing[:n])
		missing = missing[n:]
		switch {
		case err == nil:
			inRow = 0
		case !ofText(err) || inRow > 0:
			return err
		default:
			last = err
			inRow++
		}
		if n := k.State().Vectors; n-shown > shown/showGrown {
			k.show()
			shown = n
		}
	}
	return last
}

// request is how many of the texts go into the first request.
func request(missing []text) int {
	var words []string
	for _, t := range missing[:min(len(missing), llm.MaxEmbedTexts)] {
		words = append(words, t.words)
	}
	for batch := range llm.Batches(words) {
		return len(batch)
	}
	return 0
}

// batch computes the vectors of one request and keeps them. If the model takes the
// texts only one by one, what it does not take is set aside until the next start.
func (k *Keeper) batch(ctx context.Context, texts []text) error {
	err := k.embed(ctx, texts)
	if err == nil || !ofText(err) {
		return err
	}
	var refused []text
	for i := range texts {
		alone := k.alone(ctx, texts[i])
		switch {
		case alone == nil:
		case !ofText(alone):
			return alone
		default:
			refused = append(refused, texts[i])
		}
		if i+1 == hopeless && len(refused) == hopeless {
			return err
		}
	}
	if len(refused) == len(texts) && errors.Is(err, llm.ErrBadAnswer) {
		return err
	}
	k.mu.Lock()
	for _, t := range refused {
		k.refused[t.digest] = true
	}
	k.mu.Unlock()
	if len(refused) > 0 {
		k.o.Log.Warn("the model of embeddings does not take some passages; they are found by words alone", "passages", len(refused), "error", err)
	}
	return nil
}

// hopeless is how many texts a server may refuse one by one before it is taken to
// refuse all.
const hopeless = 4

// shortest is the length in bytes below which a text is not shortened any more.
const shortest = 400

// alone computes the vector of one text, of its beginning if it is too long.
func (k *Keeper) alone(ctx context.Context, t text) error {
	for {
		err := k.embed(ctx, []text{t})
		if !errors.Is(err, llm.ErrTooLong) || len(t.words) < 2*shortest {
			return err
		}
		t.words = cut(t.words, len(t.words)/2)
	}
}

// embed asks for the vectors of texts and keeps them.
func (k *Keeper) embed(ctx context.Context, texts []text) error {
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = t.words
	}
	numbers, err := k.o.Embedder.Embed(ctx, words)
	if err != nil {
		return err
	}
	k.answered(len(numbers[0]))
	vectors := make(map[digest]*vector, len(texts))
	rows := make([]store.Vector, len(texts))
	for i, t := range texts {
		v := quantise(numbers[i])
		vectors[t.digest] = v
		rows[i] = store.Vector{Digest: t.digest.name(), Body: v.pack()}
	}
	k.add(vectors)
	if k.o.Store == nil {
		return nil
	}
	if err := k.o.Store.SaveVectors(ctx, k.o.Model, rows); err != nil {
		if ctx.Err() == nil {
			k.o.Log.Error("vectors could not be stored", "error", err)
		}
		return fmt.Errorf("%w: %w", errStore, err)
	}
	return nil
}
