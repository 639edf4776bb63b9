package discord

import (
	"strconv"
	"strings"

	"rapporteur/bot/discord/render"
)

// settingsWords is what a row of the audit says of changed settings, as Discord shows
// it: channels and roles by their names, and nothing chosen as none.
func settingsWords(detail string) string {
	var out []string
	for change := range strings.SplitSeq(detail, "; ") {
		name, values, _ := strings.Cut(change, ": ")
		from, to, ok := strings.Cut(values, " → ")
		if !ok {
			return render.Escape(detail) // no such row is written
		}
		if name == "no corrections" { // members see it the other way round
			name, from, to = "corrections", opposite(from), opposite(to)
		}
		out = append(out, name+": "+settingWord(name, from)+" → "+settingWord(name, to))
	}
	return strings.Join(out, "; ")
}

// settingWord is one value of a setting.
func settingWord(name, value string) string {
	value = strings.Trim(value, `"`)
	switch {
	case value == "" || value == "0":
		return "none"
	case value == "true":
		return "on"
	case value == "false":
		return "off"
	case name == "moderators":
		return "<@&" + render.Escape(value) + ">"
	case name == "staff channel", name == "channels":
		return channelWords(strings.Fields(render.Escape(value)))
	}
	return render.Escape(value)
}

// namedChannels is how many channels a row of the log names.
const namedChannels = 5

func channelWords(ids []string) string {
	if len(ids) > namedChannels {
		return strconv.Itoa(len(ids)) + " channels"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = "<#" + id + ">"
	}
	return andList(names)
}

func opposite(value string) string {
	if value == "true" {
		return "false"
	}
	return "true"
}
