package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot"
)

// TestTheExampleNamesExactlyTheKeysThatAreRead wants each key once, behind a
// comment that says when it is needed and what its default is.
func TestTheExampleNamesExactlyTheKeysThatAreRead(t *testing.T) {
	data, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, block := range strings.Split(string(data), "\n\n") {
		for _, found := range regexp.MustCompile(`(?m)^#?([A-Z_]+)=`).FindAllStringSubmatch(block, -1) {
			named = append(named, found[1])
			for _, part := range []string{"# Needed", "# Default: "} {
				if strings.Count(block, part) != 1 {
					t.Errorf("%s: the comment does not have %q once", found[1], part)
				}
			}
		}
	}
	slices.Sort(named)
	if want := knownKeys(); !slices.Equal(named, want) {
		t.Errorf("the example has %v, the program reads %v", named, want)
	}
}

func TestKeysThatNothingReadsAreFoundWithWhatWasMeant(t *testing.T) {
	known := []string{"DISCORD_SHARDS", "DISCORD_TOKEN", "NO_COLOR", "RAPPORTEUR_DATABASE"}
	s := &settings{
		file: map[string]string{"DISCORD_TOKN": "hunter2", "discord-shards": "2", "RAPPORTEUR_DATABASE": "x"},
		env:  map[string]string{"PATH": "/bin", "DISCORD_BOT_TOKEN": "hunter2", "RAPPORTEUR_DATABASE": ""},
	}
	var said []string
	for _, c := range s.checks(known) {
		if c.State != bot.CheckLook || strings.Contains(c.Finding+c.Advice, "hunter2") {
			t.Errorf("%+v", c)
		}
		said = append(said, c.Finding+": "+c.Advice)
	}
	want := []string{
		"nothing reads the key DISCORD_BOT_TOKEN: Did you mean DISCORD_TOKEN? Rename it.",
		"nothing reads the key DISCORD_TOKN: Did you mean DISCORD_TOKEN? Rename it.",
		"nothing reads the key discord-shards: Did you mean DISCORD_SHARDS? Rename it.",
		"RAPPORTEUR_DATABASE is set in .env, and empty in the environment, which goes before it: Remove it from the environment of the program (unset RAPPORTEUR_DATABASE).",
	}
	if !slices.Equal(said, want) {
		t.Errorf("got\n%s", strings.Join(said, "\n"))
	}
	s = &settings{file: map[string]string{"NO_COLOR": "1"}}
	if got := s.checks(known); len(got) != 1 || got[0].State != bot.CheckOK || got[0].Finding != "set: NO_COLOR" {
		t.Errorf("%+v", got)
	}
}

func TestNearest(t *testing.T) {
	known := knownKeys()
	for key, want := range map[string]string{
		"RAPPORTEUR_DATABSE": "RAPPORTEUR_DATABASE", "DISCORD_TOKENS": "DISCORD_TOKEN", "NO_COLOUR": "NO_COLOR",
		"FOO": "", "TZ": "", "": "", "DISCORD_CLIENT_SECRET": "",
	} {
		if got := nearest(key, known); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
