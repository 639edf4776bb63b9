package answer

import (
	"fmt"
	"slices"

	"rapporteur/bot/corpus"
)

// leadIn attributes quoted sentences: an opinion piece to its author, a
// statement to whoever made it, everything else to the article.
func leadIn(sources []Source) string {
	var articles []*corpus.Article
	for _, s := range sources {
		if !slices.Contains(articles, s.Of()) {
			articles = append(articles, s.Of())
		}
	}
	switch len(articles) {
	case 0:
		return ""
	case 1:
		return attribution(articles[0])
	}
	opinions := 0
	for _, a := range articles {
		if a.Kind == corpus.Opinion {
			opinions++
		}
	}
	switch opinions {
	case 0:
		return fmt.Sprintf("According to %s articles:", count(len(articles)))
	case len(articles):
		return fmt.Sprintf("According to the authors of %s opinion pieces:", count(len(articles)))
	}
	return fmt.Sprintf("According to %s articles, opinion among them:", count(len(articles)))
}

func attribution(a *corpus.Article) string {
	title := "“" + a.Name() + "”"
	switch {
	case a.Kind == corpus.Opinion && a.Author != "":
		return fmt.Sprintf("%s writes in the opinion piece %s:", a.Author, title)
	case a.Kind == corpus.Opinion:
		return fmt.Sprintf("The author of the opinion piece %s writes:", title)
	case a.Kind == corpus.Statement && a.Author != "":
		return fmt.Sprintf("%s states in %s:", a.Author, title)
	case a.Kind == corpus.Analysis && a.Author != "":
		return fmt.Sprintf("According to %s in %s:", a.Author, title)
	}
	return fmt.Sprintf("According to %s:", title)
}

// count spells a small number.
func count(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}
