package discord

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"rapporteur/bot/curate"
	"rapporteur/bot/store"
)

// maxQuota bounds what moderators can choose as a quota; the operator's limits are
// below it.
const maxQuota = 1_000_000

// chosenQuotas are quotas with what a moderator filled in; refused says in words what
// cannot be.
func (b *Bot) chosenQuotas(q store.Quotas, o options) (_ store.Quotas, refused string) {
	most := store.Quotas{Articles: maxQuota, Megabytes: maxQuota, Changes: maxQuota}
	if b.o.Curator != nil {
		l := b.o.Curator.Limits()
		most = store.Quotas{Articles: l.Articles, Megabytes: l.Bytes >> 20, Changes: l.Changes}
	}
	for _, f := range []struct {
		option, what string
		to           *int
		most         int
	}{
		{"articles", "articles", &q.Articles, most.Articles},
		{"megabytes", "megabytes", &q.Megabytes, most.Megabytes},
		{"changes", "changes an hour", &q.Changes, most.Changes},
	} {
		if !o.has(f.option) {
			continue
		}
		if n := o.number(f.option); n > f.most {
			return q, fmt.Sprintf("Nothing was saved: whoever runs the bot allows at most %d %s. Choose fewer, or 0 for as many as they allow.", f.most, f.what)
		}
		*f.to = o.number(f.option)
	}
	return q, ""
}

// used says in words how much of its articles a guild has, and the home guild of the
// shared ones too, of how much it may have. Where no articles are kept it says nothing.
func (b *Bot) used(ctx context.Context, guild string) ([]setting, error) {
	if b.o.Curator == nil {
		return nil, nil
	}
	own, err := b.o.Curator.Use(ctx, guild)
	if err != nil {
		return nil, err
	}
	lines := []setting{{"Own articles", useText(own)}}
	if !b.atHome(guild) {
		return lines, nil
	}
	shared, err := b.o.Curator.Use(ctx, "")
	return append(lines, setting{"Articles for all servers", useText(shared)}), err
}

func useText(u curate.Use) string {
	text := fmt.Sprintf("%d (at most %d), %s MB (at most %d), changes in the last hour: %d (at most %d)",
		u.Have.Articles, u.Most.Articles, megabytes(u.Have.Bytes), u.Most.Bytes>>20, u.Have.Changes, u.Most.Changes)
	if u.Most != u.Operator {
		text += fmt.Sprintf("; whoever runs the bot allows %d, %d MB and %d changes", u.Operator.Articles, u.Operator.Bytes>>20, u.Operator.Changes)
	}
	if u.Have.Articles > u.Most.Articles || u.Have.Bytes > u.Most.Bytes {
		text += ". What is there stays, and none can be added until some are withdrawn"
	}
	return text
}

// megabytes are bytes in MB, rounded up to a tenth so that something is not nothing.
func megabytes(bytes int) string {
	return strconv.FormatFloat(math.Ceil(float64(bytes)/(1<<20)*10)/10, 'f', -1, 64)
}
