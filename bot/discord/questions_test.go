package discord

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// questioning is a bot without Discord, and a call of a moderator's to /knowledge
// questions.
func questioning(t *testing.T) (*Bot, func(sub string, values map[string]string) (string, error)) {
	t.Helper()
	n := furnish(t, sandbox.Options{})
	b := &Bot{o: Options{Store: n.store}.withDefaults()}
	call := func(sub string, values map[string]string) (string, error) {
		c := &call{
			Interaction: &discordgo.Interaction{GuildID: n.Guild.ID.String()}, user: &discordgo.User{ID: n.Mo.ID.String()},
			place: place{answerer: n.shelf.shared, render: render.Renderer{Plain: true}},
		}
		c.options = options{group: "questions", subcommand: sub, values: make(map[string]*discordgo.ApplicationCommandInteractionDataOption)}
		for name, value := range values {
			c.options.values[name] = &discordgo.ApplicationCommandInteractionDataOption{Name: name, Value: value}
		}
		r, err := b.savedQuestions(n.ctx, c)
		if err != nil {
			return "", err
		}
		return r.posts[0].Content, nil
	}
	return b, call
}

func TestModeratorsKeepQuestions(t *testing.T) {
	b, call := questioning(t)
	said := func(sub string, values map[string]string, texts ...string) {
		t.Helper()
		text, err := call(sub, values)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range texts {
			if !strings.Contains(text, want) {
				t.Errorf("%q does not say %q", text, want)
			}
		}
	}
	said(questionsList, nil, "No question is saved")
	said(questionsAdd, map[string]string{"question": aboutBridge}, "Saved", "answer it now")
	said(questionsAdd, map[string]string{"question": strings.ToUpper(aboutBridge)}, "saved already")
	said(questionsAdd, map[string]string{"question": "Who painted @everyone's ceiling in Kelm?", "article": "bridge"}, "do not answer it")
	said(questionsList, nil, "1 of 2 questions", "**not answered**", "only A bridge over the Alm", "@\u200beveryone")
	if _, err := call(questionsRemove, map[string]string{"question": "Which one?"}); err == nil {
		t.Error("what is not there was removed")
	}
	guild := must[[]store.Question](t)(b.o.Store.Questions(t.Context(), "")) // of nobody
	if len(guild) != 0 {
		t.Errorf("%v", guild)
	}
	said(questionsRemove, map[string]string{"question": aboutBridge}, "Removed")
	said(questionsList, nil, "0 of 1 question ")
	for i := range store.MaxQuestionsOfGuild - 1 {
		said(questionsAdd, map[string]string{"question": fmt.Sprintf("Why number %d?", i)}, "Saved")
	}
	if _, err := call(questionsAdd, map[string]string{"question": "One more?"}); err == nil || !strings.Contains(err.Error(), "200 questions are saved") {
		t.Errorf("%v", err)
	}
}

func TestAModeratorSavesTheQuestionOfAnAnswer(t *testing.T) {
	n := open(t)
	post := n.ask(aboutBridge)
	lacks(t, post, "Save as question")
	lacks(t, n.click(n.Bob, post, "Show quotes"), "Save as question")
	quotes := n.click(n.Mo, post, "Show quotes")
	reads(t, quotes, "[Save as question]")
	reads(t, n.click(n.Mo, quotes, "Save as question"), "Saved:", "answer it now")
	reads(t, n.click(n.Mo, quotes, "Save as question"), "saved already")
	all := must[[]store.Question](t)(n.store.Questions(n.ctx, n.Guild.ID.String()))
	if len(all) != 1 || all[0].Text != aboutBridge || all[0].Creator != n.Mo.ID.String() || all[0].Asker != n.Alice.ID.String() {
		t.Errorf("%+v", all)
	}
	direct := must[world.Channel](t)(n.World.OpenDirect(n.Mo.ID, n.Bot.Bot.ID))
	own := n.slashIn(direct.ID, n.Mo, "ask", world.Options{"question": aboutBridge})
	lacks(t, n.click(n.Mo, own, "Show quotes"), "Save as question")
}
