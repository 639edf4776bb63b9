package sandbox_test

import (
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestCommandsAreRegisteredInEveryLanguageThatDiscordHas(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	names, descriptions := map[discordgo.Locale]string{}, map[discordgo.Locale]string{}
	for locale := range discordgo.Locales {
		if locale != discordgo.Unknown {
			names[locale], descriptions[locale] = "frage", "Stellt eine Frage"
		}
	}
	ask := question()
	ask.NameLocalizations, ask.DescriptionLocalizations = &names, &descriptions
	ask.Options[0].NameLocalizations, ask.Options[0].DescriptionLocalizations = names, descriptions
	made := register(t, s, dg, ask)[0]
	if len(*made.NameLocalizations) != len(names) || len(made.Options[0].DescriptionLocalizations) != len(descriptions) {
		t.Errorf("the command has %d names", len(*made.NameLocalizations))
	}
	for _, locale := range []discordgo.Locale{"hy", "az", "ka", "en", "de-DE", "pt", "zh", ""} {
		wrong := question()
		wrong.DescriptionLocalizations = &map[discordgo.Locale]string{locale: "A question"}
		_, err := dg.ApplicationCommandBulkOverwrite(s.Bot.ID.String(), "", []*discordgo.ApplicationCommand{wrong})
		refusedWith(t, err, discordgo.ErrCodeInvalidFormBody)
	}
	if left := must(dg.ApplicationCommands(s.Bot.ID.String(), ""))(t); len(left) != 1 || left[0].Version != made.Version {
		t.Errorf("after refused overwrites the commands are %+v", left)
	}
}

func TestCommandsAreOfferedWhereAndToWhomTheySay(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	dg := online(t, s, usual)
	manage, nobody := int64(discordgo.PermissionManageGuild), int64(0)
	guildOnly := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	installs := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	register(t, s, dg,
		question(),
		&discordgo.ApplicationCommand{Name: "settings", Description: "Settings", DefaultMemberPermissions: &manage, Contexts: &guildOnly, IntegrationTypes: &installs},
		&discordgo.ApplicationCommand{Name: "erase", Description: "For administrators", DefaultMemberPermissions: &nobody},
		&discordgo.ApplicationCommand{Name: "Check against the articles", Type: discordgo.MessageApplicationCommand, Contexts: &guildOnly},
	)
	direct := must(s.World.OpenDirect(s.Alice.ID, s.Bot.ID))(t)
	for _, c := range []struct {
		who     *world.Person
		where   world.ID
		offered int
	}{{s.Alice, s.General.ID, 2}, {s.Mo, s.General.ID, 3}, {s.Olga, s.General.ID, 4}, {s.Alice, direct.ID, 2}, {s.Alice, s.Staff.ID, 0}} {
		if offered := s.World.CommandsFor(c.who.ID, c.where); len(offered) != c.offered {
			t.Errorf("%s is offered %d commands in %s, want %d", c.who.Username, len(offered), c.where, c.offered)
		}
	}
	if _, err := s.Alice.Slash(s.General.ID, "settings", nil); err == nil {
		t.Error("Alice calls what only managers are shown")
	}
	// A guild's command stands before the global one of its name, and goes with its own overwrite.
	must(dg.ApplicationCommandBulkOverwrite(s.Bot.ID.String(), s.Guild.ID.String(), []*discordgo.ApplicationCommand{{Name: "ask", Description: "Here alone"}}))(t)
	if here := s.World.CommandsFor(s.Alice.ID, s.General.ID); len(here) != 2 || here[0].Description != "Here alone" {
		t.Errorf("in the guild Alice is offered %+v", here)
	}
	must(dg.ApplicationCommandBulkOverwrite(s.Bot.ID.String(), s.Guild.ID.String(), []*discordgo.ApplicationCommand{}))(t)
	if here := s.World.CommandsFor(s.Alice.ID, s.General.ID); len(here) != 2 || here[0].Description == "Here alone" {
		t.Errorf("once it is gone Alice is offered %+v", here)
	}
}

func TestMenusCarryTheirMessageAndTheirUser(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	withoutContent(t, s)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, discordgo.IntentsGuilds, hear)
	register(t, s, dg,
		&discordgo.ApplicationCommand{Name: "Check this", Type: discordgo.MessageApplicationCommand},
		&discordgo.ApplicationCommand{Name: "What they asked", Type: discordgo.UserApplicationCommand},
	)
	m := must(s.Bob.Say(s.General.ID, "A claim.", world.File{Name: "a.txt", Data: []byte("x")}))(t)
	begun(t)(s.Alice.Menu(m, "Check this"))
	data := next(t, calls).ApplicationCommandData()
	if target := data.Resolved.Messages[data.TargetID]; target == nil || target.Content != "A claim." || len(target.Attachments) != 1 || target.Author.ID != s.Bob.ID.String() {
		t.Errorf("the message is %+v", target)
	}
	begun(t)(s.Alice.UserMenu(s.General.ID, s.Bob.ID, "What they asked"))
	data = next(t, calls).ApplicationCommandData()
	if data.Resolved.Users[data.TargetID].Username != "bob" || data.Resolved.Members[data.TargetID] == nil {
		t.Errorf("the user is %+v", data.Resolved)
	}
}

