package bot

import (
	"sync"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate"
	"rapporteur/bot/search"
	"rapporteur/bot/semantic"
)

// answerers answer each guild from what it may read now. Guilds without articles of
// their own share one answerer; an answerer is made anew only when what it answers
// from has changed, and answers from one state of it for as long as somebody has it.
type answerers struct {
	keeper  *curate.Keeper
	meaning *semantic.Keeper // nil goes by words alone

	mu     sync.Mutex
	guilds map[string]*answering // "" and those that have articles of their own
}

// answering is the present answerer of a guild.
type answering struct {
	index    *search.Index
	answerer *answer.Answerer
	library  *semantic.Library // the guild's, whatever its articles; nil without meaning
}

func newAnswerers(keeper *curate.Keeper, meaning *semantic.Keeper) *answerers {
	d := &answerers{keeper: keeper, meaning: meaning, guilds: make(map[string]*answering)}
	for _, guild := range append(keeper.Guilds(), "") {
		d.For(guild) // so that the meaning of all is computed, whoever asks first
	}
	return d
}

// For is for package discord.
func (d *answerers) For(guild string) *answer.Answerer {
	owner, index := d.keeper.Shelf(guild)
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.guilds[owner]
	if a == nil {
		a = &answering{library: d.library(owner)}
		d.guilds[owner] = a
	}
	if a.index == index {
		return a.answerer
	}
	a.index, a.answerer = index, answer.New(index)
	if a.library != nil {
		a.answerer = a.answerer.ByMeaning(a.library)
	}
	d.tidy()
	return a.answerer
}

// library is the passages of a guild by their meaning, now and later.
func (d *answerers) library(guild string) *semantic.Library {
	if d.meaning == nil {
		return nil
	}
	return d.meaning.Library(func() []*Article { return d.keeper.Articles(guild) })
}

// tidy lets go of guilds that have no articles of their own any more.
func (d *answerers) tidy() {
	for guild, a := range d.guilds {
		if owner, _ := d.keeper.Shelf(guild); owner == guild {
			continue
		}
		if a.library != nil {
			d.meaning.Forget(a.library)
		}
		delete(d.guilds, guild)
	}
}
