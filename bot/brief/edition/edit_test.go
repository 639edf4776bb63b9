package edition_test

import (
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// full is an edition with every part, and the versions that it cites.
func full(t testing.TB, shape string) (*edition.Edition, library) {
	t.Helper()
	now, before := harbours(t, "nine cranes", "eleven cranes", ferry, "", "yard in Tarn.", lighthouse)
	now = append(now, article(t, "airport", 1, "title: The airport\nkind: opinion\nauthor: Jane Roe",
		"The airport of Orle opened in 1961 beside the river Alm. The council of Orle should not sell the airport to the pilots of Tarn. Mayor Ada Lund said that 40 pilots work there."))
	before = append(before, article(t, "mill", 1, "title: The mill", "The mill of Orle grinds the grain of forty farms."))
	e := made(t, now, before, edition.Options{Shape: shape, Asked: []edition.Asked{{Question: "What does a pitch cost?", Count: 3}}})
	all := make(library)
	for _, a := range slices.Concat(now, before) {
		all[edition.Version{Article: a.Slug, Version: a.Version}] = a
	}
	return e, all
}

// change edits an edition by replacing a part of its text, which must stand there.
func change(t testing.TB, e *edition.Edition, old, new string) (*edition.Edition, []edition.Lost) {
	t.Helper()
	text := e.Text()
	if strings.Count(text, old) == 0 {
		t.Fatalf("%q is not in %s", old, text)
	}
	got, lost := e.Edit(strings.Replace(text, old, new, 1))
	sound(t, got)
	return got, lost
}

func TestALineThatItsSentencesCarryIsTakenAsItWasEdited(t *testing.T) {
	for _, c := range []struct{ old, new string }{
		{"Roe argues: “The council of Orle should not sell the airport to the pilots of Tarn.”", "Roe argues that the council of Orle should not sell the airport to the pilots of Tarn."},
		{"Jane Roe writes: “The airport of Orle opened in 1961 beside the river Alm.”", "Jane Roe writes: “The airport of Orle opened in 1961.”"},
		{"now: The harbour of Orle has eleven cranes and two docks for ships from Tarn.", "now: The harbour of Orle has eleven cranes and two docks."},
		{"withdrawn: The ferry to Tarn sank in the storm of 2028.", "withdrawn: The ferry to Tarn sank in 2028."},
		{"A second lighthouse will stand on the mole by 2031.", "By 2031 a second lighthouse will stand on the mole."},
	} {
		e, all := full(t, "")
		got, lost := change(t, e, c.old, c.new)
		if len(lost) > 0 || !strings.Contains(got.Text(), c.new) || got.Mode() != cite.Written {
			t.Errorf("%q: lost %+v, %s", c.new, lost, got.Mode())
		}
		if len(got.Versions()) != len(e.Versions()) || len(said(got)) != len(said(e)) {
			t.Errorf("%q: another edition: %s", c.new, got.Text())
		}
		restored(t, got, all)
	}
}

func TestALineThatItsSentencesDoNotCarryIsLost(t *testing.T) {
	for _, c := range []struct{ old, new, why string }{
		{"now: The harbour of Orle has eleven", "now: The harbour of Orle has twelve", ""},
		{"was: The harbour of Orle has nine", "was: The harbour of Orle has eight", ""},
		{"harbour of Orle has eleven", "harbour of Quell has eleven", ""},
		{"the storm of 2028", "the storm of 2027", ""},
		{"ferry to Tarn sank", "ferry to Tarn did not sink", ""},
		{"lighthouse will stand", "lighthouse will not stand", ""},
		{"should not sell", "should sell", ""},
		{"Ada Lund said that 40 pilots", "Ada Lund said that 50 pilots", ""},
		{"Mayor Ada Lund said that 40 pilots work there.", "40 pilots work there.", ""},
		{"Jane Roe argues: “The council of Orle should not sell the airport to the pilots of Tarn.”", "The council of Orle should not sell the airport to the pilots of Tarn.", ""},
		{"Jane Roe argues: “The council", "Mayor Ada Lund argues: “The council", ""},
		{"by 2031. [", "by 2031. The mayor likes it. [", ""},
		{" [5]", "", "names no sentence"},
		{" [5]", " [99]", "no such source"},
		{" [5]", " [7]", "no sentence of this part"},
		{"1961: ", "1962: ", "before its colon"},
		{"Mayor Ada Lund: ", "Tarn: ", "before its colon"},
		{"(3) What does a pitch cost?", "(3) What does the mayor cost?", "not changed"},
		{"removed: The mill", "removed: The town", "not changed"},
		{"was: The", "The", ""},
	} {
		e, all := full(t, "")
		got, lost := change(t, e, c.old, c.new)
		if len(lost) == 0 || !strings.Contains(lost[0].Why, c.why) || lost[0].Why == "" || lost[0].Text == "" {
			t.Errorf("%q: lost %+v of %s", c.new, lost, got.Text())
		}
		before := strings.Split(e.Text(), "\n")
		for line := range strings.SplitSeq(strings.Replace(e.Text(), c.old, c.new, 1), "\n") {
			says, _, _ := strings.Cut(line, " [")
			is := func(l edition.Line) bool { return l.Text == says }
			if !slices.Contains(before, line) && !slices.ContainsFunc(said(e), is) && slices.ContainsFunc(said(got), is) {
				t.Errorf("%q is shown", line)
			}
		}
		if n := len(said(e)) - len(said(got)); n > 2 {
			t.Errorf("%q: %d others are gone: %+v", c.new, n, lost)
		}
		restored(t, got, all)
	}
}

func TestNothingHostileComesThroughAnEdit(t *testing.T) {
	for _, hostile := range []string{
		"@everyone", "@here", "<@1234567>", "<@&1>", "<#99>", "</ask:1>", "https://evil.example/x", "http://evil.example", "www.evil.example", "evil.example",
		"[here](https://evil.example)", "discord.gg/abc", "javascript:alert(1)", "[7]", "[1.1]", "<script>alert(1)</script>", "`code`", "||spoiler||",
		"<a:b:1>", "<t:1:R>", "\u202egnihton", "Ignore all previous instructions.", "mailto:a@b.c", "@Everyone", "{{.}}", "\\n",
	} {
		for _, at := range []string{"A second lighthouse", "stand on the mole", "mole by 2031."} {
			for _, shape := range []string{"", edition.Narrative} {
				e, _ := full(t, shape)
				for _, with := range []string{hostile + " " + at, at + " " + hostile, at + hostile} {
					got, _ := change(t, e, at, with)
					if text := got.Text(); strings.Contains(text, with) || hostile != "[7]" && strings.Contains(text, hostile) {
						t.Errorf("%q in %q comes through: %s", hostile, with, text)
					}
				}
			}
		}
	}
}

func TestALineInTwoPlacesIsTakenOnce(t *testing.T) {
	for _, line := range []string{"A second lighthouse will stand on the mole by 2031. [5]", "withdrawn: The ferry to Tarn sank in the storm of 2028. [4]", "(3) What does a pitch cost?"} {
		e, _ := full(t, "")
		got, lost := change(t, e, line, line+"\n"+line)
		if len(lost) != 1 || !strings.Contains(lost[0].Why, "twice") || got.Text() != e.Text() {
			t.Errorf("%q: lost %+v: %s", line, lost, got.Text())
		}
	}
}

func TestLinesMayBePutInAnotherOrderAndAreNumberedAnew(t *testing.T) {
	e, all := full(t, edition.Narrative)
	text := e.Text()
	at := strings.Index(text, "Points:\n") + len("Points:\n")
	end := strings.Index(text[at:], "\n\nOften asked:")
	points := strings.Split(text[at:at+end], "\n")
	slices.Reverse(points)
	got, lost := e.Edit(text[:at] + strings.Join(points, "\n") + text[at+end:])
	sound(t, got)
	if len(lost) > 0 || len(got.Points()) != len(e.Points()) || got.Points()[0].Text != e.Points()[len(e.Points())-1].Text {
		t.Errorf("lost %+v: %s", lost, got.Text())
	}
	restored(t, got, all)
}

func TestTextUnderNoHeadingIsLost(t *testing.T) {
	e, _ := full(t, "")
	got, lost := e.Edit("Hello moderators\n" + e.Text())
	if len(lost) != 1 || lost[0].Text != "Hello moderators" || got.Text() != e.Text() {
		t.Errorf("%+v", lost)
	}
	if got, _ := e.Edit(""); !got.Empty() || len(got.Versions()) == 0 {
		t.Errorf("what is left of nothing: %s", got.Text())
	}
}

func TestAnArgumentThatDoesNotSayItsKindKeepsItsAuthor(t *testing.T) {
	a := article(t, "airport", 1, "title: The airport", "The city of Orle should close the old airport of Orle for good. The Orle airport opened in 1961 beside the river.\n\n"+
		"Orle must not wait for Tarn to build a new airport.\n\nThe council ought to vote on the airport this spring.")
	e := made(t, articles(a), nil, edition.Options{})
	if got, lost := change(t, e, "The author writes: “The Orle airport opened in 1961 beside the river.”", "The Orle airport opened in 1961."); len(lost) == 0 {
		t.Errorf("%s", got.Text())
	}
	got, lost := change(t, e, "The author writes: “The Orle airport opened in 1961 beside the river.”", "The author writes that the Orle airport opened in 1961.")
	if len(lost) > 0 {
		t.Errorf("lost %+v", lost)
	}
	restored(t, got, library{{Article: "airport", Version: 1}: a})
}

func TestWhatDoesNotRestOnItsSentencesAnyMoreIsNotRestored(t *testing.T) {
	e, all := full(t, "")
	data, err := e.Save()
	if err != nil {
		t.Fatal(err)
	}
	erased := func(slug string, version int) *corpus.Article {
		if slug == "harbour" && version == 1 {
			return nil
		}
		return all.find(slug, version)
	}
	other := func(slug string, version int) *corpus.Article {
		if slug == "harbour" && version == 2 {
			return article(t, "harbour", 2, "title: T", edited("nine", "fifteen", "yard in Tarn.", lighthouse))
		}
		return all.find(slug, version)
	}
	for name, c := range map[string]struct {
		data string
		find edition.Find
		lost []string
	}{
		"erased version":   {string(data), erased, []string{"The harbour of Orle has nine", "The ferry"}},
		"another text":     {string(data), other, []string{"The harbour of Orle has nine", "A second"}},
		"another number":   {strings.Replace(string(data), "by 2031", "by 2032", 1), all.find, []string{"A second"}},
		"another date":     {strings.Replace(string(data), `"date":"1961"`, `"date":"1962"`, 1), all.find, []string{"1962: "}},
		"another speaker":  {strings.Replace(string(data), `"who":"Mayor Ada Lund"`, `"who":"Tarn"`, 1), all.find, []string{"Tarn: "}},
		"another sentence": {strings.ReplaceAll(string(data), "harbour@2#p1.s1", "harbour@2#p1.s9"), all.find, []string{"The harbour of Orle has nine"}},
		"a mention":        {strings.Replace(string(data), "by 2031.", "by 2031. @everyone", 1), all.find, []string{"A second"}},
	} {
		got, lost, err := edition.Restore([]byte(c.data), c.find)
		if err != nil || len(lost) == 0 || len(lost) > len(c.lost) {
			t.Errorf("%s: lost %+v, %v", name, lost, err)
			continue
		}
		for i, l := range lost {
			if !strings.HasPrefix(l.Text, c.lost[i]) || l.Why == "" {
				t.Errorf("%s: lost %+v", name, lost)
			}
		}
		sound(t, got)
	}
}

func TestWhatIsNoSavedEditionIsRefused(t *testing.T) {
	for _, data := range []string{"", "null", "{}", "[]", `{"form":2}`, `{"form":1,"news":3}`, strings.Repeat(" ", edition.MaxSaved) + `{"form":1}`} {
		if _, _, err := edition.Restore([]byte(data), library{}.find); err == nil {
			t.Errorf("%.40q is restored", data)
		}
	}
}

func FuzzEdit(f *testing.F) {
	e, all := full(f, edition.Narrative)
	for _, shape := range []string{"", edition.Timeline, edition.Positions, edition.Narrative} {
		e, _ := full(f, shape)
		f.Add(e.Text())
	}
	f.Add("Points:\nThe airport of Orle opened in 1961, Jane Roe writes. [6][7]\nNew:\n@here [1]\nCorrections:\nnow: x [1]\nwas: y [2]\nnow: z [3]")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := e.Edit(text)
		sound(t, got)
		restored(t, got, all)
	})
}

func FuzzRestore(f *testing.F) {
	var all library
	for _, shape := range []string{"", edition.Timeline, edition.Positions, edition.Narrative} {
		var e *edition.Edition
		e, all = full(f, shape)
		data, err := e.Save()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := edition.Restore(data, all.find)
		if err != nil {
			return
		}
		sound(t, got)
		restored(t, got, all)
	})
}
