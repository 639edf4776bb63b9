package discord

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/desk"
	"rapporteur/bot/discord/locale"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// Bounds of what a moderator fills in.
const (
	maxTitle     = 100 // characters
	maxListed    = 50  // articles of one briefing
	leastLength  = 40  // words
	mostLength   = 1000
	mostHold     = 7 * 24 // hours
	maxTypedList = 1000   // characters of a list of articles
)

// Parts of a schedule that the option clear empties.
const (
	clearScope    = "articles"
	clearTitle    = "title"
	clearLength   = "length"
	clearLanguage = "language"
	clearRole     = "role"
	clearFrom     = "from"
	clearUntil    = "until"
	clearQuiet    = "quiet"
)

// clearable are the choices of clear.
var clearable = []option{
	{clearScope, "articles and tag: all articles"},
	{clearTitle, "title"},
	{clearLength, "length: the usual one"},
	{clearLanguage, "language: this server's"},
	{clearRole, "role: nobody is notified"},
	{clearFrom, "from: it begins now"},
	{clearUntil, "until: it does not end"},
	{clearQuiet, "quiet: no quiet days"},
}

// form is what a moderator filled in of a schedule. What was left out stays as it
// is.
type form struct {
	options
	guild    string
	answerer *answer.Answerer
	desk     *desk.Desk
}

