package world

// What follows are the verbs of people with more rights than most. Everybody
// has them, and is refused where they lack the permission.

// Kick puts a member, or a bot, out of the guild.
func (p *Person) Kick(guild, user ID) error { return p.world.Kick(p.ID, guild, user) }

// Invite brings a bot into the guild with the permissions that its invitation asks for.
func (p *Person) Invite(guild, bot ID, permissions Permissions) error {
	held, err := p.world.GuildPermissions(p.ID, guild)
	switch {
	case err != nil:
		return err
	case !held.Has(ManageGuild):
		return ErrMissingPermissions
	}
	_, err = p.world.Join(guild, bot, permissions)
	return err
}

// GiveRole gives a member a role.
func (p *Person) GiveRole(guild, user, role ID) error {
	return p.world.GiveRole(p.ID, guild, user, role)
}

// TakeRole takes a role from a member.
func (p *Person) TakeRole(guild, user, role ID) error {
	return p.world.TakeRole(p.ID, guild, user, role)
}

// ChangeRole sets what the holders of a role below one's own may do in the guild.
func (p *Person) ChangeRole(guild, role ID, permissions Permissions) error {
	_, err := p.world.UpdateRole(p.ID, guild, role, func(r *Role) { r.Permissions = permissions })
	return err
}

// TimeOut keeps a member from speaking until a moment; the zero Time ends it.
func (p *Person) TimeOut(guild, user ID, until Time) error {
	_, err := p.world.TimeOut(p.ID, guild, user, until)
	return err
}

// Allow lets a role or a member do something in a channel, whatever their roles say.
func (p *Person) Allow(channel, target ID, what Permissions) error {
	return p.overwrite(channel, target, func(o *Overwrite) { o.Allow |= what; o.Deny &^= what })
}

// Deny keeps a role or a member from doing something in a channel.
func (p *Person) Deny(channel, target ID, what Permissions) error {
	return p.overwrite(channel, target, func(o *Overwrite) { o.Deny |= what; o.Allow &^= what })
}

func (p *Person) overwrite(channel, target ID, change func(*Overwrite)) error {
	ch, err := p.world.Channel(p.ID, channel)
	if err != nil {
		return err
	}
	o := Overwrite{ID: target, Type: ForRole}
	if _, err := p.world.User(target); err == nil {
		o.Type = ForMember
	}
	for _, old := range ch.PermissionOverwrites {
		if old.ID == target {
			o = old
		}
	}
	change(&o)
	return p.world.SetOverwrite(p.ID, channel, o)
}

// OpenThread starts a thread under a message.
func (p *Person) OpenThread(m Message, name string) (Channel, error) {
	return p.world.StartThread(p.ID, m.ChannelID, m.ID, ThreadSpec{Name: name})
}

// Archive puts a thread away, or brings it back.
func (p *Person) Archive(thread ID, archived bool) error {
	return p.changeThread(thread, func(t *ThreadMetadata) { t.Archived = archived })
}

// Lock lets nobody but managers of threads bring a thread back.
func (p *Person) Lock(thread ID, locked bool) error {
	return p.changeThread(thread, func(t *ThreadMetadata) { t.Locked = locked })
}

func (p *Person) changeThread(thread ID, change func(*ThreadMetadata)) error {
	ch, err := p.world.Channel(p.ID, thread)
	if err != nil {
		return err
	}
	if !ch.Type.IsThread() {
		return ErrChannelType
	}
	_, err = p.world.UpdateChannel(p.ID, thread, func(c *Channel) { change(c.ThreadMetadata) })
	return err
}

// DeleteChannel deletes a channel or a thread.
func (p *Person) DeleteChannel(channel ID) error {
	_, err := p.world.DeleteChannel(p.ID, channel)
	return err
}
