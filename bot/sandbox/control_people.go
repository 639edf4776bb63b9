package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/sandbox/world"
)

// deed is what somebody does: each verb takes the fields it needs. Channels,
// people and roles may be named, or given by ID.
type deed struct {
	Channel     string                     `json:"channel"`
	Message     world.ID                   `json:"message"`
	User        string                     `json:"user"`
	Role        string                     `json:"role"`
	Interaction world.ID                   `json:"interaction"`
	Content     string                     `json:"content"`
	Files       []fileInput                `json:"files"`
	Name        string                     `json:"name"` // of a command, or of a thread
	Options     map[string]json.RawMessage `json:"options"`
	Focused     string                     `json:"focused"`
	Component   string                     `json:"component"` // custom id, label or placeholder
	Values      []string                   `json:"values"`
	Inputs      map[string]string          `json:"inputs"` // of a modal, by custom id
	Emoji       string                     `json:"emoji"`
	Answers     []int                      `json:"answers"` // of a poll, from 1
	Permissions permissionsInput           `json:"permissions"`
	On          bool                       `json:"on"`
	Quiet       bool                       `json:"quiet"` // of a reply: no ping
	For         string                     `json:"for"`   // of a time-out, such as "10m"
	Locale      string                     `json:"locale"`
}

// fileInput is a file; Data is base64 in JSON.
type fileInput struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Data        []byte `json:"data"`
}

func (f fileInput) file() world.File {
	return world.File{Name: f.Name, ContentType: f.ContentType, Data: f.Data}
}

// actor is somebody about to do a deed, with its names looked up.
type actor struct {
	*world.Person
	server  *Server
	deed    deed
	channel world.ID
	user    world.ID
	role    world.ID
}

// verbs is what people can do, by name.
func verbs() map[string]func(actor) (any, error) {
	return map[string]func(actor) (any, error){
		"say":     actor.say,
		"reply":   actor.reply,
		"edit":    func(a actor) (any, error) { return a.Edit(a.message(), a.deed.Content) },
		"delete":  func(a actor) (any, error) { return nil, a.Delete(a.message()) },
		"react":   func(a actor) (any, error) { return nil, a.React(a.message(), a.deed.Emoji) },
		"unreact": func(a actor) (any, error) { return nil, a.Unreact(a.message(), a.deed.Emoji) },
		"vote":    func(a actor) (any, error) { return nil, a.Vote(a.message(), a.deed.Answers...) },
		"write":   func(a actor) (any, error) { return a.Write(a.user, a.deed.Content) },
		"slash":   func(a actor) (any, error) { return started(a.Slash(a.channel, a.deed.Name, a.options())) },
		"type": func(a actor) (any, error) {
			return started(a.Type(a.channel, a.deed.Name, a.options(), a.deed.Focused))
		},
		"menu":           func(a actor) (any, error) { return started(a.Menu(a.message(), a.deed.Name)) },
		"user-menu":      func(a actor) (any, error) { return started(a.UserMenu(a.channel, a.user, a.deed.Name)) },
		"click":          actor.click,
		"choose":         actor.choose,
		"submit":         actor.submit,
		"join":           func(a actor) (any, error) { return nil, a.Join(a.server.Guild.ID) },
		"leave":          func(a actor) (any, error) { return nil, a.Leave(a.server.Guild.ID) },
		"kick":           func(a actor) (any, error) { return nil, a.Kick(a.server.Guild.ID, a.user) },
		"invite":         func(a actor) (any, error) { return nil, a.Invite(a.server.Guild.ID, a.user, a.permissions()) },
		"give-role":      func(a actor) (any, error) { return nil, a.GiveRole(a.server.Guild.ID, a.user, a.role) },
		"take-role":      func(a actor) (any, error) { return nil, a.TakeRole(a.server.Guild.ID, a.user, a.role) },
		"change-role":    func(a actor) (any, error) { return nil, a.ChangeRole(a.server.Guild.ID, a.role, a.permissions()) },
		"time-out":       actor.timeOut,
		"allow":          func(a actor) (any, error) { return nil, a.Allow(a.channel, a.target(), a.permissions()) },
		"deny":           func(a actor) (any, error) { return nil, a.Deny(a.channel, a.target(), a.permissions()) },
		"open-thread":    func(a actor) (any, error) { return a.OpenThread(a.message(), a.deed.Name) },
		"archive":        func(a actor) (any, error) { return nil, a.Archive(a.channel, a.deed.On) },
		"lock":           func(a actor) (any, error) { return nil, a.Lock(a.channel, a.deed.On) },
		"delete-channel": func(a actor) (any, error) { return nil, a.DeleteChannel(a.channel) },
		"take-direct":    func(a actor) (any, error) { a.server.World.CloseDirects(a.ID, !a.deed.On); return nil, nil },
		"speak":          func(a actor) (any, error) { a.server.World.SetLocale(a.ID, a.deed.Locale); return nil, nil },
	}
}

