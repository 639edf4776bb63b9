package checkup

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/gateway"
	"rapporteur/bot/discord/rest"
)

// identify asks who the bot is and which intents it may have.
func (e *examination) identify(ctx context.Context) bool {
	const subject = "token"
	me, err := e.session().User("@me", discordgo.WithContext(ctx))
	if errors.Is(err, rest.ErrUnauthorized) {
		e.add(Check{subject, Bad, "Discord does not know it", gateway.TokenAdvice +
			" It has three parts with dots between them; the application's id, public key and client secret are something else."})
		return false
	}
	var app *rest.Application
	if err == nil {
		app, err = e.Client.Application(ctx)
	}
	if err != nil {
		e.unanswered(subject, Bad, err)
		return false
	}
	e.introduce(me.Username, app)
	return true
}

// introduce notes what the application's settings say.
func (e *examination) introduce(name string, app *rest.Application) {
	e.app = app
	e.ok("token", "accepted, for the bot "+name)
	e.report.Invite = invite(app.ID)
	if app.CodeGrant {
		e.add(Check{
			"invitation", Look, "the invite link leads nowhere, as it needs a code",
			"Switch off “Requires OAuth2 Code Grant” in " + gateway.Portal + ", under Bot.",
		})
	}
	e.add(intents(app.Allowed(), e.WantsContent, e.NeedsContent))
}

// intents compares the switches of the portal with what the bot asks for.
func intents(allowed discordgo.Intent, wants, needs bool) Check {
	const content = discordgo.IntentMessageContent
	c := Check{Subject: "intents", State: OK}
	var found []string
	for _, s := range rest.Switches() {
		text := s.Name + " off"
		if allowed&s.Intent != 0 {
			text = s.Name + " on"
		}
		if s.Intent != content || !wants {
			text += ", not needed"
		}
		found = append(found, text)
	}
	c.Finding = strings.Join(found, "; ")
	if !wants || allowed&content != 0 {
		return c
	}
	advice := gateway.IntentAdvice([]string{"Message Content Intent"})
	if needs {
		c.State, c.Advice = Bad, advice+" Or set DISCORD_MESSAGE_CONTENT to auto, to run without it."
		return c
	}
	c.State = Look
	c.Advice = "Without the Message Content Intent the bot cannot read what members write in its threads unless they mention it or answer it. " +
		advice + " If that is how you want it, set DISCORD_MESSAGE_CONTENT to off."
	return c
}
