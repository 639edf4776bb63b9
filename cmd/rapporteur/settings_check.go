package main

import (
	"maps"
	"slices"
	"strings"

	"rapporteur/bot"
)

// ownPrefixes are those of keys that are meant for this program. In the
// environment, others are somebody else's.
var ownPrefixes = []string{"DISCORD_", "RAPPORTEUR_"}

// checks looks over the settings: whether the file can be read, values that make
// no sense, keys that nothing reads. It shows no value that may be a secret.
func (s *settings) checks(known []string) []bot.Check {
	const subject = "configuration"
	if s.broken != nil {
		return []bot.Check{{Subject: subject, State: bot.CheckBad, Finding: envFile + " cannot be used", Advice: s.broken.Error()}}
	}
	var checks []bot.Check
	for _, sentence := range s.wrong {
		checks = append(checks, bot.Check{Subject: subject, State: bot.CheckBad, Finding: "a value makes no sense", Advice: sentence})
	}
	for _, key := range s.strangers(known) {
		checks = append(checks, bot.Check{
			Subject: subject, State: bot.CheckLook, Finding: "nothing reads the key " + key,
			Advice: onStranger(key, known),
		})
	}
	for _, key := range known {
		if value, there := s.env[key]; there && value == "" && s.file[key] != "" {
			checks = append(checks, bot.Check{
				Subject: subject, State: bot.CheckLook, Finding: key + " is set in " + envFile + ", and empty in the environment, which goes before it",
				Advice: "Remove it from the environment of the program (unset " + key + ").",
			})
		}
	}
	if len(checks) > 0 {
		return checks
	}
	set := slices.DeleteFunc(slices.Clone(known), func(key string) bool { return s.get(key) == "" })
	finding := "nothing is set"
	if len(set) > 0 {
		finding = "set: " + strings.Join(set, ", ")
	}
	return []bot.Check{{Subject: subject, State: bot.CheckOK, Finding: finding}}
}

// strangers are the keys of the file that nothing reads, and those of the
// environment that look as if they were meant for this program.
func (s *settings) strangers(known []string) []string {
	keys := maps.Clone(s.file)
	if keys == nil {
		keys = make(map[string]string)
	}
	for key := range s.env {
		if slices.ContainsFunc(ownPrefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
			keys[key] = ""
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(keys)), func(key string) bool { return slices.Contains(known, key) })
}

func onStranger(key string, known []string) string {
	if meant := nearest(key, known); meant != "" {
		return "Did you mean " + meant + "? Rename it."
	}
	return "Remove it, or look in .env.example for the key that you mean."
}

// nearest is the known key that was meant, "" when there is none.
func nearest(key string, known []string) string {
	return bot.Nearest(strings.ToUpper(strings.ReplaceAll(key, "-", "_")), known)
}
