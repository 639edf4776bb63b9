package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheCompiledThesaurusIsThatOfTheData(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	want, err := compile(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../thesaurus.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("thesaurus.txt is behind the data: go generate ./bot/english")
	}
}
