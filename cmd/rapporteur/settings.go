package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/joho/godotenv"
)

// envFile is read from the current folder.
const envFile = ".env"

// settings are the environment's variables and those of the .env file.
type settings map[string]string

// readSettings reads .env, if there is one, and lays env over it. The settings
// are usable even when it fails.
func readSettings(env []string) (settings, error) {
	s, err := readEnvFile()
	for _, entry := range env {
		if key, value, ok := strings.Cut(entry, "="); ok && key != "" {
			s[key] = value
		}
	}
	return s, err
}

func readEnvFile() (settings, error) {
	info, err := os.Stat(envFile)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return settings{}, nil // a folder of that name is somebody else's
	}
	data, err := os.ReadFile(envFile)
	if err != nil {
		return settings{}, usagef("The file %s could not be read: %s.", envFile, reason(err))
	}
	found, err := godotenv.UnmarshalBytes(data)
	if err != nil {
		// The parser's error repeats the rest of the file, which may hold secrets.
		return settings{}, usagef("Line %d of the file %s is broken. Write KEY=value there, and close every quote.",
			brokenLine(string(data)), envFile)
	}
	if found == nil {
		found = settings{}
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

// resolver gives flags with a key their variable's value.
func (s settings) resolver() kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		key := flag.Tag.Get("key")
		value := s[key]
		if key == "" || value == "" {
			return nil, nil
		}
		if flag.IsBool() && !isBool(value) {
			return nil, fmt.Errorf("%s is %q; set it to true or false", key, value)
		}
		return value, nil
	})
}

func isBool(value string) bool {
	switch strings.ToLower(value) {
	case "true", "1", "yes", "false", "0", "no":
		return true
	}
	return false
}
