package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/discord"
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
	source, err := sourceOf(c.Knowledge)
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

	meaning, closeMeaning, err := keeperOf(c, kept)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	defer closeMeaning()
	changes := make(chan struct{}, 1)
	articles, err := curatorOf(ctx, c, source, kept, meaning, changes)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}

	reader := newReader(c)
	defer reader.close(c.log())

	ctx, stop := context.WithCancel(ctx)
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
	knowledge := newAnswerers(articles, meaning)
	if meaning != nil {
		jobs.Go(func() { meaning.Run(ctx) })
	}
	jobs.Go(func() { articles.Run(ctx) })
	jobs.Go(func() { sweepEvery(ctx, kept, sweepPeriod, c.log()) })
	ready, isReady := context.WithCancel(ctx)
	jobs.Go(func() {
		<-ready.Done() // when answers are given
		if ctx.Err() == nil {
			reader.prepare(ctx, c.log())
		}
	})

	err = discord.Run(ctx, discord.Options{
		Token: c.Token.Reveal(), API: c.DiscordAPI, Shards: c.Shards, Content: c.Content,
		Knowledge: knowledge, Past: articles, Corrections: articles, Curator: articles, Ingest: reader, Feeds: reader.pages, Home: c.HomeGuild, Changes: changes,
		Store: kept, Desk: asked, Log: c.log(),
		Ready: func(shard int) {
			isReady()
			c.log().Info("ready", "shard", shard, "after", time.Since(began).Round(time.Millisecond))
		},
	})
	if err != nil {
		return fmt.Errorf("serve: %w", explained(err))
	}
	return nil
}

// curatorOf keeps the articles of all guilds. When they change it has their meaning read
// anew, and puts something into changes.
func curatorOf(ctx context.Context, c Config, from source, kept *store.Store, meaning *semantic.Keeper, changes chan<- struct{}) (*curate.Keeper, error) {
	o := curate.Options{Store: kept, Folder: from.folder, Limits: c.limits(), Log: c.log(), Vectors: semantic.AllDigests}
	if o.Folder == "" {
		o.Files = from.fsys
	}
	o.Changed = func() {
		if meaning != nil {
			meaning.Changed()
		}
		select {
		case changes <- struct{}{}:
		default: // it is going to be looked at
		}
	}
	k, err := curate.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	c.log().Info("articles loaded", "from", from.name, "shared", len(k.Articles("")), "guilds with their own", len(k.Guilds()))
	return k, nil
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
