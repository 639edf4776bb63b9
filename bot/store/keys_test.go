package store

import (
	"bytes"
	"testing"
)

func TestAKeyStaysTheSame(t *testing.T) {
	path := emptyFile(t)
	s := openAt(t, path)
	first := must[[]byte](t)(s.Key(t.Context(), "buttons"))
	other := must[[]byte](t)(s.Key(t.Context(), "another"))
	if len(first) != KeyBytes || bytes.Equal(first, other) {
		t.Errorf("%x and %x", first, other)
	}
	ok(t, s.Close())
	same(t, must[[]byte](t)(openAt(t, path).Key(t.Context(), "buttons")), first)
}

func TestADamagedKeyIsNotUsed(t *testing.T) {
	s := openAt(t, emptyFile(t))
	for _, text := range []string{"no hex", "00ff"} {
		_, err := s.writer.Exec(`INSERT INTO keys VALUES ($1, $1)`, text)
		ok(t, err)
		_, err = s.Key(t.Context(), text)
		fails(t, err, ErrDamaged)
	}
}
