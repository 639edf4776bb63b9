package lexis_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
	"rapporteur/bot/eval"
)

// openSets is where the question sets are expected, seen from this package.
const openSets = "../../../../shared/eval"

// claimsFile holds claims in other words than their passages'.
const claimsFile = "../../eval/testdata/claims/train.jsonl"

// claim is a line of claimsFile.
type claim struct {
	Set, Claim, Verdict string
	Gold                []string `json:"gold_passages"`
}

func readClaims(t *testing.T) []claim {
	t.Helper()
	file, err := os.Open(claimsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []claim
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		var c claim
		if err := json.Unmarshal(scanner.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// passages are the texts of the open sets' passages by set and id, and for each
// the text of another passage of its article.
func passages(t *testing.T) (texts, others map[string]string) {
	t.Helper()
	texts, others = make(map[string]string), make(map[string]string)
	for _, name := range []string{"squad2", "newwiki", "clapnq", "qamr_wikinews"} {
		dir := filepath.Join(openSets, name)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("the open question sets are not in ", openSets)
		}
		set, err := eval.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range set.Articles {
			n := len(a.Passages)
			for p := range a.Passages {
				id := name + "/" + set.ID(a, p)
				texts[id] = a.Raw(a.Passages[p].Span)
				if n > 1 {
					others[id] = a.Raw(a.Passages[(p+n/2)%n].Span)
				}
			}
		}
	}
	return texts, others
}

// read is a text as its stems, and as one line of them.
func read(text string) (stems map[string]bool, line string) {
	stems = make(map[string]bool)
	line = " "
	for _, token := range english.AppendTokens(nil, text) {
		word := english.Fold(text, token)
		if !english.IsStop(word) {
			word = english.Stem(word)
			stems[word] = true
		}
		line += word + " "
	}
	return stems, line
}

// carriers are the ways in which a text may carry a word, with how often each did.
type carriers struct{ lexicon, synonym, synonymNew, near, nearNew int }

// count notes how a text carries a word that it does not hold.
func (c *carriers) count(word string, stems map[string]bool, line string) {
	known := false
	english.Default().Lookup([]string{word}, func(v english.Variant) bool {
		known = v.Relation <= english.Same && strings.Contains(line, " "+strings.Join(v.Terms, " ")+" ")
		return !known
	})
	synonym, near := false, false
	w := lexis.Find(word)
	for stem := range stems {
		other := lexis.Find(stem)
		l := lexis.Between(w, other)
		synonym = synonym || max(l[lexis.Synonym], l[lexis.Derived]) >= .06
		near = near || lexis.Similarity(w, other) >= .8
	}
	for _, x := range []struct {
		holds bool
		n     *int
	}{{known, &c.lexicon}, {synonym, &c.synonym}, {synonym && !known, &c.synonymNew}, {near, &c.near}, {near && !known, &c.nearNew}} {
		if x.holds {
			*x.n++
		}
	}
}

// TestWhatCarriesTheWordsOfTrueClaims takes the words of true claims that their
// passage does not hold and asks whether it holds another word for them: by the
// lexicon, by a link as synonym or of one root, by nearness. The same is asked of
// another passage of the article, which should not.
func TestWhatCarriesTheWordsOfTrueClaims(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	texts, others := passages(t)
	var here, there carriers
	words := 0
	for _, claim := range readClaims(t) {
		if claim.Verdict != "supported" || len(claim.Gold) == 0 || others[claim.Set+"/"+claim.Gold[0]] == "" {
			continue
		}
		stems, line := read(texts[claim.Set+"/"+claim.Gold[0]])
		otherStems, otherLine := read(others[claim.Set+"/"+claim.Gold[0]])
		for _, token := range english.AppendTokens(nil, claim.Claim) {
			word := english.Fold(claim.Claim, token)
			stem := english.Stem(word)
			if english.IsStop(word) || token.Flags != 0 || stems[stem] || otherStems[stem] {
				continue
			}
			words++
			here.count(stem, stems, line)
			there.count(stem, otherStems, otherLine)
		}
	}
	share := func(n int) float64 { return float64(n) / float64(words) }
	t.Logf("%d words; in the passage and in another one of the article:", words)
	t.Logf("lexicon %.3f %.3f", share(here.lexicon), share(there.lexicon))
	t.Logf("links %.3f %.3f, beyond the lexicon %.3f %.3f", share(here.synonym), share(there.synonym), share(here.synonymNew), share(there.synonymNew))
	t.Logf("nearness from .8 %.3f %.3f, beyond the lexicon %.3f %.3f", share(here.near), share(there.near), share(here.nearNew), share(there.nearNew))
	if here.synonym < 2*there.synonym || here.near < 2*there.near {
		t.Error("what carries a claim's words is found as often where it should not be")
	}
}

// TestOppositesStandInContradictedClaims counts the claims with a word that their
// passage does not hold, nor a word for it, but an opposite of it.
func TestOppositesStandInContradictedClaims(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	texts, _ := passages(t)
	claims, opposed := make(map[string]float64), make(map[string]float64)
	for _, claim := range readClaims(t) {
		if len(claim.Gold) == 0 || texts[claim.Set+"/"+claim.Gold[0]] == "" {
			continue
		}
		claims[claim.Verdict]++
		stems, _ := read(texts[claim.Set+"/"+claim.Gold[0]])
		if hasOpposite(claim.Claim, stems) {
			opposed[claim.Verdict]++
		}
	}
	for verdict, n := range claims {
		t.Logf("%s: %.3f of %.0f", verdict, opposed[verdict]/n, n)
	}
	if opposed["contradicted"]/claims["contradicted"] < 1.5*opposed["supported"]/claims["supported"] {
		t.Error("opposites stand in true claims as often as in contradicted ones")
	}
}

func hasOpposite(text string, stems map[string]bool) bool {
	for _, token := range english.AppendTokens(nil, text) {
		word := english.Fold(text, token)
		stem := english.Stem(word)
		if english.IsStop(word) || stems[stem] {
			continue
		}
		carried, opposite := false, false
		w := lexis.Find(stem)
		for other := range stems {
			l := lexis.Between(w, lexis.Find(other))
			carried = carried || max(l[lexis.Synonym], l[lexis.Derived]) > .1
			opposite = opposite || l.Opposed() > .2
		}
		if opposite && !carried {
			return true
		}
	}
	return false
}
