package bot_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "rapporteur"

// readTable reads the table "Who may import whom" of doc.go.
func readTable(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(data), "may import (ours)\n")
	if !ok {
		t.Fatal("doc.go has no table of imports")
	}
	table := make(map[string][]string)
	name := ""
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "//\t") {
			break
		}
		row, goesOn := strings.CutPrefix(strings.TrimPrefix(line, "//\t"), " ")
		allowed := row
		if !goesOn {
			name, allowed, _ = strings.Cut(row, " ")
			if _, twice := table[name]; twice {
				t.Errorf("the table has %s twice", name)
			}
			table[name] = []string{}
		}
		table[name] = append(table[name], strings.FieldsFunc(allowed, func(r rune) bool { return strings.ContainsRune(", \n–", r) })...)
	}
	return table
}

// roomOf is the name under which the table knows a folder.
func roomOf(folder string) string {
	if folder == "bot" {
		return "bot"
	}
	return strings.TrimPrefix(folder, "bot/")
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	table := readTable(t)
	seen := make(map[string]bool)
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || ownModule(root, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		room := roomOf(path.Dir(name))
		seen[room] = true
		allowed, ok := table[room]
		if !ok {
			t.Errorf("%s: package %s is not in the table of bot/doc.go", name, room)
			return nil
		}
		for _, imported := range importsOf(t, root, name) {
			to := roomOf(strings.TrimPrefix(imported, module+"/"))
			if !permits(room, allowed, to) {
				t.Errorf("%s: %s may not import %s", name, room, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range table {
		if !seen[room] {
			t.Errorf("bot/doc.go lists %s, which is not there", room)
		}
	}
}

func permits(room string, allowed []string, to string) bool {
	if room == "bot" {
		return to != "search/train" && to != "cite/train" && !strings.HasPrefix(to, "cmd/")
	}
	return slices.Contains(allowed, to)
}

// ownModule reports whether a folder is a module of its own, such as that of
// the lint tools.
func ownModule(root fs.FS, name string) bool {
	if name == "." {
		return false
	}
	_, err := fs.Stat(root, path.Join(name, "go.mod"))
	return err == nil
}

// importsOf returns the imports of a file that are of this module.
func importsOf(t *testing.T, root fs.FS, name string) []string {
	t.Helper()
	data, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, spec := range file.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); strings.HasPrefix(p, module+"/") {
			out = append(out, p)
		}
	}
	return out
}

func TestTheTopLevelHoldsOnlyWhatTheLayoutNames(t *testing.T) {
	allowed := []string{"cmd", "bot", "prompts", "knowledge", "go.mod", "go.sum", "README.md", "LICENSE", "Dockerfile", "compose.yaml"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		made := e.Name() == "rapporteur" || e.Name() == "data" // by go build and by serve; Git ignores both
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) && !made {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}
