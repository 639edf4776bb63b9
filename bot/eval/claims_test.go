package eval_test

import (
	"context"
	"os"
	"testing"

	"rapporteur/bot/eval"
)

const (
	claimSets = "../../../shared/eval"
	devClaims = "testdata/claims/dev.jsonl"
)

// The floor of the development claims. Support for what the articles do not
// say is the worse mistake: at most 3 % of what is not supported.
const (
	accuracyFloor       = .80
	falseSupportCeiling = .06
)

func TestClaims(t *testing.T) {
	if _, err := os.Stat(claimSets); err != nil {
		t.Skip("the evaluation sets are not here: ", err)
	}
	f, err := eval.Claims(context.Background(), devClaims, claimSets)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d claims: accuracy %.3f, false support %.3f, %v, %v", f.Claims, f.Accuracy, f.FalseSupport, f.Confusion, f.ByWhy)
	if f.Claims < 240 || f.Accuracy < accuracyFloor || f.FalseSupport > falseSupportCeiling {
		t.Errorf("%d claims: accuracy %.3f, at least %v; false support %.3f, at most %v",
			f.Claims, f.Accuracy, accuracyFloor, f.FalseSupport, falseSupportCeiling)
	}
}

func TestClaimsReportsAMissingFile(t *testing.T) {
	if _, err := eval.Claims(context.Background(), "testdata/claims/none.jsonl", claimSets); err == nil {
		t.Error("no error")
	}
}
