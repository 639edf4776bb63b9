// Compile makes bot/english/lexis/lexis.bin from WordNet, SCOWL's word lists and a
// model of sentences. It works in two passes with the model between them; see
// bot/english/lexis/README.md for the packages and the commands. The same input
// gives the same bytes on one kind of processor.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	var o options
	flag.StringVar(&o.wordnet, "wordnet", "", "folder of WordNet's data files and index.sense")
	flag.StringVar(&o.scowl, "scowl", "", "folder of SCOWL's word lists")
	flag.StringVar(&o.sets, "sets", "../shared/eval", "folder of the open sets, whose words are counted")
	flag.StringVar(&o.texts, "texts", "", "file of the texts that the model embeds: written without -vectors, read with it")
	flag.StringVar(&o.vectors, "vectors", "", "file of the texts' vectors, as embed.cjs writes it")
	flag.StringVar(&o.out, "out", "bot/english/lexis/lexis.bin", "file to write")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

type options struct{ wordnet, scowl, sets, texts, vectors, out string }

// lexicon is the folder of the hand-written groups.
const lexicon = "bot/english/lexicon"

func run(o options) error {
	if o.wordnet == "" || o.scowl == "" || o.texts == "" {
		return errors.New("give -wordnet, -scowl and -texts; bot/english/lexis/README.md has the commands")
	}
	w, err := readWordNet(os.DirFS(o.wordnet))
	if err != nil {
		return err
	}
	v, err := selectWords(w, os.DirFS(o.scowl), lexicon, o.sets)
	if err != nil {
		return err
	}
	if o.vectors == "" {
		return os.WriteFile(o.texts, []byte(strings.Join(textsOf(v), "\n")+"\n"), 0o644)
	}
	out, err := o.compile(w, v)
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, out, 0o644)
}

// compile returns what lexis.bin shall hold.
func (o options) compile(w *wordnet, v *vocabulary) ([]byte, error) {
	text, err := os.ReadFile(o.texts) // one text a line
	if err != nil {
		return nil, fmt.Errorf("read the texts: %w", err)
	}
	byText, err := readVectors(o.vectors, strings.Split(strings.TrimSpace(string(text)), "\n"))
	if err != nil {
		return nil, err
	}
	m, err := embeddings(v, byText)
	if err != nil {
		return nil, err
	}
	links := linksOf(w, v)
	graph := newGraph(w, v, links).vectors(graphDimensions)
	graph.normalise()
	vectors := reduced(joined(graph, reduced(m, textDimensions)), dimensions)
	return layout(v.keys, kept(links), quantised(vectors)), nil
}
