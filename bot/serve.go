package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord"
	"rapporteur/bot/search"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
)

// ErrNoToken means that Serve was given no token.
var ErrNoToken = errors.New("no token")

// Serve runs the bot on Discord until ctx is done, and then finishes what is in
// progress. It is the one place that starts background jobs, each once, however
// often the connection to Discord comes and goes.
//
// The error is ErrNoToken, that of the articles, the prompts and the language model
// as from New, a *StoreError, an *EmbeddingsError, or a *DiscordError.
func Serve(ctx context.Context, c Config) error {
	if c.Token == "" {
		return fmt.Errorf("serve: %w", ErrNoToken)
	}
	began := time.Now()
	desks, err := openDesks(c)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	path := cmp.Or(c.Database, DefaultDatabase)
	kept, err := store.Open(ctx, store.Options{Path: path, Log: c.log()})
	if err != nil {
		return fmt.Errorf("serve: %w", &StoreError{path, err})
	}
	defer func() {
		if err := kept.Close(); err != nil {
			c.log().Error("the database could not be closed", "error", err)
		}
	}()
	asked, stopDesk, err := deskOf(c, kept)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer stopDesk() // when all who wait for the model have been served
	if asked.Writes() {
		c.log().Info("answers are written by a language model", "model", c.Model)
	}

	keeper, closeKeeper, err := keeperOf(c, kept)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer closeKeeper()

	ctx, stop := context.WithCancel(ctx)
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
	if keeper != nil {
		desks.byMeaning(keeper)
		jobs.Go(func() { keeper.Run(ctx) })
	}
	jobs.Go(func() { sweepEvery(ctx, kept, sweepPeriod, c.log()) })

	err = discord.Run(ctx, discord.Options{
		Token: c.Token.Reveal(), API: c.DiscordAPI, Shards: c.Shards, Content: c.Content,
		Knowledge: desks, Store: kept, Desk: asked, Log: c.log(),
		Ready: func(shard int) {
			c.log().Info("ready", "shard", shard, "after", time.Since(began).Round(time.Millisecond))
		},
	})
	if err != nil {
		return fmt.Errorf("serve: %w", explained(err))
	}
	return nil
}

// keepUnused is how long the vector of a passage is kept that no library holds any
// more: as long as somebody may want an earlier version back.
const keepUnused = 30 * 24 * time.Hour

// sweepPeriod is how often what is past its retention is removed. Retention
// counts in days.
const sweepPeriod = time.Hour

// sweepEvery removes what is past its retention, now and then every period.
func sweepEvery(ctx context.Context, s *store.Store, period time.Duration, log *slog.Logger) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		swept, err := s.Sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("what is past its retention could not be removed", "error", err)
		case swept != (store.Swept{}):
			log.Info("removed what is past its retention", "answers", swept.Answers, "turns", swept.Turns, "gaps", swept.Gaps, "runs", swept.Runs)
		}
		if n, err := s.SweepVectors(ctx, keepUnused); err != nil && ctx.Err() == nil {
			log.Error("vectors that nobody uses could not be removed", "error", err)
		} else if n > 0 {
			log.Info("removed vectors that nobody uses", "vectors", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// desks answer each guild from what it may read.
type desks struct {
	shared *answer.Answerer
	guilds map[string]*answer.Answerer // those that have articles of their own
}

// For is for package discord.
func (d *desks) For(guild string) *answer.Answerer {
	if own, ok := d.guilds[guild]; ok {
		return own
	}
	return d.shared
}

// byMeaning has all guilds' passages found by their meaning too.
func (d *desks) byMeaning(keeper *semantic.Keeper) {
	d.shared = byMeaning(d.shared, keeper)
	for guild, own := range d.guilds {
		d.guilds[guild] = byMeaning(own, keeper)
	}
}

// openDesks loads the articles and makes them ready to be asked. The problems of
// their files are logged: they keep nothing else from being used.
func openDesks(c Config) (*desks, error) {
	k, err := openKnowledge(c.Knowledge)
	if err != nil {
		return nil, err
	}
	for _, p := range k.problems {
		c.log().Warn("an article should be mended", "file", p.File, "line", p.Line, "problem", p.Message)
	}
	d := &desks{guilds: make(map[string]*answer.Answerer)}
	if d.shared, err = answererOf(k.shelves.Shared); err != nil {
		return nil, err
	}
	for guild, library := range k.shelves.Guilds {
		if d.guilds[guild], err = answererOf(library); err != nil {
			return nil, err
		}
	}
	c.log().Info("articles loaded", "from", k.name, "shared", k.library.Len(), "guilds with their own", len(d.guilds))
	return d, nil
}

func answererOf(library *corpus.Library) (*answer.Answerer, error) {
	index, err := search.New(library.Articles())
	if err != nil {
		return nil, err
	}
	return answer.New(index), nil
}
