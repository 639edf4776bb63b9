package ingest_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
)

func TestDatesAreReadInTheFormsInWhichPeopleAndProgramsWriteThem(t *testing.T) {
	for want, texts := range map[string]string{
		"2031-03-14": `2031-03-14|2031-03-14T09:30:00Z|2031-03-14T09:30:00.123+01:00|2031-03-14 09:30|2031-03-14T09:30|2031-03-14+01:00|2031-03-14Z
			2031-03-14 09:30:00 +0100 CET|Fri, 14 Mar 2031 09:30:00 GMT|Fri, 14 Mar 2031 09:30:00 +0100|Friday, 14-Mar-31 09:30:00 CET|Fri Mar 14 09:30:00 2031
			Fri Mar 14 09:30:00 CET 2031|Fri Mar 14 2031 09:30:00 GMT+0100 (Central European Standard Time)|20310314|20310314093000|20310314T093000Z|D:20310314
			14 March 2031|14 march 2031|March 14, 2031|March 14th, 2031|the 14th of March, 2031|Friday 14 March 2031|14 Mar 2031|Mar. 14, 2031|14-Mar-2031|2031 March 14
			March 14, 2031 at 9:30 am|March 14, 2031, 9:30 p.m. EST|9:30 AM, March 14, 2031|14.03.2031|14.3.2031|14. 3. 2031|14/03/2031|03/14/2031|14-03-2031|2031/03/14|2031/3/14|2031.03.14
			14. März 2031|Freitag, den 14. März 2031|14.03.2031, 09:30 Uhr|14 Maerz 2031|14 de marzo de 2031|viernes, 14 de marzo de 2031|le 14 mars 2031|vendredi 14 mars 2031
			14 марта 2031|14 марта 2031 г.|пятница, 14 марта 2031 года|14 Mart 2031|14 MART 2031 Cuma|14 mart 2031-ci il|2031-ci il 14 mart|14 մարտի 2031 թ.|2031 թ․ մարտի 14-ին`,
		"2031-08-01": `1er août 2031|1 AOUT 2031|1 Ağustos 2031|1 agustos 2031|1 avqust 2031|1º de agosto de 2031|1 августа 2031|1-ին օգոստոսի 2031|01.08.2031|2031-8-1`,
		"2031-11-03": `3 Kasım 2031|3 KASIM 2031|3 kasim 2031|3 noyabr 2031|3 ноября 2031`,
		"2031-03":    `2031-03|2031/3|03/2031|3.2031|March 2031|Mar. 2031|in March 2031|März 2031|marzo de 2031|mars 2031|март 2031|марта 2031 г.|Mart 2031|մարտ 2031`,
		"2031":       `2031|in 2031|2031 г.|2031-ci il`,
		"2032-02-29": `29 February 2032|29.02.2032|2032-02-29`,
		"2031-05-05": `5/5/2031|05.05.2031|5 mai 2031|5 мая 2031|5 Mayıs 2031|5 մայիսի 2031`,
	} {
		for text := range strings.FieldsFuncSeq(texts, func(r rune) bool { return r == '|' || r == '\n' }) {
			text = strings.TrimSpace(text)
			if got, ok := ingest.Date(text); got != want || !ok {
				t.Errorf("%q: %q, want %s", text, got, want)
			}
		}
	}
}

func TestWhatIsNoDateOrMayBeTwoIsNone(t *testing.T) {
	for _, text := range []string{
		"", " ", "sometime last spring", "spring 2031", "yesterday", "14 March", "March", "14.03.31", "0031-03-14", "2031-13-01", "2031-02-29", "31 June 2031",
		"14 March April 2031", "2031-2032", "14-15 March 2031", "circa 2031", "2031?", "9999", "31031", "20311403", "version 2 of 2031", "2031-03-14 and 2031-03-15",
		"12:30", "14 Smarch 2031", "@everyone 2031", "D:", "2031-00-14", "2031-03-00", "14//", strings.Repeat("9", 50), strings.Repeat("a ", 99) + "2031",
	} {
		if got, ok := ingest.Date(text); ok || got != "" {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
	for _, text := range []string{"3/4/2031", "03-04-2031", "3 4 2031"} {
		if got, ok := ingest.Date(text); ok || !strings.Contains(ingest.NoDate(text), "may be two") {
			t.Errorf("%q is taken for %q: %s", text, got, ingest.NoDate(text))
		}
	}
}

// TestADateThatWasReadReadsAsItself makes texts of what dates consist of.
func TestADateThatWasReadReadsAsItself(t *testing.T) {
	part := rapid.SampledFrom(strings.Split("2031|1999|14|3|03|31|T|:|09:30|Z|-|.|/| |,|March|mart|de|г|ci|th|+01|(|)|İ|\u0301|D:", "|"))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 1, 9).Draw(t, "parts"), "")
		date, ok := ingest.Date(text)
		if ok != (date != "") {
			t.Fatalf("%q: %q, %v", text, date, ok)
		}
		if again, _ := ingest.Date(date); again != date {
			t.Fatalf("%q: %s, which is then %s", text, date, again)
		}
	})
}

