package curate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// running starts Run, which is waited for at the end.
func (s *scene) running() {
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { s.Run(ctx) })
	s.t.Cleanup(func() {
		stop()
		wg.Wait()
	})
}

// soon waits until a guild reads what is wanted.
func (s *scene) soon(guild string, want ...string) {
	s.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got := s.reads(guild)
		if fmt.Sprint(got) == fmt.Sprint(want) {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("after 20 s: %q, want %q", got, want)
		}
	}
}

// seldom has the folder looked at by itself never within a test, so that what is
// seen was announced.
func seldom(o *Options) { o.Poll = time.Hour }

func TestWhatIsSavedIsReadWhileTheBotRuns(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, seldom)
	s.running()
	// As an editor saves: another file renamed into its place. Twice, since a watch on
	// the file itself would see the first alone.
	for n, text := range []string{"The pier is blue.", "The pier is green."} {
		ok(t, os.WriteFile(s.file("pier.md~"), []byte(text), 0o600))
		ok(t, os.Rename(s.file("pier.md~"), s.file("pier.md")))
		s.soon("", fmt.Sprintf("pier@%d %s", n+2, text))
	}
	// As vim does: the old one aside, then a new one.
	ok(t, os.Rename(s.file("pier.md"), s.file("pier.md~")))
	ok(t, os.WriteFile(s.file("pier.md"), []byte("The pier is grey."), 0o600))
	s.soon("", "pier@4 The pier is grey.")
	same(t, s.history("", "pier")[3], "edited by disk")
	// In a folder that was not there, and in one below it.
	s.put("guilds/"+guildA+"/dock.md", "The dock is deep.")
	s.put("guilds/"+guildA+"/old/mill.md", "The mill stands still.")
	s.soon(guildA, "dock@1 The dock is deep.", "mill@1 The mill stands still.", "pier@4 The pier is grey.")
	s.put("guilds/"+guildA+"/old/mill.md", "The mill turns.")
	s.remove("guilds/" + guildA + "/dock.md")
	s.soon(guildA, "mill@2 The mill turns.", "pier@4 The pier is grey.")
}

func TestAHalfWrittenFileIsNeverRead(t *testing.T) {
	var passed atomic.Int64 // the keeper's time stands still but for this
	began := time.Now()
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, func(o *Options) {
		o.Quiet, o.Poll = time.Second, 5*time.Millisecond
		o.Now = func() time.Time { return began.Add(time.Duration(passed.Load())) }
	})
	s.running()
	f := must[*os.File](t)(os.Create(s.file("pier.md")))
	for i := range 20 {
		_, err := fmt.Fprintf(f, "Sentence %d is written. ", i)
		ok(t, err)
		if got := s.reads("")[0]; got != "pier@1 The pier is red." {
			t.Fatalf("read %q", got)
		}
		time.Sleep(10 * time.Millisecond) // for a look or two
	}
	_, err := f.WriteString("The end.")
	ok(t, err)
	ok(t, f.Close())
	for end := time.Now().Add(20 * time.Second); !strings.HasSuffix(s.reads("")[0], "The end."); time.Sleep(5 * time.Millisecond) {
		passed.Add(int64(time.Second))
		if time.Now().After(end) {
			t.Fatalf("%q", s.reads(""))
		}
	}
	same(t, s.Articles("")[0].Version, 2)
}

// TestAFileThatIsStillOpenIsWaitedFor has whoever writes held up for far longer than a
// file must stand still.
func TestAFileThatIsStillOpenIsWaitedFor(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, func(o *Options) { o.Poll = 10 * time.Millisecond })
	s.running()
	f := must[*os.File](t)(os.Create(s.file("pier.md")))
	_, err := f.WriteString("The pier is ")
	ok(t, err)
	s.put("dock.md", "The dock is deep.") // which does not wait for long
	s.soon("", "dock@1 The dock is deep.", "pier@1 The pier is red.")
	time.Sleep(20 * testQuiet)
	same(t, s.reads(""), []string{"dock@1 The dock is deep.", "pier@1 The pier is red."})
	_, err = f.WriteString("blue.")
	ok(t, err)
	ok(t, f.Close())
	s.soon("", "dock@1 The dock is deep.", "pier@2 The pier is blue.")
}

// TestALinkMakesNoArticleOfAnotherFile has somebody put links into the folder that lead
// to what is none of it.
func TestALinkMakesNoArticleOfAnotherFile(t *testing.T) {
	secrets := filepath.Join(t.TempDir(), ".env")
	ok(t, os.WriteFile(secrets, []byte("TOKEN is hunter2."), 0o600))
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, func(o *Options) { o.Poll = 10 * time.Millisecond })
	ok(t, os.Symlink(secrets, s.file("first.md")))
	ok(t, os.Symlink(s.file("first.md"), s.file("second.txt")))
	ok(t, os.Symlink("/proc/self/environ", s.file("third.md")))
	s.running()
	s.put("dock.md", "The dock is deep.")
	s.soon("", "dock@1 The dock is deep.", "pier@1 The pier is red.")
	time.Sleep(20 * testQuiet)
	same(t, s.reads(""), []string{"dock@1 The dock is deep.", "pier@1 The pier is red."})
	if log := s.log.String(); strings.Count(log, "no article by its name") != 3 || strings.Contains(log, "hunter2") {
		t.Errorf("%s", log)
	}
}