// act does a deed.
func (c *control) act(rw http.ResponseWriter, r *http.Request) {
	do, ok := verbs()[r.PathValue("verb")]
	if !ok {
		answer(rw, nil, fmt.Errorf("nobody can %q; people can %s", r.PathValue("verb"), listed(verbs())))
		return
	}
	var in deed
	if err := read(r, &in); err != nil {
		answer(rw, nil, err)
		return
	}
	a, err := c.actor(r.PathValue("person"), in)
	if err != nil {
		answer(rw, nil, err)
		return
	}
	result, err := do(a)
	answer(rw, result, err)
}

func (c *control) actor(name string, in deed) (actor, error) {
	a := actor{server: c.server, deed: in}
	id, err := c.userNamed(name)
	if err == nil {
		a.Person, err = c.server.World.Person(id)
	}
	if err == nil && in.Channel != "" {
		a.channel, err = c.channelNamed(id, in.Channel)
	}
	if err == nil && in.User != "" {
		a.user, err = c.userNamed(in.User)
	}
	if err == nil && in.Role != "" {
		a.role, err = c.roleNamed(in.Role)
	}
	return a, err
}

// listed are the names of what there is, for who named something else.
func listed[V any](all map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(all)), ", ")
}

// roleNamed is a role of the scene's guild.
func (c *control) roleNamed(name string) (world.ID, error) {
	if id, err := world.ParseID(name); err == nil {
		return id, nil
	}
	guild, err := c.server.World.Guild(c.server.Olga.ID, c.server.Guild.ID)
	for _, role := range guild.Roles {
		if role.Name == name {
			return role.ID, nil
		}
	}
	return 0, cmp.Or(err, fmt.Errorf("role %q: %w", name, world.ErrUnknownRole))
}

// userNamed is a user of the scene's guild by username, or anybody by ID.
func (c *control) userNamed(name string) (world.ID, error) {
	if id, err := world.ParseID(name); err == nil {
		_, err = c.server.World.User(id)
		return id, err
	}
	members, err := c.server.World.Members(c.server.Olga.ID, c.server.Guild.ID, 0, name, 1000)
	for _, m := range members {
		if m.User.Username == name {
			return m.User.ID, nil
		}
	}
	return 0, cmp.Or(err, fmt.Errorf("user %q: %w", name, world.ErrUnknownUser))
}

// channelNamed is a channel or thread of the scene's guild by name, or any by ID.
func (c *control) channelNamed(by world.ID, name string) (world.ID, error) {
	if id, err := world.ParseID(name); err == nil {
		return id, nil
	}
	channels, err := c.server.World.Channels(by, c.server.Guild.ID)
	if err != nil {
		return 0, err
	}
	threads, _, err := c.server.World.Threads(by, c.server.Guild.ID)
	for _, ch := range slices.Concat(channels, threads) {
		if ch.Name == strings.TrimPrefix(name, "#") {
			return ch.ID, nil
		}
	}
	return 0, cmp.Or(err, fmt.Errorf("channel %q: %w", name, world.ErrUnknownChannel))
}

func (a actor) message() world.Message {
	return world.Message{ID: a.deed.Message, ChannelID: a.channel}
}

// target is whom an overwrite is for: a user, or else a role.
func (a actor) target() world.ID { return cmp.Or(a.user, a.role) }

func (a actor) permissions() world.Permissions { return world.Permissions(a.deed.Permissions) }

func (a actor) reply() (any, error) {
	if a.deed.Quiet {
		return a.ReplyQuietly(a.message(), a.deed.Content)
	}
	return a.Reply(a.message(), a.deed.Content)
}

// timeOut ends a time-out when it is for no time.
func (a actor) timeOut() (any, error) {
	var until world.Time
	if a.deed.For != "" {
		d, err := time.ParseDuration(a.deed.For)
		if err != nil {
			return nil, err
		}
		until.Time = a.server.World.Clock.Now().Add(d)
	}
	return nil, a.TimeOut(a.server.Guild.ID, a.user, until)
}

