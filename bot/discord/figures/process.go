package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stage is a running sandbox.
type stage struct {
	process *exec.Cmd
	url     string
	token   string
	client  *http.Client
	people  []string
}

// people is how many members act, so that none of them asks too often.
const people = 50

// stage starts a sandbox with people in it.
func (p programs) stage(ctx context.Context) (*stage, error) {
	s := &stage{process: exec.Command(p.sandbox, "-addr", "127.0.0.1:0", "-no-rate-limits"), client: &http.Client{Timeout: 10 * time.Second}}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.token == "" && lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		switch name {
		case "API":
			s.url = strings.TrimSuffix(strings.TrimSpace(value), "/api")
		case "Token":
			s.token = strings.TrimSpace(value)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for n := range people {
		name := "member" + strconv.Itoa(n)
		if err := s.post(ctx, "people", map[string]any{"username": name, "name": name}, nil); err != nil {
			s.close()
			return nil, err
		}
		s.people = append(s.people, name)
	}
	return s, nil
}

func (s *stage) close() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// post calls the control API.
func (s *stage) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/sandbox/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	return s.do(r, out)
}

func (s *stage) get(path string, out any) error {
	r, err := http.NewRequest(http.MethodGet, s.url+"/sandbox/"+path, nil)
	if err != nil {
		return err
	}
	return s.do(r, out)
}

func (s *stage) do(r *http.Request, out any) error {
	response, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", r.Method, r.URL.Path, response.Status, data)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}

// robot is a running bot.
type robot struct {
	process *exec.Cmd
	ready   time.Duration // from the start of the process
}

// startBot starts the bot and waits until it says that it is ready. It keeps
// its database from one start to the next. environment has settings beside those
// of this process.
func (s *stage) startBot(ctx context.Context, p programs, environment ...string) (*robot, error) {
	c := exec.Command(p.bot, "serve", "--api", s.url, "--database", filepath.Join(p.dir, filepath.Base(s.token[:8])+".db"))
	c.Env = append(append(os.Environ(), "DISCORD_TOKEN="+s.token), environment...)
	return start(ctx, c, "msg=ready")
}

// startBare starts the handler that does nothing but acknowledge.
func (s *stage) startBare(ctx context.Context, p programs) (*robot, error) {
	return start(ctx, exec.Command(p.self, "-bare", s.url, "-token", s.token), "ready")
}

func start(ctx context.Context, c *exec.Cmd, ready string) (*robot, error) {
	log, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := c.Start(); err != nil {
		return nil, err
	}
	found := make(chan time.Duration, 1)
	go func() {
		for lines := bufio.NewScanner(log); lines.Scan(); {
			switch text := lines.Text(); {
			case strings.Contains(text, ready):
				select {
				case found <- time.Since(began):
				default:
				}
			case strings.Contains(text, "level=ERROR"), strings.Contains(text, "level=WARN"), strings.HasPrefix(text, "rapporteur:"):
				fmt.Fprintln(os.Stderr, text)
			}
		}
	}()
	select {
	case after := <-found:
		return &robot{c, after}, nil
	case <-time.After(10 * time.Second):
		_ = c.Process.Kill()
		return nil, errors.New("the bot is not ready after 10 s")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// stop ends the bot as an operator does.
func (b *robot) stop() error {
	if err := b.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return b.process.Wait()
}

// resident is the memory that the process holds, in bytes; 0 where /proc does
// not tell.
func (b *robot) resident() int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", b.process.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