// mountAsKubernetes lays files out as a mounted ConfigMap: links into a folder that
// another link names, which is replaced at once.
func (s *scene) mountAsKubernetes(stamp string, files map[string]string) {
	s.t.Helper()
	ok(s.t, os.Mkdir(s.file("..2026_"+stamp), 0o755))
	for name, text := range files {
		s.put("..2026_"+stamp+"/"+name, text)
		if _, err := os.Lstat(s.file(name)); err != nil {
			ok(s.t, os.Symlink(filepath.Join("..data", name), s.file(name)))
		}
	}
	ok(s.t, os.Symlink("..2026_"+stamp, s.file("..data_tmp")))
	ok(s.t, os.Rename(s.file("..data_tmp"), s.file("..data")))
}

func TestASwapOfLinksAsKubernetesMakesIsSeen(t *testing.T) {
	s := newScene(t, nil, seldom)
	s.mountAsKubernetes("1", map[string]string{"pier.md": "The pier is red.", "dock.md": "The dock is deep."})
	s.running()
	s.soon("", "dock@1 The dock is deep.", "pier@1 The pier is red.")
	s.mountAsKubernetes("2", map[string]string{"pier.md": "The pier is blue.", "dock.md": "The dock is deep."})
	s.soon("", "dock@1 The dock is deep.", "pier@2 The pier is blue.")
}

func TestWhatNobodyAnnouncesIsSeenAtTheNextLook(t *testing.T) {
	elsewhere := t.TempDir() // like a volume that is written on another machine
	ok(t, os.WriteFile(filepath.Join(elsewhere, "pier.md"), []byte("The pier is red."), 0o600))
	s := newScene(t, nil, func(o *Options) { o.Poll = 20 * time.Millisecond })
	ok(t, os.Symlink(filepath.Join(elsewhere, "pier.md"), s.file("pier.md")))
	s.running()
	s.soon("", "pier@1 The pier is red.")
	time.Sleep(50 * time.Millisecond) // what announced the link is over
	ok(t, os.WriteFile(filepath.Join(elsewhere, "pier.md"), []byte("The pier is blue."), 0o600))
	s.soon("", "pier@2 The pier is blue.")
	// What a moderator publishes goes where the link leads.
	s.publish(Change{Slug: "pier", Data: []byte("The pier is grey."), By: alice, Saw: 2})
	same(t, string(must[[]byte](t)(os.ReadFile(filepath.Join(elsewhere, "pier.md")))), "The pier is grey.")
	if info := must[os.FileInfo](t)(os.Lstat(s.file("pier.md"))); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
}

func TestAFolderThatIsAwayForAWhileLosesNothing(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red.", "dock.md": "The dock is deep."}, func(o *Options) { o.Poll = 10 * time.Millisecond })
	s.running()
	away := s.folder + "-away"
	ok(t, os.Rename(s.folder, away))
	for !strings.Contains(s.log.String(), "could not be looked at") {
		time.Sleep(5 * time.Millisecond)
	}
	same(t, len(s.reads("")), 2)
	ok(t, os.Rename(away, s.folder))
	s.put("pier.md", "The pier is blue.")
	s.soon("", "dock@1 The dock is deep.", "pier@2 The pier is blue.")
}

func TestAFileThatIsAlwaysChangingDoesNotHoldUpOthers(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, func(o *Options) { o.Quiet, o.Poll = 50*time.Millisecond, 10*time.Millisecond })
	s.running()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				_ = os.WriteFile(s.file("log.txt"), []byte(strings.Repeat("Busy. ", i%100+1)), 0o600)
			}
		}
	})
	s.put("pier.md", "The pier is blue.")
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if slices.Contains(s.reads(""), "pier@2 The pier is blue.") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%q", s.reads(""))
		}
	}
	close(stop)
	wg.Wait()
}

// TestManyFilesAtOnceAreOneSwap has a checkout of many files come in.
func TestManyFilesAtOnceAreOneSwap(t *testing.T) {
	var swaps atomic.Int32
	s := newScene(t, nil, seldom, func(o *Options) {
		o.Quiet = time.Second
		o.Changed = func() { swaps.Add(1) }
	})
	s.running()
	var want []string
	for i := range 50 {
		text := fmt.Sprintf("Tower %02d is tall.", i)
		ok(t, os.WriteFile(s.file(fmt.Sprintf("tower-%02d.md", i)), []byte(text), 0o600))
		want = append(want, fmt.Sprintf("tower-%02d@1 %s", i, text))
	}
	s.soon("", want...)
	for end := time.Now().Add(10 * time.Second); swaps.Load() == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond) // it is told of just after it can be seen
	}
	same(t, int(swaps.Load()), 1)
}
