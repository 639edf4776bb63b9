// Figures prints those figures of the README that are about questions in
// everyday words, claims and briefings. No weight was trained on them.
//
//	go run ./bot/eval/figures -shared ../shared
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
)

func main() {
	shared := flag.String("shared", "../shared", "folder with article.txt and the open sets in eval")
	tests := flag.String("tests", "bot/eval/testdata", "folder of the test questions and claims")
	flag.Parse()
	if err := run(context.Background(), *shared, *tests); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, shared, tests string) error {
	asked := filepath.Join(tests, "paraphrase")
	own, _, err := corpus.Load(os.DirFS(filepath.Join(asked, "articles")))
	if err != nil {
		return err
	}
	if err := questions(ctx, "own", own.Articles(), asked, "own.jsonl"); err != nil {
		return err
	}
	article, err := parse(filepath.Join(shared, "article.txt"))
	if err != nil {
		return err
	}
	if err := questions(ctx, "article", []*corpus.Article{article}, asked, "article60.jsonl"); err != nil {
		return err
	}
	sets := filepath.Join(shared, "eval")
	for _, file := range []string{"dev", "more", "test", "blind", "fresh"} {
		f, err := eval.Claims(ctx, filepath.Join(tests, "claims", file+".jsonl"), sets)
		if err != nil {
			return err
		}
		fmt.Printf("claims, %s: %d, right %.3f, called supported though not %.3f\n", file, f.Claims, f.Accuracy, f.FalseSupport)
	}
	briefings, err := eval.Briefings(filepath.Join(sets, "cnndm100"), 3)
	if err != nil {
		return err
	}
	fmt.Print("briefings: ", briefings)
	return nil
}

func parse(file string) (*corpus.Article, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	article, _, err := corpus.Parse(filepath.Base(file), data)
	return article, err
}

// questions asks a file of questions, and those that the articles do not
// answer, of the articles.
func questions(ctx context.Context, name string, articles []*corpus.Article, dir, file string) error {
	set := &eval.Set{Name: name}
	set.AddArticles(articles...)
	var err error
	if set.Questions, err = eval.ReadQuestions(filepath.Join(dir, file)); err != nil {
		return err
	}
	answerable, _, err := eval.Run(ctx, set, nil)
	if err != nil {
		return err
	}
	others, err := eval.ReadQuestions(filepath.Join(dir, "unanswerable.jsonl"))
	if err != nil {
		return err
	}
	for _, kind := range []string{"off-topic", "near-miss"} {
		set.Questions = nil
		for _, q := range others {
			if q.Set == name && q.Kind == kind {
				set.Questions = append(set.Questions, q)
			}
		}
		refused, _, err := eval.Run(ctx, set, nil)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d %s questions, refused %.3f\n", name, refused.Questions, kind, refused.Refused.Share)
	}
	p, b := answerable.Passages, answerable.Plain
	fmt.Printf("%s: %d questions, R@1 %.3f R@5 %.3f (plain BM25 %.3f %.3f), answered %.3f, right sentence %.3f of those\n",
		name, p.Questions, p.R1, p.R5, b.R1, b.R5, answerable.Answered.Share, answerable.RightAny.Share)
	return nil
}
