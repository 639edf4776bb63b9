package rest

import "fmt"

// permissionNames are the names that Discord's client shows (English, settings
// of a channel, then of a server), in its order.
func permissionNames() []struct {
	bit  int64
	name string
} {
	return []struct {
		bit  int64
		name string
	}{
		{1 << 10, "View Channel"},
		{1 << 4, "Manage Channels"},
		{1 << 28, "Manage Roles"},
		{1 << 43, "Create Expressions"},
		{1 << 30, "Manage Expressions"},
		{1 << 7, "View Audit Log"},
		{1 << 19, "View Server Insights"},
		{1 << 29, "Manage Webhooks"},
		{1 << 5, "Manage Server"},
		{1 << 0, "Create Invite"},
		{1 << 26, "Change Nickname"},
		{1 << 27, "Manage Nicknames"},
		{1 << 1, "Kick, Approve, and Reject Members"},
		{1 << 2, "Ban Members"},
		{1 << 40, "Timeout Members"},
		{1 << 11, "Send Messages"},
		{1 << 38, "Send Messages in Threads"},
		{1 << 35, "Create Public Threads"},
		{1 << 36, "Create Private Threads"},
		{1 << 14, "Embed Links"},
		{1 << 15, "Attach Files"},
		{1 << 6, "Add Reactions"},
		{1 << 18, "Use External Emoji"},
		{1 << 37, "Use External Stickers"},
		{1 << 17, "Mention @everyone, @here, and All Roles"},
		{1 << 13, "Manage Messages"},
		{1 << 51, "Pin Messages"},
		{1 << 52, "Bypass Slowmode"},
		{1 << 34, "Manage Threads"},
		{1 << 16, "Read Message History"},
		{1 << 12, "Send Text-to-Speech Messages"},
		{1 << 46, "Send Voice Messages"},
		{1 << 49, "Create Polls"},
		{1 << 20, "Connect"},
		{1 << 21, "Speak"},
		{1 << 9, "Video"},
		{1 << 42, "Use Soundboard"},
		{1 << 45, "Use External Sounds"},
		{1 << 25, "Use Voice Activity"},
		{1 << 8, "Priority Speaker"},
		{1 << 22, "Mute Members"},
		{1 << 23, "Deafen Members"},
		{1 << 24, "Move Members"},
		{1 << 48, "Set Voice Channel Status"},
		{1 << 31, "Use Application Commands"},
		{1 << 39, "Use Activities"},
		{1 << 50, "Use External Apps"},
		{1 << 32, "Request to Speak"},
		{1 << 44, "Create Events"},
		{1 << 33, "Manage Events"},
		{1 << 41, "View Creator Monetization Analytics"},
		{1 << 3, "Administrator"},
	}
}

// Names are those of a set of permissions, as Discord's client shows them and in
// the order of its settings. A bit that has no name yet is shown by its number.
func Names(set int64) []string {
	var out []string
	for _, p := range permissionNames() {
		if set&p.bit != 0 {
			out = append(out, p.name)
			set &^= p.bit
		}
	}
	for bit := range 63 {
		if set&(1<<bit) != 0 {
			out = append(out, fmt.Sprintf("permission number %d", bit))
		}
	}
	return out
}