// on is a reader at a time.
func on(t *testing.T, now time.Time) *ingest.Reader {
	t.Helper()
	r := ingest.New(ingest.Options{Now: func() time.Time { return now }})
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// TestATextThatIsNoDateIsLeftOutAndTheModeratorTold goes over the ways in which a file
// can say its date; one that is read is stored in its usual form.
func TestATextThatIsNoDateIsLeftOutAndTheModeratorTold(t *testing.T) {
	r := on(t, time.Date(2031, 3, 13, 10, 30, 0, 0, time.UTC))
	page := func(date string) string {
		return `<html><head><title>The row</title><meta name="date" content="` + date + `"></head><body><article><p>` + strings.Repeat("The harbour is closed for the winter. ", 20) + `</p></article></body></html>`
	}
	head := func(date string) string {
		return "---\n# ours\ntitle: The row\npublished: " + date + " # by hand\nsection: ports\n---\nThe harbour is closed.\n"
	}
	for _, c := range []struct{ name, text, date, warning string }{
		{"a.md", head("sometime last spring"), "", "“sometime last spring” was given as the date, which is none"},
		{"a.md", head("3/4/2031"), "", "“3/4/2031” was given as the date, which may be two"},
		{"a.md", head("March 14, 2030"), "2030-03-14", ""},
		{"a.md", head("2030-03-14"), "2030-03-14", ""},
		{"a.md", head("2031-03-14"), "2031-03-14", ""}, // today in Kiritimati
		{"a.md", head("2031-03-15"), "2031-03-15", "The date, 2031-03-15, lies in the future"},
		{"a.md", head("2032"), "2032", "The date, 2032, lies in the future"},
		{"a.md", head("2031-03"), "2031-03", ""},
		{"a.html", page("whenever"), "", "“whenever” was given as the date, which is none"},
		{"a.html", page("le 14 mars 2030"), "2030-03-14", ""},
	} {
		f, err := r.Read(t.Context(), c.name, "", []byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		said := strings.Join(f.Warnings, "\n")
		if f.Article.Published != c.date || !strings.Contains(said, c.warning) || c.warning == "" && strings.Contains(said, "date") {
			t.Errorf("%q is dated %q, with %q", c.text, f.Article.Published, f.Warnings)
		}
		if c.name == "a.md" && (!strings.Contains(string(f.Data), "section: ports") || !strings.Contains(string(f.Data), "# ours")) {
			t.Errorf("more than the date has changed: %s", f.Data)
		}
	}
	f, err := r.Read(t.Context(), "a.md", "", []byte(head("2030-03-14")))
	if err != nil || string(f.Data) != head("2030-03-14") {
		t.Errorf("a date in its usual form was touched: %s, %v", f.Data, err)
	}
}

func TestAModeratorsDateTakesTheWarningAway(t *testing.T) {
	r := on(t, time.Date(2031, 3, 14, 0, 0, 0, 0, time.UTC))
	f, err := r.Read(t.Context(), "a.md", "", []byte("---\ntitle: The row\npublished: some day\n---\nThe harbour is closed.\n"))
	if err != nil {
		t.Fatal(err)
	}
	given := func(date string) *ingest.File {
		t.Helper()
		g, err := f.WithMeta(corpus.Meta{Title: "The row", Author: "Ann", Published: date})
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	if g := given(""); !strings.Contains(strings.Join(g.Warnings, " "), "“some day” was given as the date") {
		t.Errorf("%q", g.Warnings)
	}
	if g := given("May 2030"); g.Article.Published != "2030-05" || len(g.Warnings) != 0 {
		t.Errorf("%q, %q", g.Article.Published, g.Warnings)
	}
	if g := given("1 May 2099"); len(g.Warnings) != 1 || !strings.Contains(g.Warnings[0], "2099-05-01, lies in the future") {
		t.Errorf("%q", g.Warnings)
	}
}
