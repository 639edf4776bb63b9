package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord"
	"rapporteur/bot/discord/checkup"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/english"
	"rapporteur/bot/store"
)

// Check is one line of what Doctor finds.
type Check = checkup.Check

// CheckState is what came of a check.
type CheckState = checkup.State

// The states of a check.
const (
	CheckOK   = checkup.OK
	CheckLook = checkup.Look
	CheckBad  = checkup.Bad
)

// Checkup is what Doctor found.
type Checkup struct {
	State  CheckState `json:"state"` // that of the worst check
	Checks []Check    `json:"checks"`
	Invite string     `json:"invite"` // "" when Discord does not tell whose the token is
}

// Doctor looks over all that Serve needs and says in words what to mend: the
// articles, the database, the feeds that moderators follow, the language model and that of embeddings if they are
// set, and what the bot has on Discord. It makes, migrates and changes nothing, and a bot may be running
// meanwhile. What the caller has found out about the configuration itself comes
// first.
//
// The error is that of ctx.
func Doctor(ctx context.Context, c Config, configuration ...Check) (*Checkup, error) {
	k, articles := checkArticles(c)
	checks := append(slices.Clone(configuration), articles, checkDatabase(ctx, c), checkEngine(c))
	checks = append(checks, checkFeeds(ctx, c)...)
	checks = append(checks, checkModel(ctx, c)...)
	checks = append(checks, checkEmbeddings(ctx, c, k)...)
	found, err := checkDiscord(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("look over what is on Discord: %w", err)
	}
	checks = append(checks, found.Checks...)
	if k != nil {
		checks = append(checks, checkQuotas(ctx, k, c))
	}
	if k != nil && found.Guilds != nil {
		checks = append(checks, checkGuildFolders(k.shelves, found.Guilds)...)
	}
	if c.HomeGuild != "" && found.Guilds != nil {
		checks = append(checks, checkHome(c.HomeGuild, found.Guilds))
	}
	return NewCheckup(checks, found.Invite), ctx.Err()
}

// NewCheckup is a checkup of these checks.
func NewCheckup(checks []Check, invite string) *Checkup {
	c := &Checkup{State: CheckOK, Checks: checks, Invite: invite}
	for _, one := range checks {
		if one.State == CheckBad || one.State == CheckLook && c.State == CheckOK {
			c.State = one.State
		}
	}
	return c
}

// checkArticles loads the articles; nil when they cannot be.
func checkArticles(c Config) (*loaded, Check) {
	check := Check{Subject: "articles", State: CheckBad, Finding: "cannot be loaded"}
	k, err := openKnowledge(c.Knowledge)
	var folder *FolderError
	switch {
	case errors.As(err, &folder):
		check.Advice = folder.Advice()
		return nil, check
	case errors.Is(err, ErrTooManyPassages):
		check.Advice = TooManyAdvice()
		return nil, check
	case err != nil:
		c.log().Error("the articles cannot be loaded", "error", err)
		check.Advice = "Run doctor with --verbose to see why."
		return nil, check
	}
	check.State = CheckOK
	check.Finding = fmt.Sprintf("%d for every server, from %s", k.library.Len(), k.name)
	if n := len(k.shelves.Guilds); n > 0 {
		check.Finding += fmt.Sprintf("; servers with their own: %d", n)
	}
	judgeArticles(&check, k)
	return k, check
}

func judgeArticles(check *Check, k *loaded) {
	errs := 0
	for _, p := range k.problems {
		if p.Severity == Error {
			errs++
		}
	}
	if len(k.problems) > 0 {
		check.Finding += fmt.Sprintf("; errors in their files: %d, warnings: %d", errs, len(k.problems)-errs)
	}
	switch {
	case errs > 0:
		check.State = CheckLook
		check.Advice = "Run rapporteur knowledge lint: it names the file, the line and what to do. What could not be read is not answered from."
	case k.library.Len() == 0 && len(k.shelves.Guilds) == 0:
		check.State = CheckLook
		check.Advice = "Put article files (.md, .txt or .html) into the folder: without articles the bot refuses every question."
	}
}

