//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rapporteur/bot/logtest"
)

// patienceOfTest bounds what a test waits for.
const patienceOfTest = 30 * time.Second

// house is the built program beside a sandbox, each a process of its own.
type house struct {
	t       *testing.T
	folder  string // where the program runs
	program string
	api     string
	token   string
}

func TestTheBuiltProgramOnDiscord(t *testing.T) {
	if raced {
		t.Skip("the programs are built without the race detector")
	}
	h := open(t)
	t.Run("doctor finds all well before the first start", h.doctorBeforeTheFirstStart)
	t.Run("serve is ready, answers and stops when it is told", h.serveAnswersAndStops)
	t.Run("doctor finds what serve has made", h.doctorAfterwards)
	t.Run("doctor says what to mend", h.doctorSaysWhatToMend)
	t.Run("doctor tells a database that cannot be written", h.doctorAsNobody)
	t.Run("a wrong token is a sentence and shows nowhere", h.wrongToken)
}

// open builds the program and the sandbox and starts the sandbox.
func open(t *testing.T) *house {
	bin := t.TempDir()
	h := &house{t: t, folder: t.TempDir(), program: filepath.Join(bin, "rapporteur")}
	sandbox := filepath.Join(bin, "sandbox")
	for out, source := range map[string]string{h.program: ".", sandbox: "../../bot/sandbox/serve"} {
		if text, err := exec.Command("go", "build", "-o", out, source).CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", source, err, text)
		}
	}
	process := exec.Command(sandbox, "-addr", "127.0.0.1:0")
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
	})
	for lines := bufio.NewScanner(out); h.token == "" && lines.Scan(); {
		switch name, value, _ := strings.Cut(lines.Text(), " "); name {
		case "API":
			h.api = strings.TrimSuffix(strings.TrimSpace(value), "/api")
		case "Token":
			h.token = strings.TrimSpace(value)
		}
	}
	if h.token == "" {
		t.Fatal("the sandbox does not start")
	}
	return h
}

// command is the program with its settings in the environment; later ones go
// before earlier ones.
func (h *house) command(env []string, args ...string) *exec.Cmd {
	c := exec.Command(h.program, args...)
	c.Dir = h.folder
	c.Env = append([]string{"DISCORD_TOKEN=" + h.token, "DISCORD_API_URL=" + h.api}, env...)
	return c
}

// runs runs the program to its end and wants an exit code and words in what it
// prints.
func (h *house) runs(t *testing.T, c *exec.Cmd, code int, words ...string) string {
	t.Helper()
	text, err := c.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := c.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d\n%s", got, code, text)
	}
	flat := strings.Join(strings.Fields(string(text)), " ") // without the line breaks of a terminal's width
	for _, w := range words {
		if !strings.Contains(flat, w) {
			t.Errorf("%q is not in\n%s", w, text)
		}
	}
	if strings.Contains(string(text), h.token) {
		t.Errorf("the token is printed\n%s", text)
	}
	return flat
}

// control calls the sandbox's control API.
func (h *house) control(t *testing.T, method, path, body string, out any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.api+"/sandbox/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %v %s", method, path, response.Status, err, text)
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			t.Fatal(err)
		}
	}
}

// asks asks a question as Alice and waits for an answer with a source.
func (h *house) asks(t *testing.T) {
	t.Helper()
	var asked struct{ Interaction string }
	h.control(t, "POST", "people/alice/slash", `{"channel":"general","name":"ask","options":{"question":"How long was Bahruz Samadov sentenced to?"}}`, &asked)
	for end := time.Now().Add(patienceOfTest); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var view struct {
			State    string
			Original json.RawMessage
		}
		h.control(t, "GET", "interactions/"+asked.Interaction, "", &view)
		if view.State == "failed" {
			t.Fatal("the application did not respond")
		}
		if strings.Contains(string(view.Original), "[1]") {
			return
		}
	}
	t.Fatal("no answer")
}

// tape keeps what a process writes, for others to read meanwhile.
type tape struct{ logtest.Log }

// shows waits until the text has come so many times.
func (p *tape) shows(t *testing.T, text string, times int) {
	t.Helper()
	for end := time.Now().Add(patienceOfTest); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if strings.Count(p.String(), text) >= times {
			return
		}
	}
	t.Fatalf("%q has not come %d times in\n%s", text, times, p.String())
}

func (h *house) doctorBeforeTheFirstStart(t *testing.T) {
	h.runs(t, h.command(nil, "doctor"), exitOK, "ok database: data/rapporteur.db is not there yet", "ok PDF engine: not compiled for this machine yet", "ok token: accepted",
		"ok commands: none is registered yet", "ok server “The Newsroom”: 2 text channels, nothing lacking", "All is well.",
		"Invite link: https://discord.com/oauth2/authorize?client_id=")
	if left, err := os.ReadDir(h.folder); err != nil || len(left) > 0 {
		t.Errorf("doctor left %v %v", left, err)
	}
}