func TestAutocompleteTellsWhatIsTypedAndWhatElseIsFilledIn(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	s.World.SetLocale(s.Alice.ID, "de")
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	ask := question()
	ask.Options = append(ask.Options, &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: "article", Description: "Where to look", Autocomplete: true,
	})
	register(t, s, dg, ask)
	p := begun(t)(s.Alice.Type(s.General.ID, "ask", world.Options{"question": "Why?", "article": "ri"}, "article"))
	i := next(t, calls)
	options := i.ApplicationCommandData().Options
	if i.Type != discordgo.InteractionApplicationCommandAutocomplete || i.Locale != discordgo.German || len(options) != 2 || options[0].StringValue() != "Why?" || !options[1].Focused || options[1].StringValue() != "ri" {
		t.Fatalf("%v %+v", i.Type, options)
	}
	offer := func(n int) error {
		var choices []*discordgo.ApplicationCommandOptionChoice
		for range n {
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: "The rift", Value: "rift"})
		}
		return dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: &discordgo.InteractionResponseData{Choices: choices},
		})
	}
	refusedWith(t, offer(26), discordgo.ErrCodeInvalidFormBody)
	if err := offer(25); err != nil {
		t.Fatal(err)
	}
	if choices := must(p.Choices(soon(t)))(t); len(choices) != 25 {
		t.Errorf("Alice is offered %d values", len(choices))
	}
}

func TestAModalOfAButtonUpdatesTheButtonsMessage(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	p := asked(t, s, dg)
	err := dg.InteractionRespond(next(t, calls).Interaction, replying(discordgo.InteractionResponseData{
		Content: "An answer.", Components: []discordgo.MessageComponent{rowOf(discordgo.Button{CustomID: "wrong:7", Emoji: &discordgo.ComponentEmoji{Name: "👎"}})},
	}))
	if err != nil {
		t.Fatal(err)
	}
	pressed := begun(t)(s.Alice.Click(got(t)(p.Reply(soon(t))), "👎"))
	button := next(t, calls)
	if button.MessageComponentData().CustomID != "wrong:7" || button.Message.Content != "An answer." {
		t.Errorf("the button is %+v", button.Interaction)
	}
	err = dg.InteractionRespond(button.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
		CustomID: "why:7", Title: "What was wrong?", Components: []discordgo.MessageComponent{
			rowOf(discordgo.TextInput{CustomID: "reason", Label: "Reason", Style: discordgo.TextInputParagraph, MaxLength: 500, Value: "It says "}),
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	form := must(pressed.Modal(soon(t)))(t)
	begun(t)(form.Submit(map[string]string{"reason": "It says nothing of it."}))
	sent := next(t, calls)
	row := sent.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
	if text := row.Components[0].(*discordgo.TextInput).Value; text != "It says nothing of it." || sent.ModalSubmitData().CustomID != "why:7" || sent.Message == nil {
		t.Errorf("the modal holds %q", text)
	}
	err = dg.InteractionRespond(sent.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseUpdateMessage, Data: &discordgo.InteractionResponseData{Content: "An answer, doubted.", Components: []discordgo.MessageComponent{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	changed := must(s.Bob.See(s.General.ID))(t)
	if len(changed) != 1 || changed[0].Content != "An answer, doubted." || len(changed[0].Components) != 0 {
		t.Errorf("Bob sees %+v", changed)
	}
}
