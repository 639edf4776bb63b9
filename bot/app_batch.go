package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// BatchReport says how a batch went.
type BatchReport struct {
	Lines  int // that were not blank
	Broken int // of these, that could not be used
}

// BatchOptions say how to run a batch. The zero value is a batch about all
// articles that nobody watches.
type BatchOptions struct {
	Article  string         // the slug of the only article to answer from; "" for all
	Progress func(done int) // called after each line, from one goroutine; may be nil
}

// AskBatch reads one question a line, as {"id","question","history"}, and
// writes one answer line for each, in the same order, as soon as all before it
// are written. Questions are answered on all cores. A line that cannot be used
// becomes a BrokenLine and keeps no other from being answered; a question
// without an id gets the line's number as its id. Blank lines are passed over.
//
// The error is that of ctx, of in or of out, or an *UnknownArticleError.
func (b *Bot) AskBatch(ctx context.Context, in io.Reader, out io.Writer, o BatchOptions) (BatchReport, error) {
	slug, err := b.slug(o.Article)
	if err != nil {
		return BatchReport{}, fmt.Errorf("ask batch: %w", err)
	}
	report, err := runLines(ctx, in, out, o.Progress, func(ctx context.Context, l line) (any, error) {
		q, id, err := readQuestion(l)
		if err != nil {
			return nil, err
		}
		q.Article = slug
		began := time.Now()
		reply, err := b.answer(ctx, q)
		if err != nil {
			return nil, err
		}
		return Answer{ID: id, Reply: reply, Took: time.Since(began)}, nil
	})
	if err != nil {
		return report, fmt.Errorf("ask batch: %w", err)
	}
	return report, nil
}

// CheckBatch is AskBatch for claims, as {"id","claim"} a line. Options.Article
// is not used.
func (b *Bot) CheckBatch(ctx context.Context, in io.Reader, out io.Writer, o BatchOptions) (BatchReport, error) {
	report, err := runLines(ctx, in, out, o.Progress, func(ctx context.Context, l line) (any, error) {
		claim, id, err := readClaim(l)
		if err != nil {
			return nil, err
		}
		finding, err := b.check(ctx, claim)
		if err != nil {
			return nil, err
		}
		return Checked{ID: id, Finding: finding}, nil
	})
	if err != nil {
		return report, fmt.Errorf("check batch: %w", err)
	}
	return report, nil
}

// badLine is what is wrong with a line of a batch, in words for its writer.
type badLine string

func (e badLine) Error() string { return string(e) }

// readQuestion reads a line of AskBatch.
func readQuestion(l line) (Question, json.RawMessage, error) {
	var in struct {
		ID       json.RawMessage `json:"id"`
		Question *string         `json:"question"`
		History  []struct {
			Role string `json:"role"`
			Text string `json:"text"`
		} `json:"history"`
	}
	if err := decode(l, &in); err != nil {
		return Question{}, nil, err
	}
	id, err := idOf(l, in.ID)
	switch {
	case err != nil:
		return Question{}, nil, err
	case in.Question == nil:
		return Question{}, nil, badLine(`The line has no "question".`)
	}
	q := Question{Text: *in.Question}
	for _, turn := range in.History {
		switch turn.Role {
		case "user":
			q.History = append(q.History, Turn{Text: turn.Text})
		case "bot", "assistant":
			q.History = append(q.History, Turn{Bot: true, Text: turn.Text})
		default:
			return Question{}, nil, badLine(fmt.Sprintf(`The role %q in "history" is neither "user" nor "bot".`, turn.Role))
		}
	}
	return q, id, nil
}

// readClaim reads a line of CheckBatch.
func readClaim(l line) (string, json.RawMessage, error) {
	var in struct {
		ID    json.RawMessage `json:"id"`
		Claim *string         `json:"claim"`
	}
	if err := decode(l, &in); err != nil {
		return "", nil, err
	}
	id, err := idOf(l, in.ID)
	switch {
	case err != nil:
		return "", nil, err
	case in.Claim == nil:
		return "", nil, badLine(`The line has no "claim".`)
	case strings.TrimSpace(*in.Claim) == "":
		return "", nil, badLine(`The "claim" is empty.`)
	case len(*in.Claim) > MaxQuestion:
		return "", nil, badLine(fmt.Sprintf("The claim has %d bytes; at most %d are allowed.", len(*in.Claim), MaxQuestion))
	}
	return *in.Claim, id, nil
}

// decode decodes a line of JSON.
func decode(l line, v any) error {
	if l.tooLong {
		return badLine(fmt.Sprintf("The line is longer than %d KB.", maxLine>>10))
	}
	err := json.Unmarshal(l.text, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong) && wrong.Field != "":
		return badLine(fmt.Sprintf("The field %q holds a %s, which does not belong there.", wrong.Field, wrong.Value))
	case errors.As(err, &wrong):
		return badLine(fmt.Sprintf("The line holds a %s instead of a JSON object.", wrong.Value))
	}
	return badLine("The line is not valid JSON.")
}

// idOf returns the id that a line has, or its number.
func idOf(l line, id json.RawMessage) (json.RawMessage, error) {
	id = bytes.TrimSpace(id)
	switch {
	case len(id) == 0 || string(id) == "null":
		return json.RawMessage(strconv.Quote(strconv.Itoa(l.number))), nil
	case id[0] == '"' || id[0] == '-' || id[0] >= '0' && id[0] <= '9':
		return id, nil
	}
	return nil, badLine(`The "id" is neither text nor a number.`)
}

// broken makes the output line for a line that could not be used.
func broken(l line, err error) BrokenLine {
	var in struct {
		ID json.RawMessage `json:"id"`
	}
	b := BrokenLine{ID: json.RawMessage("null"), Line: l.number, Error: err.Error()}
	if !l.tooLong && json.Unmarshal(l.text, &in) == nil && len(in.ID) > 0 {
		b.ID = in.ID
	}
	return b
}