// checkDatabase looks the database over, which is made by serve alone.
func checkDatabase(ctx context.Context, c Config) Check {
	path := cmp.Or(c.Database, DefaultDatabase)
	check := Check{Subject: "database", State: CheckOK}
	h, err := store.Examine(ctx, path)
	switch {
	case errors.Is(err, store.ErrNotFound):
		check.Finding = path + " is not there yet; serve makes it when it starts"
	case err != nil:
		c.log().Error("the database cannot be used", "error", err)
		check.State, check.Finding, check.Advice = CheckBad, "cannot be used", (&StoreError{path, err}).Advice()
	default:
		check.Finding = fmt.Sprintf("%s can be written, has version %d and %s", path, h.Version, size(h.Bytes+h.WALBytes))
		judgeHealth(&check, h)
	}
	return check
}

func judgeHealth(check *Check, h store.Health) {
	switch {
	case len(h.Problems) > 0:
		check.State = CheckBad
		check.Finding += fmt.Sprintf("; the quick check found %d faults, the first: %s", len(h.Problems), h.Problems[0])
		check.Advice = "The file is damaged. Stop the bot and put a backup in its place."
		return
	case h.Version < h.Known:
		check.State = CheckLook
		check.Advice = fmt.Sprintf("This program has version %d, and serve brings the file up to it when it starts. Back it up first (rapporteur backup FILE): there is no way back but a backup.", h.Known)
	case h.Unpurged:
		check.State = CheckLook
		check.Advice = "Something that members had erased is not overwritten in the file yet. Serve does that at its next start, or within an hour; make room on the disk if it is full."
	}
	check.Finding += "; the quick check found nothing"
}

// size is a number of bytes for a reader.
func size(bytes int64) string {
	const mega = 1 << 20
	if bytes < mega {
		return fmt.Sprintf("%d KiB", (bytes+1023)/1024)
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/mega)
}

// checkDiscord looks over what the bot has on Discord, as far as it is told who
// the bot is. The error is that of ctx.
func checkDiscord(ctx context.Context, c Config) (checkup.Report, error) {
	if c.Token == "" {
		return checkup.Report{Checks: []Check{{Subject: "token", State: CheckBad, Finding: "missing", Advice: NoTokenAdvice}}}, nil
	}
	client, err := rest.New(rest.Options{Token: c.Token.Reveal(), API: c.DiscordAPI, Log: c.log()})
	var option *rest.OptionError
	if errors.As(err, &option) {
		subject := map[string]string{"API": "address", "Token": "token"}[option.Option]
		return checkup.Report{Checks: []Check{{Subject: subject, State: CheckBad, Finding: "cannot be used", Advice: option.Advice}}}, nil
	}
	if err != nil {
		return checkup.Report{}, err
	}
	defer client.Close()
	commands, err := discord.CommandNames()
	if err != nil {
		return checkup.Report{}, err
	}
	return checkup.Run(ctx, checkup.Options{
		Client: client, WantsContent: c.Content != ContentOff, NeedsContent: c.Content == ContentOn,
		Shards: c.Shards, Commands: commands, Posts: scheduled(ctx, c), Log: c.log(),
	})
}

// scheduled is what the bot is going to post by itself. Of a database that cannot
// be read there is nothing: another check tells of that.
func scheduled(ctx context.Context, c Config) (posts []checkup.Post) {
	all, err := store.ReadSchedules(ctx, cmp.Or(c.Database, DefaultDatabase))
	if err != nil {
		return nil
	}
	for _, s := range all {
		if s.Paused == "" {
			posts = append(posts, checkup.Post{Guild: s.Guild, Channel: s.Channel, Name: discord.ScheduleTitle(s), Needs: discord.SchedulePermissions(s)})
		}
	}
	return posts
}

