package search_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

func TestPutReplacesAndRemoveTakesOut(t *testing.T) {
	ix := index(t, parse(t, "pier", "The pier is red."), parse(t, "tower", "The tower is tall."))
	if err := ix.Put(parse(t, "pier", "The pier is blue since June.")); err != nil {
		t.Fatal(err)
	}
	r := ix.Search(search.Query{Text: "What colour is the pier?"})
	if len(r.Passages) != 1 || !strings.Contains(r.Passages[0].Article.Text, "blue") {
		t.Errorf("after Put found %v", places(r))
	}
	if !ix.Remove("pier") || ix.Remove("pier") || ix.Remove("never there") {
		t.Error("Remove does not report what was there")
	}
	if r := ix.Search(search.Query{Text: "What colour is the pier?"}); len(r.Passages) != 0 {
		t.Errorf("after Remove found %v", places(r))
	}
	if n := len(ix.Articles()); n != 1 {
		t.Errorf("%d articles are left, want 1", n)
	}
}

func TestAnIndexOfManyPutsAnswersLikeOneMadeAtOnce(t *testing.T) {
	var articles []*corpus.Article
	grown := index(t)
	for i := range 80 {
		a := parse(t, fmt.Sprintf("town-%d", i), fmt.Sprintf("# Town %d\n\nThe mayor of town%d keeps %d goats.\n\nThe river floods street%d.", i, i, i*3, i))
		articles = append(articles, a)
		if err := grown.Put(parse(t, a.Slug, "An old text.")); err != nil {
			t.Fatal(err)
		}
		if err := grown.Put(a); err != nil {
			t.Fatal(err)
		}
	}
	made := index(t, articles...)
	for i := range 80 {
		q := search.Query{Text: fmt.Sprintf("How many goats does the mayor of town%d keep?", i)}
		have, want := grown.Search(q).Passages[0], made.Search(q).Passages[0]
		if have.Article != want.Article || have.Passage != want.Passage {
			t.Fatalf("town %d: %s#%d and %s#%d", i, have.Article.Slug, have.Passage, want.Article.Slug, want.Passage)
		}
	}
}

func TestAnIndexWithMoreSharesTheRestAndLeavesTheFirstAlone(t *testing.T) {
	first := index(t, parse(t, "pier", "The pier is red."), parse(t, "tower", "The tower is tall."), parse(t, "mill", "The mill stands still."))
	second, err := first.With([]*corpus.Article{parse(t, "pier", "The pier is blue since June."), parse(t, "dock", "The dock is deep.")}, "tower", "never there")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		index *search.Index
		want  string
		slugs []string
	}{{first, "red", []string{"mill", "pier", "tower"}}, {second, "blue", []string{"dock", "mill", "pier"}}} {
		r := c.index.Search(search.Query{Text: "What colour is the pier?"})
		if len(r.Passages) != 1 || !strings.Contains(r.Passages[0].Article.Text, c.want) {
			t.Errorf("found %v, want %s", places(r), c.want)
		}
		var slugs []string
		for _, a := range c.index.Articles() {
			slugs = append(slugs, a.Slug)
		}
		if !slices.Equal(slugs, c.slugs) {
			t.Errorf("articles %v, want %v", slugs, c.slugs)
		}
	}
	many := parse(t, "many", "One.")
	many.Passages = slices.Repeat(many.Passages, corpus.MaxPassages)
	if _, err := second.With([]*corpus.Article{many}); !errors.Is(err, corpus.ErrTooManyPassages) {
		t.Errorf("too many passages give %v", err)
	}
}

func TestASearchNeverSeesHalfAnArticle(t *testing.T) {
	// Every version says the same word in each of its passages.
	version := func(word string) *corpus.Article {
		return parse(t, "changing", strings.Repeat("The beacon shows "+word+" tonight.\n\n", 8))
	}
	versions := []*corpus.Article{version("green"), version("amber"), version("white")}
	ix := index(t, parse(t, "other", "The beacon was built of stone."), versions[0])
	stop := make(chan struct{})
	var writer, readers sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if i%5 == 4 {
				ix.Remove("changing")
			} else if err := ix.Put(versions[i%3]); err != nil {
				t.Error(err)
			}
		}
	})
	for range 8 {
		readers.Go(func() {
			for range 100 {
				seen := make(map[*corpus.Article]int)
				for _, h := range ix.Search(search.Query{Text: "What does the beacon show tonight?"}).Passages {
					if h.Article.Slug == "changing" {
						seen[h.Article]++
					}
				}
				if len(seen) > 1 {
					t.Error("two versions of one article were found")
				}
				for a, n := range seen {
					if n != len(a.Passages) {
						t.Errorf("%d of %d passages were found", n, len(a.Passages))
					}
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	writer.Wait()
}

func TestPutIntoALargeLibraryIsCheap(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	if testing.Short() {
		t.Skip("builds a large library")
	}
	articles, _ := mixed(t, 20_000)
	ix := index(t, articles...)
	start := time.Now()
	const puts = 20
	for i := range puts {
		if err := ix.Put(parse(t, fmt.Sprintf("new-%d", i), "# Ice\n\nThe ice road opened on Friday.")); err != nil {
			t.Fatal(err)
		}
	}
	each := time.Since(start) / puts
	t.Logf("%v a Put", each)
	if each > 250*time.Millisecond {
		t.Errorf("a Put took %v", each)
	}
}
