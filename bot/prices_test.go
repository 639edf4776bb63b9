package bot

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPricesAreRead(t *testing.T) {
	got, err := ParsePrices(" gpt-5=1.25/0.125/10, openai/gpt-5-mini = 0.25 / 0.025 / 2,a=b=0/0/1")
	want := Prices{"gpt-5": {1.25, .125, 10}, "openai/gpt-5-mini": {.25, .025, 2}, "a=b": {0, 0, 1}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v: %s", err, diff)
	}
	if got, err := ParsePrices(" "); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

func TestWrongPricesAreToldWithTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"gpt-5":                             `at character 1: "gpt-5" has no =`,
		"gpt-5=1.25/10":                     `at character 7: "gpt-5" has 2 prices; there are three`,
		"é=1/1/1, gpt-5=1/x/10":             `at character 18: "x" is no price`,
		"a=1/1/1, a=2/2/2":                  `at character 9: "a" has a price already`,
		"a=1/1/1,":                          `at character 9: a model and its price are missing`,
		"=1/1/1":                            `at character 1: the name of a model is missing`,
		"a=1/1/1,  =1/1/1":                  `at character 11: the name`,
		"a=1/1/-1":                          `at character 7: "-1" is no price`,
		"a=1/1/1e9":                         `at character 7: "1e9" is no price`,
		"a=NaN/1/1":                         `at character 3: "NaN" is no price`,
		"a=1/1/" + strings.Repeat("9", 400): `at character 7: "999`,
	} {
		if got, err := ParsePrices(text); err == nil || got != nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestAPriceCountsCachedTokensOnce(t *testing.T) {
	p := Price{Prompt: 2, Cached: .5, Completion: 10}
	for _, c := range []struct {
		prompt, cached, completion int
		want                       float64
	}{{1_000_000, 0, 0, 2}, {1_000_000, 400_000, 100_000, 1.2 + .2 + 1}, {10, 20, 0, 10 * .5 / 1e6}, {0, 0, 0, 0}} {
		if got := p.Of(c.prompt, c.cached, c.completion); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func FuzzParsePrices(f *testing.F) {
	f.Add("gpt-5=1.25/0.125/10, gpt-5-mini=0.25/0.025/2")
	f.Add("a=1/1/,é==//")
	f.Fuzz(func(t *testing.T, text string) {
		prices, err := ParsePrices(text)
		if (err == nil) != (prices != nil) {
			t.Errorf("%q: %v, %v", text, prices, err)
		}
		for name, p := range prices {
			if name == "" || !(p.Of(1, 1, 1) >= 0) || math.IsInf(p.Of(1, 1, 1), 0) {
				t.Errorf("%q: %q has %v", text, name, p)
			}
		}
	})
}
