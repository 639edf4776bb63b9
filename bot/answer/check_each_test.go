package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func checkEach(t testing.TB, message string) []*Finding {
	t.Helper()
	fs, err := answerer(t).CheckEach(context.Background(), message)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func TestAMessageIsCheckedSentenceBySentence(t *testing.T) {
	for _, c := range []struct {
		name, message string
		want          []string // verdict: claim
	}{
		{
			"greeting, claims, question",
			"Hi all! The old bridge over the Alm was closed in 2019. The new bridge will open in 2029. What do you think?",
			[]string{
				"not_checked: Hi all!",
				"supported: The old bridge over the Alm was closed in 2019.",
				"contradicted: The new bridge will open in 2029.",
				"not_checked: What do you think?",
			},
		},
		{
			"mentions, emoji and emphasis",
			"<@123> @everyone **The new bridge** will cost 85 million crowns <:sad:123> :cry: ||honestly||",
			[]string{"supported: The new bridge will cost 85 million crowns honestly"},
		},
		{
			"links", "https://a.example/x\nDock workers walked out on 4 April (https://b.example/y). [Dock workers](https://c.example) walked out on 5 May.",
			[]string{
				"not_checked: https://a.example/x",
				"supported: Dock workers walked out on 4 April.",
				"contradicted: Dock workers walked out on 5 May.",
			},
		},
		{
			"a quotation and what answers it",
			"> Dock workers walked out\n> on 4 April\nno way lol",
			[]string{"supported: Dock workers walked out on 4 April", "not_checked: no way lol"},
		},
		{
			"code", "Look:\n```go\nThe bridge was closed in 2019.\n```",
			[]string{"not_checked: Look:", "not_checked: go\nThe bridge was closed in 2019."},
		},
		{
			"items of a list",
			"- The new bridge will open in 2027\n- The new bridge will cost 85 million crowns",
			[]string{"supported: The new bridge will open in 2027", "supported: The new bridge will cost 85 million crowns"},
		},
		{
			"a question for assent", "The old bridge over the Alm was closed in 2009, right?",
			[]string{"contradicted: The old bridge over the Alm was closed in 2009."},
		},
		{
			"what somebody thinks", "I think that the new bridge will cost 85 million crowns.",
			[]string{"supported: I think that the new bridge will cost 85 million crowns."},
		},
		{
			"a pronoun with a subject before it", "The new bridge will open in 2027. It will cost 85 million crowns.",
			[]string{"supported: The new bridge will open in 2027.", "supported: It will cost 85 million crowns."},
		},
		{
			"a pronoun that hangs on what is not so", "The new bridge will open in 2029. It will cost 85 million crowns.",
			[]string{"contradicted: The new bridge will open in 2029.", "not_covered: It will cost 85 million crowns."},
		},
		{
			"a pronoun for nothing", "It will cost 85 million crowns.",
			[]string{"not_checked: It will cost 85 million crowns."},
		},
		{"mentions only", "<@123> <#45>", nil},
		{"nothing", " \n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range checkEach(t, c.message) {
				got = append(got, fmt.Sprintf("%s: %s", f.Verdict, f.Claim))
				if f.Why == "" || (len(f.Sources) > 0) != (f.Verdict == Supported || f.Verdict == Contradicted) {
					t.Errorf("%+v", f)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestALongMessageIsCheckedInPartAndSaysSo(t *testing.T) {
	message := strings.Repeat("Thanks!\nWhy?\n", 20) + strings.Repeat("The new bridge will open in 2027.\n", MaxClaimSentences+3)
	fs := checkEach(t, message)
	if want := 2*MaxClaimSentences + 1; len(fs) != want {
		t.Fatalf("%d findings, want %d", len(fs), want)
	}
	last := fs[len(fs)-1]
	if last.Claim != "" || last.Verdict != Unchecked || !strings.Contains(last.Why, "3 more were not") {
		t.Errorf("last finding = %+v", last)
	}
	for _, f := range fs[MaxClaimSentences : 2*MaxClaimSentences] {
		if f.Verdict != Supported {
			t.Errorf("%+v", f)
		}
	}
	long := checkEach(t, strings.Repeat("a", MaxQuestion+1))
	if len(long) != 1 || long[0].Verdict != Unchecked || long[0].Claim != "" {
		t.Errorf("a message over the limit gives %d findings", len(long))
	}
}

func TestCheckEachStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := answerer(t).CheckEach(ctx, "The new bridge will open in 2027."); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestArticlesAreBySlug(t *testing.T) {
	var got []string
	for _, a := range answerer(t).Articles() {
		got = append(got, a.Slug)
	}
	if d := cmp.Diff([]string{"bridge", "harbour", "storm"}, got); d != "" {
		t.Error(d)
	}
}

func FuzzCheckEach(f *testing.F) {
	for _, seed := range []string{
		"", "Hi all, the bridge was closed in 2019.", "> a\n```\n", "It ", "The . It was.", "<@1><a:b:2> [x](https://y)", "but\xff he said",
		"I think ", ", right?", "the the the the the", "- 1. > # x", "（https://a.example）", "**__||~~`",
	} {
		f.Add(seed)
	}
	a := answerer(f)
	f.Fuzz(func(t *testing.T, message string) {
		fs, err := a.CheckEach(context.Background(), message)
		if err != nil {
			t.Fatal(err)
		}
		if len(fs) > 2*MaxClaimSentences+1 {
			t.Fatalf("%d findings", len(fs))
		}
		for _, f := range fs {
			if f.Why == "" || !utf8.ValidString(f.Claim) || len(f.Claim) > MaxQuestion+len(message) {
				t.Fatalf("%+v", f)
			}
			if (len(f.Sources) > 0) != (f.Verdict == Supported || f.Verdict == Contradicted) {
				t.Fatalf("%s with %d sources", f.Verdict, len(f.Sources))
			}
			for _, s := range f.Sources {
				if s.Of().Text[s.Start:s.End] != s.Quote {
					t.Fatalf("%+v", s)
				}
			}
		}
	})
}
