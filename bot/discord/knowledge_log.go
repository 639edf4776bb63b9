package discord

import (
	"context"
	"strings"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// logOfArticles shows who changed what in the guild.
func (b *Bot) logOfArticles(ctx context.Context, c *call) (result, error) {
	return b.pageOfAudit(ctx, c, 1)
}

// pageOfAudit shows a page of the log. The home guild's holds what was done to the
// shared articles.
func (b *Bot) pageOfAudit(ctx context.Context, c *call, page int) (result, error) {
	page = max(page, 1)
	home := b.atHome(c.GuildID)
	found, of, err := b.o.Store.AuditsFrom(ctx, c.GuildID, home, (page-1)*render.AuditedOnPage, render.AuditedOnPage)
	if err != nil {
		return result{}, err
	}
	var list []render.Audited
	for _, a := range found {
		did, what := didWords(a)
		if home && a.Guild == "" {
			did = strings.Replace(did, "the article", "the shared article", 1)
		}
		row := render.Audited{At: a.At, By: a.By, Did: did, What: what, Detail: a.Detail}
		if a.Action == store.ActionSettings {
			row.Detail, row.Facts = "", settingsWords(a.Detail)
		}
		list = append(list, row)
	}
	return result{posts: c.render.Audit(list, page, of)}, nil
}

// didWords say what was done, and to what where that can be named.
func didWords(a store.Audit) (did, what string) {
	switch a.Action {
	case store.ActionAddArticle:
		return "added the article", a.Subject
	case store.ActionEditArticle:
		return "changed the article", a.Subject
	case store.ActionWithdrawArticle:
		return "withdrew the article", a.Subject
	case store.ActionRestoreArticle:
		return "restored a version of the article", a.Subject
	case store.ActionEraseArticle:
		return "erased the text of the article", a.Subject
	case store.ActionSettings:
		return "changed the settings", ""
	case store.ActionCloseGap:
		return "closed an unanswered question", ""
	case store.ActionTellAskers:
		return "had those told who asked what is answered now", ""
	case store.ActionCloseComplaint:
		return "dealt with a complaint", ""
	case store.ActionRule:
		return "ruled which of two sentences stands:", a.Subject
	case store.ActionUnrule:
		return "took back which of two sentences stands:", a.Subject
	case store.ActionCreateSchedule:
		return "planned a briefing", ""
	case store.ActionChangeSchedule:
		return "changed a planned briefing", ""
	case store.ActionPauseSchedule:
		return "paused a planned briefing", ""
	case store.ActionResumeSchedule:
		return "resumed a planned briefing", ""
	case store.ActionDeleteSchedule:
		return "deleted a planned briefing", ""
	case store.ActionApproveBriefing:
		return "approved a briefing", ""
	case store.ActionEditBriefing:
		return "edited a briefing", ""
	case store.ActionSkipBriefing:
		return "skipped a briefing", ""
	case store.ActionFollowFeed:
		return "followed a feed", ""
	case store.ActionUnfollowFeed:
		return "stopped following a feed", ""
	case store.ActionFeedByItself:
		return "had what is new in a feed published by itself", ""
	case store.ActionFeedDrafts:
		return "left what is new in a feed to the moderators", ""
	case store.ActionMoveFeed:
		return "took the new address of a feed, as its site says", ""
	case store.ActionSaveQuestion:
		return "saved a question", ""
	case store.ActionRemoveQuestion:
		return "removed a saved question", ""
	case store.ActionRunBriefing:
		return "had a briefing posted", ""
	}
	return a.Action, a.Subject
}
