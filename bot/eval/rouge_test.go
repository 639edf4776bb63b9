package eval

import (
	"errors"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// The stems are those of Porter's own program.
func TestPorterStems(t *testing.T) {
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "cats": "cat", "feed": "feed", "agreed": "agre", "plastered": "plaster",
		"bled": "bled", "motoring": "motor", "sing": "sing", "conflated": "conflat", "troubled": "troubl", "sized": "size",
		"hopping": "hop", "falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail", "filing": "file",
		"happy": "happi", "sky": "sky", "relational": "relat", "conditional": "condit", "rational": "ration",
		"digitizer": "digit", "vietnamization": "vietnam", "predication": "predic", "operator": "oper", "feudalism": "feudal",
		"decisiveness": "decis", "hopefulness": "hope", "callousness": "callous", "formaliti": "formal", "sensitiviti": "sensit",
		"triplicate": "triplic", "formative": "form", "electrical": "electr", "goodness": "good", "revival": "reviv",
		"allowance": "allow", "airliner": "airlin", "adjustable": "adjust", "replacement": "replac", "adoption": "adopt",
		"communism": "commun", "activate": "activ", "effective": "effect", "bowdlerize": "bowdler", "probate": "probat",
		"rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll", "generalizations": "gener", "oscillators": "oscil",
	} {
		if got := porter(word); got != want {
			t.Errorf("porter(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestRougeCountsSharedWordsAndPairs(t *testing.T) {
	for _, c := range []struct {
		name, summary, reference string
		one, two                 float64
	}{
		{"the same", "The cat sat.", "the cat sat", 1, 1},
		{"other order", "sat cat the", "the cat sat", 1, 0},
		{"stems", "Ministers were talking", "the minister talked", 4.0 / 6, 0},
		{"repeated words count as often as they stand in both", "cat cat cat", "cat", 0.5, 0},
		{"nothing", "", "the cat", 0, 0},
		{"marks part words", "well-known U.S. case", "well known u s case", 1, 1},
		{"three words of four", "the cat sat down", "the cat ran down", 0.75, 1.0 / 3},
	} {
		got := RougeOf(c.summary, c.reference)
		if math.Abs(got.One-c.one) > 1e-9 || math.Abs(got.Two-c.two) > 1e-9 {
			t.Errorf("%s: %+v, want {%v %v}", c.name, got, c.one, c.two)
		}
	}
}

// The bars are those of the project for three sentences. Beating the leading
// sentences in both halves says that the gain is not that of a few articles.
func TestBriefingsBeatTheLeadingSentences(t *testing.T) {
	f, err := Briefings("../../../shared/eval/cnndm100", 3)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the set cnndm100 is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", f)
	if f.All.Ours.One < 0.42 || f.All.Ours.Two < 0.185 {
		t.Errorf("ROUGE-1/2 %.4f/%.4f, want .42/.185", f.All.Ours.One, f.All.Ours.Two)
	}
	for i, half := range f.Halves {
		if half.Ours.One <= half.Lead.One || half.Ours.Two <= half.Lead.Two {
			t.Errorf("half %d: %+v is no better than the leading sentences, %+v", i+1, half.Ours, half.Lead)
		}
	}
}

// Points within a limit of words. They are spread over an article, so that the
// leading sentences that fit the same limit have more of what news tells first; the
// bars are what the choice gave when the limit came, so that no change of it loses more.
func TestPointsWithinWordsKeepTheirFigures(t *testing.T) {
	all, err := readSummarized("../../../shared/eval/cnndm100")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the set cnndm100 is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words    int
		one, two float64
	}{{75, .400, .161}, {150, .349, .152}} {
		var ours, lead Rouge
		for _, s := range all {
			b, err := brief.Compose([]*corpus.Article{s.article}, brief.Options{Words: c.words})
			if err != nil {
				t.Fatal(err)
			}
			var points []string
			for _, p := range b.Sources()[:pointSources(b)] {
				points = append(points, p.Plain())
			}
			ours = ours.plus(RougeOf(strings.Join(points, " "), s.reference), len(all))
			lead = lead.plus(RougeOf(leadingWords(s.article, c.words), s.reference), len(all))
		}
		t.Logf("%3d words: ROUGE-1/2 %.4f/%.4f (leading sentences %.4f/%.4f)", c.words, ours.One, ours.Two, lead.One, lead.Two)
		if ours.One < c.one || ours.Two < c.two {
			t.Errorf("points of %d words: ROUGE-1/2 %.4f/%.4f, want %.3f/%.3f", c.words, ours.One, ours.Two, c.one, c.two)
		}
	}
}

// pointSources is how many of a briefing's sources are those of its points.
func pointSources(b *brief.Briefing) int {
	n := 0
	for _, p := range b.Points() {
		n = max(n, slices.Max(p.Sources))
	}
	return n
}

// leadingWords are the leading sentences of an article that fit into words.
func leadingWords(a *corpus.Article, words int) string {
	var out []string
	for _, passage := range a.Passages {
		for _, span := range passage.Sentences {
			text := a.Plain(span)
			if words -= len(strings.Fields(text)); words < 0 {
				return strings.Join(out, " ")
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}
