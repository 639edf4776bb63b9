package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/bwmarrin/discordgo"
)

// runBare is a bot that only acknowledges, written as the library's examples
// are: what the bot's own acknowledgement is measured against.
func runBare(ctx context.Context, address, token string) error {
	to, err := url.Parse(address)
	if err != nil {
		return err
	}
	s, err := discordgo.New("Bot " + token)
	if err != nil {
		return err
	}
	s.Client = &http.Client{Transport: redirected{to}}
	s.Identify.Intents = discordgo.IntentsGuilds
	s.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		err := s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource})
		if err != nil {
			fmt.Fprintln(os.Stderr, "level=ERROR", err)
		}
	})
	if err := s.Open(); err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	_, err = s.ApplicationCommandBulkOverwrite(s.State.User.ID, "", []*discordgo.ApplicationCommand{{
		Name: "ask", Description: "Ask", Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "Question", Required: true,
		}},
	}})
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "ready")
	<-ctx.Done()
	return nil
}

// redirected sends what is meant for Discord to another address.
type redirected struct{ to *url.URL }

func (r redirected) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Scheme, request.URL.Host = r.to.Scheme, r.to.Host
	return http.DefaultTransport.RoundTrip(request)
}
