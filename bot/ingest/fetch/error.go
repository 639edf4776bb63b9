package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"code.dny.dev/ssrf"
)

// The reasons why a page was not fetched.
var (
	// ErrAddress means that the address is none of a page of the web.
	ErrAddress = errors.New("not a web address")
	// ErrPrivate means that the address leads into a network that is not the internet.
	ErrPrivate = errors.New("address is not on the internet")
	// ErrPort means that the address names a port that is not the web's.
	ErrPort = errors.New("port is not the web's")
	// ErrRobots means that the site asks programs not to fetch the page.
	ErrRobots = errors.New("robots.txt disallows it")
	// ErrRedirects means that there were more redirects than MaxRedirects.
	ErrRedirects = errors.New("too many redirects")
	// ErrStatus means that the server answered with another status than 200.
	ErrStatus = errors.New("server did not give the page")
	// ErrGone means that it answered that the page is gone for good (410). It comes
	// with ErrStatus.
	ErrGone = errors.New("page is gone for good")
	// ErrBusy means that it is out of order, or asks for some patience (429, 5xx). It
	// comes with ErrStatus, or with ErrRobots for robots.txt.
	ErrBusy = errors.New("server is busy")
	// ErrType means that what is there is no text.
	ErrType = errors.New("content type is not read")
	// ErrTooLarge means that the page has more than MaxBytes.
	ErrTooLarge = errors.New("page is too large")
	// ErrSlow means that fetching took longer than Timeout.
	ErrSlow = errors.New("fetching took too long")
	// ErrUnreachable means that the server could not be reached.
	ErrUnreachable = errors.New("server could not be reached")
)

// Error says why a page was not fetched. It wraps one of the reasons above.
type Error struct {
	Host string // "" where the address has none
	Err  error
	// RetryAfter is how long the server asks to be left alone, as it says; 0 where it
	// does not say.
	RetryAfter time.Duration
	advice     string
}

func (e *Error) Error() string { return fmt.Sprintf("fetch page of %q: %v", e.Host, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// Advice says in sentences, to the moderator who gave the address, why the page
// was not fetched and what to do. It tells nothing of the bot's own network.
func (e *Error) Advice() string { return e.advice }

// Passing reports whether the page may well be there the next time.
func (e *Error) Passing() bool {
	for _, reason := range []error{ErrBusy, ErrSlow, ErrUnreachable} {
		if errors.Is(e.Err, reason) {
			return true
		}
	}
	return false
}

func refuse(address *url.URL, reason, cause error, advice string) *Error {
	if cause != nil {
		reason = fmt.Errorf("%w: %w", reason, cause)
	}
	e := &Error{Err: reason, advice: advice}
	if address != nil {
		e.Host = address.Host
	}
	return e
}

// explained makes an *Error of what the network returns.
func explained(address *url.URL, err error) error {
	var (
		known       *Error
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("fetch page: %w", err)
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return refuse(address, ErrPrivate, err, "The address does not lead to the internet, so it was not fetched. Use the address of a public page.")
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return refuse(address, ErrPort, err, "Only the usual ports of the web, 80 and 443, are fetched from. Use an address without a port.")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return refuse(address, ErrSlow, err, fmt.Sprintf("The page took longer than %d seconds. Try again later, or save it and add the file.", int(Timeout.Seconds())))
	case errors.As(err, &name):
		return refuse(address, ErrUnreachable, err, "There is no site of that name. Look for a slip in the address.")
	case errors.As(err, &certificate):
		return refuse(address, ErrUnreachable, err, "The site's certificate is not valid, so it may be another site. Look whether the address is right.")
	}
	return refuse(address, ErrUnreachable, err, "The site could not be reached. Try again later, or save the page and add the file.")
}

// refuseStatus makes the error of a response that does not give what was asked for.
func (f *Fetcher) refuseStatus(address *url.URL, reason error, response *http.Response, advice string) *Error {
	cause := errors.New(response.Status)
	switch status := response.StatusCode; {
	case status == http.StatusGone:
		cause = fmt.Errorf("%w: %w", ErrGone, cause)
	case status == http.StatusTooManyRequests, status >= 500:
		cause = fmt.Errorf("%w: %w", ErrBusy, cause)
	}
	e := refuse(address, reason, cause, advice)
	e.RetryAfter = retryAfter(response.Header.Get("Retry-After"), f.now())
	return e
}

// retryAfter reads seconds or a date (RFC 9110, Retry-After); 0 for anything else,
// and for what is over.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), math.MaxInt32)) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}

func tooLarge(address *url.URL) *Error {
	return refuse(address, ErrTooLarge, nil, fmt.Sprintf("The page is larger than %d MB. Copy the article's text into a .txt file.", MaxBytes>>20))
}

// adviceOn says what a status other than 200 means.
func adviceOn(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "There is no page at this address. Look for a slip in it, or for the page's new address."
	case status == http.StatusGone:
		return "The site says that the page at this address is gone for good. Look for its new address."
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusPaymentRequired, status == http.StatusUnavailableForLegalReasons:
		return "The site does not give this page to the bot. Open it in a browser, save it and add the file, if you may."
	case status == http.StatusTooManyRequests:
		return "The site asks the bot to wait. Try again in some minutes."
	case status >= 500:
		return "The site is out of order. Try again later."
	}
	return fmt.Sprintf("The site did not give the page (status %d). Open it in a browser, save it and add the file.", status)
}
