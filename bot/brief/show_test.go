package brief_test

import (
	"fmt"
	"os"
	"path/filepath"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"testing"
)

func TestShow(t *testing.T) {
	files, _ := filepath.Glob("../eval/testdata/paraphrase/articles/*.md")
	files = append([]string{"../../knowledge/russia-azerbaijan-rift.md"}, files...)
	var all []*corpus.Article
	for _, f := range files {
		data, _ := os.ReadFile(f)
		a, _, err := corpus.Parse(filepath.Base(f), data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
		show(t, []*corpus.Article{a})
	}
	show(t, all)
}
func show(t *testing.T, as []*corpus.Article) {
	b, err := brief.Compose(as, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("=====", b.Title())
	for _, p := range b.Points() {
		fmt.Println(" *", p.Text, p.Sources)
	}
	fmt.Println("-- timeline")
	for _, p := range b.Timeline() {
		fmt.Println(" ", p.Date, ":", p.Text, p.Sources)
	}
	fmt.Println("-- positions")
	for _, p := range b.Positions() {
		fmt.Println(" ", p.Who, ":", p.Text, p.Sources)
	}
}
