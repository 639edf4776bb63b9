package world

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"
)

// How long an interaction lives (docs: Receiving and Responding, Followup
// Messages), counted from its creation.
const (
	answerWithin  = 3 * time.Second  // for the first answer; then the token is void
	tokenLifetime = 15 * time.Minute // for all that comes after an answer in time
	// forgottenAfter ends the record of an interaction that nothing can come of
	// any more; modalLifetime that of one whose modal is still open.
	forgottenAfter = tokenLifetime + time.Minute
	modalLifetime  = 30 * time.Minute
)

// attachmentSizeLimit is what a file may have in a guild without boosts (docs: Reference, Uploading Files).
const attachmentSizeLimit = 10 << 20 // bytes

// State is how far an interaction has come, as the person sees it.
type State int

// The states of an interaction.
const (
	Waiting  State = iota // for the bot's first answer
	Replied               // answered in whatever way
	Deferred              // the bot "is thinking"
	Failed                // "the application did not respond"
)

// MarshalText writes the state in a word.
func (s State) MarshalText() ([]byte, error) {
	return []byte([...]string{"waiting", "replied", "deferred", "failed"}[s]), nil
}

// interaction is an Interaction with what became of it.
type interaction struct {
	Interaction
	user       *User // who acted
	created    time.Time
	state      State
	answer     CallbackType // zero until the bot has answered
	answeredAt time.Time
	source     ID // the message of the component, also of the one that opened the modal
	original   ID // the message that @original is; zero without one
	followups  []ID
	choices    []Choice
	modal      *Modal // open on the person's screen; nil once it was sent
	metadata   *InteractionMetadata
}

// InteractionView is what the person who acted sees of an interaction. Original
// and Followups leave out what was deleted; for a component that was answered by
// an update, Original is the message it stands on.
type InteractionView struct {
	Interaction   Interaction   `json:"interaction"`
	State         State         `json:"state"`
	Original      *Message      `json:"original"`
	Followups     []Message     `json:"followups"`
	Modal         *Modal        `json:"modal"` // nil once it was sent
	Choices       []Choice      `json:"choices"`
	AnsweredAfter time.Duration `json:"-"` // zero without an answer
}

// InteractionView is the interaction as it stands now. An interaction whose
// token has expired is forgotten some time later, and unknown from then on.
func (w *World) InteractionView(id ID) (InteractionView, error) {
	defer w.begin()()
	i := w.interactions[id]
	if i == nil {
		return InteractionView{}, ErrUnknownInteraction
	}
	v := InteractionView{Interaction: i.Interaction, State: i.state, Modal: i.modal, Choices: i.choices}
	if i.answer != 0 {
		v.AnsweredAfter = i.answeredAt.Sub(i.created)
	}
	ch := w.channels[i.ChannelID]
	if ch == nil {
		return v, nil
	}
	if m := ch.anyMessage(i.original); m != nil {
		seen := w.messageFor(m, i.user.ID)
		v.Original = &seen
	}
	for _, id := range i.followups {
		if m := ch.anyMessage(id); m != nil {
			v.Followups = append(v.Followups, w.messageFor(m, i.user.ID))
		}
	}
	return v, nil
}

// SetLocale changes the language of a user's client, "en-US" at first. Bots
// learn of it by interactions.
func (w *World) SetLocale(user ID, locale string) {
	defer w.begin()()
	w.locales[user] = locale
}

// newInteraction is an interaction of the kind in the channel, not sent yet.
func (w *World) newInteraction(kind InteractionType, app *Application, by ID, ch *channel) *interaction {
	user := *w.users[by]
	id := w.newID()
	where := w.partialChannel(ch, by)
	i := &interaction{
		user: &user,
		Interaction: Interaction{
			ID: id, ApplicationID: app.ID, Type: kind, Token: interactionToken(id), Version: 1, ChannelID: ch.ID, Channel: &where,
			AppPermissions: w.appPermissions(app, ch), Locale: "en-US", Entitlements: []struct{}{}, AttachmentSizeLimit: attachmentSizeLimit,
		},
	}
	if locale := w.locales[by]; locale != "" {
		i.Locale = locale
	}
	if ch.Type == DirectChannel {
		i.User, i.Context = &user, directContext
	} else {
		w.placeInGuild(i, w.guilds[ch.GuildID], ch)
	}
	// Without a guild the owner is "0" (docs: Authorizing Integration Owners Object).
	i.AuthorizingIntegrationOwners = map[string]ID{"0": ch.GuildID}
	i.metadata = &InteractionMetadata{
		ID: id, Type: kind, User: user, AuthorizingIntegrationOwners: i.AuthorizingIntegrationOwners,
	}
	return i
}

