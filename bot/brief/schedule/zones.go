package schedule

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a machine without its own copy, such as a bare container, uses this
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxZones is the most zones that SearchZones gives, which is the most choices
// that an autocompletion of Discord may offer.
const MaxZones = 25

//go:embed zones.txt
var zoneList string

// zone is one zone of the tz database.
type zone struct {
	name   string
	folded string
	old    bool // an older name of another, or an area of the sea
	words  []zoneWord
	load   func() (*time.Location, error)
}

// zoneWord is a folded name under which a zone is found.
type zoneWord struct {
	text string
	kind wordKind
}

type wordKind uint8

const (
	cityWord wordKind = iota
	aliasWord
	countryWord
)

// zones holds all zones in the order of their names, and by folded name.
type zoneIndex struct {
	all    []*zone
	byName map[string]*zone
}

// zones is read from the embedded list once and never changes. Each zone is
// loaded when it is first used: many schedules share few zones.
var zones = sync.OnceValue(func() *zoneIndex {
	index := &zoneIndex{byName: make(map[string]*zone)}
	for line := range strings.Lines(zoneList) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		z := newZone(line)
		index.all = append(index.all, z)
		index.byName[z.folded] = z
	}
	return index
})

// newZone reads a line of zones.txt.
func newZone(line string) *zone {
	name, rest, _ := strings.Cut(line, "|")
	countries, others, _ := strings.Cut(rest, "|")
	z := &zone{name: name, folded: fold(name), old: countries == "-"}
	z.load = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(name) })
	city := name[strings.LastIndexByte(name, '/')+1:]
	z.words = append(z.words, zoneWord{fold(city), cityWord})
	for word := range strings.SplitSeq(others, ",") {
		if word = fold(word); word != "" {
			z.words = append(z.words, zoneWord{word, aliasWord})
		}
	}
	for word := range strings.SplitSeq(strings.TrimPrefix(countries, "-"), ",") {
		if word = fold(word); word != "" {
			z.words = append(z.words, zoneWord{word, countryWord})
		}
	}
	return z
}

// fold brings names to one form: lower case, no accents, one space for white
// space and underscores.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.IsMark(r):
		case r == '_' || unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// findZone gives the name of a zone as the tz database spells it, or "".
func findZone(name string) string {
	if len(name) > MaxText {
		return ""
	}
	if z := zones().byName[fold(name)]; z != nil {
		return z.name
	}
	return ""
}

// loadZone finds a zone by its name, in any case.
func loadZone(name string) (string, *time.Location, error) {
	s := newSource(FieldZone, name)
	if err := s.check(); err != nil {
		return "", nil, err
	}
	from, to := trimmed(name)
	if from == to {
		return "", nil, s.fault(0, len(name), "the time zone is missing", "name one, such as Europe/Berlin or UTC")
	}
	z := zones().byName[fold(name)]
	if z == nil {
		advice := "name a city or a zone, such as Europe/Berlin or UTC"
		if found := SearchZones(name); len(found) > 0 {
			advice = "did you mean “" + found[0] + "”?"
		}
		return "", nil, s.fault(from, to, s.quote(from, to)+" is not a time zone", advice)
	}
	location, err := z.load()
	if err != nil { // a machine's own copy that is damaged
		return "", nil, s.fault(from, to, fmt.Sprintf("the time zone %s cannot be loaded", z.name), "take another city of the same zone, and tell the operator")
	}
	return z.name, location, nil
}

// Zones gives the names of all zones, in order.
func Zones() []string {
	all := zones().all
	out := make([]string, len(all))
	for i, z := range all {
		out[i] = z.name
	}
	return out
}

// SearchZones gives the names of at most MaxZones zones that a part of a name may
// mean, the likeliest first: the zone's name, its city, another city, an
// abbreviation or the country, whole before begun before contained. Older names
// come last. For blank text it gives UTC and the zones of large cities.
func SearchZones(text string) []string {
	if len(text) > MaxText {
		return nil
	}
	query := fold(text)
	if query == "" {
		return []string{
			"UTC", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Istanbul", "Europe/Moscow", "Asia/Baku", "Asia/Yerevan",
			"Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
			"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
		}
	}
	type hit struct {
		zone *zone
		rank int
	}
	var hits []hit
	for _, z := range zones().all {
		if rank := z.rank(query); rank < noMatch {
			hits = append(hits, hit{z, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	hits = hits[:min(len(hits), MaxZones)]
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.zone.name
	}
	return out
}

// meansZone reports whether a word is the whole name of a zone, a city or a
// country.
func meansZone(word string) bool {
	query := fold(word)
	return slices.ContainsFunc(zones().all, func(z *zone) bool { return z.rank(query)%100 < 10 })
}

// noMatch is above all ranks.
const noMatch = 999

// rank tells how well a zone answers a query; lower is better.
func (z *zone) rank(query string) int {
	best := noMatch
	if z.folded == query {
		return 0
	}
	if strings.HasPrefix(z.folded, query) {
		best = 30
	} else if strings.Contains(z.folded, query) {
		best = 60
	}
	for _, w := range z.words {
		at := strings.Index(w.text, query)
		kind := int(w.kind)
		switch {
		case at < 0:
		case len(w.text) == len(query):
			best = min(best, 1+kind)
		case at == 0:
			best = min(best, 10+kind)
		case w.text[at-1] == ' ' || w.text[at-1] == '-':
			best = min(best, 20+kind)
		case len(query) > 2: // two letters are in nearly every name
			best = min(best, 50+kind)
		}
	}
	if best < noMatch && z.old {
		best += 100
	}
	return best
}
