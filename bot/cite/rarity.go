package cite

import (
	_ "embed"
	"strings"
	"sync"
)

// rarityText holds, a line each from the commonest on, the indexed words that
// one in 2, 4, 8 … sentences of general English hold. The command in
// bot/cite/train counts them in the open sets.
//
//go:embed model/rarity.txt
var rarityText string

// rarityLevels is the number of lines of rarity.txt at most; a word that is in
// none has that level.
const rarityLevels = 14

var rarities = sync.OnceValue(func() map[string]float32 {
	m := make(map[string]float32, 8192)
	level := 0
	for line := range strings.Lines(rarityText) {
		for word := range strings.FieldsSeq(line) {
			m[word] = float32(level) / rarityLevels
		}
		level++
	}
	return m
})

// rarity is how little a word is expected, 0 for what every sentence holds and
// 1 for what hardly any does: a logarithm of the share of sentences.
func rarity(stem string) float32 {
	if r, ok := rarities()[stem]; ok {
		return r
	}
	return 1
}
