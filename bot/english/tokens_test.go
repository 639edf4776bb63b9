package english

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func fold(text string) []string {
	var out []string
	for _, t := range AppendTokens(nil, text) {
		out = append(out, Fold(text, t))
	}
	return out
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"words and stops", "The talks, he said, failed.", "the talks he said failed"},
		{"possessive is left out", "Baku’s ambitions and Russia's", "baku ambitions and russia"},
		{"apostrophe inside a name", "O’Brien didn't", "obrien didnt"},
		{"an okina is no letter", "Mount Waiʻaleʻale, Wai'ale'ale", "mount waialeale waialeale"},
		{"initials lose their stops", "the U.N. and a.m.", "the un and am"},
		{"the country is not the pronoun", "the U.S. told us; US troops", "the u.s told us u.s troops"},
		{"the agency is not the question word", "who leads the WHO", "who leads the w.h.o"},
		{"numbers keep their point and lose their commas", "1,500,000 and 3.5%", "1500000 and 3.5 %"},
		{"a list of numbers is not one number", "in 1990,1991", "in 1990 1991"},
		{"hyphens part", "pro-Western tit-for-tat", "pro western tit for tat"},
		{"ordinals and decades", "the 10th, the 1990s", "the 10th the 1990s"},
		{"diacritics fold", "Élysée, Erdoğan, Köln, İstanbul, Åland, Œuvre, Straße", "elysee erdogan koln istanbul aland oeuvre strasse"},
		{"other alphabets stay", "Москва и Баку", "москва и баку"},
		{"scripts without spaces part by rune", "東京 is big", "東 京 is big"},
		{"end of sentence is no joiner", "He left. She stayed.", "he left she stayed"},
		{"nothing", " … — !", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(fold(c.text), " "); got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestCapitalsSayNothingInATextOfCapitals(t *testing.T) {
	for _, token := range AppendTokens(nil, "WHO LEADS THE FRENCH GOVERNMENT") {
		if token.Flags&(Capital|Upper) != 0 {
			t.Errorf("%+v is flagged", token)
		}
	}
	tokens := AppendTokens(nil, "NATO met in Paris")
	if tokens[0].Flags&Upper == 0 || tokens[3].Flags != Capital {
		t.Errorf("flags of an ordinary text are lost: %+v", tokens)
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"U.S.", "O'Brien's 1,500.5% of it", "\xff’s", "a.m.b", "東京", "9,9", "'", "1.2.3.4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, token := range AppendTokens(nil, text) {
			if token.Start < end || token.End <= token.Start || token.End > len(text) {
				t.Fatalf("%q: token %+v after %d", text, token, end)
			}
			end = token.End
			if word := Fold(text, token); utf8.ValidString(text) && !utf8.ValidString(word) {
				t.Fatalf("%q: %q is not valid", text, word)
			}
		}
	})
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"raids", "raided"},
		{"fought", "fighting"},
		{"women", "woman"},
		{"went", "going"},
		{"crises", "crisis"},
		{"sanctions", "sanctioned"},
		{"bought", "buys"},
	} {
		if Stem(c.a) != Stem(c.b) {
			t.Errorf("%s is %s, %s is %s", c.a, Stem(c.a), c.b, Stem(c.b))
		}
	}
}

func TestLeans(t *testing.T) {
	for sentence, want := range map[string]bool{
		"He left for Baku.":             true,
		"This angered Moscow.":          true,
		"But they refused.":             true,
		"However, its leaders stayed.":  true,
		"Moscow answered a day later.":  false,
		"“The talks failed,” she said.": false,
		"":                              false,
		"And Armenia froze its role.":   false,
	} {
		if got := Leans(sentence); got != want {
			t.Errorf("%q: got %v", sentence, got)
		}
	}
}

func lookup(t *Thesaurus, expression string) map[string]Relation {
	out := make(map[string]Relation)
	var terms []string
	for _, w := range fold(expression) {
		if !IsStop(w) {
			w = Stem(w)
		}
		terms = append(terms, w)
	}
	t.Lookup(terms, func(v Variant) bool {
		key := strings.Join(v.Terms, " ")
		if r, ok := out[key]; !ok || v.Relation < r {
			out[key] = v.Relation
		}
		return true
	})
	return out
}

func TestTheThesaurusJoinsWhatPeopleCallTheSame(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     Relation
	}{
		{"cop", "police", Same},
		{"row", "dispute", Same},
		{"condemn", "criticise", Same},
		{"Azeri", "Azerbaijan", Demonym},
		{"Baku", "Azerbaijan", Seat},
		{"Kremlin", "Russia", Seat},
		{"CSTO", "Collective Security Treaty Organization", Initials},
		{"decide", "decision", Family},
		{"premier", "prime minister", Office},
		{"British", "United Kingdom", Demonym},
	} {
		var key []string
		for _, w := range fold(c.to) {
			if !IsStop(w) {
				w = Stem(w)
			}
			key = append(key, w)
		}
		got, ok := lookup(Default(), c.from)[strings.Join(key, " ")]
		if !ok || got > c.want {
			t.Errorf("%s to %s: got %v %v", c.from, c.to, got, ok)
		}
	}
}

func TestARegionIsAnsweredByItsMembersButNotTheOtherWay(t *testing.T) {
	if _, ok := lookup(Default(), "Baltic states")["estonia"]; !ok {
		t.Error("Baltic states do not lead to Estonia")
	}
	if _, ok := lookup(Default(), "Latvia")["estonia"]; ok {
		t.Error("Latvia leads to Estonia")
	}
}

func TestTheLexiconIsLargeEnough(t *testing.T) {
	if n := Default().Groups(); n < 1200 {
		t.Errorf("%d groups", n)
	}
}

func TestAliasesOfAnArticleMakeAThesaurus(t *testing.T) {
	th := New([][]string{{"Zangezur Corridor", "transit route"}, {"", "the"}})
	want := map[string]Relation{"transit rout": Demonym}
	if diff := cmp.Diff(want, lookup(th, "the Zangezur Corridor"[4:])); diff != "" {
		t.Error(diff)
	}
	if len(lookup(new(Thesaurus), "anything")) != 0 {
		t.Error("the zero thesaurus knows something")
	}
}

func BenchmarkTokens(b *testing.B) {
	text := strings.Repeat("The immediate cause, Mr. O’Neill said on 5 June 2024, was the U.S. plan to send 1,500 troops. ", 20)
	var tokens []Token
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tokens = AppendTokens(tokens[:0], text)
	}
}
