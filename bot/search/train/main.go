// Train makes the weights in bot/search/model from the open question sets and
// prints cross-validated figures: every question is scored by a model that has
// seen no question about the same article. Run it in the module's root.
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
	only := flag.Bool("passages", false, "train the ranking of passages only, for trying a change out; writes nothing")
	flag.Parse()
	if err := run(*sets, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// paraphrases holds the questions in everyday words.
const paraphrases = "bot/eval/testdata/paraphrase"

func run(dir, out string, onlyPassages bool) error {
	t, err := newTrainer(dir)
	if err != nil {
		return err
	}
	asked, err := t.asked(paraphrases, dir)
	if err != nil {
		return err
	}
	t.passages()
	if !onlyPassages {
		t.sentences()
		t.confidence()
	}
	t.report(os.Stdout)
	if !onlyPassages {
		t.reportThreshold(os.Stdout)
	}
	t.reportAsked(os.Stdout, asked)
	if err := t.reportLeftOpen(os.Stdout); err != nil {
		return err
	}
	t.reportTypos(os.Stdout)
	if out == "" || onlyPassages {
		return nil
	}
	if err := os.WriteFile(filepath.Join(out, "background.txt"), t.background(), 0o644); err != nil {
		return fmt.Errorf("write background: %w", err)
	}
	return t.write(out)
}
