package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"rapporteur/bot/answer"
	"rapporteur/bot/llm/openai"
	"rapporteur/prompts"
)

// errNoModel means that a server or key is set and no model.
var errNoModel = errors.New("no model is named")

// ModelError means that the settings of the language model cannot be used. Its
// text says what is wrong with them and repeats no key.
type ModelError struct{ Err error }

func (e *ModelError) Error() string { return fmt.Sprintf("language model: %v", e.Err) }
func (e *ModelError) Unwrap() error { return e.Err }

// Advice says what to do about it.
func (e *ModelError) Advice() string {
	if errors.Is(e.Err, errNoModel) {
		return "A server or key of a language model is set, but no model. Set RAPPORTEUR_MODEL to the name under which the server knows it, or unset the others."
	}
	return "The language model cannot be used: " + e.Err.Error() + "."
}

// PromptsError means that a folder of prompts cannot be used.
type PromptsError struct {
	Folder string
	Err    error // of package prompts, a line for each problem
}

func (e *PromptsError) Error() string { return fmt.Sprintf("prompts of %s: %v", e.Folder, e.Err) }
func (e *PromptsError) Unwrap() error { return e.Err }

// secretBytes is the length of the secret behind the boundaries in prompts.
const secretBytes = 32

// writerOf is what answers with the language model of c, nil without one.
func writerOf(c Config, a *answer.Answerer) (w *answer.Writer, stop func(), err error) {
	stop = func() {}
	if c.Model == "" {
		if c.ModelURL != "" || c.ModelKey != "" {
			return nil, stop, &ModelError{errNoModel}
		}
		return nil, stop, nil
	}
	set, err := promptsOf(c.Prompts)
	if err != nil {
		return nil, stop, err
	}
	client, err := clientOf(c)
	if err != nil {
		return nil, stop, err
	}
	secret := make([]byte, secretBytes)
	rand.Read(secret) // never fails: crypto/rand ends the program instead
	return &answer.Writer{Answerer: a, Model: client, Prompts: set, Secret: secret, Calibration: client.Calibration}, client.Close, nil
}

// clientOf speaks to the server of the language model.
func clientOf(c Config) (*openai.Client, error) {
	client, err := openai.New(openai.Options{
		BaseURL: c.ModelURL, Key: c.ModelKey.Reveal(), Model: c.Model, Proxy: http.ProxyFromEnvironment, Log: c.log(),
	})
	if err != nil {
		return nil, &ModelError{err}
	}
	return client, nil
}

// promptsOf are the prompts with those of a folder in their place; "" has none.
func promptsOf(folder string) (*prompts.Set, error) {
	var overrides fs.FS
	if folder != "" {
		fsys, err := folderFS(folder)
		if err != nil {
			return nil, err
		}
		overrides = fsys
	}
	set, err := prompts.Load(overrides)
	if err != nil {
		return nil, &PromptsError{folder, err}
	}
	return set, nil
}

// LintPrompts looks through a folder of prompts for what must be mended before
// they can be used, a line for each. The error is a *FolderError.
func LintPrompts(folder string) ([]string, error) {
	fsys, err := folderFS(folder)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, problem := range prompts.Lint(fsys) {
		out = append(out, problem.Error())
	}
	return out, nil
}

// answer answers with the language model where there is one. Why that failed
// goes to the log.
func (b *Bot) answer(ctx context.Context, q Question) (*Reply, error) {
	if b.writer == nil {
		return b.answerer.Answer(ctx, q)
	}
	reply, err := b.writer.Answer(ctx, q, nil)
	if err == nil && reply.Cause() != nil {
		b.log.Warn("the language model failed", "mode", reply.Mode(), "err", reply.Cause())
	}
	return reply, err
}

// Writes reports whether answers are written by a language model.
func (b *Bot) Writes() bool { return b.writer != nil }

// Close gives back what the bot holds. It must not be used after that.
func (b *Bot) Close() { b.stop() }
