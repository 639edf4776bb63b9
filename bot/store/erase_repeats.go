package store

import (
	"context"
	"database/sql"
)

// repeating are the texts, whoever wrote them, in which an erased article may be
// repeated word for word without being cited: how key and text of the rows of guild $1
// are read, AnyGuild for all, and what becomes of the row of key $1.
var repeating = []struct{ read, then string }{
	{`SELECT id, reply || ' ' || question FROM answers WHERE ` + ofGuild, `UPDATE answers SET reply = '', question = '' WHERE id = $1`},
	{`SELECT id, body FROM turns WHERE ` + ofGuild, `DELETE FROM turns WHERE id = $1`},
	{
		`SELECT answer || ' ' || rater, comment FROM feedback WHERE comment <> '' AND answer IN (SELECT id FROM answers WHERE ` + ofGuild + `)`,
		`UPDATE feedback SET comment = '' WHERE answer || ' ' || rater = $1`,
	},
	{`SELECT id, question FROM gaps WHERE ` + ofGuild, `DELETE FROM gaps WHERE id = $1`},
	{`SELECT id, question FROM questions WHERE ` + ofGuild, `DELETE FROM questions WHERE id = $1`},
	{`SELECT id, why FROM drafts WHERE why <> '' AND ` + ofGuild, `UPDATE drafts SET why = '' WHERE id = $1`},
	{`SELECT id, data FROM drafts WHERE length(data) > 0 AND ` + ofGuild, `DELETE FROM drafts WHERE id = $1`},
	{ // but for the row that says who erased, and why
		`SELECT id, detail FROM audit WHERE detail <> '' AND action <> '` + ActionEraseArticle + `' AND ` + ofGuild,
		`UPDATE audit SET detail = '' WHERE id = $1`,
	},
}

const ofGuild = `(guild = $1 OR $1 = '` + AnyGuild + `')`

// eraseRepeats removes what repeats an erased article, and returns in how many rows.
func eraseRepeats(ctx context.Context, tx *sql.Tx, e Erasure) (rows int, err error) {
	if e.Repeats == nil {
		return 0, nil
	}
	for _, r := range repeating {
		keys, err := keysOfRepeats(ctx, tx, e, r.read)
		if err != nil {
			return 0, err
		}
		for _, key := range keys {
			if _, err := tx.ExecContext(ctx, r.then, key); err != nil {
				return 0, err
			}
		}
		rows += len(keys)
	}
	return rows, nil
}

// keysOfRepeats are the keys of the rows whose text repeats an erased article.
func keysOfRepeats(ctx context.Context, tx *sql.Tx, e Erasure, read string) (keys []any, err error) {
	rows, err := tx.QueryContext(ctx, read, readers(e.Guild))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key any
		var text string
		if err := rows.Scan(&key, &text); err != nil {
			return nil, err
		}
		if e.Repeats(text) {
			keys = append(keys, key)
		}
	}
	return keys, rows.Err()
}