func (a actor) say() (any, error) {
	var files []world.File
	for _, f := range a.deed.Files {
		files = append(files, f.file())
	}
	return a.Say(a.channel, a.deed.Content, files...)
}

// options are the deed's options; an object among them is a file.
func (a actor) options() world.Options {
	options := make(world.Options, len(a.deed.Options))
	for name, value := range a.deed.Options {
		var f fileInput
		if json.Unmarshal(value, &f) == nil && f.Name != "" {
			options[name] = f.file()
			continue
		}
		var plain any
		_ = json.Unmarshal(value, &plain) // it is valid JSON: it came as a part of some
		options[name] = plain
	}
	return options
}

// shown is the deed's message as the person sees it, with its components.
func (a actor) shown() (world.Message, error) {
	messages, err := a.See(a.channel)
	if err != nil {
		return world.Message{}, err
	}
	for _, m := range messages {
		if m.ID == a.deed.Message {
			return m, nil
		}
	}
	return world.Message{}, world.ErrUnknownMessage
}

func (a actor) click() (any, error) {
	m, err := a.shown()
	if err != nil {
		return nil, err
	}
	return started(a.Click(m, a.deed.Component))
}

func (a actor) choose() (any, error) {
	m, err := a.shown()
	if err != nil {
		return nil, err
	}
	return started(a.Choose(m, a.deed.Component, a.deed.Values...))
}

func (a actor) submit() (any, error) {
	return started(a.Person.Submit(a.deed.Interaction, a.deed.Inputs))
}

// started is the answer to a deed that a bot has to answer: where to look.
func started(p *world.Pending, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]world.ID{"interaction": p.Interaction.ID}, nil
}

// see is a channel on somebody's screen.
func (c *control) see(rw http.ResponseWriter, r *http.Request) {
	a, err := c.actor(r.PathValue("person"), deed{Channel: r.URL.Query().Get("channel")})
	if err == nil && a.channel == 0 {
		err = errors.New("say which channel: ?channel=general")
	}
	if err != nil {
		answer(rw, nil, err)
		return
	}
	messages, err := a.See(a.channel)
	answer(rw, messages, err)
}

// username is what a person may be called (docs: User, Usernames and Nicknames),
// but for those of digits alone, which would be taken for IDs.
var username = regexp.MustCompile(`^[a-z0-9_.]*[a-z][a-z0-9_.]*$`)

// commands are those that somebody is offered in a channel.
func (c *control) commands(rw http.ResponseWriter, r *http.Request) {
	a, err := c.actor(r.PathValue("person"), deed{Channel: r.URL.Query().Get("channel")})
	if err != nil {
		answer(rw, nil, err)
		return
	}
	answer(rw, c.server.World.CommandsFor(a.ID, a.channel), nil)
}

// maxWait is how long a request may wait for an interaction.
const maxWait = time.Minute

// interaction shows what became of an interaction; with ?wait=5s once it has
// more than "is thinking" to show, or the time is over.
func (c *control) interaction(rw http.ResponseWriter, r *http.Request) {
	id, err := world.ParseID(r.PathValue("interaction"))
	if err != nil {
		answer(rw, nil, err)
		return
	}
	wait, err := time.ParseDuration(cmp.Or(r.URL.Query().Get("wait"), "0s"))
	if err != nil {
		answer(rw, nil, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), min(wait, maxWait))
	defer cancel()
	view, err := c.server.World.AwaitInteraction(ctx, id, func(v world.InteractionView) bool {
		return v.State == world.Replied || v.State == world.Failed
	})
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	answer(rw, struct {
		world.InteractionView
		AnsweredAfterMS float64 `json:"answered_after_ms"`
	}{view, float64(view.AnsweredAfter.Microseconds()) / 1000}, err)
}

// addPerson brings somebody new into the scene's guild. People are called by
// their username, so that no two may have one.
func (c *control) addPerson(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		Username string `json:"username"`
		Name     string `json:"name"`
	}
	if err := read(r, &in); err != nil {
		answer(rw, nil, err)
		return
	}
	if _, err := c.userNamed(in.Username); err == nil {
		answer(rw, nil, fmt.Errorf("there is a %s already", in.Username))
		return
	}
	if n := len(in.Username); n < 2 || n > 32 || !username.MatchString(in.Username) {
		answer(rw, nil, fmt.Errorf("the username %q is not 2 to 32 of a-z, 0-9, _ and dots, with a letter", in.Username))
		return
	}
	p := c.server.World.AddPerson(in.Username, in.Name)
	answer(rw, p.User, p.Join(c.server.Guild.ID))
}
