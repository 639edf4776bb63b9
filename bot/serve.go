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
	if err := serve(ctx, c); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func serve(ctx context.Context, c Config) error {
	if c.Token == "" {
		return ErrNoToken
	}
	began := time.Now()
	source, err := sourceOf(c.Knowledge)
	if err != nil {
		return err
	}
	path := cmp.Or(c.Database, DefaultDatabase)
	kept, err := store.Open(ctx, store.Options{Path: path, Log: c.log()})
	if err != nil {
		return &StoreError{path, err}
	}
	defer func() {
		if err := kept.Close(); err != nil {
			c.log().Error("the database could not be closed", "error", err)
		}
	}()
	asked, stopDesk, err := deskOf(c, kept)
	if err != nil {
		return err
	}
	defer stopDesk() // when all who wait for the model have been served
	if asked.Writes() {
		c.log().Info("answers are written by a language model", "model", c.Model)
	}
	meaning, closeMeaning, err := keeperOf(c, kept)
	if err != nil {
		return err
	}
	defer closeMeaning()
	changes := make(chan struct{}, 1)
	articles, err := curatorOf(ctx, c, source, kept, meaning, changes)
	if err != nil {
		return err
	}
	reader := newReader(c)
	defer reader.close(c.log())

	prepare, stopJobs := startJobs(ctx, c, kept, meaning, articles, reader)
	defer stopJobs()
	err = discord.Run(ctx, discord.Options{
		Token: c.Token.Reveal(), API: c.DiscordAPI, Shards: c.Shards, Content: c.Content, Home: c.HomeGuild,
		Knowledge: newAnswerers(articles, meaning), Past: articles, Corrections: articles, Curator: articles, Changes: changes,
		Ingest: reader, Feeds: reader.pages, Store: kept, Desk: asked, Log: c.log(),
		Ready: func(shard int) {
			prepare()
			c.log().Info("ready", "shard", shard, "after", time.Since(began).Round(time.Millisecond))
		},
	})
	if err != nil {
		return explained(err)
	}
	return nil
}

// startJobs starts what goes on in the background until ctx ends or stop is called,
// which waits for it. prepare, which may be called again and again, has the reader of
// PDFs made ready: answers are given by then.
func startJobs(ctx context.Context, c Config, kept *store.Store, meaning *semantic.Keeper, articles *curate.Keeper, files reader) (prepare, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var jobs sync.WaitGroup
	if meaning != nil {
		jobs.Go(func() { meaning.Run(ctx) })
	}
	jobs.Go(func() { articles.Run(ctx) })
	jobs.Go(func() { sweepEvery(ctx, kept, sweepPeriod, c.log()) })
	due, prepare := context.WithCancel(ctx)
	jobs.Go(func() {
		<-due.Done()
		if ctx.Err() == nil {
			files.prepare(ctx, c.log())
		}
	})
	return prepare, func() {
		cancel()
		jobs.Wait()
	}
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
