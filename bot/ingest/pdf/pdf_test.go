package pdf_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"rapporteur/bot/ingest/ingesttest"
	"rapporteur/bot/ingest/pdf"
	"rapporteur/bot/ingest/prose"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engine is one whose machine code is kept between runs of the tests, since
// compiling takes seconds.
func engine(t *testing.T) *pdf.Engine {
	t.Helper()
	e := pdf.NewEngine(ingesttest.EngineFolder(), 0, nil)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// read waits for the engine's start, which is not what the tests are about.
func read(t *testing.T, e *pdf.Engine, data []byte) (*prose.Document, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	return e.Read(ctx, data)
}

const long = "The harbour library of the old town reopened on 10 March 2031 after four years of work, and the council said that it had cost nine million in all."

func TestParagraphsAndHeadingsAreRead(t *testing.T) {
	e := engine(t)
	doc, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(
		"# What the council decided", long, "A second paragraph stands below it. "+long, "# What comes next", "Nobody knows.", long)...).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []prose.Block{
		{Kind: prose.Heading, Level: 1, Text: "What the council decided"},
		{Text: long},
		{Text: "A second paragraph stands below it. " + long},
		{Kind: prose.Heading, Level: 1, Text: "What comes next"},
		{Text: "Nobody knows."},
		{Text: long},
	}
	if diff := cmp.Diff(want, doc.Blocks); diff != "" {
		t.Error(diff)
	}
}

