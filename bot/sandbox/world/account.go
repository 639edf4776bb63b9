package world

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// AddUser makes an account. The username is lower case; name, when not empty,
// is what others see.
func (w *World) AddUser(username, name string) User {
	defer w.begin()()
	return *w.addUser(username, name)
}

func (w *World) addUser(username, name string) *User {
	u := &User{ID: w.newID(), Username: username, Discriminator: "0"}
	if name != "" {
		u.GlobalName = &name
	}
	w.users[u.ID] = u
	return u
}

// AddApplication registers an application with its bot, owned by the user, with
// all three privileged intents switched on.
func (w *World) AddApplication(name string, owner ID) Application {
	defer w.begin()()
	id := w.newID()
	bot := &User{ID: id, Username: name, Discriminator: "0042", Bot: true}
	w.users[id] = bot
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, id.String())
	app := &Application{
		ID:        id,
		Name:      name,
		Token:     token(id),
		PublicKey: hex.EncodeToString(ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)),
		Bot:       *bot,
		Owner:     owner,
		Flags:     PresenceLimited | GuildMembersLimited | MessageContentLimited,
		Shards:    1,
	}
	w.applications[id] = app
	return *app
}

// token has the shape of Discord's: the bot's ID, a time and a check, joined by dots.
func token(id ID) string {
	part := base64.RawURLEncoding.EncodeToString
	return strings.Join([]string{part([]byte(id.String())), part([]byte(fmt.Sprint(id.Time().Unix()))), part([]byte("sandbox-" + id.String()))}, ".")
}

// UpdateApplication changes what the portal shows: flags, shards, description.
func (w *World) UpdateApplication(id ID, change func(*Application)) (Application, error) {
	defer w.begin()()
	app := w.applications[id]
	if app == nil {
		return Application{}, ErrUnknownApplication
	}
	changed := *app
	change(&changed)
	changed.ID, changed.Bot.ID = app.ID, app.Bot.ID
	*app = changed
	return changed, nil
}

// Application is the application with the ID.
func (w *World) Application(id ID) (Application, error) {
	defer w.begin()()
	if app := w.applications[id]; app != nil {
		return *app, nil
	}
	return Application{}, ErrUnknownApplication
}

// ApplicationWithToken is the application whose bot has the token.
func (w *World) ApplicationWithToken(token string) (Application, error) {
	defer w.begin()()
	for _, app := range w.applications {
		if app.Token == token {
			return *app, nil
		}
	}
	return Application{}, ErrUnauthorized
}

// User is the user with the ID.
func (w *World) User(id ID) (User, error) {
	defer w.begin()()
	if u := w.users[id]; u != nil {
		return *u, nil
	}
	return User{}, ErrUnknownUser
}

// SetUsername renames a user, as PATCH /users/@me does. The user is replaced and
// not written into, since copies of members and messages share it.
func (w *World) SetUsername(id ID, username string) (User, error) {
	defer w.begin()()
	old := w.users[id]
	if old == nil {
		return User{}, ErrUnknownUser
	}
	u := *old
	u.Username = username
	w.users[id] = &u
	for _, g := range w.guilds {
		if m := g.members[id]; m != nil {
			renamed := *m
			renamed.User = &u
			g.members[id] = &renamed
		}
	}
	if app := w.applications[id]; app != nil {
		app.Bot = u
		w.deliverTo(app.ID, 0, "USER_UPDATE", u)
	}
	return u, nil
}
