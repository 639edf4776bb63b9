package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestAStatementIsCompiledOnceAndSeesWhatHasChanged(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	for i := range 3 {
		must[Gap](t)(s.RecordGap(ctx, Gap{Guild: guildA, Question: fmt.Sprintf("Why number %d?", i), Asker: alice}))
		same(t, len(must[[]Gap](t)(s.Gaps(ctx, guildA, 9))), i+1)
	}
	conn := must[*sql.Conn](t)(s.writer.Conn(ctx))
	var kept int
	ok(t, conn.Raw(func(c any) error {
		kept = len(c.(*connection).idle)
		return nil
	}))
	ok(t, conn.Close())
	if kept == 0 || kept > 20 {
		t.Errorf("%d statements are kept", kept)
	}
}

// TestAQueryCanBeAskedWhileItsRowsAreRead asks the same again for each row.
func TestAQueryCanBeAskedWhileItsRowsAreRead(t *testing.T) {
	s := openNew(t)
	const query = `SELECT value FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3) WHERE value >= $1 ORDER BY value`
	var read func(tx *sql.Tx, from int) ([]int, error)
	read = func(tx *sql.Tx, from int) (found []int, err error) {
		rows, err := tx.QueryContext(t.Context(), query, from)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				return nil, err
			}
			found = append(found, n)
			deeper, err := read(tx, n+1)
			if err != nil {
				return nil, err
			}
			found = append(found, deeper...)
		}
		return found, rows.Err()
	}
	for range 3 {
		ok(t, s.read(t.Context(), "test", func(tx *sql.Tx) error {
			found, err := read(tx, 1)
			same(t, found, []int{1, 2, 3, 3, 2, 3, 3})
			return err
		}))
	}
}

func TestAStatementThatFailedIsAskedAnew(t *testing.T) {
	s := openNew(t)
	insert := func(id string) error {
		return s.write(t.Context(), "test", func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO keys (name, bytes) VALUES ($1, $2)`, id, id)
			return err
		})
	}
	ok(t, insert("one"))
	if err := insert("one"); err == nil {
		t.Error("it is there twice")
	}
	ok(t, insert("two"))
	// A statement outlives a change of what it is compiled for.
	ok(t, s.write(t.Context(), "test", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `ALTER TABLE keys ADD COLUMN more TEXT`)
		return err
	}))
	ok(t, insert("three"))
}

// TestStatementsEndWithTheirContexts has calls end at any moment, beside others.
func TestStatementsEndWithTheirContexts(t *testing.T) {
	s := openNew(t)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 50 {
				ctx, cancel := context.WithCancel(t.Context())
				if i%3 == 0 {
					go cancel()
				}
				_, err := s.RecordGap(ctx, Gap{Guild: guildA, Question: fmt.Sprint("Question ", worker, i, "?"), Asker: alice})
				if err == nil {
					_, err = s.Gaps(ctx, guildA, 9)
				}
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	all.Wait()
	must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))
	same(t, must[Health](t)(s.Check(t.Context())).Problems, []string(nil))
}

// BenchmarkTheWayOfASlot takes what the store does for one slot of a schedule.
func BenchmarkTheWayOfASlot(b *testing.B) {
	s := openNew(b)
	c := must[Schedule](b)(s.CreateSchedule(b.Context(), aSchedule()))
	for i := 0; b.Loop(); i++ {
		key := RunKey{c.ID, fmt.Sprint(i)}
		taking := Taking{Schedule: c, Handled: key.Slot, NextDue: noon, Claims: []Run{{RunKey: key, Owner: "me", Due: noon.Add(time.Duration(i) * time.Hour), Channel: channel, Nonce: "n"}}}
		if runs, err := s.Take(b.Context(), taking, noon, MaxLease); err != nil || len(runs) != 1 {
			b.Fatal(len(runs), err)
		}
		c.Handled = key.Slot
		must[Settings](b)(s.Settings(b.Context(), guildA))
		if _, err := s.LastPosted(b.Context(), c.ID); i > 0 && err != nil {
			b.Fatal(err)
		}
		ok(b, s.SaveDraft(b.Context(), key, "me", Draft{Body: "b"}, time.Time{}))
		ok(b, s.Posted(b.Context(), key, "me", "920", "", false, noon))
	}
}
