package eval_test

import (
	"context"
	"os"
	"testing"

	"rapporteur/bot/answer"
	"rapporteur/bot/eval"
)

const (
	claimSets = "../../../shared/eval"
	devClaims = "testdata/claims/dev.jsonl"
)

func TestClaimsDev(t *testing.T) {
	if _, err := os.Stat(claimSets); err != nil {
		t.Skip("the evaluation sets are not here: ", err)
	}
	f, err := eval.Claims(context.Background(), devClaims, claimSets)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d claims: accuracy %.3f, false support %.3f, %v, %v", f.Claims, f.Accuracy, f.FalseSupport, f.Confusion, f.ByWhy)
	if os.Getenv("SHOW") != "" {
		eval.EachClaim(context.Background(), devClaims, claimSets, func(c eval.Claim, f *answer.Finding) {
			mark := "   "
			if c.Verdict != f.Verdict {
				mark = "XXX"
			}
			t.Logf("%s %s %s/%s gold=%s got=%s | %s\n   why: %s", mark, c.ID, c.Set, c.Why, c.Verdict, f.Verdict, c.Claim, f.Why)
			for _, s := range f.Sources {
				t.Logf("        [%d] %s", s.N, s.Quote)
			}
		})
	}
}
