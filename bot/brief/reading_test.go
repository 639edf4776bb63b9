package brief

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// sentences reads the sentences of a Markdown text.
func sentences(t *testing.T, text string) []*sentence {
	t.Helper()
	a := corpustest.Parse(t, "a.md", text)
	d := readArticle(a, maxRead, newVocabulary())
	d.prepare(fitted)
	return d.sentences
}

func TestDatesAreAsPreciseAsWritten(t *testing.T) {
	published := time.Date(2026, 9, 24, 0, 0, 0, 0, time.UTC) // a Thursday
	for _, c := range []struct{ text, known, unknown string }{
		{"The bridge fell on 14 June 2025 in a storm.", "2025-06-14", "2025-06-14"},
		{"The bridge fell on June 14, 2025 in a storm.", "2025-06-14", "2025-06-14"},
		{"The bridge fell on 2025-06-14 in a storm.", "2025-06-14", "2025-06-14"},
		{"The bridge fell on the 14th June in a storm.", "2026-06-14", ""},
		{"The bridge fell in December 2024 in a storm.", "2024-12", "2024-12"},
		{"The bridge fell in June in a storm.", "2026-06", "June"},
		{"The bridge fell in December in a storm.", "2025-12", "December"},
		{"The bridge fell in 2023 in a storm.", "2023", "2023"},
		{"The bridge fell in the autumn of 2022 in a storm.", "2022", "2022"},
		{"The bridge was built in the 1990s for lorries.", "1990s", "1990s"},
		{"The bridge was repaired between November 2022 and June 2024.", "2022-11", "2022-11"},
		{"The bridge fell on Monday in a storm.", "2026-09-21", ""},
		{"The bridge fell yesterday in a storm here.", "2026-09-23", ""},
		{"The bridge fell last week in a storm.", "2026-09", ""},
		{"The bridge fell last month in a storm.", "2026-08", ""},
		{"The bridge fell last year in a storm.", "2025", ""},
		{"Since the bridge fell on 12 January, ferries have run.", "2026-01-12", "12 January"},
		{"Some 1999 people marched over the old bridge.", "", ""},
		{"It may be that the march over the bridge was long.", "", ""},
	} {
		s := sentences(t, c.text)[0]
		if e, _ := s.event(published, true); e.date != c.known {
			t.Errorf("%q: date %q, want %q", c.text, e.date, c.known)
		}
		if c.text != "The bridge fell on the 14th June in a storm." {
			if e, _ := s.event(time.Time{}, false); e.date != c.unknown {
				t.Errorf("%q without a date of publication: date %q, want %q", c.text, e.date, c.unknown)
			}
		}
	}
}

func TestWhatHasNotHappenedIsNoEvent(t *testing.T) {
	published := time.Date(2026, 9, 24, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"The council will open the new bridge in June 2030.",
		"Repairs are expected to begin on 3 June near the river.",
		"Once the army reaches the river in March, the town could fall.",
		"The company has pledged to invest 800 million crowns by 2032.",
		"Evictions are suspended until 30 April in the whole district.",
		"The mediator intends to reconvene the parties on 2 October.",
		"Critics accuse the premier of lying ahead of the election on 8 November.",
		"Both sides argue about a treaty that was signed before 1957.",
		"They refer to the damage done under a treaty signed in 1957.",
		"Shifts have been given out in the hall since 1951.",
		"Did the bridge over the river really fall in 2023?",
		"He left the party of the workers in 2019.",
		"The report compares five recessions from 1970 to 2010 with each other.",
		"Water is released in the growing season, from April to September.",
	} {
		if e, ok := sentences(t, text)[0].event(published, true); ok {
			t.Errorf("%q is an event of %s", text, e.date)
		}
	}
}

func TestSpeakersAreNamedAsWritten(t *testing.T) {
	for _, c := range []struct{ text, who string }{
		{"Baku condemned the raids and called them unjust.", "Baku"},
		{"Moscow, for its part, claimed that the deaths had natural causes.", "Moscow"},
		{"Prime Minister Nikol Pashinyan said that the border was open.", "Prime Minister Nikol Pashinyan"},
		{`"We shall not talk," Foreign Minister Ilse Marant told reporters.`, "Foreign Minister Ilse Marant"},
		{`"We shall not talk," said Ilse Marant, the foreign minister.`, "Ilse Marant"},
		{"According to the Ministry of Agriculture in Lomna, the rice has failed.", "Ministry of Agriculture in Lomna"},
		{"The British ambassador, meanwhile, declared solidarity with the strikers.", "The British ambassador"},
		{"The European Union's ambassador to Azerbaijan condemned the violence.", "European Union's ambassador to Azerbaijan"},
		{"Its general secretary, Marta Quill, says that the sums are wrong.", "Marta Quill"},
		{"Emil Roos, 58, head of the Hospital Association, says that he is tired.", "Emil Roos"},
		{"The economist Yara Lindmark, who compared ports, found that owners matter little.", "Yara Lindmark"},
		{"The United Dockers' Federation (UDF) says that the plan is dead.", "United Dockers' Federation"},
		{"Both Russia and Iran strongly oppose the corridor through Armenia.", "Russia and Iran"},
		{"Officials fear that both von der Leyen and Kallas have described Baku as a friend.", "von der Leyen and Kallas"},
		{"Analysts at the Halden Institute believe that the war is over.", "Analysts at the Halden Institute"},
		{"Meanwhile Aliyev is threatening Armenia with military action.", "Aliyev"},
		{"The government of Veldania rejects the claims of the union.", "The government of Veldania"},
	} {
		if st := sentences(t, c.text)[0].statement(); st.who != c.who {
			t.Errorf("%q: who is %q, want %q", c.text, st.who, c.who)
		}
	}
}

