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
	"rapporteur/bot/store"
)

// ErrNoToken means that Serve was given no token.
var ErrNoToken = errors.New("no token")

// Serve runs the bot on Discord until ctx is done, and then finishes what is in
// progress. It is the one place that starts background jobs, each once, however
// often the connection to Discord comes and goes.
//
// The error is ErrNoToken, that of the articles, the prompts and the language model
// as from New, a *StoreError, or a *DiscordError.
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

	ctx, stop := context.WithCancel(ctx)
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
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
			log.Info("removed what is past its retention", "answers", swept.Answers, "turns", swept.Turns, "gaps", swept.Gaps)
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
