// Train makes the weights in bot/search/model from the open question sets and
// prints cross-validated figures: every question is scored by a model that has
// seen no question about the same article.
//
//	go run ./bot/search/train -sets ../shared/eval -out bot/search/model
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	sets := flag.String("sets", "../shared/eval", "folder of the open sets")
	out := flag.String("out", "", "folder to write the weights to; none are written without it")
	only := flag.String("only", "", "probe or passages: stop after that")
	flag.Parse()
	if err := run(*sets, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(dir, out, only string) error {
	t, err := newTrainer(dir)
	if err != nil {
		return err
	}
	asked, err := t.asked("bot/eval/testdata/paraphrase", dir)
	if err != nil {
		return err
	}
	background := t.background()
	if only == "probe" {
		t.probe(t.items)
		t.probe(asked)
		return nil
	}
	t.passages()
	if only == "passages" {
		t.report(os.Stdout)
		t.reportAsked(os.Stdout, asked)
		return nil
	}
	t.sentences()
	t.confidence()
	t.report(os.Stdout)
	t.reportAsked(os.Stdout, asked)
	if out == "" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(out, "background.txt"), background, 0o644); err != nil {
		return fmt.Errorf("write background: %w", err)
	}
	return t.write(out)
}
