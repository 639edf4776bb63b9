package rest

import (
	"net/http"

	"rapporteur/bot/sandbox/world"
)

// channelPatch is the body of an edit of a channel or a thread: what is left out stays.
type channelPatch struct {
	Name                          field[string]            `json:"name"`
	Topic                         field[*string]           `json:"topic"`
	Position                      field[*int]              `json:"position"`
	NSFW                          field[*bool]             `json:"nsfw"`
	RateLimitPerUser              field[*int]              `json:"rate_limit_per_user"`
	ParentID                      field[*world.ID]         `json:"parent_id"`
	PermissionOverwrites          field[[]world.Overwrite] `json:"permission_overwrites"`
	DefaultAutoArchiveDuration    field[*int]              `json:"default_auto_archive_duration"`
	DefaultThreadRateLimitPerUser field[*int]              `json:"default_thread_rate_limit_per_user"`
	Flags                         field[int]               `json:"flags"`

	// Of threads.
	Archived            field[bool]       `json:"archived"`
	Locked              field[bool]       `json:"locked"`
	Invitable           field[*bool]      `json:"invitable"`
	AutoArchiveDuration field[int]        `json:"auto_archive_duration"`
	AppliedTags         field[[]world.ID] `json:"applied_tags"`
}

// apply runs inside the world, which leaves to a thread and to a channel the
// fields that it has.
func (p channelPatch) apply(to *world.Channel) {
	p.Name.into(&to.Name)
	setUnlessNull(p.RateLimitPerUser, &to.RateLimitPerUser)
	p.Flags.into(&to.Flags)
	if to.Type.IsThread() {
		p.Archived.into(&to.ThreadMetadata.Archived)
		p.Locked.into(&to.ThreadMetadata.Locked)
		p.AutoArchiveDuration.into(&to.ThreadMetadata.AutoArchiveDuration)
		if to.Type == world.PrivateThread {
			setUnlessNull(p.Invitable, &to.ThreadMetadata.Invitable)
		}
		p.AppliedTags.into(&to.AppliedTags)
		return
	}
	p.Topic.into(&to.Topic)
	setUnlessNull(p.Position, &to.Position)
	setUnlessNull(p.NSFW, &to.NSFW)
	p.ParentID.into(&to.ParentID)
	if p.PermissionOverwrites.value != nil {
		to.PermissionOverwrites = p.PermissionOverwrites.value
	}
	p.DefaultAutoArchiveDuration.into(&to.DefaultAutoArchiveDuration)
	p.DefaultThreadRateLimitPerUser.into(&to.DefaultThreadRateLimitPerUser)
}

// setUnlessNull is for what every channel has: null leaves it as it is.
func setUnlessNull[T any](f field[*T], target **T) {
	if f.value != nil {
		*target = f.value
	}
}

func getChannel(c *call) (answer, error) {
	ch, err := c.world.Channel(c.me, c.id("channel_id"))
	return answer{http.StatusOK, ch}, err
}

func editChannel(c *call) (answer, error) {
	var patch channelPatch
	if err := c.decode(&patch); err != nil {
		return answer{}, err
	}
	ch, err := c.world.UpdateChannel(c.me, c.id("channel_id"), patch.apply)
	return answer{http.StatusOK, ch}, err
}

func deleteChannel(c *call) (answer, error) {
	ch, err := c.world.DeleteChannel(c.me, c.id("channel_id"))
	return answer{http.StatusOK, ch}, err
}

func listChannels(c *call) (answer, error) {
	channels, err := c.world.Channels(c.me, c.id("guild_id"))
	return answer{http.StatusOK, channels}, err
}

func createChannel(c *call) (answer, error) {
	var spec world.Channel
	if err := c.decode(&spec); err != nil {
		return answer{}, err
	}
	ch, err := c.world.AddChannel(c.me, c.id("guild_id"), spec)
	return answer{http.StatusCreated, ch}, err
}

func setOverwrite(c *call) (answer, error) {
	var o world.Overwrite
	if err := c.decode(&o); err != nil {
		return answer{}, err
	}
	o.ID = c.id("overwrite_id")
	return done(c.world.SetOverwrite(c.me, c.id("channel_id"), o))
}

func clearOverwrite(c *call) (answer, error) {
	return done(c.world.ClearOverwrite(c.me, c.id("channel_id"), c.id("overwrite_id")))
}

func startTyping(c *call) (answer, error) {
	return done(c.world.Type(c.me, c.id("channel_id")))
}