// TestALineGoesOnWithItsSentenceWhateverStandsBetween has a hyphen at the end of a
// line, which PDFium takes out, a line of other letters and a wide gap.
func TestALineGoesOnWithItsSentenceWhateverStandsBetween(t *testing.T) {
	doc, err := read(t, engine(t), ingesttest.PDFOf([]ingesttest.Line{
		{X: 60, Y: 810, Size: 9, Text: "17"},
		{X: 60, Y: 700, Size: 11, Text: "The quay was mended by people who came from all over the coun-"},
		{X: 60, Y: 686, Size: 11, Text: "try and stayed for a whole year to finish it, in spite of the"},
		{X: 60, Y: 672, Size: 13, Text: "weather, and of the money that the council had not voted for,"},
		{X: 60, Y: 630, Size: 11, Text: "which was more than anybody had thought."},
	}).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := "The quay was mended by people who came from all over the country and stayed for a whole year to finish it, in spite of the weather, " +
		"and of the money that the council had not voted for, which was more than anybody had thought."
	if len(doc.Blocks) != 1 || doc.Blocks[0].Text != want {
		t.Errorf("blocks %+v", doc.Blocks)
	}
}

func TestAParagraphGoesOnOnTheNextPageWithoutItsFrame(t *testing.T) {
	e := engine(t)
	var pages [][]ingesttest.Line
	for range 4 {
		pages = append(pages, []ingesttest.Line{
			{X: 60, Y: 800, Size: 11, Text: "Annual report of the harbour"},
			{X: 60, Y: 700, Size: 11, Text: "The quay was mended by people who came from all over the country and stayed for"},
			{X: 60, Y: 686, Size: 11, Text: "a whole year to finish it. The next one was left as it stood, because the money was"},
			{X: 300, Y: 40, Size: 11, Text: "Page " + string(rune('1'+len(pages)))},
		})
	}
	doc, err := read(t, e, ingesttest.PDFOf(pages...).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Blocks) != 1 || strings.Contains(doc.Blocks[0].Text, "Page") || strings.Contains(doc.Blocks[0].Text, "report") {
		t.Errorf("blocks %v", doc.Blocks)
	}
}

func TestFramesOfSeveralLinesGoWhereverTheyStandInTheText(t *testing.T) {
	for _, n := range []int{2, 3, 7} {
		var pages [][]ingesttest.Line
		for i := range n {
			pages = append(pages, []ingesttest.Line{
				{X: 60, Y: 810, Size: 8, Text: "Tolmar Papers, Vol. 12"},
				{X: 60, Y: 30, Size: 8, Text: fmt.Sprintf("11/27/31, 9:3%d PM The barrier", i)},
				{X: 300, Y: 20, Size: 8, Text: fmt.Sprintf("Page %d of %d", i+1, n)},
				{X: 60, Y: 700, Size: 11, Text: fmt.Sprintf("The %s barrier was built by people who came from all over the country and", []string{"old", "new", "third", "last", "long", "high", "low"}[i])},
				{X: 60, Y: 686, Size: 11, Text: fmt.Sprintf("%d of them stayed for a whole year to finish it, whatever the weather, and", 100+i)},
				{X: 60, Y: 672, Size: 11, Text: fmt.Sprintf("%s of them for good, because the work never came to an end, and", []string{"two", "six", "ten", "five", "nine", "most", "none"}[i])},
			})
		}
		doc, err := read(t, engine(t), ingesttest.PDFOf(pages...).Bytes())
		if err != nil {
			t.Fatal(err)
		}
		all := fmt.Sprint(doc.Blocks)
		if strings.Contains(all, "Papers") || strings.Contains(all, "PM") || strings.Contains(all, "Page") || strings.Count(all, "for good") != n || strings.Count(all, "whole year") != n {
			t.Errorf("%d pages: %s", n, all)
		}
	}
}

func TestASentenceGoesOnOverTheNotesOfItsPage(t *testing.T) {
	doc, err := read(t, engine(t), ingesttest.PDFOf(
		[]ingesttest.Line{
			{X: 60, Y: 700, Size: 11, Text: "The quay was mended by people who came from all over the country and stayed for"},
			{X: 60, Y: 686, Size: 11, Text: "a whole year to finish it. The next one was left as it stood, because the money was"},
			{X: 60, Y: 90, Size: 8, Text: "1 Report of the harbour of 2030, page 12, which was never published and is kept in"},
			{X: 60, Y: 80, Size: 8, Text: "the archive of the town."},
			{X: 60, Y: 70, Size: 8, Text: "2 Ibid."},
		},
		[]ingesttest.Line{
			{X: 60, Y: 700, Size: 11, Text: "spent on a crane that nobody had asked for, and that was sold a few years later to"},
			{X: 60, Y: 686, Size: 11, Text: "another town."},
			{X: 60, Y: 672, Size: 8, Text: "Set smaller, and no note."},
		},
	).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []prose.Block{
		{Text: "The quay was mended by people who came from all over the country and stayed for a whole year to finish it. The next one was left as it stood, because the money was spent on a crane that nobody had asked for, and that was sold a few years later to another town."},
		{Text: "Set smaller, and no note."},
		{Kind: prose.Heading, Level: 1, Text: "Notes"},
		{Kind: prose.Item, Text: "1 Report of the harbour of 2030, page 12, which was never published and is kept in the archive of the town."},
		{Kind: prose.Item, Text: "2 Ibid."},
	}
	if diff := cmp.Diff(want, doc.Blocks); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfNumbersAreNoFrame(t *testing.T) {
	var pages [][]ingesttest.Line
	for i := range 4 {
		pages = append(pages, []ingesttest.Line{
			{X: 60, Y: 700, Size: 11, Text: fmt.Sprintf("%d,141 %d.5", i, 60+i)},
			{X: 60, Y: 686, Size: 11, Text: "The quay was mended."},
			{X: 60, Y: 672, Size: 11, Text: "It cost a lot."},
			{X: 60, Y: 658, Size: 11, Text: "Nobody knows why."},
			{X: 60, Y: 644, Size: 11, Text: fmt.Sprintf("%d,212 %d.5", i, 70+i)},
		})
	}
	doc, err := read(t, engine(t), ingesttest.PDFOf(pages...).Bytes())
	if all := fmt.Sprint(doc.Blocks); err != nil || strings.Count(all, ",141") != 4 || strings.Count(all, ",212") != 4 {
		t.Errorf("%v, %s", err, all)
	}
}

func TestWhatStandsAboveTheLineIsNoDigit(t *testing.T) {
	doc, err := read(t, engine(t), ingesttest.PDFOf([]ingesttest.Line{
		{X: 60, Y: 700, Size: 11, Text: "There were two abstentions."},
		{X: 203, Y: 704, Size: 6, Text: "12"},
		{X: 212, Y: 700, Size: 11, Text: "The mayor said that it grew by 10"},
		{X: 381, Y: 704, Size: 6, Text: "3"},
		{X: 386, Y: 700, Size: 11, Text: "tonnes of CO"},
		{X: 453, Y: 698, Size: 6, Text: "2"},
		{X: 458, Y: 700, Size: 11, Text: ", and"},
		{X: 60, Y: 686, Size: 11, Text: "by 104 more in 2031."},
	}).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, b := range doc.Blocks {
		all += strings.ReplaceAll(b.Text, " ", "") + "\n"
	}
	for _, want := range []string{"abstentions.¹²The", "by10³tonnes", "CO2,", "by104more", "2031."} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %s:\n%s", want, all)
		}
	}
}

func TestWhatADocumentSaysOfItselfIsRead(t *testing.T) {
	e := engine(t)
	p := ingesttest.PDFOf(ingesttest.Set(long)...)
	p.Info("/Title(Row at the harbour)/Author(Ann Clerk)/CreationDate(D:20310314093000Z)")
	doc, err := read(t, e, p.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(prose.Meta{Title: "Row at the harbour", Author: "Ann Clerk", Published: "2031-03-14", Made: true}, doc.Meta); diff != "" {
		t.Error(diff)
	}
	p.Stream("/Type/Metadata/Subtype/XML", `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>`+
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">The harbour</rdf:li><rdf:li>Der Hafen</rdf:li></rdf:Alt></dc:title>`+
		`<dc:creator><rdf:Seq><rdf:li>A. Clerk</rdf:li><rdf:li>B. Mate</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>`+
		`</rdf:Description></rdf:RDF></x:xmpmeta>`)
	if doc, err = read(t, e, p.Bytes()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(prose.Meta{Title: "The harbour", Author: "A. Clerk, B. Mate", Published: "2031-03-14", Language: "en-GB", Made: true}, doc.Meta); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeReadIsTold(t *testing.T) {
	e := engine(t)
	encrypted := ingesttest.PDFOf(ingesttest.Set(long)...)
	encrypted.Encrypt("/Filter/Standard/V 2/R 3/Length 128/P -3904/O<" + strings.Repeat("ab", 32) + ">/U<" + strings.Repeat("cd", 32) + ">")
	whole := ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"encrypted": {encrypted.Bytes(), pdf.ErrEncrypted},
		"scan":      {ingesttest.PDFOf(nil, nil).Bytes(), pdf.ErrNoText},
		"cut off":   {whole[:200], pdf.ErrDamaged},
		"no pages":  {ingesttest.PDFOf().Bytes(), pdf.ErrDamaged},
	} {
		if _, err := read(t, e, test.data); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
	}
}

func TestAPageWithoutTextIsPointedOut(t *testing.T) {
	doc, err := read(t, engine(t), ingesttest.PDFOf(append(ingesttest.Set(long), nil)...).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Warnings) != 1 || !strings.HasPrefix(doc.Warnings[0], "Page 2 is without text") {
		t.Errorf("warnings %q", doc.Warnings)
	}
}

// TestAReadEndsWithItsContext gives a page whose fonts and forms draw each other
// some billion times.
func TestAReadEndsWithItsContext(t *testing.T) {
	e := engine(t)
	if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := e.Read(ctx, ingesttest.Endless())
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took > time.Minute { // not the hours of the page
		t.Errorf("took %v", took)
	}
	if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAnIdleEngineRestsAndStartsAgain(t *testing.T) {
	e := pdf.NewEngine(ingesttest.EngineFolder(), time.Millisecond, nil)
	defer func() { _ = e.Close() }()
	for range 3 {
		if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestAClosedEngineReadsNothing(t *testing.T) {
	e := pdf.NewEngine("", 0, nil)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Read(t.Context(), nil); !errors.Is(err, pdf.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

// The start takes seconds, so one serves both: while machine code is made anew,
// whoever comes is told.
func TestBrokenMachineCodeIsMadeAnewAndWhoeverIsLateIsTold(t *testing.T) {
	if raced {
		t.Skip("compiling takes minutes under the race detector")
	}
	good := ingesttest.EngineFolder()
	if _, err := read(t, engine(t), ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(good, "wazero-*", "*"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("no machine code in %s: %v", good, err)
	}
	broken := t.TempDir()
	for _, name := range kept {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(broken, strings.TrimPrefix(name, good))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data[:len(data)/2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := pdf.NewEngine(broken, 0, pdf.Compile)
	defer func() { _ = e.Close() }()
	for range 2 {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if _, err := e.Read(ctx, nil); !errors.Is(err, pdf.ErrStarting) {
			t.Errorf("error %v", err)
		}
		cancel()
	}
	if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
		t.Error(err)
	}
	if ready, err := pdf.Kept(broken); err != nil || !ready {
		t.Errorf("kept %v, %v", ready, err)
	}
}

// copied is a Compiler that takes some time and copies what an earlier run made.
func copied(t *testing.T, calls *atomic.Int32, wait <-chan struct{}) pdf.Compiler {
	t.Helper()
	good := ingesttest.EngineFolder()
	if ready, _ := pdf.Kept(good); !ready {
		if _, err := read(t, engine(t), ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	return func(ctx context.Context, folder string) error {
		calls.Add(1)
		select {
		case <-wait:
		case <-ctx.Done():
			return ctx.Err()
		}
		return os.CopyFS(folder, os.DirFS(good))
	}
}

// TestTheMachineCodeIsMadeOnceAndReadersWaitForIt prepares an engine, reads meanwhile
// and afterwards, and prepares it again.
func TestTheMachineCodeIsMadeOnceAndReadersWaitForIt(t *testing.T) {
	var calls atomic.Int32
	wait, folder := make(chan struct{}), filepath.Join(t.TempDir(), "engine")
	e := pdf.NewEngine(folder, 0, copied(t, &calls, wait))
	defer func() { _ = e.Close() }()
	prepared := make(chan error, 1)
	go func() { prepared <- e.Prepare(t.Context()) }()
	for calls.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := e.Read(soon, nil); !errors.Is(err, pdf.ErrStarting) {
		t.Errorf("error %v", err)
	}
	close(wait)
	if err := <-prepared; err != nil {
		t.Fatal(err)
	}
	if ready, err := pdf.Kept(folder); err != nil || !ready {
		t.Errorf("kept %v, %v", ready, err)
	}
	if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil {
		t.Error(err)
	}
	if err := e.Prepare(t.Context()); err != nil || calls.Load() != 1 {
		t.Errorf("made %d times, %v", calls.Load(), err)
	}
}

func TestTheFirstReaderHasTheMachineCodeMade(t *testing.T) {
	var calls atomic.Int32
	wait := make(chan struct{})
	close(wait)
	e := pdf.NewEngine(filepath.Join(t.TempDir(), "engine"), 0, copied(t, &calls, wait))
	defer func() { _ = e.Close() }()
	if _, err := read(t, e, ingesttest.PDFOf(ingesttest.Set(long)...).Bytes()); err != nil || calls.Load() != 1 {
		t.Errorf("made %d times, %v", calls.Load(), err)
	}
}

func TestClosingEndsTheCompilerAtOnce(t *testing.T) {
	var calls atomic.Int32
	e := pdf.NewEngine(filepath.Join(t.TempDir(), "engine"), 0, copied(t, &calls, nil))
	ctx, stop := context.WithCancel(t.Context())
	prepared := make(chan error, 1)
	go func() { prepared <- e.Prepare(ctx) }()
	for calls.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	if err := <-prepared; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if err := e.Close(); err != nil { // it would wait for ever
		t.Error(err)
	}
}

// TestACompilerThatMustNotBeReplacedIsNot has compiling fail for want of memory, where
// this process would be the next.
func TestACompilerThatMustNotBeReplacedIsNot(t *testing.T) {
	e := pdf.NewEngine(t.TempDir(), 0, func(context.Context, string) error { return pdf.ErrEngine })
	defer func() { _ = e.Close() }()
	if _, err := read(t, e, nil); !errors.Is(err, pdf.ErrEngine) { // an engine would find no document
		t.Error(err)
	}
}

func TestAFolderThatCannotKeepMachineCodeIsToldBeforeCompiling(t *testing.T) {
	open := t.TempDir()
	file := filepath.Join(open, "file")
	if err := errors.Join(os.Chmod(open, 0o777), os.WriteFile(file, nil, 0o600)); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	for folder, want := range map[string]string{open: "others may write", filepath.Join(file, "engine"): "not a directory"} {
		e := pdf.NewEngine(folder, 0, nil)
		began := time.Now()
		if err := e.Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), want) || time.Since(began) > 5*time.Second { // compiling takes ten
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		if ready, err := pdf.Kept(folder); ready || err == nil {
			t.Errorf("kept %v, %v", ready, err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}