// fill gives a schedule with what was filled in. The error is an *adviceError, an
// *unknownArticleError or a *schedule.Error.
func (f form) fill(s store.Schedule) (store.Schedule, error) {
	s.Articles = slices.Clone(s.Articles)
	s = f.cleared(s)
	for _, part := range []func(store.Schedule) (store.Schedule, error){f.what, f.how, f.times} {
		var err error
		if s, err = part(s); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (f form) cleared(s store.Schedule) store.Schedule {
	switch f.text("clear") {
	case clearScope:
		s.Scope, s.Articles, s.Tag = store.ScopeAll, nil, ""
	case clearTitle:
		s.Title = ""
	case clearLength:
		s.Length = ""
	case clearLanguage:
		s.Language = ""
	case clearRole:
		s.Role = ""
	case clearFrom:
		s.FirstDay = ""
	case clearUntil:
		s.LastDay = ""
	case clearQuiet:
		s.Quiet = ""
	}
	return s
}

// what fills in where it goes and what it is of.
func (f form) what(s store.Schedule) (store.Schedule, error) {
	if f.has("channel") {
		s.Channel = f.text("channel")
	}
	if f.has("title") {
		s.Title = strings.TrimSpace(f.text("title"))
	}
	if f.has("articles") && f.has("tag") {
		return s, &adviceError{"Give articles or a tag, not both."}
	}
	if f.has("articles") {
		slugs, err := f.articles(s)
		if err != nil {
			return s, err
		}
		s.Scope, s.Articles, s.Tag = store.ScopeArticles, slugs, ""
	}
	if f.has("tag") {
		tag, err := f.tag()
		if err != nil {
			return s, err
		}
		s.Scope, s.Articles, s.Tag = store.ScopeTag, nil, tag
	}
	return s, nil
}

// articles reads a list of articles: those that are named, or with a + or - before
// it, the schedule's own with more or fewer.
func (f form) articles(s store.Schedule) ([]string, error) {
	typed := strings.TrimSpace(f.text("articles"))
	sign := ""
	if typed != "" && (typed[0] == '+' || typed[0] == '-') {
		sign, typed = typed[:1], typed[1:]
	}
	named, err := f.named(typed, s.Articles)
	if err != nil {
		return nil, err
	}
	var out []string
	switch sign {
	case "+":
		out = slices.Concat(s.Articles, named)
	case "-":
		out = slices.DeleteFunc(s.Articles, func(slug string) bool { return slices.Contains(named, slug) })
	default:
		out = named
	}
	var once []string
	for _, slug := range out {
		if !slices.Contains(once, slug) {
			once = append(once, slug)
		}
	}
	switch {
	case len(once) == 0:
		return nil, &adviceError{"A briefing needs an article. Name some, or take all with clear: articles."}
	case len(once) > maxListed:
		return nil, &adviceError{fmt.Sprintf("A briefing is of at most %d chosen articles. Take fewer, a tag, or all.", maxListed)}
	}
	return once, nil
}

// named reads names of articles between commas; a name may hold commas itself.
// known are slugs that are taken even if their articles are gone.
func (f form) named(typed string, known []string) ([]string, error) {
	if a := articleOf(f.answerer, strings.TrimSpace(typed)); a != nil {
		return []string{a.Slug}, nil
	}
	var out []string
	for name := range strings.SplitSeq(typed, ",") {
		name = strings.TrimSpace(name)
		switch a := articleOf(f.answerer, name); {
		case name == "":
		case a != nil:
			out = append(out, a.Slug)
		case slices.Contains(known, name):
			out = append(out, name)
		default:
			return nil, &unknownArticleError{name}
		}
	}
	return out, nil
}

// tag is the tag as the articles have it.
func (f form) tag() (string, error) {
	typed := f.text("tag")
	tags := tagsOf(f.answerer)
	for _, tag := range tags {
		if fold(tag) == fold(typed) {
			return tag, nil
		}
	}
	if len(tags) == 0 {
		return "", &adviceError{"The articles have no tags. Choose articles, or take all."}
	}
	return "", &adviceError{"No article has the tag “" + plainName(typed) + "”. Choose one of the list."}
}

// tagsOf are the tags of all articles, in the order of the alphabet.
func tagsOf(answerer *answer.Answerer) []string {
	seen := make(map[string]bool)
	var tags []string
	for _, a := range answerer.Articles() {
		for _, tag := range a.Tags {
			if key := fold(tag); key != "" && !seen[key] {
				seen[key] = true
				tags = append(tags, tag)
			}
		}
	}
	slices.SortFunc(tags, func(a, b string) int { return strings.Compare(fold(a), fold(b)) })
	return tags
}

// how fills in its form and how it is posted.
func (f form) how(s store.Schedule) (store.Schedule, error) {
	for name, to := range map[string]*string{
		"shape": &s.Shape, "language": &s.Language, "nothing-new": &s.NothingNew, "at-deadline": &s.AtDeadline, "missed": &s.Policy,
	} {
		if f.has(name) {
			*to = f.text(name)
		}
	}
	for name, to := range map[string]*bool{"thread": &s.Thread, "poll": &s.Poll, "hold": &s.Hold} {
		if f.has(name) {
			*to = f.flag(name)
		}
	}
	if f.has("length") {
		s.Length = wordCount(f.number("length"))
	}
	if f.has("hold-for") {
		s.HoldFor = time.Duration(f.number("hold-for")) * time.Hour
	}
	if f.has("language") {
		if why := untranslated(s, f.desk); why != "" {
			return s, &adviceError{why + " Leave language out, or choose English."}
		}
	}
	if role := f.text("role"); role != "" {
		if role == f.guild { // the role of @everyone has the guild's id
			return s, &adviceError{"I notify a role, never everyone. Choose a role, or leave the option out."}
		}
		s.Role = role
	}
	return s, nil
}

// untranslated says why a briefing would not be in the language that is chosen for
// it, "" where it would.
func untranslated(s store.Schedule, d *desk.Desk) string {
	switch {
	case s.Language == "" || s.Language == locale.English:
		return ""
	case !d.Writes():
		return "I have no language model that could translate: I quote the articles in their own language."
	case !d.Translates():
		return "I write in the articles’ language: whoever runs me has not turned on translating (RAPPORTEUR_TRANSLATE)."
	case s.Shape == store.ShapeTimeline || s.Shape == store.ShapePositions:
		return "As " + wordsFor(shapes, s.Shape) + ", a briefing quotes the articles in their own language."
	}
	return ""
}

// times fills in when it is due, and reads all of it.
func (f form) times(s store.Schedule) (store.Schedule, error) {
	for name, to := range map[string]*string{"when": &s.When, "zone": &s.Zone, "from": &s.FirstDay, "until": &s.LastDay, "quiet": &s.Quiet} {
		if f.has(name) {
			*to = strings.TrimSpace(f.text(name))
		}
	}
	times, err := delivery.Compile(s)
	if err != nil {
		return s, err
	}
	s.Zone = times.Spec().Zone
	return s, nil
}

// dueAgain reports, by an *adviceError, whether a schedule has a slot after now.
func dueAgain(s store.Schedule, now time.Time) error {
	times, err := delivery.Compile(s)
	if err != nil {
		return err
	}
	if _, ok := times.Next(now); !ok {
		return &adviceError{"Nothing would be due any more: look at until, from and quiet."}
	}
	return nil
}

// optionOf names the option in which a faulty text was typed.
func optionOf(e *schedule.Error) string {
	if e.Field == schedule.FieldDate {
		return "from or until"
	}
	return string(e.Field)
}

// differences say how a schedule was changed.
func differences(answerer *answer.Answerer, from, to store.Schedule) []render.Change {
	var out []render.Change
	for _, c := range []render.Change{
		{Name: "channel", From: from.Channel, To: to.Channel, Sigil: render.ChannelSigil},
		{Name: "title", From: from.Title, To: to.Title},
		{Name: "when", From: from.When, To: to.When},
		{Name: "zone", From: from.Zone, To: to.Zone},
		{Name: "from", From: from.FirstDay, To: to.FirstDay},
		{Name: "until", From: from.LastDay, To: to.LastDay},
		{Name: "quiet", From: from.Quiet, To: to.Quiet},
		{Name: "missed", From: wordsFor(policies, policyOf(from)), To: wordsFor(policies, policyOf(to))},
		{Name: "of", From: scopeWords(answerer, from), To: scopeWords(answerer, to)},
		{Name: "shape", From: wordsFor(shapes, from.Shape), To: wordsFor(shapes, to.Shape)},
		{Name: "words", From: from.Length, To: to.Length},
		{Name: "language", From: from.Language, To: to.Language},
		{Name: "role", From: from.Role, To: to.Role, Sigil: render.RoleSigil},
		{Name: "thread", From: yesNo(from.Thread), To: yesNo(to.Thread)},
		{Name: "poll", From: yesNo(from.Poll), To: yesNo(to.Poll)},
		{Name: "nothing new", From: wordsFor(nothingNews, from.NothingNew), To: wordsFor(nothingNews, to.NothingNew)},
		{Name: "hold", From: yesNo(from.Hold), To: yesNo(to.Hold)},
		{Name: "hold for", From: holdWords(from), To: holdWords(to)},
		{Name: "at the deadline", From: wordsFor(deadlines, from.AtDeadline), To: wordsFor(deadlines, to.AtDeadline)},
		{Name: "paused", From: from.Paused, To: to.Paused},
	} {
		if c.From != c.To {
			out = append(out, c)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
