package discord

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/discord/queue"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// held makes every question wait until release is called. Each that waits sends
// to entered.
func (n *newsroom) held() (release func(), entered <-chan struct{}) {
	gate, in := make(chan struct{}), make(chan struct{}, 99)
	n.shelf.slowBy(func() {
		in <- struct{}{}
		<-gate
	})
	release = sync.OnceFunc(func() { close(gate) })
	n.t.Cleanup(release)
	return release, in
}

func TestAMemberWithTooManyQuestionsIsToldToWait(t *testing.T) {
	n := open(t, func(o *Options) { o.Limits = queue.Limits{Workers: 4, Waiting: 8, PerMember: 2, PerGuild: 8} })
	release, _ := n.held()
	var waiting []*world.Pending
	for range 2 {
		p := must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
		must[world.InteractionView](t)(p.Answer(n.ctx))
		waiting = append(waiting, p)
	}
	third := n.ask(aboutBridge)
	reads(t, third, "several questions open", "try again in")
	if third.Flags&world.Ephemeral == 0 {
		t.Error("everybody is told that Alice has to wait")
	}
	// Somebody else is not in her line.
	bob := must[*world.Pending](t)(n.Bob.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	release()
	for _, p := range append(waiting, bob) {
		reads(t, must[world.Message](t)(p.Reply(n.ctx)), "closed in 2019")
	}
}

func TestTheAcknowledgementDoesNotWaitForTheWork(t *testing.T) {
	n := open(t)
	release, entered := n.held()
	p := must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	if v := must[world.InteractionView](t)(p.Answer(n.ctx)); v.State != world.Deferred {
		t.Errorf("state %v", v.State)
	}
	<-entered
	release()
	reads(t, must[world.Message](t)(p.Reply(n.ctx)), "closed in 2019")
}

func TestStoppingFinishesWhatIsInProgress(t *testing.T) {
	n := open(t)
	release, entered := n.held()
	p := must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- n.stop() }()
	release()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	reads(t, must[world.Message](t)(p.Reply(n.ctx)), "closed in 2019")
}

func TestStoppingTellsThoseWhoseAnswerTakesTooLong(t *testing.T) {
	n := open(t, func(o *Options) { o.Finishing = time.Millisecond })
	release, entered := n.held()
	var waiting []*world.Pending
	for range 3 {
		waiting = append(waiting, must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge})))
		<-entered
	}
	message := must[world.Message](t)(n.Bob.Say(n.General.ID, n.mentioning(aboutBridge)))
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- n.stop() }()
	for !strings.Contains(n.log.String(), "contexts have ended") {
		time.Sleep(time.Millisecond)
	}
	release()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	for _, p := range waiting {
		reads(t, must[world.Message](t)(p.Reply(n.ctx)), "being restarted")
	}
	reads(t, must[world.Message](t)(n.Bob.AnswerTo(n.ctx, message)), "being restarted")
}

func TestAFaultOfTheProgramIsToldAndHurtsNobodyElse(t *testing.T) {
	n := open(t)
	n.shelf.slowBy(func() { panic("a fault of the test") })
	m := n.ask(aboutBridge)
	reads(t, m, "Something went wrong on my side", "log under")
	reads(t, n.say(n.Bob, n.General.ID, n.mentioning(aboutBridge)), "Something went wrong")
	n.shelf.slowBy(nil)
	reads(t, n.ask(aboutBridge), "closed in 2019")
}

func TestAnAnswerThatCannotBeStoredIsGivenAllTheSame(t *testing.T) {
	n := open(t, func(o *Options) {
		small, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "small.db"), MaxPages: 160})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := small.Close(); err != nil {
				t.Error(err)
			}
		})
		fill(t, small)
		o.Store = small
	})
	m := n.ask(aboutBridge)
	reads(t, m, "closed in 2019")
	lacks(t, m, "Show quotes")
}

// fill stores answers until there is no room for another.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	for size := 4096; ; {
		_, err := s.RecordAnswer(t.Context(), store.Answer{
			Guild: "9", Mode: "quoted", Kind: store.KindAsk, Text: strings.Repeat("x", size), At: time.Now(),
			Citations: []store.Citation{{N: 1, Ref: "a@1#p1.s1", Quote: strings.Repeat("x", size)}},
		})
		switch {
		case err == nil:
		case !errors.Is(err, store.ErrFull):
			t.Fatal(err)
		case size == 1:
			return
		default:
			size /= 2
		}
	}
}
