package disputes

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disagree"
)

// Sentence is one of an article by its text, whatever the version.
type Sentence struct {
	Slug   string
	Digest string // of its text, without differences of space
}

// SentenceAt is the sentence of a place.
func SentenceAt(p corpus.Place) Sentence {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(p.Plain()), " ")))
	return Sentence{p.Article.Slug, hex.EncodeToString(sum[:16])}
}

// Ruling says which of two sentences stands.
type Ruling struct {
	Stands, Falls Sentence
	Both          bool // both do; then it does not matter which is which
	At            time.Time
}

// Case is two sentences that disagree, and on which nobody has ruled.
type Case struct {
	// ID is the same as long as both sentences stand, whichever is A: 16 letters and
	// digits.
	ID string
	disagree.Disagreement
}

// Otherwise is what another sentence says instead of a cited one.
type Otherwise struct {
	disagree.Counterpart
	// Falls says that moderators ruled that this one stands, and not the cited one.
	Falls bool
}

// pair is two sentences, the lesser one first.
type pair struct{ a, b Sentence }

func pairOf(x, y Sentence) pair {
	if cmp.Or(strings.Compare(x.Slug, y.Slug), strings.Compare(x.Digest, y.Digest)) > 0 {
		x, y = y, x
	}
	return pair{x, y}
}

// CaseID is the ID of the case of two sentences, whichever comes first.
func CaseID(x, y Sentence) string { return pairOf(x, y).id() }

func (p pair) id() string {
	sum := sha256.Sum256([]byte(p.a.Slug + "\x00" + p.a.Digest + "\x00" + p.b.Slug + "\x00" + p.b.Digest))
	return hex.EncodeToString(sum[:8])
}

// rulings are a guild's, by pair.
type rulings map[pair]Ruling

// shelf is what was found in the articles of an owner.
type shelf struct {
	finder *disagree.Finder
	have   map[string]*corpus.Article
	all    []disagree.Disagreement
	// unread counts what was put and not compared yet, unshown says that shown is behind.
	unread  int
	unshown bool
	shown   atomic.Pointer[view]
}

// view is what is found, ready to be looked up.
type view struct {
	cases []Case
	pairs []pair // of the cases
	index *disagree.Index
}

// Docket holds the disputes of all guilds. Make one with New. Its methods may be called
// from any goroutine.
type Docket struct {
	updating sync.Mutex // held by who reads articles
	mu       sync.RWMutex
	shelves  map[string]*shelf
	ruled    map[string]rulings  // by guild
	falling  map[string]*Rulings // by guild, where something falls
}

// New returns a docket without articles.
func New() *Docket {
	return &Docket{shelves: make(map[string]*shelf), ruled: make(map[string]rulings), falling: make(map[string]*Rulings)}
}

// readAnew is of how many changed articles all are compared with all: it costs what
// about so many cost one by one.
const readAnew = 40

// Update brings the disputes of an owner's shelf in line with what stands on it. What
// was found before is shown until it is done. The error is that of ctx; then the next
// Update goes on.
func (d *Docket) Update(ctx context.Context, owner string, articles []*corpus.Article) error {
	d.updating.Lock()
	defer d.updating.Unlock()
	s := d.shelf(owner)
	left := make(map[string]bool, len(s.have))
	for slug := range s.have {
		left[slug] = true
	}
	for _, a := range articles {
		delete(left, a.Slug)
		if s.have[a.Slug] == a {
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("find what disagrees with %s: %w", a.Slug, err)
		}
		s.unshown = true
		s.finder.Put(a)
		s.have[a.Slug] = a
		s.drop(a.Slug)
		if s.unread++; s.unread <= readAnew {
			s.all = append(s.all, s.finder.For(a.Slug)...)
		}
	}
	for slug := range left {
		s.unshown = true
		s.finder.Remove(slug)
		delete(s.have, slug)
		s.drop(slug)
	}
	if !s.unshown && s.shown.Load() != nil {
		return nil
	}
	if s.unread > readAnew {
		s.all = s.finder.All()
	}
	s.unread, s.unshown = 0, false
	s.show()
	return nil
}