func TestNobodyIsGivenWordsThatAreNotTheirs(t *testing.T) {
	for _, text := range []string{
		"Employees of the Corvin Group were accused of espionage in Baku.",
		"The campaign group called Dry Shore has fewer members now.",
		"A study of patients by the University of Halmar found that it works.",
		"Strikers allege that private guards had waved him through.",
		"Russia's claims about the raids in Yekaterinburg grew louder.",
		"The ministry says that 61,000 hectares have been lost.",
		"The report on Veldania was described as a fraud by many.",
		"The army is said to have left Lomna on foot.",
		"Another officer in Kingston, Ontario wrote that the ice was thick.",
		"It brought the Windows Driver Model, support for USB, and support for sound.",
		"The linguist in Word Myths: Debunking Urban Legends claims that it is new.",
	} {
		if st := sentences(t, text)[0].statement(); st.found && st.who != "" {
			t.Errorf("%q is said by %q", text, st.who)
		}
	}
}

func TestAPronounSpeaksForTheOnePersonBefore(t *testing.T) {
	one := sentences(t, "Jonas Ekker sold his buffaloes in August. He said that the ministers only talk.")
	if p, ok := one[1].position(); !ok || p.who != "Jonas Ekker" || len(p.sentences) != 2 {
		t.Errorf("position = %+v, %v; want Jonas Ekker with both sentences", p, ok)
	}
	two := sentences(t, "Jonas Ekker met Marta Quill in Lomna. He said that the ministers only talk.")
	if p, ok := two[1].position(); ok {
		t.Errorf("of two persons %q was chosen", p.who)
	}
}

func TestSentencesThatLeanAreKnown(t *testing.T) {
	for text, want := range map[string]bool{
		"He left the city in a hurry that night.":                       true,
		"This was more than the town could bear.":                       true,
		"However, the council of Orle voted against it.":                true,
		"In that dialogue, Washington should be clear about it.":        true,
		"At the same time, Orle sold its old airport.":                  true,
		"The labour tribunal awarded her 85,000 thalers in April.":      true,
		"Second, forbid all purchases without a vote in parliament.":    true,
		"The fourth, for 12 million doses, was signed in October.":      true,
		"There are four airports in the small country of Orle.":         false,
		"Both Russia and Iran oppose the corridor through Armenia.":     false,
		"This year the harvest in Orle was poor again.":                 false,
		"Instead of taking sides, Orle should press for talks.":         false,
		"The council said that it would close the airport of Orle.":     false,
		"The first reason to close the airport of Orle is its noise.":   false,
		"Mayor Ada Lund praised the firemen who had helped her to win.": false,
	} {
		if got := sentences(t, text)[0].fitness.leans; got != want {
			t.Errorf("%q leans: %v, want %v", text, got, want)
		}
	}
}

func TestAWordForTheSameIsNoNews(t *testing.T) {
	v := newVocabulary()
	a := corpustest.Parse(t, "a.md", "---\naliases:\n  - [Lantern Bridge, eastern crossing]\n---\n\n"+
		"The United States condemned the closure of the Lantern Bridge.\n\nThe U.S. denounced the closure of the eastern crossing.\n\nPears grow in Tarn.\n")
	d := readArticle(a, maxRead, v)
	d.prepare(fitted)
	var said coverage
	said.add(v, d.sentences[0])
	if o := said.overlap(d.sentences[1]); o <= maxOverlap {
		t.Errorf("overlap of the same in other words is %.2f", o)
	}
	if o := said.overlap(d.sentences[2]); o > 0 {
		t.Errorf("overlap with something else is %.2f", o)
	}
}

func TestALargeLibraryIsReadInEqualShares(t *testing.T) {
	article := func(n int) *corpus.Article {
		return &corpus.Article{Passages: []corpus.Passage{{Sentences: make([]corpus.Span, n)}}}
	}
	got := shares([]*corpus.Article{article(10), article(100), article(2)}, 60)
	if want := []int{10, 48, 2}; !slices.Equal(got, want) {
		t.Errorf("shares = %v, want %v", got, want)
	}
}

func TestVerifyRejectsAlteredText(t *testing.T) {
	a := corpustest.Parse(t, "a.md", strings.Repeat("The council of Orle closed the old airport in 1999.\n\n", 1)+"Pears grow well in the valley of Tarn.\n")
	for name, alter := range map[string]func(*Briefing){
		"a point":  func(b *Briefing) { b.points[0].Text += " Or not." },
		"a quote":  func(b *Briefing) { b.sources[0].Quote = "Something else." },
		"a span":   func(b *Briefing) { b.sources[0].End-- },
		"a number": func(b *Briefing) { b.points[0].Sources = []int{9} },
		"no source": func(b *Briefing) {
			b.points[0].Sources = nil
		},
		"a lead without quotation marks": func(b *Briefing) { b.points[0].Text = "The author argues: " + b.points[0].Text },
	} {
		b, err := Compose([]*corpus.Article{a}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		alter(b)
		if err := b.verify([]*corpus.Article{a}); err == nil {
			t.Errorf("%s was altered and nobody noticed", name)
		}
	}
}
