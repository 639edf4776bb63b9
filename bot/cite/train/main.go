// Train makes the weights in bot/cite/model from the claims that are written for
// training and prints cross-validated figures: every claim is judged by models
// that have seen no claim about the same article. Run it in the module's root.
//
//	go run ./bot/cite/train -sets ../shared/eval -out bot/cite/model
//
// With -drafts it makes the weights of Verify instead, from drafts by several
// authors, and prints what the models keep and accept of the author whom they have
// not learned from; with -wordnet it makes the table of words that WordNet takes for
// one another. The same files give the same weights.
//
//	T=bot/cite/testdata/pairs
//	go run ./bot/cite/train -drafts $T-tune.txt,$T-more.txt,$T-third.txt,$T-fourth.txt -out bot/cite/model
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	sets := flag.String("sets", "../shared/eval", "folder of the open sets")
	claims := flag.String("claims", "bot/eval/testdata/claims", "folder of the claims")
	out := flag.String("out", "", "folder to write the weights to; none are written without it")
	wordnet := flag.String("wordnet", "", "folder of WordNet's database, to write the table of its words and nothing else")
	pairs := flag.String("drafts", "", "files of drafts, an author each, parted by commas, to make the model of drafts from and nothing else")
	flag.Parse()
	if *pairs != "" {
		if err := runDrafts(*sets, *claims, *pairs, *out); err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(1)
		}
		return
	}
	if *wordnet != "" {
		if err := writeWordnet(*wordnet, *out); err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*sets, *claims, *out); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(sets, claims, out string) error {
	if out != "" {
		if err := writeRarity(sets, out); err != nil {
			return err
		}
	}
	items, err := load(sets, claims)
	if err != nil {
		return err
	}
	t := trainer{items: items}
	t.train()
	t.report(os.Stdout)
	if out == "" {
		return nil
	}
	return t.write(out)
}

func runDrafts(sets, claims, pairs, out string) error {
	d, err := loadDrafts(sets, claims, pairs)
	if err != nil {
		return err
	}
	d.train()
	d.report(os.Stdout)
	if out == "" {
		return nil
	}
	return d.write(out)
}
