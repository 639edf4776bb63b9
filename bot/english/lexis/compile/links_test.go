package main

import (
	"testing"
	"testing/fstest"

	"rapporteur/bot/english/lexis"
)

// A dictionary of five meanings in WordNet's form: acquire over buy, which means
// the same as purchase and is the opposite of sell, and the noun of buying. Texts
// are tagged three times with buy as a verb and once as a noun.
var dictionary = fstest.MapFS{
	"data.noun": {Data: []byte("00000010 04 n 02 purchase 0 buy 0 001 + 00000020 v 0201 | what has been bought; \"a good purchase\"\n")},
	"data.verb": {Data: []byte(`  1 The licence.
00000010 40 v 01 acquire 0 000 00 | come to have
00000020 40 v 02 buy 0 purchase 0 003 @ 00000010 v 0000 ! 00000030 v 0101 + 00000010 n 0102 01 + 08 00 | get for money
00000030 40 v 01 sell 0 002 @ 00000040 v 0000 ! 00000020 v 0101 01 + 08 00 | give for money
00000040 40 v 01 transfer 0 000 00 | let somebody else have
`)},
	"data.adj": {}, "data.adv": {},
	"index.sense": {Data: []byte(`acquire%2:40:00:: 00000010 1 2
buy%1:04:00:: 00000010 1 1
buy%2:40:00:: 00000020 1 3
purchase%1:04:00:: 00000010 1 0
purchase%2:40:00:: 00000020 1 4
sell%2:40:00:: 00000030 1 5
transfer%2:40:00:: 00000040 1 1
`)},
}

func TestLinksComeFromMeaningsByTheirUse(t *testing.T) {
	w, err := readWordNet(dictionary)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"acquir", "buy", "purchas", "sell", "transfer"}
	v := &vocabulary{keys: keys}
	weights := make(map[string]map[lexis.Kind]float64)
	for i, row := range linksOf(w, v) {
		for _, l := range row {
			pair := keys[i] + " " + keys[l.to]
			if weights[pair] == nil {
				weights[pair] = make(map[lexis.Kind]float64)
			}
			weights[pair][l.kind] = l.weight
		}
	}
	for _, c := range []struct {
		pair        string
		kind        lexis.Kind
		least, most float64
	}{
		{"buy purchas", lexis.Synonym, .9, 1},
		{"purchas buy", lexis.Synonym, .9, 1},
		{"buy sell", lexis.Antonym, .7, .9}, // the verb has 3.5 of 5 of buy
		{"purchas sell", lexis.Antonym, 0, 0},
		{"purchas sell", lexis.Opposite, .4, .6},
		{"buy acquir", lexis.General, .7, .9},
		{"acquir buy", lexis.Special, .7, .9},
		{"acquir buy", lexis.General, 0, 0},
		{"buy transfer", lexis.General, 0, 0},
	} {
		if got := weights[c.pair][c.kind]; got < c.least || got > c.most {
			t.Errorf("%s: kind %d weighs %.2f, from %.2f to %.2f is wanted", c.pair, c.kind, got, c.least, c.most)
		}
	}
}

func TestABrokenDictionaryIsRefused(t *testing.T) {
	broken := fstest.MapFS{}
	for name, file := range dictionary {
		broken[name] = file
	}
	broken["index.sense"] = &fstest.MapFile{Data: []byte("buy%2:40:00:: 00000099 1 3\n")}
	if _, err := readWordNet(broken); err == nil {
		t.Error("a count for a meaning that is not there was taken")
	}
}