func (d *Docket) shelf(owner string) *shelf {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.shelves[owner]
	if s == nil {
		s = &shelf{finder: disagree.NewFinder(), have: make(map[string]*corpus.Article)}
		d.shelves[owner] = s
	}
	return s
}

// drop lets go of what was found of an article as it was.
func (s *shelf) drop(slug string) {
	s.all = slices.DeleteFunc(s.all, func(f disagree.Disagreement) bool {
		return f.A.Article.Slug == slug || f.B.Article.Slug == slug
	})
}

// show makes what was found visible: of two sentences that give several things
// differently, one case.
func (s *shelf) show() {
	slices.SortStableFunc(s.all, func(x, y disagree.Disagreement) int {
		return cmp.Or(strings.Compare(x.A.Article.Slug, y.A.Article.Slug), strings.Compare(x.B.Article.Slug, y.B.Article.Slug))
	})
	v := &view{index: disagree.NewIndex(s.all)}
	seen := make(map[pair]bool, len(s.all))
	for _, f := range s.all {
		p := pairOf(SentenceAt(f.A), SentenceAt(f.B))
		if p.a == p.b || seen[p] {
			continue
		}
		seen[p] = true
		v.cases, v.pairs = append(v.cases, Case{p.id(), f}), append(v.pairs, p)
	}
	s.shown.Store(v)
}

// Forget lets go of an owner's shelf.
func (d *Docket) Forget(owner string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.shelves, owner)
}

// Owners are those whose shelves have been read, in no order.
func (d *Docket) Owners() []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []string
	for owner := range d.shelves {
		out = append(out, owner)
	}
	return out
}

// Rule replaces a guild's rulings.
func (d *Docket) Rule(guild string, all []Ruling) {
	by := make(rulings, len(all))
	for _, r := range all {
		by[pairOf(r.Stands, r.Falls)] = r
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ruled[guild] = by
	if f := fallingIn(by); f != nil {
		d.falling[guild] = f
	} else {
		delete(d.falling, guild)
	}
}

// seen is what a guild that reads an owner's shelf goes by; nil while that has not
// been read.
func (d *Docket) seen(owner, guild string) (*view, rulings) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	s := d.shelves[owner]
	if s == nil {
		return nil, nil
	}
	return s.shown.Load(), d.ruled[guild]
}

// Of is what must be shown to a guild beside a cited place: what says otherwise and
// was not ruled on, and what stands in its stead. It takes the same time however many
// disputes there are.
func (d *Docket) Of(owner, guild string, p corpus.Place) []Otherwise {
	v, ruled := d.seen(owner, guild)
	if v == nil {
		return nil
	}
	found := v.index.Of(p.Ref())
	if len(found) == 0 {
		return nil
	}
	var out []Otherwise
	here := SentenceAt(p)
	for _, c := range found {
		r, is := ruled[pairOf(here, SentenceAt(c.Place))]
		switch {
		case !is:
			out = append(out, Otherwise{Counterpart: c})
		case !r.Both && r.Falls == here:
			out = append(out, Otherwise{c, true})
		}
	}
	return out
}

// Open are the cases of a guild on which nobody has ruled, by the articles' slugs.
func (d *Docket) Open(owner, guild string) []Case {
	v, ruled := d.seen(owner, guild)
	if v == nil {
		return nil
	}
	var out []Case
	for i, c := range v.cases {
		if _, is := ruled[v.pairs[i]]; !is {
			out = append(out, c)
		}
	}
	return out
}

// Case is one by its ID, also one that was ruled on.
func (d *Docket) Case(owner, id string) (Case, bool) {
	v, _ := d.seen(owner, "")
	if v == nil {
		return Case{}, false
	}
	for _, c := range v.cases {
		if c.ID == id {
			return c, true
		}
	}
	return Case{}, false
}
