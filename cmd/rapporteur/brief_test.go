package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/store"
)

// kept serves a folder of articles once, an hour ago, and gives the database.
func kept(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.db")
	now := time.Now().Add(-time.Hour)
	clock := func() time.Time { now = now.Add(time.Millisecond); return now }
	s, err := store.Open(t.Context(), store.Options{Path: path, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	_, err = curate.Open(t.Context(), curate.Options{Store: s, Folder: folder, Quiet: time.Nanosecond, Now: clock})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// newsOfTheFerry are articles with a database that has their state of before.
func newsOfTheFerry(t *testing.T) (folder, path string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "kb")
	if err := os.CopyFS(folder, os.DirFS("testdata/articles")); err != nil {
		t.Fatal(err)
	}
	path = kept(t, folder)
	ferry := filepath.Join(folder, "ferry.md")
	data, err := os.ReadFile(ferry)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("31 crowns", "36 crowns", "eleven days", "eleven days, the town's longest repair,").Replace(string(data)) +
		"\nA second ferry will sail to Ostrava Bay from May 2032.\n"
	if err := os.WriteFile(ferry, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder, path
}

func briefly(t *testing.T, folder, path string, args ...string) (out, complaints string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := []string{"RAPPORTEUR_KNOWLEDGE=" + folder, "RAPPORTEUR_DATABASE=" + path}
	code = run(t.Context(), append([]string{"brief"}, args...), strings.NewReader(""), &stdout, &stderr, env)
	return stdout.String(), stderr.String(), code
}

func TestBriefSincePrintsCorrectionsBeforeNews(t *testing.T) {
	folder, path := newsOfTheFerry(t)
	since := time.Now().Add(-30 * time.Minute).UTC().Format(time.RFC3339)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out, complaints, code := briefly(t, folder, path, "--since", since)
	at := -1
	for _, want := range []string{
		"The night ferry to Ostrava Bay\n", "What is new since ", "\nCorrections\n", "changed (number)\n",
		"  was: A single ticket for the ferry costs 31 crowns. [1]\n", "  now: A single ticket for the ferry costs 36 crowns. [2]\n",
		"\nNew\n- A second ferry will sail to Ostrava Bay from May 2032. [5]\n", "\nSources\n[1] ",
	} {
		next := strings.Index(out, want)
		if next <= at {
			t.Errorf("%q is not there, or not in its place: %s", want, out)
		}
		at = next
	}
	if code != exitOK || complaints != "" {
		t.Errorf("code %d, %s", code, complaints)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed: %v", err)
	}
	if out, _, code := briefly(t, folder, path, "--since", since, "--article", "library"); code != exitOK || !strings.Contains(out, "Nothing is new") {
		t.Errorf("code %d: %s", code, out)
	}
}

func TestBriefSinceSaysWhatToDoWhereTheDatabaseKnowsNothing(t *testing.T) {
	folder, path := newsOfTheFerry(t)
	for _, c := range []struct {
		args []string
		path string
		code int
		want string
	}{
		{[]string{"--since", "2020-01-01"}, path, exitInternal, "Choose that time with --since, or a later one."},
		{[]string{"--since", "2020-01-01"}, path + ".no", exitInternal, "serve makes it when it starts"},
		{[]string{"--since", "2020-01-01"}, filepath.Join(folder, "ferry.md"), exitInternal, "is not one of this bot's"},
		{[]string{"--since", "yesterday"}, path, exitUsage, "takes a date such as 2031-05-31"},
		{[]string{"--since", "2020-13-01"}, path, exitUsage, "takes a date"},
		{[]string{"--since", "2999-01-01"}, path, exitUsage, "must be in the past"},
	} {
		if out, complaints, code := briefly(t, folder, c.path, c.args...); code != c.code || !strings.Contains(complaints, c.want) || out != "" {
			t.Errorf("%q: code %d, %s%s", c.args, code, out, complaints)
		}
	}
}

func TestBriefOutWritesAPageWholeOrNotAtAll(t *testing.T) {
	folder, path := newsOfTheFerry(t)
	dir := t.TempDir()
	since := time.Now().Add(-30 * time.Minute).UTC().Format(time.RFC3339)
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"b.md", "# Briefing: The night ferry to Ostrava Bay", nil},
		{"b.MARKDOWN", "# The night ferry to Ostrava Bay", []string{"--article", "ferry"}},
		{"b.html", "<!DOCTYPE html>", nil},
		{"b.htm", `<h2 id="corrections">`, []string{"--since", since}},
	} {
		file := filepath.Join(dir, c.name)
		for range 2 { // the second time over the first
			out, complaints, code := briefly(t, folder, path, append(c.args, "--out", file)...)
			if data, err := os.ReadFile(file); err != nil || code != exitOK || !strings.Contains(string(data), c.want) || !strings.Contains(out, c.name) {
				t.Errorf("%s: code %d, %v, %s%s%s", c.name, code, err, out, complaints, data)
			}
		}
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--out", filepath.Join(dir, "b.pdf")}, exitUsage, ".md or .markdown, .html or .htm"},
		{[]string{"--out", filepath.Join(dir, "b")}, exitUsage, ".md or .markdown"},
		{[]string{"--out", filepath.Join(dir, "c.md"), "--json"}, exitUsage, "Leave one of them out"},
		{[]string{"--out", filepath.Join(dir, "no", "c.md")}, exitInternal, "could not be written"},
	} {
		if _, complaints, code := briefly(t, folder, path, c.args...); code != c.code || !strings.Contains(complaints, c.want) {
			t.Errorf("%q: code %d, %s", c.args, code, complaints)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Errorf("%v, %v", files, err)
	}
}

func TestAPageThatCannotTakeItsPlaceLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "taken.md")
	if err := os.MkdirAll(filepath.Join(name, "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(name, []byte("page")); err == nil {
		t.Error("a folder was replaced")
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}
