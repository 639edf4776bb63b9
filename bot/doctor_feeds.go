package bot

import (
	"cmp"
	"context"
	"fmt"

	"rapporteur/bot/store"
)

// failingFeed is from how many failures in a row on a feed is told of: one or two are
// a site that was away for some hours.
const failingFeed = 3

// checkFeeds tells of feeds that are paused or cannot be read, and else how many there
// are; nothing where none is followed. Of a database that cannot be read another check
// tells.
func checkFeeds(ctx context.Context, c Config) (checks []Check) {
	all, err := store.ReadFeeds(ctx, cmp.Or(c.Database, DefaultDatabase))
	if err != nil {
		return nil
	}
	for _, f := range all {
		check := Check{Subject: fmt.Sprintf("feed %q of server %s", f.Title, f.Guild), State: CheckLook}
		switch {
		case f.Paused() && f.Failures == 0:
			check.Finding, check.Advice = "is paused", f.Failure+" Look now in /knowledge feeds goes on with it."
		case f.Paused():
			check.Finding = fmt.Sprintf("is paused: it could not be read %d times in a row", f.Failures)
			check.Advice = f.Failure + " Mend that, and have a moderator press Look now in /knowledge feeds, or Unfollow."
		case f.Failures >= failingFeed:
			check.Finding = fmt.Sprintf("could not be read %d times in a row", f.Failures)
			check.Advice = f.Failure + " It is tried again by itself, and paused after some days."
		default:
			continue
		}
		checks = append(checks, check)
	}
	if len(all) > 0 && len(checks) == 0 {
		checks = append(checks, Check{Subject: "feeds", State: CheckOK, Finding: fmt.Sprintf("%d followed, and all can be read", len(all))})
	}
	return checks
}
