package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// names answers questions about names on loopback. Each name has a list of answers;
// the last is given again when they are used up.
type names struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   map[string]int
	conn    net.PacketConn
	done    chan struct{}
}

func serveNames(t *testing.T, answers map[string][]string) *names {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &names{answers: answers, asked: make(map[string]int), conn: conn, done: make(chan struct{})}
	go n.serve()
	t.Cleanup(func() {
		_ = conn.Close()
		<-n.done
	})
	return n
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
}

func (n *names) serve() {
	defer close(n.done)
	buffer := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buffer[:size]) != nil || len(m.Questions) != 1 {
			continue
		}
		m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
		n.answer(&m)
		if packed, err := m.Pack(); err == nil {
			_, _ = n.conn.WriteTo(packed, from)
		}
	}
}

func (n *names) answer(m *dnsmessage.Message) {
	n.mu.Lock()
	defer n.mu.Unlock()
	q := m.Questions[0]
	name := strings.TrimSuffix(strings.ToLower(q.Name.String()), ".")
	answers := n.answers[name]
	if len(answers) == 0 {
		m.RCode = dnsmessage.RCodeNameError
		return
	}
	turn := min(n.asked[name+q.Type.String()], len(answers)-1)
	n.asked[name+q.Type.String()]++
	for one := range strings.FieldsSeq(answers[turn]) {
		addr := netip.MustParseAddr(one)
		header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
		switch {
		case addr.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}})
		case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}})
		}
	}
}

// inside counts the connections to listeners of the bot's own network: one for
// each loopback address that this machine has, all on one port.
type inside struct {
	port    uint16
	reached atomic.Int64
}

func listenInside(t *testing.T) *inside {
	t.Helper()
	in := &inside{}
	first, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	in.port = first.Addr().(*net.TCPAddr).AddrPort().Port()
	listeners := []net.Listener{first}
	for _, host := range []string{"127.0.0.2", "127.8.8.8", "[::1]"} {
		if l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", host, in.port)); err == nil {
			listeners = append(listeners, l)
		}
	}
	for _, l := range listeners {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				in.reached.Add(1)
				_ = c.Close()
			}
		}()
		t.Cleanup(func() {
			_ = l.Close()
			<-done
		})
	}
	// The listeners count, or the test could not fail.
	for _, l := range listeners {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Read(make([]byte, 1)) // until it was closed, and so counted
		_ = c.Close()
	}
	if n := in.reached.Swap(0); n != int64(len(listeners)) {
		t.Fatalf("the listeners counted %d of %d connections", n, len(listeners))
	}
	return in
}

// errNoInternet keeps the tests from connecting to what they may connect to.
var errNoInternet = errors.New("no internet in tests")

// hosts that are not on the internet, as they may stand in an address.
var insideHosts = []string{
	// loopback, in all forms that browsers or C libraries understand
	"127.0.0.1", "127.0.0.2", "127.8.8.8", "localhost", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "127.0.0.1.",
	"[::1]", "[0:0:0:0:0:0:0:1]", "①②⑦.⓪.⓪.①", "127。0。0。1",
	// unspecified
	"0.0.0.0", "0", "[::]", "0.1.2.3",
	// IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
	"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::127.0.0.1]",
	"[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001:0:7f00:1::]", "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]",
	// private, shared, link-local, metadata
	"10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.1.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[fc00::1]",
	"192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[5f00::1]",
	"172.16.0.1.", "192.88.99.1", "192.31.196.1", "192.175.48.1", "239.255.255.250", "[ff05::1:3]", "[ff0e::1]", "[fd00::1%251]", "[::ffff:169.254.169.254%25lo]",
	"[2001:10::1]", "[2001:20::1]", "[2620:4f:8000::1]", "[3fff::1]", "[::ffff:0:0]", "[64:ff9b:1::a00:1]", "[2001:0:a9fe:a9fe::]",
	// names in other letters, and with what belongs to no name
	"ⓛocalhost", "localhost.", "LOCALHOST", "127.0.0.1%2f", "0x7F.1", "0X7F000001", "1.0x7f",
}

// insideNames are names whose answers lead inside.
var insideNames = map[string][]string{
	"loop.example":      {"127.0.0.1"},
	"loop6.example":     {"::1"},
	"mapped.example":    {"::ffff:127.0.0.1"},
	"metadata.example":  {"169.254.169.254"},
	"metadata.internal": {"fd00:ec2::254"},
	"cgnat.example":     {"100.64.0.1"},
	"nat64.example":     {"64:ff9b::7f00:1"},
	"sixtofour.example": {"2002:7f00:1::"},
	"many.example":      {"10.0.0.1 127.0.0.2 ::1"},
	"localhost":         {"127.0.0.1"},
}

