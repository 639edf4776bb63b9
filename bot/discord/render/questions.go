package render

import (
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// SavedQuestion is one that moderators have saved.
type SavedQuestion struct {
	Text     string
	Article  string    // the name of the only article that it is asked of; "" for all
	By       string    // the id of who saved it; "" when not known
	At       time.Time // when
	Asked    bool      // whether it was asked of the articles as they are,
	Answered bool      // and they answer it
}

// PageOfQuestions is the view of a button.Page that turns the pages of SavedQuestions.
const PageOfQuestions = "questions"

// questionsOnPage is how many questions a page lists.
const questionsOnPage = 10

// maxQuestion bounds a question in a list, in units.
const maxQuestion = 300

// SavedQuestions lists saved questions with how many of them the articles answer. Page
// counts from 1; one that is not there gives the nearest.
func (r Renderer) SavedQuestions(all []SavedQuestion, page int) []Post {
	if len(all) == 0 {
		return r.nothing("Saved questions", "No question is saved in this server. Those that are show what a change of the articles does to their answers, before it is public.")
	}
	page, of := within(page, len(all), questionsOnPage)
	first := (page - 1) * questionsOnPage
	d := document{title: "Saved questions", footer: scoreOf(all)}
	for i, q := range all[first:min(first+questionsOnPage, len(all))] {
		d.parts = append(d.parts, sentence("\n", fmt.Sprintf("**%d.** ", first+i+1), "", shorten(clean(q.Text), maxQuestion), q.about()))
	}
	d.parts[0].gap = ""
	if of > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, of)
		d.rows = r.turning(PageOfQuestions, page, of)
	}
	return r.posts(d)
}

// about is how a question stands, in words, and who saved it.
func (q SavedQuestion) about() string {
	out := ""
	switch {
	case q.Answered:
		out = " · answered"
	case q.Asked:
		out = " · **not answered**"
	}
	if q.Article != "" {
		out += " · only " + name(q.Article, maxName)
	}
	if by := mention("@", q.By); by != "" {
		out += " · " + by
	}
	if !q.At.IsZero() {
		out += fmt.Sprintf(" <t:%d:d>", q.At.Unix())
	}
	return out
}

// scoreOf is how many of the questions that were asked are answered.
func scoreOf(all []SavedQuestion) string {
	asked, answered := 0, 0
	for _, q := range all {
		if q.Asked {
			asked++
		}
		if q.Answered {
			answered++
		}
	}
	text := fmt.Sprintf("%d of %s answered by the articles as they are", answered, counted(asked, "question"))
	if left := len(all) - asked; left > 0 {
		text += fmt.Sprintf(" · %d not asked: there was no time", left)
	}
	return text
}

// SaveQuestion is the row with which a moderator saves the question of an answer, which
// was asked of the article of a slug alone; "" is of all.
func (r Renderer) SaveQuestion(id, slug string) []discordgo.MessageComponent {
	return r.about(id, saveQuestion(id, slug))
}

func saveQuestion(id, slug string) press {
	p := press{label: "Save as question", action: button.SaveQuestion, args: []string{id}}
	if slug != "" {
		p.args = append(p.args, slug)
	}
	return p
}
