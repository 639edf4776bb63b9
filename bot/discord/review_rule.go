package discord

import (
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// bothStand is the ruling that neither of two sentences falls.
const bothStand = "both"

// errNoRuling is advice where a ruling was taken back already.
var errNoRuling = &adviceError{"That ruling is not there any more: somebody has taken it back."}

// errNoCase is advice where one of the two sentences is not there any more.
var errNoCase = &adviceError{"That disagreement is over: one of the two articles has changed since. Look at /knowledge review again."}

// caseOf is the disagreement that a button is about, if its sentences still stand.
func (b *Bot) caseOf(c *call, id string) (disputes.Case, error) {
	owner, _ := b.o.Curator.Shelf(c.GuildID)
	d, ok := b.docket.Case(owner, id)
	if !ok {
		return d, errNoCase
	}
	return d, nil
}

// rulingForm asks a moderator why a sentence stands.
func (b *Bot) rulingForm(_ context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	d, err := b.caseOf(c, arg(c, 1))
	if err != nil {
		return nil, err
	}
	title := "Why do both stand?"
	if stands, _, ok := sides(d, arg(c, 0)); ok {
		title = "Why does " + stands.Article.Name() + " stand?"
	}
	id, err := b.buttons.ID(button.Ruled, arg(c, 0), d.ID)
	if err != nil {
		return nil, err
	}
	return &discordgo.InteractionResponseData{
		CustomID: id, Title: shortened(corpus.Visible(title), maxFormTitle),
		Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
			CustomID: whyInput, Label: "The reason, for the log", Style: discordgo.TextInputShort, Required: true, MaxLength: maxWhy,
		}}}},
	}, nil
}

// sides are the sentence that stands and the one that falls by a button. It reports
// false where both stand.
func sides(d disputes.Case, which string) (stands, falls corpus.Place, ok bool) {
	switch which {
	case sideOf(d.A):
		return d.A, d.B, true
	case sideOf(d.B):
		return d.B, d.A, true
	}
	return d.A, d.B, false
}

// ruled stores a moderator's ruling. From then on answers go by it.
func (b *Bot) ruled(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	d, err := b.caseOf(c, arg(c, 1))
	if err != nil {
		return result{}, err
	}
	stands, falls, one := sides(d, arg(c, 0))
	if !one && arg(c, 0) != bothStand {
		return result{}, errNoCase
	}
	if earlier, is, err := b.rulingOn(ctx, c.GuildID, d.ID); err != nil {
		return result{}, err
	} else if is { // while this moderator was writing
		return result{}, &adviceError{"Another ruling was made on it meanwhile: " + b.outcomeOf(c.GuildID, earlier) +
			". Nothing was changed. It can be taken back under /knowledge review, waiting: rulings."}
	}
	r := ruling(c, stands, falls)
	r.Both, r.Why = !one, strings.TrimSpace(input(data, whyInput))
	if err := b.o.Store.Rule(ctx, r); err != nil {
		return result{}, err
	}
	if err := b.loadRulings(ctx, c.GuildID); err != nil {
		return result{}, err
	}
	b.wakeWatch()
	review := render.Review{
		Heading: "Ruled: both stand",
		Notes:   []string{"Answers do not show the one beside the other any more."},
		Choices: []render.Choice{{Label: "Undo", Do: button.Unrule, With: []string{d.ID}}},
	}
	if one {
		review.Heading = "Ruled: “" + stands.Article.Name() + "” stands"
		review.Notes = []string{
			"From now on answers, checks, discussions and briefings here go by it. The other sentence, of “" + falls.Article.Name() + "”, carries nothing any more.",
			"It is still shown where somebody asks for that article alone, or where nothing else answers: then with what stands instead beside it.",
		}
		if told := b.toldOfRuling(ctx, c, r); told != "" {
			review.Notes = append(review.Notes, told)
		}
	}
	review.Notes = append(review.Notes, "That holds as long as both sentences stand as they are. It can be taken back later under /knowledge review, waiting: rulings.")
	return result{posts: c.render.Review(review)}, nil
}

// toldOfRuling finds the posts that a ruling makes wrong, and says what becomes of them.
// The ruling holds whether or not they are found: what fails is for the log, and is done
// at the next start.
func (b *Bot) toldOfRuling(ctx context.Context, c *call, r store.Ruling) string {
	if b.o.Corrections == nil {
		return ""
	}
	n, err := b.o.Corrections.Fell(context.WithoutCancel(ctx), r)
	if err != nil {
		b.o.Log.Error("what cites a sentence that fell could not be found", "guild", r.Guild, "error", err)
	}
	if n == 0 {
		return ""
	}
	told := "They get a reply that says what stands instead."
	if c.settings.NoCorrections {
		told = noReplies
	}
	return fmt.Sprintf("Earlier posts that cite it: %d. %s", n, told)
}

// wakeWatch has open questions asked again after a ruling.
func (b *Bot) wakeWatch() { wake(b.ruledAnew) }

func ruling(c *call, stands, falls corpus.Place) store.Ruling {
	return store.Ruling{
		Guild: c.GuildID, By: c.user.ID,
		Stands: store.Sentence(disputes.SentenceAt(stands)), Falls: store.Sentence(disputes.SentenceAt(falls)),
	}
}

// unrule takes a ruling back, also one whose sentences have changed since.
func (b *Bot) unrule(ctx context.Context, c *call) (result, error) {
	if err := b.keeps(); err != nil {
		return result{}, err
	}
	r, is, err := b.rulingOn(ctx, c.GuildID, arg(c, 0))
	switch {
	case err != nil:
		return result{}, err
	case !is:
		return result{}, errNoRuling
	}
	r.By = c.user.ID
	if err := b.o.Store.Unrule(ctx, r); err != nil {
		return result{}, err
	}
	if err := b.loadRulings(ctx, c.GuildID); err != nil {
		return result{}, err
	}
	b.wakeWatch()
	if _, _, ok := b.placesOf(c.GuildID, r); !ok {
		return notice("The ruling is taken back. It was not in force: one of the two sentences has changed since."), nil
	}
	return notice("The ruling is taken back. Answers show both sides again."), nil
}
