// Package locale holds the words of the bot's commands in each language: the
// descriptions of commands and options, and the names of message menus.
package locale

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

//go:embed *.txt
var files embed.FS

// English is the language of what has no other.
const English = "en"

// Language is one of the languages that there are words for.
type Language struct {
	Tag  string // as in the name of its file: "fr"
	Name string // in the language itself
	// Locales are the languages of Discord's client that it serves. It is empty
	// where Discord's client does not know the language: Discord refuses such
	// descriptions, so that only /help shows them.
	Locales []discordgo.Locale
}

// Languages are those that there are words for, English first.
func Languages() []Language {
	return []Language{
		{English, "English", nil},
		{"az", "Azərbaycanca", nil},
		{"de", "Deutsch", []discordgo.Locale{discordgo.German}},
		{"es", "Español", []discordgo.Locale{discordgo.SpanishES, discordgo.SpanishLATAM}},
		{"fr", "Français", []discordgo.Locale{discordgo.French}},
		{"hy", "Հայերեն", nil},
		{"ru", "Русский", []discordgo.Locale{discordgo.Russian}},
		{"tr", "Türkçe", []discordgo.Locale{discordgo.Turkish}},
	}
}

// Words are the words of all languages, by key: "ask" is a command, "ask.article"
// an option of it. It is not changed once it is read.
type Words struct {
	byTag map[string]map[string]string
}

// Read reads the embedded words. An error is a fault of the program.
func Read() (*Words, error) {
	w := &Words{byTag: make(map[string]map[string]string)}
	for _, l := range Languages() {
		text, err := files.ReadFile(l.Tag + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read the words of %s: %w", l.Name, err)
		}
		if w.byTag[l.Tag], err = parse(string(text)); err != nil {
			return nil, fmt.Errorf("read the words of %s: %w", l.Name, err)
		}
	}
	return w, nil
}

func parse(text string) (map[string]string, error) {
	out := make(map[string]string)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, " = ")
		if _, twice := out[key]; !ok || twice {
			return nil, fmt.Errorf("line %q is broken or there twice", line)
		}
		out[key] = value
	}
	return out, nil
}

// In returns the words of a key in the language of that tag, else in English.
func (w *Words) In(tag, key string) string {
	if text, ok := w.byTag[tag][key]; ok {
		return text
	}
	return w.byTag[English][key]
}

// Localizations are a key's words for every language of Discord's client that
// there are some for, English aside.
func (w *Words) Localizations(key string) map[discordgo.Locale]string {
	out := make(map[discordgo.Locale]string)
	for _, l := range Languages() {
		for _, name := range l.Locales {
			if text, ok := w.byTag[l.Tag][key]; ok {
				out[name] = text
			}
		}
	}
	return out
}

// TagOf is the language for a person whose client speaks a locale of Discord's.
func TagOf(client discordgo.Locale) string {
	for _, l := range Languages() {
		if slices.Contains(l.Locales, client) {
			return l.Tag
		}
	}
	return English
}
