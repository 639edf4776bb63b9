package ingest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/ingesttest"
	"rapporteur/bot/search"
	"rapporteur/knowledge"
)

const (
	hostileTime   = 10 * time.Second
	hostileSlack  = 10 * time.Second // for a machine that does much else
	hostileMemory = 200 << 20        // of the whole process that reads
	childKey      = "RAPPORTEUR_TEST_HOSTILE_FOLDER"
)

// outcome is what came of one hostile file.
type outcome struct {
	Name   string
	Read   bool
	Advice string // of a refusal
	Fault  string // what must not happen
	Took   time.Duration
	Peak   int // bytes of memory that the process had at most
}

// hostileChild is the process that reads the files of a folder and prints an
// outcome for each. It reports false in every other process.
func hostileChild() bool {
	folder := os.Getenv(childKey)
	if folder == "" {
		return false
	}
	r := ingest.New(ingest.Options{EngineFolder: ingesttest.EngineFolder()})
	defer func() { _ = r.Close() }()
	entries, err := os.ReadDir(folder)
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			panic(err)
		}
		name, contentType, _ := strings.Cut(string(data), "\n")
		contentType, body, _ := strings.Cut(contentType, "\n")
		if err := out.Encode(readHostile(r, e.Name(), name, contentType, []byte(body))); err != nil {
			panic(err)
		}
	}
	return true
}

func readHostile(r *ingest.Reader, file, name, contentType string, data []byte) outcome {
	debug.FreeOSMemory()
	forgetPeak()
	began := time.Now()
	f, err := r.Read(context.Background(), name, contentType, data)
	o := outcome{Name: file, Took: time.Since(began), Peak: peakMemory(), Read: err == nil}
	var refused *ingest.Error
	switch {
	case err == nil:
		if _, _, err := corpus.Parse(f.Name, f.Data); err != nil {
			o.Fault = fmt.Sprintf("corpus does not read it: %v", err)
		}
	case !errors.As(err, &refused) || refused.Advice() == "":
		o.Fault = fmt.Sprintf("refused without a sentence: %v", err)
	default:
		o.Advice = refused.Advice()
	}
	return o
}

// forgetPeak has Linux count the peak of the process's memory anew.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory is the most memory that the process has had; 0 where only Linux knows.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return kb << 10
		}
	}
	return 0
}

// TestHostileFilesAreReadOrRefusedInTimeAndMemory has a process of its own read 200
// hostile files. What it needs for compiling the PDF engine, once for each machine,
// does not count: that is done before.
func TestHostileFilesAreReadOrRefusedInTimeAndMemory(t *testing.T) {
	if ingest.Raced || testing.Short() {
		t.Skip("what time and memory it takes is measured without the race detector")
	}
	read(t, reader(t), "warm.pdf", "", ingesttest.PDFOf(ingesttest.Set("The engine is compiled.")...).Bytes())
	files := hostileFiles()
	folder := t.TempDir()
	for i, f := range files {
		content := append([]byte(f.name+"\n"+f.contentType+"\n"), f.data...)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d", i)), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childKey+"="+folder)
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		t.Errorf("the reading process: %v", err)
	}
	outcomes := decodeOutcomes(t, out)
	if len(outcomes) != len(files) || len(files) != 200 && hostileFull() {
		t.Fatalf("%d outcomes for %d files", len(outcomes), len(files))
	}
	readOnes, slowest, largest := 0, outcome{}, outcome{}
	for i, o := range outcomes {
		if o.Fault != "" || o.Took > hostileTime+hostileSlack || o.Peak > hostileMemory {
			t.Errorf("%s %d: took %v, %d MB; %s", files[i].sort, i%8, o.Took, o.Peak>>20, o.Fault)
		}
		if o.Read {
			readOnes++
		}
		t.Logf("%s %d: read %v, %v, %d MB; %.60s", files[i].sort, i%8, o.Read, o.Took.Round(time.Millisecond), o.Peak>>20, o.Advice)
		if o.Took > slowest.Took {
			slowest = o
		}
		if o.Peak > largest.Peak {
			largest = o
		}
	}
	t.Logf("%d files: %d read, %d refused; the slowest %v (%s), the largest %d MB (%s)",
		len(outcomes), readOnes, len(outcomes)-readOnes, slowest.Took, slowest.Name, largest.Peak>>20, largest.Name)
	if runtime.GOOS == "linux" && largest.Peak == 0 {
		t.Error("memory was not measured")
	}
	if readOnes < 2*len(files)/5 || readOnes > 3*len(files)/4 {
		t.Errorf("%d files are read: look whether the others deserve to be refused, or these to be read", readOnes)
	}
}

