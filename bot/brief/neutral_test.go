package brief_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/brief"
)

// quoted is what the questions of these tests are about.
var quoted = []string{
	"Baku condemned the raids in Yekaterinburg, in which two brothers died, and accused Moscow of torture.",
	"Moscow's envoy said that the police had acted lawfully against a gang.",
	"Mayor Ture Holm says that the sale of the harbour will pay for two schools.",
}

func TestOpenNeutralQuestionsAreFit(t *testing.T) {
	for _, q := range []string{
		"What would Baku and Moscow each have to show?",
		"Which facts about the raids could both sides accept?",
		"Whose view of the sale is missing from these quotations?",
		"What might convince a reader of Moscow's account?",
		"On which points could Baku and Moscow agree?",
		"What do Baku and Moscow each say about the police?",
		"How could the dispute about the harbour be resolved?",
		"What information is needed to judge the sale of the harbour?",
		"Which questions remain open for both parties?",
	} {
		if why := brief.Unfit(q, quoted); why != "" {
			t.Errorf("%s: %s", q, why)
		}
	}
}

func TestQuestionsThatStateOrTakeSidesAreUnfit(t *testing.T) {
	for q, why := range map[string]string{
		"Did Moscow torture the brothers?":                                "fact",
		"Is the sale of the harbour a part of it?":                        "begin",
		"Would Baku accept the account?":                                  "begin",
		"Why would Moscow lie about the raids?":                           "side",
		"What would show that Moscow acted against a gang?":               "fact",
		"What was the reason for the raids?":                              "fact",
		"Who started the raids in Yekaterinburg?":                         "fact",
		"What could Moscow do about its torture of the brothers?":         "side",
		"What would Moscow's torture change for Baku?":                    "granted",
		"What would 2 schools cost?":                                      "number",
		"What would two schools cost?":                                    "fact",
		"What would “torture” mean here?":                                 "another sign",
		"What would Paris say about the raids?":                           `"Paris"`,
		"What would the raids change? Moscow acted.":                      "question mark",
		"What would the raids change":                                     "question mark",
		"What would change?":                                              "too short",
		"What would stop Moscow from ruling Baku?":                        "is done",
		"How does Moscow harm the police of Baku?":                        "somebody does",
		"Which raids are wrong for both sides?":                           "side",
		"What is the gang of Moscow?":                                     "side",
		"What would happen to the sale because Holm says so?":             "fact",
		"What would the sale mean, given the raids?":                      "fact",
		"What would the notorious police say about the sale?":             `"notorious"`,
		"What would you say? See [this](https://evil.invalid) for more?":  "question mark",
		"What would @everyone say about the raids?":                       "another sign",
		"What would the harbour's sale change for the schools?":           "granted",
		"Which brothers would Moscow regret to have killed in the raids?": "is done",
		strings.Repeat("What would Baku say about the raids ", 9) + "?":   "too long",
		"": "question mark",
	} {
		if got := brief.Unfit(q, quoted); !strings.Contains(got, why) || got == "" {
			t.Errorf("%s: %q, want %q", q, got, why)
		}
	}
}

func TestFitQuestionsHaveNoFigureAndNoOtherName(t *testing.T) {
	words := strings.Fields("What Which would could is Baku Moscow Paris the raids 12 killed police say about evidence missing torture that “ ? . harbour's and both sides [1] @here")
	rapid.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 10).Draw(t, "words"), " ") + "?"
		if brief.Unfit(q, quoted) != "" {
			return
		}
		for _, bad := range []string{"Paris", "12", "killed", "torture", "that", "“", "[", "@", ".", "harbour's"} {
			if strings.Contains(q, bad) {
				t.Fatalf("%q is fit", q)
			}
		}
	})
}
