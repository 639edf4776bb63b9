package sandbox_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestTheTestsThatTheReadmeNamesAreThere(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	root := os.DirFS(".")
	err = fs.WalkDir(root, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		code.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(Test|Fuzz|Benchmark)[A-Z]\w+`).FindAllString(string(readme), -1)
	if len(named) < 10 {
		t.Errorf("the README names %d tests", len(named))
	}
	for _, test := range named {
		if !strings.Contains(code.String(), "func "+test+"(") {
			t.Errorf("there is no %s", test)
		}
	}
}