func decodeOutcomes(t *testing.T, out []byte) []outcome {
	t.Helper()
	var outcomes []outcome
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		var o outcome
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes
}

// hostileQuestions are about the article that comes with the program. Where two of
// its sentences answer nearly as well, any other article can turn their order, for
// it changes how rare words are: such a question says nothing of hostile ones.
var hostileQuestions = []string{
	"How long was Bahruz Samadov sentenced to?", "What happened in Yekaterinburg?", "When did Azerbaijan reconquer Nagorno-Karabakh?",
	"What is the Zangezur Corridor?", "Who opposes the Zangezur Corridor?", "Which country backs Azerbaijan?",
	"What did Pashinyan's government freeze?", "What did Moscow claim about the deaths?", "When did the Azerbaijan Airlines plane crash?", "Who won the football match?",
	"What did the British ambassador declare?", "Which think tanks have promoted Baku?",
}

// TestNoHostileFileChangesWhatTheBotAnswersAboutOthers asks the shipped article at
// least ten questions, by itself and beside each hostile article.
func TestNoHostileFileChangesWhatTheBotAnswersAboutOthers(t *testing.T) {
	if ingest.Raced || testing.Short() {
		t.Skip("computes for long")
	}
	library, _, err := corpus.Load(knowledge.FS)
	if err != nil {
		t.Fatal(err)
	}
	questions := steadyQuestions(t, library.Articles())
	alone := answersOf(t, library.Articles(), questions)
	if answered := len(slices.DeleteFunc(slices.Clone(alone), func(s string) bool { return s == "refused" })); answered < 8 || len(questions) < 10 {
		t.Fatalf("%d questions, of which %d are answered at all", len(questions), answered)
	}
	r := reader(t)
	tried, cited := 0, 0
	for i, file := range hostileFiles() {
		if len(file.data) > 1<<20 {
			continue // sizes are the other test's matter
		}
		f, err := r.Read(t.Context(), file.name, file.contentType, file.data)
		if err != nil {
			continue
		}
		tried++
		hostile, _, err := corpus.Parse("hostile-"+f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		for q, got := range answersOf(t, append(library.Articles(), hostile), questions) {
			switch {
			case strings.Contains(got, "hostile-"):
				cited++
			case got != alone[q]:
				t.Errorf("%s %d changes the answer to %q:\n%s\n%s", file.sort, i%8, questions[q], alone[q], got)
			}
		}
	}
	t.Logf("%d hostile articles beside the shipped one, %d answers: %d cite the hostile article, no other differs", tried, tried*len(questions), cited)
	if tried < len(hostileSorts)/2 {
		t.Errorf("only %d hostile articles were tried", tried)
	}
}

// steadyQuestions are those whose answers a harmless article leaves as they are.
func steadyQuestions(t *testing.T, articles []*corpus.Article) []string {
	t.Helper()
	alone := answersOf(t, articles, hostileQuestions)
	steady := make(map[string]bool)
	for _, q := range hostileQuestions {
		steady[q] = true
	}
	for i := range 4 {
		text := lines(rand.New(rand.NewPCG(7, uint64(i))), 10<<i, "bread", "and butter")
		harmless, _, err := corpus.Parse("harmless.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for q, got := range answersOf(t, append(slices.Clone(articles), harmless), hostileQuestions) {
			if got != alone[q] {
				steady[hostileQuestions[q]] = false
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(hostileQuestions), func(q string) bool {
		if !steady[q] {
			t.Logf("left out, since harmless articles change its answer too: %s", q)
		}
		return !steady[q]
	})
}

// answersOf are the replies to the questions: what they claim and cite, or that they
// refuse.
func answersOf(t *testing.T, articles []*corpus.Article, questions []string) []string {
	t.Helper()
	index, err := search.New(articles)
	if err != nil {
		t.Fatal(err)
	}
	a := answer.New(index)
	var out []string
	for _, q := range questions {
		reply, err := a.Answer(t.Context(), answer.Question{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		text := "refused"
		if reply.Answered() {
			text = ""
			for _, s := range reply.Sources() {
				text += fmt.Sprintf("%v: %s\n", s.Ref(), s.Quote)
			}
		}
		out = append(out, text)
	}
	return out
}
