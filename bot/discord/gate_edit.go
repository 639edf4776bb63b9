package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// The form for a draft (docs: Components, Text Input; Interactions, Modal).
const (
	maxField   = 4000 // "max_length: … maximum 4000"
	maxFields  = 5    // "components: Between 1 and 5 (inclusive) components"
	textInput  = "text"
	formWithin = 2 * time.Second // of the three that Discord gives for opening one
)

// openEditor opens the form with the text of a held briefing. A form can only be the
// first response to a press.
func (b *Bot) openEditor(ctx context.Context, i *discordgo.Interaction, args []string) {
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	form, err := b.editor(ctx, i, args)
	if err != nil {
		b.refuse(context.WithoutCancel(ctx), i, err)
		return
	}
	if err := b.client.Acknowledge(ctx, i, form); err != nil {
		b.o.Log.Error("a form could not be opened", "interaction", i.ID, "error", err)
	}
}

func (b *Bot) editor(ctx context.Context, i *discordgo.Interaction, args []string) (*discordgo.InteractionResponse, error) {
	s, r, err := b.heldRun(ctx, i, args)
	switch {
	case err != nil:
		return nil, err
	case r.State != store.RunHeld:
		return nil, &adviceError{tooLate(r)}
	}
	e, _, err := b.restored(ctx, s.Guild, r.Draft)
	if err != nil {
		return nil, err
	}
	id, err := b.buttons.ID(button.Edited, s.ID, r.Nonce, digestOf(r.Draft))
	if err != nil {
		return nil, err
	}
	fields, rest := fieldsOf(e.Text())
	var rows []discordgo.MessageComponent
	for n, text := range fields {
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
			CustomID: textInput + strconv.Itoa(n), Label: fieldLabel(n, len(fields), rest != ""), Style: discordgo.TextInputParagraph, Value: text, MaxLength: maxField,
		}}})
	}
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseModal,
		Data: &discordgo.InteractionResponseData{CustomID: id, Title: "Edit the briefing", Components: rows},
	}, nil
}

// fieldLabel says which part of the text a field has; of one that goes on after the
// last, that the rest stays.
func fieldLabel(n, of int, goesOn bool) string {
	switch {
	case goesOn && n == of-1:
		return fmt.Sprintf("Part %d; what follows stays as it is", n+1)
	case of == 1:
		return "One line each; keep the [n] at its end"
	}
	return fmt.Sprintf("Part %d of %d; keep the [n] of each line", n+1, of)
}

// digestOf tells drafts apart.
func digestOf(draft string) string {
	sum := sha256.Sum256([]byte(draft))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// fieldsOf divides a text between lines over the fields of a form. What has no room
// is the rest; the text is all of them joined by line ends.
func fieldsOf(text string) (fields []string, rest string) {
	var open strings.Builder
	lines := strings.Split(text, "\n")
	for n, line := range lines {
		if open.Len() > 0 && units(open.String())+1+units(line) > maxField {
			fields = append(fields, open.String())
			open.Reset()
			if len(fields) == maxFields {
				return fields, strings.Join(lines[n:], "\n")
			}
		} else if n > 0 && open.Len() > 0 {
			open.WriteByte('\n')
		}
		if units(line) > maxField { // nobody writes such a line
			return append(fields, open.String()), strings.Join(lines[n:], "\n")
		}
		open.WriteString(line)
	}
	return append(fields, open.String()), ""
}

// units are the characters of a text as Discord's clients count them.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// edited takes a draft that a moderator has edited. It is verified; what loses its
// citation is shown, and nothing is posted.
func (b *Bot) edited(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	s, r, err := b.heldRun(ctx, c.Interaction, c.args)
	if err != nil {
		return result{}, err
	}
	typed := typedInto(data)
	switch {
	case r.State != store.RunHeld:
		return keptText(tooLate(r), typed), nil
	case digestOf(r.Draft) != c.args[2]:
		return keptText("Another moderator has edited this briefing since you opened its text. Nothing of yours was saved: press Edit to begin from theirs.", typed), nil
	}
	e, lost, err := b.restored(ctx, s.Guild, r.Draft)
	if err != nil {
		return result{}, err
	}
	_, rest := fieldsOf(e.Text())
	if rest != "" {
		typed += "\n" + rest
	}
	var better *edition.Edition
	var left []edition.Lost
	if ended := b.think(ctx, func() { better, left = e.Edit(typed) }); ended != nil {
		return result{}, ended
	}
	if better.Empty() && !better.Nothing() {
		return result{posts: (render.Renderer{}).Lost("Nothing would be left of it, so that nothing was saved. To post nothing, press Skip.", append(lost, left...))}, nil
	}
	draft, err := draftOf(better)
	if err != nil {
		return result{}, err
	}
	now, did, err := b.runner.Edit(ctx, r.RunKey, c.user.ID, r.Draft, draft)
	switch {
	case err != nil:
		return result{}, err
	case !did && now.State == store.RunHeld:
		return keptText("Another moderator was quicker. Nothing of yours was saved: press Edit to begin from theirs.", typed), nil
	case !did:
		return keptText(tooLate(now), typed), nil
	}
	return savedEdit(append(lost, left...)), nil
}

func savedEdit(lost []edition.Lost) result {
	head := "Saved. Nothing is posted yet: the briefing still waits for Approve or Skip."
	if len(lost) > 0 {
		head += "\n\n**Left out, since no sentence that it names carries it**"
	}
	return result{posts: (render.Renderer{}).Lost(head, lost)}
}

// typedInto is the whole text of the form.
func typedInto(data discordgo.ModalSubmitInteractionData) string {
	var fields []string
	for n := range maxFields {
		if n < len(data.Components) {
			fields = append(fields, strings.TrimRight(input(data, textInput+strconv.Itoa(n)), "\n"))
		}
	}
	return strings.ReplaceAll(strings.Join(fields, "\n"), "\r\n", "\n")
}

// keptText gives a moderator back what they wrote and what was not saved.
func keptText(why, typed string) result {
	r := notice(why)
	r.posts[0].Files = []*discordgo.File{{Name: "your-text.txt", ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(typed)}}
	return r
}
