package rest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox/world"
)

func TestAnEditShowsTheNewAndNothingOfTheOld(t *testing.T) {
	s := newScene(t)
	channel := s.General.ID.String()
	sent, err := s.client.Send(t.Context(), channel, "1", &discordgo.MessageSend{Content: "Half of it"})
	if err != nil {
		t.Fatal(err)
	}
	edited, err := s.client.Edit(t.Context(), channel, sent.ID, &discordgo.MessageSend{Embeds: []*discordgo.MessageEmbed{{Description: "All of it @everyone"}}})
	if err != nil {
		t.Fatal(err)
	}
	if edited.ID != sent.ID || edited.Content != "" || len(edited.Embeds) != 1 || edited.MentionEveryone {
		t.Errorf("%+v", edited)
	}
	if body := strings.Join(s.bodies("PATCH", "/messages/"), " "); strings.Contains(body, "null") || !strings.Contains(body, `"parse":[]`) {
		t.Error(body)
	}
	_, err = s.client.Edit(t.Context(), channel, "175928847299117063", &discordgo.MessageSend{Content: "x"})
	if !errors.Is(err, rest.ErrGone) {
		t.Errorf("a message that is not there: %v", err)
	}
}

func TestTypingIsShown(t *testing.T) {
	s := newScene(t)
	events := make(chan world.Event, 1)
	go func() {
		for e := range s.World.Events(t.Context(), 0) {
			if e.Kind == "TYPING_START" {
				events <- e
				return
			}
		}
	}()
	if err := s.client.Type(t.Context(), s.General.ID.String()); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.By != s.Bot.Bot.ID || e.ChannelID != s.General.ID {
		t.Errorf("%+v", e)
	}
}
