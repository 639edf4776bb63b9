package world

// Scene is a small furnished guild with a bot in it.
type Scene struct {
	Bot        Application
	Guild      Guild
	General    Channel // everybody's
	Staff      Channel // seen by Moderators and the bot alone
	Moderators Role    // holds Manage Server and what moderation needs
	Olga       *Person // owns the guild and the bot
	Mo         *Person // a moderator
	Alice, Bob *Person // members
}

// BotPermissions is what a scene's bot is invited with.
const BotPermissions = ViewChannel | SendMessages | SendInThreads | CreatePublicThreads | EmbedLinks | AttachFiles | ReadHistory |
	AddReactions | UseExternalEmojis | SendPolls

// Furnish makes a scene with a bot of the given name.
func (w *World) Furnish(bot string) (Scene, error) {
	s := Scene{
		Olga: w.AddPerson("olga", "Olga"), Mo: w.AddPerson("mo", "Mo"),
		Alice: w.AddPerson("alice", "Alice"), Bob: w.AddPerson("bob", "Bob"),
	}
	s.Bot = w.AddApplication(bot, s.Olga.ID)
	s.Guild = w.AddGuild("The Newsroom", s.Olga.ID)
	for _, p := range []*Person{s.Mo, s.Alice, s.Bob} {
		if err := p.Join(s.Guild.ID); err != nil {
			return Scene{}, err
		}
	}
	var err error
	if s.Moderators, err = w.AddRole(s.Olga.ID, s.Guild.ID, Role{
		Name: "Moderators", Permissions: ManageGuild | ManageMessages | ManageThreads | KickMembers | ModerateMembers, Mentionable: true,
	}); err != nil {
		return Scene{}, err
	}
	if err := s.Olga.GiveRole(s.Guild.ID, s.Mo.ID, s.Moderators.ID); err != nil {
		return Scene{}, err
	}
	if err := s.addChannels(w); err != nil {
		return Scene{}, err
	}
	if err := s.Olga.Invite(s.Guild.ID, s.Bot.Bot.ID, BotPermissions); err != nil {
		return Scene{}, err
	}
	if err := s.Olga.Allow(s.Staff.ID, s.Bot.Bot.ID, ViewChannel); err != nil {
		return Scene{}, err
	}
	s.Guild, err = w.Guild(s.Olga.ID, s.Guild.ID)
	return s, err
}

func (s *Scene) addChannels(w *World) (err error) {
	if s.General, err = w.AddChannel(s.Olga.ID, s.Guild.ID, Channel{Name: "general"}); err != nil {
		return err
	}
	hidden := Overwrite{ID: s.Guild.ID, Type: ForRole, Deny: ViewChannel}
	shown := Overwrite{ID: s.Moderators.ID, Type: ForRole, Allow: ViewChannel}
	s.Staff, err = w.AddChannel(s.Olga.ID, s.Guild.ID, Channel{Name: "staff", PermissionOverwrites: []Overwrite{hidden, shown}})
	return err
}
