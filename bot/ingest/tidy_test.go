package ingest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/corpus"
)

// readTidied returns what corpus reads of a page once it is tidy.
func readTidied(t *testing.T, body string) []string {
	t.Helper()
	a, _, err := corpus.Parse("page.html", []byte(tidy("<html><body>"+body+"</body></html>").page))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	var out []string
	for _, p := range a.Passages {
		out = append(out, strings.ReplaceAll(a.Raw(p.Span), cellMark, " | "))
	}
	return out
}

func TestWhatABrowserShowsByOtherMeansBecomesText(t *testing.T) {
	for body, want := range map[string][]string{
		`<p>Said.<sup><a href="#n">1</a></sup> Then<sup>2</sup> 10<sup>3</sup> m<sup>2</sup>, 4<sup>th</sup>, CO<sub>2</sub>.`:   {"Said. Then² 10³ m², 4th, CO2."},
		`<p>It is <a href="x">10<sup>3</sup> tonnes</a>.<a href="#n"><sup>2</sup></a>`:                                           {"It is 10³ tonnes."},
		`<p>He said <q>no</q>, <q>“yes”</q> and <q></q> more.`:                                                                   {"He said “no”, “yes” and more."},
		`<blockquote><p>One.</p><p>Two.</p><footer>— <cite>Ann Pell</cite></footer></blockquote>`:                                {"“One.", "Two.” — Ann Pell"},
		`<blockquote>“One.” <cite>Ann Pell, mayor</cite></blockquote>`:                                                           {"“One.” — Ann Pell, mayor"},
		`<blockquote><p>As in <cite>The Book</cite> it stands.</p></blockquote>`:                                                 {"As in The Book it stands."},
		`<blockquote><p>One.</p><p>— <cite>Ann Pell</cite></p></blockquote>`:                                                     {"“One.” — Ann Pell"},
		`<blockquote><p>Just set in.</p></blockquote>`:                                                                           {"Just set in."},
		`<p>It cost <del>12</del> <ins>14</ins> million, <s>or so</s>.`:                                                          {"It cost 14 million, ."},
		`<dl><dt>Fee</dt><dd>4 crowns</dd><dt>When?</dt><dd>In May.</dd><dd>In June.</dd></dl>`:                                  {"Fee: 4 crowns", "When? In May. In June."},
		`<table><tr><th>Who</th><th>Share</th></tr><tr><td><p>State</p></td><td>66<br>%</td></tr></table>`:                       {"Who |  Share\nState |  66 %"},
		`<table><tr><td>One text.<br><br>Another.</td><td>x</td></tr></table>`:                                                   {"One text.\nAnother. x"},
		`<p>Text.</p><div class="share-buttons">Share on X</div><p class="share-price">It fell.</p>`:                             {"Text.", "It fell."},
		`<p>Text.</p><div id="comments"><p>` + strings.Repeat("Nonsense. ", 200) + `</p></div>`:                                  {"Text."},
		`<div class="related"><p>` + strings.Repeat("The article itself. ", 50) + `</p></div>`:                                   {strings.TrimSpace(strings.Repeat("The article itself. ", 50))},
		`<div class="comments"><h1>Comment is free</h1><p>An opinion.</p></div>`:                                                 {"An opinion."},
		`<p>See <a href="#x">the list<span class="sr-only"> (opens in a new window)</span></a>. <a href="#r">↩</a>`:              {"See the list."},
		`<nav>Home</nav><p>Text.<span class="mw-editsection">[edit]</span></p><div role="navigation" class="toc">1 Course</div>`: {"Text."},
		`<p>Text.<video>Your browser is old.</video>` + cellMark:                                                                 {"Text."},
	} {
		if diff := cmp.Diff(want, readTidied(t, body)); diff != "" {
			t.Errorf("%s:\n%s", body, diff)
		}
	}
}

// TestTidyingTakesNoTimeWhateverThePageNests has pages of a megabyte and more, each of which
// nests as deep as the parser lets it.
func TestTidyingTakesNoTimeWhateverThePageNests(t *testing.T) {
	if Raced {
		t.Skip("nothing in it is concurrent")
	}
	text := strings.Repeat("Words of a page. ", 1<<20/17)
	for _, open := range []string{
		"<table><tr><td>a<td>", "<blockquote><footer>x</footer><p>", "<blockquote><cite>", "<dl><dt>a<dd>", "<q>", "<div class=share>", "<section class=comments>", "<div role=dialog>", "<sup>", "<a>", "<dd>x", "<td>x",
	} {
		for _, page := range []string{
			"<dl><dt>a<table><tr>" + strings.Repeat(open, 50_000), "<dl><dt>a" + strings.Repeat(open, 50_000), strings.Repeat(open, 100) + text, strings.Repeat(open+"Words. ", 100) + text, strings.Repeat(open, 20_000), strings.Repeat(open+"w</a></sup></q></dl></div></blockquote></table>", 8_000),
		} {
			began := time.Now()
			tidy(page)
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("%s, %d bytes: %v", open, len(page), took)
			}
		}
	}
}

func TestTheNameOfASiteIsNoPartOfATitle(t *testing.T) {
	for _, test := range [][4]string{
		{"Ferry talks resume | North News", "Ferry talks resume", "Ferry talks resume", "North News"},
		{"Tol (river) - Openpedia", "Tol (river)", "Tol (river)", "Openpedia"},
		{"Ferry talks resume", "Ferry talks resume", "Ferry talks resume", ""},
		{"Ferry talks resume in Hamnvik", "Ferry talks resume", "Ferry talks resume in Hamnvik", ""},
		{"Ferry-talks", "Ferry", "Ferry-talks", ""},
		{"North News", "", "North News", ""},
		{"Ferry: " + strings.Repeat("a very long second half of a title ", 3), "Ferry", "Ferry: " + strings.Repeat("a very long second half of a title ", 3), ""},
	} {
		if title, site := withoutSite(test[0], test[1]); title != test[2] || site != test[3] {
			t.Errorf("%q: %q, %q", test[0], title, site)
		}
	}
}
