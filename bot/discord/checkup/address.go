package checkup

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

const (
	// patience is how long an address may take to answer, tries included.
	patience = 20 * time.Second
	// maxDrift is how far off the clock may be. A Date header has whole seconds,
	// so less could not be told from chance.
	maxDrift = 3 * time.Second
)

// reach asks the one question that needs no token, and sets the clock beside the
// answer's date.
func (e *examination) reach(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	subject, address := "address", e.Client.API()
	date, asked, err := e.askForGateway(ctx)
	if err != nil {
		e.Log.Warn("Discord cannot be reached", "address", address, "error", err)
		finding, advice := unreachable(err)
		e.add(Check{subject, Bad, address + " " + finding, advice})
		return false
	}
	e.ok(subject, address+" answers")
	e.add(clock(date, asked))
	return true
}

// askForGateway returns the date of an answer, zero where it has none, and this
// machine's time in the middle of the try that was answered.
func (e *examination) askForGateway(ctx context.Context) (date, asked time.Time, err error) {
	var sent, got time.Time
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { sent = e.Now() },
		GotFirstResponseByte: func() { got = e.Now() },
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, discordgo.EndpointGateway, nil)
	if err != nil {
		return date, asked, err
	}
	response, err := (&http.Client{Transport: e.Client.Transport()}).Do(request)
	if err != nil {
		return date, asked, err
	}
	defer response.Body.Close()
	var body struct {
		URL string `json:"url"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil || body.URL == "" {
		return date, asked, errNotDiscord
	}
	date, _ = http.ParseTime(response.Header.Get("Date"))
	return date, sent.Add(got.Sub(sent) / 2), nil
}

var errNotDiscord = errors.New("the answer is not Discord's")

// unreachable says in words why an address gives no answer of Discord's.
func unreachable(err error) (finding, advice string) {
	const look = "Look at DISCORD_API_URL if it is set, and at the network, its firewall and its proxy."
	var (
		name   *net.DNSError
		cert   *tls.CertificateVerificationError
		answer *rest.Error
	)
	switch {
	case errors.As(err, &name):
		return "is a name that cannot be looked up", look
	case errors.As(err, &cert):
		return "has a certificate that this machine does not trust", "Look at the machine's clock and its list of certificate authorities, and at what stands between it and Discord."
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("did not answer within %d s", int(patience.Seconds())), look
	case errors.As(err, &answer) && answer.Status >= 500:
		return "has trouble of its own", "Wait, and look at https://discordstatus.com meanwhile."
	case errors.Is(err, errNotDiscord), errors.As(err, &answer) && answer.Status != 0:
		return "answers, but not as Discord does", "Set DISCORD_API_URL to the address of a Discord-compatible server, without /api, or leave it out."
	}
	return "does not answer", look
}

// clock compares the date of an answer with this machine's time when it was given.
func clock(date, here time.Time) Check {
	const subject = "clock"
	if date.IsZero() {
		return Check{subject, OK, "not compared: the answer has no date", ""}
	}
	// The date is cut to a second: half of one is what is missing on average.
	drift := here.Sub(date.Add(time.Second / 2))
	if drift.Abs() <= maxDrift {
		return Check{subject, OK, fmt.Sprintf("within %d s of Discord's", int(maxDrift.Seconds())), ""}
	}
	side := "ahead of"
	if drift < 0 {
		side = "behind"
	}
	return Check{
		subject, Look, fmt.Sprintf("this machine's clock is %v %s Discord's", drift.Abs().Round(time.Second), side),
		"Let the system set it by the network (on Linux: timedatectl set-ntp true): what is stored, and for how long, goes by this clock.",
	}
}