// checkGuildFolders tells of articles that belong to servers which the bot is not
// in: mostly a slip in the folder's name.
func checkGuildFolders(shelves *corpus.Shelves, guilds []string) []Check {
	var checks []Check
	for guild := range shelves.Guilds {
		if !slices.Contains(guilds, guild) {
			checks = append(checks, Check{
				Subject: "articles of server " + guild, State: CheckLook, Finding: "the bot is in no server of that id",
				Advice: "Invite the bot there, or mend the name of the folder in guilds: it is the server's id, copied with Discord's developer mode.",
			})
		}
	}
	slices.SortFunc(checks, func(a, b Check) int { return cmp.Compare(a.Subject, b.Subject) })
	return checks
}

// checkQuotas tells what moderators may keep, and which servers have more: theirs can
// change and withdraw articles, but add none.
func checkQuotas(ctx context.Context, k *loaded, c Config) Check {
	most := c.limits()
	check := Check{Subject: "quotas", State: CheckOK, Finding: fmt.Sprintf(
		"each server may keep %d articles of its own, of %d MB together, and change %d in an hour; its moderators can choose less", most.Articles, most.Bytes>>20, most.Changes)}
	kept, err := ownArticles(ctx, k, c)
	if err != nil { // the check of the database says what to do
		check.Finding += "; how much they have could not be counted"
		return check
	}
	var over []string
	for guild, have := range kept {
		if have.Articles > most.Articles || have.Bytes > most.Bytes {
			over = append(over, fmt.Sprintf("server %s has %d, of %s", guild, have.Articles, size(int64(have.Bytes))))
		}
	}
	if len(over) > 0 {
		slices.Sort(over)
		check.State = CheckLook
		check.Finding += "; " + strings.Join(over, "; ")
		check.Advice = "All of them are answered from, but the moderators there can add none. Raise RAPPORTEUR_MAX_ARTICLES or RAPPORTEUR_MAX_MEGABYTES, or leave it so."
	}
	return check
}

// ownArticles is how much each server has of its own, as the bot counts it: by the
// database, which a folder that cannot be written is behind of, and before the first start
// by the folder.
func ownArticles(ctx context.Context, k *loaded, c Config) (map[string]curate.Limits, error) {
	kept := make(map[string]curate.Limits)
	add := func(guild string, bytes int) {
		have := kept[guild]
		have.Articles, have.Bytes = have.Articles+1, have.Bytes+bytes
		kept[guild] = have
	}
	err := store.ReadLive(ctx, databaseOf(c), func(v store.Version) error {
		if v.Guild == "" {
			return nil
		}
		if a, _, err := corpus.Parse(v.File, v.Data); err == nil {
			add(v.Guild, len(a.Text))
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return nil, err
	case len(kept) > 0:
		return kept, nil
	}
	for guild, library := range k.shelves.Guilds {
		for _, a := range library.Articles() {
			if shared, ok := k.shelves.Shared.Article(a.Slug); !ok || shared != a {
				add(guild, len(a.Text))
			}
		}
	}
	return kept, nil
}

// checkHome looks whether the bot is in the server whose moderators keep the shared
// articles.
func checkHome(home string, guilds []string) Check {
	check := Check{Subject: "home server", State: CheckOK, Finding: "the moderators of " + home + " keep the articles of all servers (RAPPORTEUR_HOME_GUILD)"}
	if !slices.Contains(guilds, home) {
		check.State, check.Finding = CheckLook, "the bot is in no server of the id "+home
		check.Advice = "Mend RAPPORTEUR_HOME_GUILD, or invite the bot there: until then nobody on Discord can change the articles of all servers."
	}
	return check
}

// Nearest is the known word that differs from a word in the fewest characters, at
// most a quarter of them; "" when there is none.
func Nearest(word string, known []string) string {
	best, least := "", len(word)/4+1
	for _, candidate := range known {
		if d := english.Distance(word, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}
