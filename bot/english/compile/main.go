// Compile writes bot/english/thesaurus.txt from the lexicon and the gazetteer:
// every group with its words in their indexed form, then every word that they
// hold. Run it after a change of the data (go generate ./bot/english); a test
// fails when the file is behind.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

func run() error {
	text, err := compile(os.DirFS("."))
	if err != nil {
		return err
	}
	return os.WriteFile("thesaurus.txt", text, 0o644)
}
