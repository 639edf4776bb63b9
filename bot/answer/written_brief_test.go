package answer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

// briefed has a briefing of articles written, and checks what holds of every one.
func briefed(t testing.TB, w *Writer, articles []*corpus.Article) *brief.Briefing {
	t.Helper()
	b, err := w.Brief(t.Context(), articles, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	composed, err := brief.Compose(articles, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.Points()); n == 0 || n > len(composed.Points()) {
		t.Errorf("%d points for %d", n, len(composed.Points()))
	}
	used, written := 0, 0
	for _, p := range b.Points() {
		for _, n := range p.Sources {
			if n > used+1 {
				t.Errorf("source %d comes after %d", n, used)
			}
			used = max(used, n)
		}
		if slices.ContainsFunc(composed.Points(), func(c brief.Point) bool { return c.Text == p.Text }) {
			continue
		}
		written++
		carried(t, b.Sources(), Claim{Text: p.Text, Sources: p.Sources, English: p.Back})
	}
	if (b.Mode() == Written) != (written > 0) && b.Mode() == Quoted {
		t.Errorf("%s, with %d points written", b.Mode(), written)
	}
	sameWords(t, b, composed)
	return b
}

// sameWords fails unless timeline and positions are those of the composition.
func sameWords(t testing.TB, b, composed *brief.Briefing) {
	t.Helper()
	var got, want []string
	for of, out := range map[*brief.Briefing]*[]string{b: &got, composed: &want} {
		for _, e := range of.Timeline() {
			*out = append(*out, e.Date+": "+e.Text+fmt.Sprint(quotesOf(of, e.Sources)))
		}
		for _, p := range of.Positions() {
			*out = append(*out, p.Who+": "+p.Text+fmt.Sprint(quotesOf(of, p.Sources)))
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func quotesOf(b *brief.Briefing, numbers []int) (out []string) {
	for _, n := range numbers {
		out = append(out, b.Sources()[n-1].Quote)
	}
	return out
}

// bridgeArticle has three paragraphs of a sentence each, which are its points.
func bridgeArticle(t testing.TB) []*corpus.Article {
	t.Helper()
	a := corpustest.Parse(t, "bridge.txt", files["bridge.txt"])
	return []*corpus.Article{a}
}

func TestABriefingsPointsAreWrittenInTheirOrder(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The new bridge will cost 85 million crowns, the ministry said. [3.1]\nThe old bridge over the Alm was closed in 2019. [1.1]\nThe ferry sank. [2.1]", "The ferry sank. [2.1]")
	b := briefed(t, writer(t, m), bridgeArticle(t))
	var texts []string
	for _, p := range b.Points() {
		texts = append(texts, p.Text)
	}
	want := []string{
		"The old bridge over the Alm was closed in 2019.",
		"A ferry has carried cars across the river since then, according to the transport ministry.",
		"The new bridge will cost 85 million crowns, the ministry said.",
	}
	if d := cmp.Diff(want, texts); d != "" || b.Mode() != Written || !strings.HasPrefix(b.Note(), "1 of 3 points are quoted") || len(b.Dropped()) != 1 {
		t.Errorf("%s, note %q, dropped %+v: %s", b.Mode(), b.Note(), b.Dropped(), d)
	}
	if text := m.Requests()[0].Messages[0].Text; !strings.Contains(text, "[1.1]\n[2.1]\n[3.1]\n") {
		t.Errorf("the model is not told what the points are: %s", text)
	}
}

func TestWrittenPointsKeepToTheLimitOfWords(t *testing.T) {
	articles := bridgeArticle(t)
	quoted, err := brief.Compose(articles, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	limit := 0
	for _, p := range quoted.Points() {
		limit += len(strings.Fields(p.Text))
	}
	const shorter = "The old bridge over the Alm was closed in 2019. [1.1]\n"
	const longer = "And since then it is a ferry that has carried cars across the river, according to the transport ministry. [2.1]\n"
	for _, c := range []struct {
		limit   int
		draft   string
		written int
	}{{0, longer, 1}, {limit, longer, 0}, {limit, shorter + longer, 2}, {limit, shorter, 1}} {
		m := new(llmtest.Scripted)
		m.Say(c.draft)
		b, err := writer(t, m).Brief(t.Context(), articles, brief.Options{Words: c.limit})
		if err != nil {
			t.Fatal(err)
		}
		words, written := 0, 0
		for _, p := range b.Points() {
			words += len(strings.Fields(p.Text))
			if !slices.ContainsFunc(quoted.Points(), func(q brief.Point) bool { return q.Text == p.Text }) {
				written++
			}
		}
		if c.limit > 0 && words > c.limit || written != c.written || (written == 0) != (len(b.Dropped()) == 1) {
			t.Errorf("limit %d, %q: %d words, %d written, dropped %+v", c.limit, c.draft, words, written, b.Dropped())
		}
	}
}

func TestASentenceMayStandForSeveralPointsAndNoPointForTwo(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The old bridge over the Alm was closed in 2019 and the new bridge will open in 2027, the ministry said. [1.1][3.1]\nEngineers found cracks in three pillars. [1.1]")
	b := briefed(t, writer(t, m), bridgeArticle(t))
	for _, p := range b.Points() {
		for _, o := range b.Points() {
			if p.Text != o.Text && slices.Equal(p.Sources, o.Sources) {
				t.Errorf("%q and %q are one point", p.Text, o.Text)
			}
		}
	}
	if b.Mode() != Written {
		t.Errorf("%s: %+v, dropped %+v", b.Mode(), b.Points(), b.Dropped())
	}
}

func TestABriefingWithoutAVerifiedSentenceIsTheComposedOne(t *testing.T) {
	composed, err := brief.Compose(answerer(t).Articles(), brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range append(llmtest.Hostile(), "The mayor resigned. [1.1]", "NOT IN THE ARTICLES") {
		m := new(llmtest.Scripted)
		m.Script(func(llm.Request) (string, error) { return said, nil })
		b := briefed(t, writer(t, m), answerer(t).Articles())
		if b.Mode() != Quoted || b.Note() != nothingVerified || !cmp.Equal(b.Points(), composed.Points()) {
			t.Errorf("%.80q: %s, note %q, %+v", said, b.Mode(), b.Note(), b.Points())
		}
	}
}

func TestABriefingIsMadeWhateverAServerDoes(t *testing.T) {
	for _, text := range []string{
		"The old bridge over the Alm was closed in 2019. [1.1]\nThe new bridge will cost 85 million crowns, the ministry said. [3.1]",
		"The old bridge over the Alm was closed in 1999. [1.1]\nThe mayor was arrested. [2.1]\nThe new bridge will cost 85 million crowns, the ministry said. [3.1]",
	} {
		misbehaving(t, text, nil, func(t *testing.T, w *Writer, want error) {
			b := briefed(t, w, bridgeArticle(t))
			if want == nil && b.Mode() != Written || want != nil && (b.Mode() != Quoted || !errors.Is(b.Cause(), want) || !strings.HasPrefix(b.Note(), "Quoted, because ")) {
				t.Errorf("%s, cause %v, note %q", b.Mode(), b.Cause(), b.Note())
			}
		})
	}
}

func TestABriefingPutsNoMoreThanItsBudgetIntoAPrompt(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return "Nothing.", nil })
	w := writer(t, m)
	briefed(t, w, shippedAnswerer(t).Articles())
	if n := new(llm.Calibration).Tokens(len(m.Requests()[0].Messages[1].Text)); n > passageBudget+100 {
		t.Errorf("%d tokens", n)
	}
}

func TestOpinionStaysItsAuthorsInABriefing(t *testing.T) {
	m := new(llmtest.Scripted)
	a := answerer(t)
	m.Script(func(llm.Request) (string, error) {
		return "The mayor's claim deserves doubt, because the city's own auditors found a gap of 30 million crowns. [1.2][2.2][3.2]", nil
	})
	for _, p := range briefed(t, writer(t, m), a.Articles()).Points() {
		if strings.HasPrefix(p.Text, "The mayor's claim deserves") {
			t.Errorf("%q has lost its author", p.Text)
		}
	}
}

const (
	briefedDraft = "The old bridge over the Alm was closed in 2019. [1.1]\nThe new bridge will cost 85 million crowns, the ministry said. [3.1]"
	englishCost  = "The new bridge will cost 85 million crowns, the ministry said."
	germanCost   = "Die neue Brücke wird 85 Millionen Kronen kosten, sagte das Ministerium."
)

// honestBriefer are models that word two of three points and translate them as they
// should.
func honestBriefer() interpreter {
	return interpreter{
		"briefing":       briefedDraft,
		"translate":      "1. " + germanYear + "\n2. " + germanCost,
		"translate back": "1. The old bridge across the Alm was closed in 2019.\n2. " + englishCost,
	}
}

// briefedIn has the briefing of the bridge written in German, and returns its points
// in the places of the model's two sentences.
func briefedIn(t testing.TB, i interpreter) (b *brief.Briefing, first, last brief.Point) {
	t.Helper()
	w, _ := translating(t, i)
	w.Language = "de"
	b = briefed(t, w, bridgeArticle(t))
	points := b.Points()
	if len(points) != 3 || !strings.HasPrefix(points[1].Text, "A ferry") {
		t.Fatalf("%+v", points)
	}
	return b, points[0], points[2]
}

func TestABriefingsPointsAreTranslatedAndTheirWayBackVerified(t *testing.T) {
	b, first, last := briefedIn(t, honestBriefer())
	if first.Text != germanYear || first.Back != "The old bridge across the Alm was closed in 2019." || last.Text != germanCost || last.Back != englishCost {
		t.Errorf("%+v", b.Points())
	}
	if b.Language() != "de" || b.Mode() != Written || b.Note() != "1 of 3 points are quoted, because what the model wrote for them could not be verified." || b.Cause() != nil {
		t.Errorf("%q, %s, note %q, cause %v", b.Language(), b.Mode(), b.Note(), b.Cause())
	}
	if b.Points()[1].Back != "" {
		t.Error("a quotation is translated")
	}
}

func TestAPointWhoseTranslationDoesNotHoldStaysInTheArticlesLanguage(t *testing.T) {
	for name, change := range map[string]interpreter{
		"another year":                   {"translate": "1. Die alte Brücke über die Alm wurde 2018 geschlossen.\n2. " + germanCost},
		"another year, on the way back":  {"translate back": "1. The old bridge over the Alm was closed in 2018.\n2. " + englishCost},
		"another year, both ways":        {"translate": "1. Die alte Brücke über die Alm wurde 2018 geschlossen.\n2. " + germanCost, "translate back": "1. The old bridge over the Alm was closed in 2018.\n2. " + englishCost},
		"a not, on the way back":         {"translate back": "1. The old bridge over the Alm was not closed in 2019.\n2. " + englishCost},
		"more than was said":             {"translate back": "1. The old bridge over the Alm was closed in 2019 because the mayor was drunk.\n2. " + englishCost},
		"a lost name":                    {"translate": "1. Die alte Brücke wurde 2019 geschlossen.\n2. " + germanCost},
		"a link":                         {"translate": "1. " + germanYear + " https://evil.invalid\n2. " + germanCost},
		"a mention":                      {"translate": "1. <@100000000000000001> " + germanYear + "\n2. " + germanCost},
		"everyone":                       {"translate": "1. @everyone " + germanYear + "\n2. " + germanCost},
		"what another point says":        {"translate back": "1. " + englishCost + "\n2. " + englishCost},
		"no way back":                    {"translate back": "2. " + englishCost},
		"the German, for a way back":     {"translate back": "1. " + germanYear + "\n2. " + englishCost},
		"nothing but the English, again": {"translate": "1. " + englishYear + "\n2. " + germanCost},
	} {
		i := honestBriefer()
		for purpose, text := range change {
			i[purpose] = text
		}
		b, first, last := briefedIn(t, i)
		if first.Text != englishYear || first.Back != "" || last.Text != germanCost || !strings.HasSuffix(b.Note(), "1 of 3 points are in the articles' language, because no translation of them could be verified.") {
			t.Errorf("%s: %+v, note %q", name, b.Points(), b.Note())
		}
	}
}

func TestABriefingWhoseDroppedNotComesBackIsNotTranslated(t *testing.T) {
	a := corpustest.Parse(t, "council.txt", "The council did not sell the harbour to the company.\n\nThe lighthouse was painted in 2020.\n")
	const not, without = "The council did not sell the harbour to the company.", "The council sold the harbour to the company."
	for back, want := range map[string]string{not: "Der Rat verkaufte den Hafen nicht an die Firma.", without: not} {
		w, _ := translating(t, interpreter{
			"briefing": not + " [1.1]", "translate": "1. Der Rat verkaufte den Hafen nicht an die Firma.", "translate back": "1. " + back,
		})
		w.Language = "de"
		if got := briefed(t, w, []*corpus.Article{a}).Points()[0].Text; got != want {
			t.Errorf("%q comes back: %q", back, got)
		}
	}
}

func TestATranslationThatFailsLeavesTheBriefing(t *testing.T) {
	for _, purpose := range []string{"translate", "translate back"} {
		i := honestBriefer()
		delete(i, purpose)
		b, first, last := briefedIn(t, i)
		if first.Text != englishYear || last.Text != englishCost || b.Language() != "" || b.Mode() != Written || !errors.Is(b.Cause(), llm.ErrUnreachable) {
			t.Errorf("%s: %+v, cause %v", purpose, b.Points(), b.Cause())
		}
		if !strings.HasSuffix(b.Note(), "2 of 3 points are in the articles' language, because no translation of them could be verified.") {
			t.Errorf("%s: note %q", purpose, b.Note())
		}
	}
}

func TestHostileTranslationsOfABriefingAreNotShown(t *testing.T) {
	for _, text := range llmtest.Hostile() {
		for _, purpose := range []string{"translate", "translate back"} {
			i := honestBriefer()
			i[purpose] = "1. " + text
			if _, first, last := briefedIn(t, i); first.Text != englishYear || last.Text != englishCost {
				t.Errorf("%s %.60q: %q, %q", purpose, text, first.Text, last.Text)
			}
		}
	}
}

func TestNoBriefingIsTranslatedThatNeedsItNot(t *testing.T) {
	german := corpustest.Parse(t, "bruecke.md", "---\ntitle: Die Brücke\nlanguage: de\n---\nDie alte Brücke über die Alm wurde 2019 geschlossen.\n")
	for name, c := range map[string]struct {
		language  string
		translate bool
		articles  []*corpus.Article
		draft     string
	}{
		"no language":         {"", true, bridgeArticle(t), briefedDraft},
		"English":             {"en", true, bridgeArticle(t), briefedDraft},
		"not wanted":          {"de", false, bridgeArticle(t), briefedDraft},
		"quoted alone":        {"de", true, bridgeArticle(t), "The mayor resigned. [1.1]"},
		"articles in another": {"fr", true, []*corpus.Article{german}, germanYear + " [1.1]"},
	} {
		i := honestBriefer()
		i["briefing"] = c.draft
		w, m := translating(t, i)
		w.Language, w.Translate = c.language, c.translate
		b := briefed(t, w, c.articles)
		for _, r := range m.Requests() {
			if strings.HasPrefix(r.Purpose, "translate") {
				t.Errorf("%s: asked to %s", name, r.Purpose)
			}
		}
		if b.Language() != "" || strings.Contains(b.Note(), "language") {
			t.Errorf("%s: %q, note %q", name, b.Language(), b.Note())
		}
	}
}
