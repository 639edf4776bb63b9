package discord

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"rapporteur/bot/store"
)

func TestTheLogHasWordsForEveryAction(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../store/audit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Action") {
			return true
		}
		action, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if did, _ := didWords(store.Audit{Action: action, Subject: "x"}); did == action {
			t.Errorf("%s is logged as %q", spec.Names[0].Name, did)
		}
		n++
		return true
	})
	if n < 20 {
		t.Errorf("%d actions", n)
	}
}
