package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/joho/godotenv"
)

// envFile is read from the current folder.
const envFile = ".env"

// settings are the environment's variables and those of the .env file.
type settings struct {
	file, env map[string]string
	broken    error    // why the file could not be used
	wrong     []string // sentences on values that a flag cannot take, once the command line is parsed
}

// readSettings reads .env, if there is one, and lays env over it.
func readSettings(env []string) *settings {
	s := &settings{env: make(map[string]string)}
	s.file, s.broken = readEnvFile()
	for _, entry := range env {
		if key, value, ok := strings.Cut(entry, "="); ok && key != "" {
			s.env[key] = value
		}
	}
	return s
}

// get is the value of a key: that of the environment, even an empty one, goes
// before the file's.
func (s *settings) get(key string) string {
	if value, ok := s.env[key]; ok {
		return value
	}
	return s.file[key]
}

// fault says what keeps the settings from being used, nil when nothing does.
func (s *settings) fault() error {
	if s.broken != nil {
		return s.broken
	}
	if len(s.wrong) > 0 {
		return usagef("%s", strings.Join(s.wrong, " "))
	}
	return nil
}

func readEnvFile() (map[string]string, error) {
	info, err := os.Stat(envFile)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return nil, nil // a folder of that name is somebody else's
	}
	data, err := os.ReadFile(envFile)
	if err != nil {
		return nil, usagef("The file %s could not be read: %s.", envFile, reason(err))
	}
	found, err := godotenv.UnmarshalBytes(data)
	if err != nil {
		// The parser's error repeats the rest of the file, which may hold secrets.
		return nil, usagef("Line %d of the file %s is broken. Write KEY=value there, and close every quote.",
			brokenLine(string(data)), envFile)
	}
	return found, nil
}

// brokenLine is the number of the line where the first broken statement
// begins: the one behind the longest beginning that can be parsed.
func brokenLine(text string) int {
	lines := strings.SplitAfter(text, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:n], "")); err == nil {
			return n + 1
		}
	}
	return 1
}

// resolver gives flags with a key their variable's value. What a flag cannot
// take is noted, and the flag keeps its default.
func (s *settings) resolver() kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		key := flag.Tag.Get("key")
		value := s.get(key)
		if key == "" || value == "" {
			return nil, nil
		}
		if wanted := wantedBy(flag, value); wanted != "" {
			s.wrong = append(s.wrong, fmt.Sprintf("%s is %q; set it to %s.", key, value, wanted))
			return nil, nil
		}
		return value, nil
	})
}

// wantedBy says what a flag takes when it does not take the value.
func wantedBy(flag *kong.Flag, value string) string {
	if own, ok := flag.Target.Addr().Interface().(fromText); ok {
		if err := reflect.New(flag.Target.Type()).Interface().(fromText).UnmarshalText([]byte(value)); err != nil {
			return own.wanted() + " (" + err.Error() + ")"
		}
		return ""
	}
	switch {
	case flag.IsBool() && !isBool(value):
		return "true or false"
	case flag.Enum != "" && !slices.Contains(flag.EnumSlice(), value):
		choices := flag.EnumSlice()
		last := len(choices) - 1
		return strings.Join(choices[:last], ", ") + " or " + choices[last]
	case flag.Target.Kind() == reflect.Int:
		if n, err := strconv.Atoi(value); err != nil || n < 0 {
			return "a whole number, or leave it out"
		}
	}
	return ""
}

func isBool(value string) bool {
	switch strings.ToLower(value) {
	case "true", "1", "yes", "false", "0", "no":
		return true
	}
	return false
}
