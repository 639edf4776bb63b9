package fetch

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRobotsTxtIsReadAsRFC9309Says(t *testing.T) {
	const all = "User-agent: *\n"
	for _, test := range []struct {
		robots, path string
		allowed      bool
	}{
		{"", "/a", true},
		{all + "Disallow: /\n", "/a", false},
		{all + "Disallow:\n", "/a", true},
		{all + "Disallow: *\n", "/a", false},
		{all + "Disallow: /private\n", "/privately", false},
		{all + "Disallow: /private/\n", "/private", true},
		// the longest rule counts, and of two as long the one that allows
		{all + "Disallow: /\nAllow: /news/\n", "/news/a", true},
		{all + "Disallow: /a\nAllow: /a\n", "/a", true},
		{all + "Disallow: /*?\nAllow: /news/\n", "/news/a?x=1", true},
		// wildcards stand where they stand
		{all + "Disallow: /fish*.php\n", "/fish/x.php?id=1", false},
		{all + "Disallow: /fish*.php\n", "/news/fish1.php", true},
		{all + "Disallow: /*.php$\n", "/x.php", false},
		{all + "Disallow: /*.php$\n", "/x.php?id=1", true},
		{all + "Disallow: /x$\n", "/x", false},
		{all + "Disallow: /x$\n", "/xy", true},
		{all + "Disallow: /*/a/*/b\n", "/1/a/2/b", false},
		{all + "Disallow: /*a$\n", "/aba", false},
		// codes do not matter
		{all + "Disallow: /café\n", "/caf%C3%A9", false},
		{all + "Disallow: /caf%c3%a9\n", "/caf%C3%A9", false},
		{all + "Disallow: /%61\n", "/a", false},
		{all + "Disallow: /a%2fb\n", "/a/b", true},
		// who is meant
		{"User-agent: Rapporteur/1.0\nDisallow: /\n", "/a", false},
		{"User-agent: RAPPORTEUR\nDisallow: /\n", "/a", false},
		{"User-agent: rap\nDisallow: /\n", "/a", true},
		{"User-agent: rapporteurs\nDisallow: /\n", "/a", true},
		{all + "Disallow: /\n\nUser-agent: rapporteur\nDisallow: /x\n", "/a", true},
		{all + "Disallow: /\n\nUser-agent: rapporteur\nDisallow:\n", "/a", true},
		{"User-agent: other\nUser-agent: rapporteur\nDisallow: /x\n\n" + all + "Disallow: /\n\nUser-agent: Rapporteur\nDisallow: /y\n", "/x", false},
		{"User-agent: other\nUser-agent: rapporteur\nDisallow: /x\n\n" + all + "Disallow: /\n\nUser-agent: Rapporteur\nDisallow: /y\n", "/y", false},
		{"User-agent: other\nUser-agent: rapporteur\nDisallow: /x\n\n" + all + "Disallow: /\n\nUser-agent: Rapporteur\nDisallow: /y\n", "/z", true},
		// how it is written
		{"\ufeffUser-agent:*# all\r\nDisallow:/a # not\r\n", "/a", false},
		{"Disallow: /a\n" + all + "Disallow: /b\n", "/a", true},
		{all + "Crawl-delay: often\nnonsense\nSitemap: ::\nDisallow: /a\n", "/a", false},
	} {
		if got := allows(rulesFor(product, []byte(test.robots)), test.path); got != test.allowed {
			t.Errorf("%s is allowed: %v, by\n%s", test.path, got, test.robots)
		}
	}
}

// TestAWildcardMatchesWhatItStandsFor replaces wildcards by any text.
func TestAWildcardMatchesWhatItStandsFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[ab/]{0,3}`), 1, 6).Draw(t, "parts")
		path := parts[0]
		for _, part := range parts[1:] {
			path += rapid.StringMatching(`[ab/]{0,4}`).Draw(t, "any") + part
		}
		pattern := strings.Join(parts, "*")
		if !matches(pattern, path+rapid.StringMatching(`[ab]{0,2}`).Draw(t, "rest")) || !matches(pattern+"$", path) {
			t.Errorf("%q does not match %q", pattern, path)
		}
	})
}