// The log of a run with all its levels, through faults of Discord's, shows the
// token nowhere.
func (h *house) serveAnswersAndStops(t *testing.T) {
	c, log := h.command(nil, "serve", "--verbose"), new(tape)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	log.shows(t, "msg=ready", 1)
	h.asks(t)

	copied := filepath.Join(h.folder, "copy.db")
	h.runs(t, h.command(nil, "backup", copied), exitOK, "data/rapporteur.db is backed up to "+copied)
	h.runs(t, h.command(nil, "backup", copied), exitInternal, "is there already, and a backup replaces nothing")
	h.runs(t, h.command(nil, "doctor"), exitOK, "ok commands: all")

	h.control(t, "POST", "faults", `{"kind":"http","status":503,"times":2}`, nil)
	h.control(t, "POST", "faults", `{"kind":"garbage","text":"{\"op\":99,\"d\":null}"}`, nil)
	log.shows(t, "level=DEBUG", 1)
	h.control(t, "POST", "faults", `{"kind":"drop"}`, nil)
	log.shows(t, "resumed", 1)
	h.asks(t)

	told := time.Now()
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v\n%s", err, log)
		}
	case <-time.After(10 * time.Second):
		t.Errorf("has not stopped within 10 s\n%s", log)
	}
	t.Logf("stopped after %v", time.Since(told).Round(time.Millisecond))
	h.keepsSecret(t, log.String())
}

// keepsSecret wants neither the token nor its secret part in a text.
func (h *house) keepsSecret(t *testing.T, text string) {
	t.Helper()
	parts := strings.Split(h.token, ".")
	for _, secret := range []string{h.token, parts[len(parts)-1]} {
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("the token is shown: %s", text[max(0, i-100):i])
		}
	}
}

func (h *house) doctorAfterwards(t *testing.T) {
	h.runs(t, h.command(nil, "doctor"), exitOK, "ok database: data/rapporteur.db can be written, has version", "the quick check found nothing")
	var found struct {
		State, Invite string
		Checks        []struct{ Subject, State, Finding, Advice string }
	}
	text, err := h.command(nil, "doctor", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &found); err != nil {
		t.Fatal(err)
	}
	if found.State != "ok" || found.Invite == "" || len(found.Checks) < 9 || found.Checks[0].Subject != "configuration" {
		t.Errorf("found %+v", found)
	}
}

func (h *house) doctorSaysWhatToMend(t *testing.T) {
	h.control(t, "POST", "portal", `{"message_content":false}`, nil)
	h.control(t, "POST", "people/olga/deny", `{"channel":"general","user":"Rapporteur","permissions":["EMBED_LINKS"]}`, nil)
	h.control(t, "POST", "clock", `{"advance":"15m"}`, nil)
	h.runs(t, h.command(nil, "doctor"), exitRefused, "look clock: this machine's clock is 15m0s behind Discord's", "look intents:",
		"look #general in “The Newsroom”: lacks Embed Links", "The bot can run. To look at: 3.")
	h.runs(t, h.command([]string{"DISCORD_MESSAGE_CONTENT=on"}, "doctor"), exitInternal, "bad intents:", "The bot cannot run.")
	h.runs(t, h.command([]string{"DISCORD_API_URL=http://127.0.0.1:1"}, "doctor"), exitInternal, "bad address: http://127.0.0.1:1 does not answer")
	h.runs(t, h.command([]string{"DISCORD_API_URL=discord.example"}, "doctor"), exitInternal, "bad address: cannot be used", "https://discord.com")
	h.runs(t, h.command([]string{"DISCORD_API_URL=discord.example"}, "serve"), exitInternal, "rapporteur: The address")
}

// doctorAsNobody needs somebody who is not root, whom no mode keeps out.
func (h *house) doctorAsNobody(t *testing.T) {
	folder, err := os.MkdirTemp("", "rapporteur-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "rapporteur")
	data, err := os.ReadFile(h.program)
	if err == nil {
		err = os.WriteFile(program, data, 0o755)
	}
	if err == nil {
		err = os.Chmod(folder, 0o555)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(folder, 0o700) }()
	c := h.command(nil, "doctor")
	c.Path, c.Args[0], c.Dir = program, program, folder
	if os.Getuid() == 0 {
		const nobody = 65534
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	h.runs(t, c, exitInternal, "bad database: cannot be used", "data/rapporteur.db cannot be written. Give the bot the right")
}

func (h *house) wrongToken(t *testing.T) {
	const secret = "c2VjcmV0.c2VjcmV0.nobody-may-read-this"
	env := []string{"DISCORD_TOKEN=" + secret}
	for _, name := range []string{"doctor", "serve"} {
		said := h.runs(t, h.command(env, name, "--verbose"), exitInternal, "Discord does not accept the bot's token", "Bot → Reset Token")
		if strings.Contains(said, "nobody-may-read") {
			t.Errorf("%s shows the token: %s", name, said)
		}
	}
	for _, spaced := range []string{"two words of a secret", "Bot"} {
		said := h.runs(t, h.command([]string{"DISCORD_TOKEN=" + spaced}, "serve", "--verbose"), exitInternal, "has spaces in it")
		if strings.Contains(said, "two words") {
			t.Errorf("serve shows the token: %s", said)
		}
	}
	h.runs(t, h.command([]string{"DISCORD_TOKEN="}, "serve"), exitUsage, "There is no token.")
	h.runs(t, h.command([]string{"DISCORD_TOKEN="}, "doctor"), exitInternal, "bad token: missing", "There is no token.")
	h.runs(t, h.command([]string{"DISCORD_TOKEN="}, "doctor", fmt.Sprint("--token=", secret)), exitInternal, "Reset Token")
}
