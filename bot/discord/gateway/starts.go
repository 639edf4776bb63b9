package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// starts says when a shard may identify. One is shared by all shards.
type starts struct {
	client *rest.Client
	pace   time.Duration // between two IDENTIFYs of one concurrency key
	wait   func(remaining int, until time.Time)

	mu   sync.Mutex
	url  string // of the gateway, as it was told last
	keys map[int]*start
}

// start is a concurrency key's: "max_concurrency: number of identify requests
// allowed per 5 seconds", by shard_id % max_concurrency (docs: Topics, Gateway,
// Sharding).
type start struct {
	mu   sync.Mutex // held from the permit until IDENTIFY was sent
	last time.Time
}

// ask asks the API where the gateway is, how many shards it wants and how many
// IDENTIFYs are left. A token that is not accepted is a *FinalError.
func (s *starts) ask(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
	info, err := s.client.Session().GatewayBot(discordgo.WithContext(ctx))
	if errors.Is(err, rest.ErrUnauthorized) {
		return nil, unauthorized()
	}
	if err != nil {
		return nil, fmt.Errorf("ask for the gateway: %w", err)
	}
	if err := checkAddress(info.URL); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = info.URL
	return info, nil
}

// checkAddress refuses a gateway to which the token must not be sent.
func checkAddress(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "wss" && (u.Scheme != "ws" || !rest.Loopback(u.Hostname())) {
		return fmt.Errorf("the gateway's address %q is not safe: it must begin with wss://", text)
	}
	return nil
}

// known is the gateway's address as it was told last, "" when it never was.
func (s *starts) known() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// permit is the leave to identify at an address. A nil permit is that of a
// shard which does not identify.
type permit struct {
	key  *start
	held sync.Once // gives the key back
	at   time.Time // when IDENTIFY was sent; the key's mutex guards it
}

// sent says that IDENTIFY has been sent: the pace counts from now.
func (p *permit) sent() {
	p.held.Do(func() {
		p.at = time.Now()
		p.key.last = p.at
		p.key.mu.Unlock()
	})
}

// unused gives a permit back with which nothing was sent. After sent it does nothing.
func (p *permit) unused() {
	if p != nil {
		p.held.Do(p.key.mu.Unlock)
	}
}

// void says that Discord sent the shard away before it took the IDENTIFY, so that
// it need not wait for its next. Should Discord see that otherwise it answers the
// next with op 9, which costs no more than the wait.
func (p *permit) void() {
	if p == nil {
		return
	}
	p.unused()
	p.key.mu.Lock()
	defer p.key.mu.Unlock()
	if p.key.last.Equal(p.at) { // no other shard has identified since
		p.key.last = time.Time{}
	}
}

// permit waits until the shard may identify, and says where.
func (s *starts) permit(ctx context.Context, shard int) (address string, p *permit, err error) {
	for {
		info, err := s.ask(ctx)
		if err != nil {
			return "", nil, err
		}
		if limit := info.SessionStartLimit; limit.Remaining <= 0 && limit.Total > 0 {
			wait := time.Duration(limit.ResetAfter)*time.Millisecond + time.Second
			s.wait(limit.Remaining, time.Now().Add(wait))
			if err := sleep(ctx, wait); err != nil {
				return "", nil, err
			}
			continue
		}
		key := s.key(shard % max(info.SessionStartLimit.MaxConcurrency, 1))
		key.mu.Lock()
		if err := sleep(ctx, time.Until(key.last.Add(s.pace))); err != nil {
			key.mu.Unlock()
			return "", nil, err
		}
		return info.URL, &permit{key: key}, nil
	}
}

func (s *starts) key(n int) *start {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[n] == nil {
		s.keys[n] = &start{}
	}
	return s.keys[n]
}

// sleep waits, but no longer than ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
