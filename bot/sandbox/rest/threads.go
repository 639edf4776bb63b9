package rest

import (
	"net/http"

	"rapporteur/bot/sandbox/world"
)

// Pages of lists (docs: Channel, List Thread Members and List Archived Threads).
const (
	mostThreads       = 100
	someThreads       = 50
	fewestThreads     = 2 // by the official document
	mostThreadMembers = 100
)

// threadPage is the spec's ThreadsResponse.
type threadPage struct {
	Threads []world.Channel      `json:"threads"`
	Members []world.ThreadMember `json:"members"` // who asks, in the threads joined
	HasMore bool                 `json:"has_more"`
}

// startThread opens a thread from the path's message, or from none. One from
// none is private when its type is left out (docs: Start Thread without Message).
func startThread(c *call) (answer, error) {
	var body struct {
		Name                string            `json:"name"`
		Type                world.ChannelType `json:"type"`
		AutoArchiveDuration int               `json:"auto_archive_duration"`
		RateLimitPerUser    int               `json:"rate_limit_per_user"`
		Invitable           *bool             `json:"invitable"`
	}
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	message := c.id("message_id")
	spec := world.ThreadSpec{Name: body.Name, AutoArchiveDuration: body.AutoArchiveDuration, RateLimitPerUser: body.RateLimitPerUser}
	if message == 0 {
		spec.Type, spec.Invitable = body.Type, body.Invitable
		if spec.Type == 0 {
			spec.Type = world.PrivateThread
		}
	}
	thread, err := c.world.StartThread(c.me, c.id("channel_id"), message, spec)
	return answer{http.StatusCreated, thread}, err
}

func activeThreads(c *call) (answer, error) {
	threads, members, err := c.world.Threads(c.me, c.id("guild_id"))
	return answer{http.StatusOK, threadPage{threads, members, false}}, err
}

func publicArchive(c *call) (answer, error)  { return archive(c, false) }
func privateArchive(c *call) (answer, error) { return archive(c, true) }

func archive(c *call, private bool) (answer, error) {
	limit, err := c.limit(fewestThreads, mostThreads, someThreads)
	if err != nil {
		return answer{}, err
	}
	before, err := c.queryTime("before")
	if err != nil {
		return answer{}, err
	}
	threads, _, err := c.world.ArchivedThreads(c.me, c.id("channel_id"), private)
	if err != nil {
		return answer{}, err
	}
	page := threadPage{Threads: []world.Channel{}, Members: []world.ThreadMember{}}
	for _, t := range threads {
		if !before.IsZero() && !t.ThreadMetadata.ArchiveTimestamp.Before(before) {
			continue
		}
		if len(page.Threads) == limit {
			page.HasMore = true
			break
		}
		page.Threads = append(page.Threads, t)
		if t.Member != nil {
			page.Members = append(page.Members, *t.Member)
		}
	}
	return ok(page)
}

// listThreadMembers has pages only for those who ask for members (docs: List Thread Members).
func listThreadMembers(c *call) (answer, error) {
	after, limit, err := c.page(1, mostThreadMembers, mostThreadMembers)
	if err != nil {
		return answer{}, err
	}
	members, err := c.world.ThreadMembers(c.me, c.id("channel_id"))
	if err != nil || !c.asked("with_member") {
		return answer{http.StatusOK, members}, err
	}
	page := []world.ThreadMember{}
	for _, m := range members {
		if m.UserID <= after || len(page) == limit {
			continue
		}
		if m, err = c.withMember(m); err != nil {
			return answer{}, err
		}
		page = append(page, m)
	}
	return ok(page)
}

func (c *call) withMember(m world.ThreadMember) (world.ThreadMember, error) {
	thread, err := c.world.Channel(c.me, m.ID)
	if err != nil {
		return m, err
	}
	member, err := c.world.Member(c.me, thread.GuildID, m.UserID)
	if err != nil {
		return m, err
	}
	m.Member = &member
	return m, nil
}

func getThreadMember(c *call) (answer, error) {
	members, err := c.world.ThreadMembers(c.me, c.id("channel_id"))
	if err != nil {
		return answer{}, err
	}
	for _, m := range members {
		if m.UserID != c.id("user_id") {
			continue
		}
		if c.asked("with_member") {
			m, err = c.withMember(m)
		}
		return answer{http.StatusOK, m}, err
	}
	return answer{}, world.ErrUnknownMember
}

func joinThread(c *call) (answer, error) {
	return done(c.world.JoinThread(c.me, c.id("channel_id"), c.target()))
}

func leaveThread(c *call) (answer, error) {
	return done(c.world.LeaveThread(c.me, c.id("channel_id"), c.target()))
}