func (w *World) placeInGuild(i *interaction, g *guild, ch *channel) {
	member := *g.members[i.user.ID]
	held := w.permissions(i.user.ID, ch)
	member.User, member.Permissions = i.user, &held
	i.Context, i.GuildID, i.GuildLocale, i.Member = guildContext, g.ID, g.PreferredLocale, &member
	i.Guild = &PartialGuild{ID: g.ID, Locale: g.PreferredLocale, Features: g.Features}
}

// send tells the application of the interaction, and begins to count its time.
func (w *World) send(i *interaction) Interaction {
	w.interactions[i.ID] = i
	i.created = w.Clock.Now()
	w.at(i.created.Add(answerWithin), func() {
		if i.state == Waiting {
			i.state = Failed
			w.logAnswer(InteractionFailed, i)
		}
	})
	w.at(i.created.Add(forgottenAfter), func() {
		if i.modal == nil {
			delete(w.interactions, i.ID)
			return
		}
		w.at(i.created.Add(modalLifetime), func() { delete(w.interactions, i.ID) })
	})
	w.log.add(Event{
		At: w.now(), Kind: "INTERACTION_CREATE", GuildID: i.GuildID, ChannelID: i.ChannelID,
		By: i.user.ID, To: i.user.ID, Data: i.Interaction,
	})
	w.deliverTo(i.ApplicationID, i.GuildID, "INTERACTION_CREATE", i.Interaction)
	return i.Interaction
}

func (w *World) logAnswer(kind string, i *interaction) {
	w.log.add(Event{
		At: w.now(), Kind: kind, GuildID: i.GuildID, ChannelID: i.ChannelID, By: i.ApplicationID, To: i.user.ID,
		Data: Answered{InteractionID: i.ID, Callback: i.answer, AfterMS: w.Clock.Now().Sub(i.created).Milliseconds()},
	})
}

// appPermissions is what the application may do in the channel, even where its
// bot does not see it: interactions reach it there too.
func (w *World) appPermissions(app *Application, ch *channel) Permissions {
	if ch.Type == DirectChannel {
		// docs: Interaction Object, app_permissions
		return AttachFiles | EmbedLinks | MentionEveryone | UseExternalEmojis
	}
	g := w.guilds[ch.GuildID]
	m := g.members[app.Bot.ID]
	if m == nil {
		return 0
	}
	held := w.guildPermissions(g, app.Bot.ID)
	if held.Has(Administrator) {
		return held
	}
	if ch.Type.IsThread() {
		ch = w.channels[*ch.ParentID]
	}
	return overwritten(held, ch.PermissionOverwrites, g.ID, m)
}

// tokenPrefix begins an interaction's token, before it is encoded.
const tokenPrefix = "interaction:"

// interactionToken has the shape of Discord's: the ID with something that nobody guesses.
func interactionToken(id ID) string {
	const secrets = 5 // a token of Discord's is about 200 characters long
	var b strings.Builder
	b.WriteString(tokenPrefix + id.String() + ":")
	for range secrets {
		b.WriteString(rand.Text())
	}
	return base64.RawURLEncoding.EncodeToString([]byte(b.String()))
}

// interactionWithToken finds the interaction by the ID in its token; nil when there is none.
func (w *World) interactionWithToken(token string) *interaction {
	text, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil
	}
	rest, ok := strings.CutPrefix(string(text), tokenPrefix)
	if !ok {
		return nil
	}
	digits, _, _ := strings.Cut(rest, ":")
	id, err := ParseID(digits)
	if err != nil {
		return nil
	}
	if i := w.interactions[id]; i != nil && i.Token == token {
		return i
	}
	return nil
}
