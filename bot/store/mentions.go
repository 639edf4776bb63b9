package store

import (
	"context"
	"database/sql"
	"strings"
)

// freeTexts are the columns in which people, or the bot, may have written
// somebody's id: as a mention, <@123>, or as an audit row's subject. Quotes and
// the articles are not among them: those are the moderators'.
var freeTexts = []struct{ table, column string }{
	{"answers", "question"},
	{"answers", "reply"},
	{"turns", "body"},
	{"feedback", "comment"},
	{"gaps", "question"},
	{"audit", "subject"},
	{"audit", "detail"},
	// A moderator may have put a person's id where a role's or a channel's belongs.
	{"settings", "moderators"},
	{"settings", "staff"},
	{"settings", "channels"},
	{"settings", "language"},
	{"schedules", "channel"},
	{"schedules", "title"},
	{"schedules", "articles"},
	{"schedules", "tag"},
	{"schedules", "length"},
	{"schedules", "language"},
	{"schedules", "role"},
	{"schedules", "paused"},
	{"runs", "draft"},
	{"runs", "channel"},
	{"runs", "why"},
	{"versions", "why"},
	{"questions", "question"},
	{"drafts", "why"},
	{"rulings", "why"},
	{"feeds", "address"},
	{"feeds", "title"},
	{"feeds", "failure"},
}

// eraseMentions puts "erased" in the place of an id in every text.
func eraseMentions(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	total := 0
	for _, f := range freeTexts {
		texts, err := textsNaming(ctx, tx, f.table, f.column, user)
		if err != nil {
			return 0, err
		}
		for _, text := range texts {
			n, err := execRows(ctx, tx, `UPDATE `+f.table+` SET `+f.column+` = $2 WHERE `+f.column+` = $1`,
				text, replaceID(text, user))
			if err != nil {
				return 0, err
			}
			total += n
		}
	}
	return total, nil
}

// countMentions says how many texts hold an id.
func countMentions(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	total := 0
	for _, f := range freeTexts {
		texts, err := textsNaming(ctx, tx, f.table, f.column, user)
		if err != nil {
			return 0, err
		}
		total += len(texts)
	}
	return total, nil
}

// textsNaming returns the different texts of a column that hold the id, and not
// only as a part of a longer number.
func textsNaming(ctx context.Context, tx *sql.Tx, table, column, user string) ([]string, error) {
	pattern := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(user) + "%"
	texts, err := collect(ctx, tx, scanString,
		`SELECT DISTINCT `+column+` FROM `+table+` WHERE `+column+` LIKE $1 ESCAPE '\'`, pattern)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, text := range texts {
		if replaceID(text, user) != text {
			out = append(out, text)
		}
	}
	return out, nil
}

// replaceID replaces an id wherever it is not part of a longer number: ids have
// 17 to 20 digits, so that one may begin another.
func replaceID(text, id string) string {
	var b strings.Builder
	done := 0
	for from := 0; ; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			break
		}
		start, end := from+i, from+i+len(id)
		if start > 0 && isDigit(text[start-1]) || end < len(text) && isDigit(text[end]) {
			from = start + 1
			continue
		}
		b.WriteString(text[done:start])
		b.WriteString(erased)
		done, from = end, end
	}
	b.WriteString(text[done:])
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
