package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Price is what a model costs, in dollars per million tokens.
type Price struct {
	Prompt     float64
	Cached     float64 // of the prompt, what the server had read before
	Completion float64
}

// tokensPerPrice is how many tokens a price is for.
const tokensPerPrice = 1e6

// Of is what tokens cost, in dollars. Cached ones are among those of the prompt.
func (p Price) Of(prompt, cached, completion int) float64 {
	cached = min(cached, prompt)
	return (float64(prompt-cached)*p.Prompt + float64(cached)*p.Cached + float64(completion)*p.Completion) / tokensPerPrice
}

// dearest is the most that a token may cost, in dollars.
func (p Price) dearest() float64 { return max(p.Prompt, p.Cached, p.Completion) / tokensPerPrice }

// Prices are those of models, by name.
type Prices map[string]Price

// PricesForm is how ParsePrices wants prices, in words for the operator.
const PricesForm = "name=prompt/cached/completion for each model, with commas between, in dollars per million tokens, such as gpt-5=1.25/0.125/10, gpt-5-mini=0.25/0.025/2"

// number is a price as it is written.
var number = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?$`)

// ParsePrices reads a list of prices in the form of PricesForm; spaces around the
// parts do not matter, and a name may have "/" and "=" in it. Its error says at
// which character what is wrong.
func ParsePrices(text string) (Prices, error) {
	prices := make(Prices)
	if strings.TrimSpace(text) == "" {
		return prices, nil
	}
	from := 0
	for entry := range strings.SplitSeq(text, ",") {
		name, price, at, problem := parsePrice(entry)
		if problem == "" {
			if _, twice := prices[name]; twice {
				problem = fmt.Sprintf("%q has a price already", name)
			}
		}
		if problem != "" {
			return nil, fmt.Errorf("at character %d: %s", utf8.RuneCountInString(text[:from+at])+1, problem)
		}
		prices[name] = price
		from += len(entry) + len(",")
	}
	return prices, nil
}

// parsePrice reads the price of one model. What is wrong is said in words, with
// the offset where it stands.
func parsePrice(entry string) (name string, p Price, at int, problem string) {
	begin := len(entry) - len(strings.TrimLeft(entry, " \t"))
	equals := strings.LastIndexByte(entry, '=')
	switch {
	case strings.TrimSpace(entry) == "":
		return "", p, begin, "a model and its price are missing"
	case equals < 0:
		return "", p, begin, fmt.Sprintf("%q has no =, behind which the price stands", strings.TrimSpace(entry))
	}
	name = strings.TrimSpace(entry[:equals])
	if name == "" {
		return "", p, begin, "the name of a model is missing before ="
	}
	at = equals + 1
	fields := strings.Split(entry[at:], "/")
	if len(fields) != 3 {
		return "", p, at, fmt.Sprintf("%q has %d prices; there are three, with / between", name, len(fields))
	}
	for i, to := range []*float64{&p.Prompt, &p.Cached, &p.Completion} {
		field := strings.TrimSpace(fields[i])
		if !number.MatchString(field) {
			return "", p, at, fmt.Sprintf("%q is no price; write one like 0.25", field)
		}
		*to, _ = strconv.ParseFloat(field, 64) // its form is checked
		at += len(fields[i]) + len("/")
	}
	return name, p, 0, ""
}

// without are the names that have no price, each once, sorted.
func (p Prices) without(names []string) []string {
	var out []string
	for _, name := range names {
		if _, ok := p[name]; !ok && name != "" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