// table runs a test for each way inside and reports whether any of them led there.
func table(t *testing.T, open func(*testing.T, *Fetcher, *inside, string) error) {
	t.Helper()
	in := listenInside(t)
	targets := append([]string(nil), insideHosts...)
	for name := range insideNames {
		targets = append(targets, name)
	}
	resolver := serveNames(t, insideNames).resolver()
	for _, host := range targets {
		f := New(Options{Ports: []uint16{80, 443, in.port}, Resolver: resolver})
		var passed []string
		f.dialling = func(address string) error {
			passed = append(passed, address)
			return errNoInternet
		}
		err := open(t, f, in, host)
		var refused *Error
		if !errors.As(err, &refused) || refused.Advice() == "" {
			t.Errorf("%s: error %v", host, err)
		}
		if len(passed) > 0 {
			t.Errorf("%s: connected to %q", host, passed)
		}
	}
	if n := in.reached.Load(); n > 0 {
		t.Errorf("the bot's own network was reached %d times", n)
	}
	t.Logf("%d ways inside tried, %d led there", len(targets), in.reached.Load())
}

func TestNoAddressLeadsInside(t *testing.T) {
	table(t, func(_ *testing.T, f *Fetcher, in *inside, host string) error {
		_, err := f.Fetch(context.Background(), Request{URL: fmt.Sprintf("http://%s:%d/latest/meta-data/", host, in.port)})
		return err
	})
}

func TestNoRedirectLeadsInside(t *testing.T) {
	var to atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Location", to.Load().(string))
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	own := netip.MustParseAddrPort(server.Listener.Addr().String())
	table(t, func(_ *testing.T, f *Fetcher, in *inside, host string) error {
		// The test's own server stands on loopback and is let through by its port.
		dialled := f.dialling
		guarded := f.client.Transport.(*http.Transport)
		guarded.DialContext = throughTo(guarded.DialContext, own)
		f.dialling = dialled
		f.ports = append(f.ports, own.Port())
		to.Store(fmt.Sprintf("http://%s:%d/", host, in.port))
		_, err := f.Fetch(context.Background(), Request{URL: server.URL})
		return err
	})
}

// throughTo dials one address without a guard, and all others with it.
func throughTo(guarded func(context.Context, string, string) (net.Conn, error), own netip.AddrPort) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == own.String() {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		return guarded(ctx, network, address)
	}
}

func TestRobotsTxtDoesNotLeadInside(t *testing.T) {
	in := listenInside(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", fmt.Sprintf("http://127.0.0.2:%d/", in.port))
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	own := netip.MustParseAddrPort(server.Listener.Addr().String())
	f := New(Options{Ports: []uint16{own.Port(), in.port}, Allowed: []netip.Prefix{netip.PrefixFrom(own.Addr(), 32)}})
	if _, err := f.Fetch(t.Context(), Request{URL: server.URL}); !errors.Is(err, ErrPrivate) {
		t.Errorf("error %v", err)
	}
	if n := in.reached.Load(); n > 0 {
		t.Errorf("reached %d times", n)
	}
}

// TestANameThatIsBoundAnewLeadsNowhere asks a resolver that answers with an address
// of the internet first and with loopback from then on, or with both at once: a
// check before the connection would see the first and connect to the second.
func TestANameThatIsBoundAnewLeadsNowhere(t *testing.T) {
	in := listenInside(t)
	for how, answers := range map[string][]string{
		"the second time": {"93.184.215.14", "127.0.0.1"},
		"at once":         {"93.184.215.14 127.0.0.1 127.0.0.2 ::1"},
		"later":           {"93.184.215.14", "93.184.215.14", "::1", "127.0.0.1"},
		"at first":        {"127.0.0.1", "93.184.215.14"},
	} {
		f := New(Options{Ports: []uint16{in.port}, Resolver: serveNames(t, map[string][]string{"rebind.example": answers}).resolver()})
		f.dialling = func(address string) error {
			if netip.MustParseAddrPort(address).Addr().IsLoopback() {
				t.Errorf("%s: connected to %s", how, address)
			}
			return errNoInternet
		}
		for range 6 {
			if _, err := f.Fetch(t.Context(), Request{URL: fmt.Sprintf("http://rebind.example:%d/", in.port)}); err == nil {
				t.Errorf("%s: fetched", how)
			}
		}
	}
	if n := in.reached.Load(); n > 0 {
		t.Errorf("the bot's own network was reached %d times", n)
	}
}

func TestTheInternetMayBeReached(t *testing.T) {
	resolver := serveNames(t, map[string][]string{"news.example": {"93.184.215.14"}, "news6.example": {"2606:2800:21f:cb07:6820:80da:af6b:8b2c"}}).resolver()
	for _, host := range []string{"news.example", "news6.example", "8.8.8.8"} {
		f := New(Options{Resolver: resolver})
		passed := 0
		f.dialling = func(string) error { passed++; return errNoInternet }
		if _, err := f.Fetch(t.Context(), Request{URL: "https://" + host + "/"}); !errors.Is(err, errNoInternet) || passed == 0 {
			t.Errorf("%s: error %v", host, err)
		}
	}
}

// TestNoProxyOfTheEnvironmentIsUsed looks at the transport: net/http never asks a proxy
// for loopback, so that no request of a test would tell.
func TestNoProxyOfTheEnvironmentIsUsed(t *testing.T) {
	if New(Options{}).client.Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would reach what the bot must not")
	}
}
