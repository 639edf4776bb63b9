package curate

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// Standing is how an article stands now, of those that were ever there.
type Standing struct {
	store.Article
	Now *corpus.Article // nil once it is withdrawn or erased
}

// Standing are the articles of a guild, "" for what all guilds may read, by slug:
// those that are withdrawn or erased too.
func (k *Keeper) Standing(guild string) []Standing {
	var out []Standing
	for _, h := range k.state().sorted() {
		if h.Guild == guild {
			out = append(out, Standing{h.Article, h.article})
		}
	}
	return out
}

// Raw is a version with its file, of a guild's own article or of a shared one for
// "". Of one that withdraws or was erased the file is empty; one that is not there
// is a store.ErrNotFound.
func (k *Keeper) Raw(ctx context.Context, guild, slug string, version int) (store.Version, error) {
	v, err := k.o.Store.Version(ctx, guild, slug, version)
	if err != nil {
		return store.Version{}, fmt.Errorf("read the file of %s: %w", slug, err)
	}
	return v, nil
}

// Slug is the name under which a new article of a file's name would be kept; a
// number is put behind it while another article of the guild, or of all guilds, has
// it.
func (k *Keeper) Slug(guild, file string) string {
	held := k.state().held
	return freeSlug(file, func(slug string) bool {
		return !held[key{guild, slug}].Live && !held[key{"", slug}].Live
	})
}

// FreshSlug is one that no article of the guild, or of all guilds, ever had: under it
// nothing that was withdrawn comes back.
func (k *Keeper) FreshSlug(guild, file string) string {
	held := k.state().held
	return freeSlug(file, func(slug string) bool {
		return held[key{guild, slug}].Version == 0 && held[key{"", slug}].Version == 0
	})
}

func freeSlug(file string, free func(slug string) bool) string {
	slug := corpus.Slugs(file)[0]
	if len(slug) > maxSlug {
		slug = strings.Trim(strings.ToValidUTF8(slug[:maxSlug], ""), "-")
	}
	for n := 1; ; n++ {
		name := slug
		if n > 1 {
			name = fmt.Sprintf("%s-%d", strings.ToValidUTF8(slug[:min(len(slug), maxSlug-4)], ""), n)
		}
		if free(name) {
			return name
		}
	}
}
