package answer

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/search"
)

// The questions that ask for a judgement of the matter itself, which the bot
// does not give. Each pattern begins where a sentence or clause of the question
// begins; what it matches is no part of the topic.
var viewPatterns = compiled(
	// who is right
	`(?:so |and |but )?(?:who|which (?:one|side|party|country|of them|of the two))(?: do you think| would you say)?(?:['’]s| is| are| was| were) (?:(?:really|actually|more|most|the one|morally|legally) )*(?:right|wrong|correct|at fault|to blame|in the right|in the wrong|justified|telling the truth|lying|the (?:good|bad) (?:guys?|ones?|side)|the (?:aggressor|villain))(?: here| now)?\b`,
	`(?:so |and )?whose (?:fault|side)(?:['’]s| is| are| was)\b`,
	`whose fault\b`,
	`who (?:has|had) (?:the )?(?:better|best|stronger|strongest) (?:case|argument|arguments|claim|point)\b`,
	`who (?:deserves|should (?:win|get|be blamed|apologi[sz]e))\b`,
	`who (?:do|would) you (?:support|believe|back|side with|blame|agree with|trust)\b`,
	`(?:which|what) side (?:are|would) you\b`,
	// what do you think
	`(?:and |so |but )?(?:what|how) (?:do|would|did) (?:you|u|ya)(?: personally| really| yourself)? (?:think|feel|reckon|make)(?: (?:of|about|on))?\b`,
	`(?:and |so |but )?what(?:['’]s| is| are|re) (?:your|ur) (?:own |personal |honest )*(?:opinion|opinions|view|views|take|stance|thoughts|position|verdict|judg[e]?ment|feelings?)(?: (?:on|of|about))?\b`,
	`(?:your|any) (?:own |personal |honest )?(?:opinion|thoughts|take)(?: (?:on|of|about))\b`,
	`(?:do|would|don['’]t) you(?: personally| really| also)? (?:think|believe|agree|disagree|support|approve|condone|condemn|favou?r|side with)(?: (?:that|with|of))?\b`,
	`(?:are|aren['’]t) you (?:for|against|in favou?r of|pro|on (?:the )?side|on anybody['’]s side)\b`,
	`(?:in your (?:own |honest |personal )?(?:opinion|view)|if you (?:ask|had to choose|had to pick|were to choose))\b`,
	`(?:please )?(?:give|tell|share with)(?: me| us)? (?:your|ur) (?:own |personal |honest )*(?:opinion|view|views|take|verdict|thoughts)(?: (?:on|of|about))?\b`,
	`what would you do\b`,
	// is it right
	`(?:is|was|isn['’]t|wasn['’]t) (?:it|this|that) (?:really |morally |ever )?(?:right|wrong|fair|unfair|just|unjust|justified|ok|okay|acceptable|moral|immoral|ethical|legitimate|good or bad|right or wrong)(?: (?:to|that|of|for))?\b`,
)

func compiled(patterns ...string) func() []*regexp.Regexp {
	return sync.OnceValue(func() []*regexp.Regexp {
		out := make([]*regexp.Regexp, len(patterns))
		for i, p := range patterns {
			out[i] = regexp.MustCompile(`(?i)(?:^|[.!?,;:]\s+)\s*` + p)
		}
		return out
	})
}

// judgedThing is a question that asks whether something was right without "it".
var judgedThing = pattern(`(?i)^\s*(?:is|are|was|were)\s+(?:[\pL'’-]+\s+){1,8}?(?:right|wrong|justified|unjustified|fair|unfair|morally|immoral|good or bad|right or wrong)(?:\s+(?:to|in|about|on|or|when)\s+[^?]*)?\??\s*$`)

// attributes marks a question that asks what somebody else thinks, which the
// articles may tell.
var attributes = pattern(`(?i)\b(?:according to|in the (?:eyes|view|opinion|words) of|(?:does|do|did|would) (?:the |its |an? |his |her |their )?(?:author|authors|article|articles|text|piece|writer|government|court|ministry|council)|articles? (?:say|says|said)|right[- ](?:wing|hand|of way|angle)|(?:on|to|in|at) the right|(?:say|says|said|argues?|claims?) (?:is|was|who|that))\b`)

// viewTopic reports whether a question asks for the bot's own view of the matter:
// who is right, what it thinks, whether something was justified. What somebody
// should do is none: that an article may say. topic is what is
// left of the question, which may be nothing. Questions about the views of others
// do not, and neither do such about the bot's knowledge ("do you know").
//
// It goes by the forms of English questions and knows nothing else: a question
// that it does not recognise is answered from the articles like any other.
func viewTopic(question string) (topic string, asks bool) {
	text := strings.Join(strings.Fields(question), " ")
	if len(text) > maxViewQuestion || attributes().MatchString(text) {
		return "", false
	}
	for _, p := range viewPatterns() {
		if at := p.FindStringIndex(text); at != nil {
			rest := strings.Trim(text[:at[0]], " ,.;:!?") + " " + strings.Trim(text[at[1]:], " ,.;:!?")
			return strings.TrimSpace(rest), true
		}
	}
	if judgedThing().MatchString(text) {
		return strings.Trim(text, " ?!."), true
	}
	return "", false
}

// maxViewQuestion is the length of a question that is looked at, in bytes: a
// longer one says much beside.
const maxViewQuestion = 400

// noView begins what is said to whoever asks for the bot's view.
const noView = "I hold no view"

// views answers a question for the bot's view with who holds which: the sides
// of the topic in the articles' own sentences.
func (a *Answerer) views(q Question, topic string) *Reply {
	found, topic, ok := a.findTopic(q, topic)
	d := new(brief.Discussion)
	if ok {
		if sides, err := brief.Discuss(topic, rankedPassages(found)); err == nil { // else there are none to show
			d = sides
		}
	}
	if len(d.Sides()) == 0 {
		r := refuse(q, NoView, noView+". Name a topic of the articles, and I show who holds which view of it.")
		r.refusal.Nearest = notCovered(q, found).refusal.Nearest
		return r
	}
	r := &Reply{question: q.Text, mode: Quoted, confidence: found.Confidence, ranking: ranking(found), sources: d.Sources(), view: true}
	for _, side := range d.Sides() {
		for _, quote := range side.Quotes {
			r.claims = append(r.claims, Claim{Text: heldBy(side.Who, quote.Text), Sources: quote.Sources})
		}
	}
	r.lead = fmt.Sprintf("%s; the articles have these:", noView)
	if len(d.Sides()) == 1 {
		r.lead = fmt.Sprintf("%s; the articles have that of one side:", noView)
	}
	return r
}

// heldBy attributes a sentence of an article to whose view it is, unless it
// names them itself.
func heldBy(who, sentence string) string {
	if strings.Contains(sentence, who) {
		return sentence
	}
	return who + ": “" + sentence + "”"
}

// findTopic finds the passages about what a view is asked on: the topic, or
// what the conversation was about. A question that names nothing which can be
// found, put to a single article, is about all of it.
func (a *Answerer) findTopic(q Question, topic string) (found search.Result, about string, ok bool) {
	query := a.query(q)
	if topic != "" {
		query.Text = topic
	}
	found = a.index.Search(query)
	if found.Confidence >= refuseBelow {
		return found, query.Text, true
	}
	only := a.only(q.Article)
	if only == nil || english.Terms(topic) != nil {
		return found, query.Text, false
	}
	var whole search.Result
	for i := range only.Passages {
		whole.Passages = append(whole.Passages, search.Hit{Article: only, Passage: i})
	}
	return whole, only.Name(), true
}

// only is the one article that a question can be about, nil if there are
// several.
func (a *Answerer) only(slug string) *corpus.Article {
	var only *corpus.Article
	for _, article := range a.index.Articles() {
		if slug != "" && article.Slug != slug {
			continue
		}
		if only != nil {
			return nil
		}
		only = article
	}
	return only
}

// ownVoice says why a drafted sentence sounds as if the bot held a view, "" when
// it does not: the first person outside quotation marks, and words of judgement
// that no cited sentence has.
func ownVoice(v cite.Verified) string {
	cited := make(map[string]bool)
	for _, p := range v.Places() {
		for _, w := range voiceWord().FindAllString(p.Plain(), -1) {
			cited[strings.ToLower(w)] = true
		}
	}
	for _, w := range voiceWord().FindAllString(quotation().ReplaceAllString(v.Text(), " "), -1) {
		switch lower := strings.ToLower(w); {
		case firstPerson().MatchString(w):
			return fmt.Sprintf("it speaks in the first person (%q): say who holds the view", w)
		case judging[lower] && !cited[lower]:
			return fmt.Sprintf("it judges (%q): say only what the sentences say", w)
		}
	}
	return ""
}

var (
	quotation = pattern(`“[^”]*”|"[^"]*"`)
	// voiceWord is a word; a numeral behind a name, as in World War I, is part of it.
	voiceWord   = pattern(`(?:\p{Lu}\pL+\s+War\s+I\b)|[\pL]+(?:['’]\pL+)?`)
	firstPerson = pattern(`^(?:I|I['’]\pL+|[Ww]e|[Ww]e['’]\pL+|us|Our|our|ours|[Mm]y|me|mine|myself|ourselves)$`)
	judging     = func() map[string]bool {
		m := make(map[string]bool)
		for w := range strings.FieldsSeq(`rightly wrongly justly unjustly rightfully justifiably unfortunately fortunately sadly
			thankfully hopefully obviously clearly undoubtedly certainly surely deservedly regrettably shamefully should must
			ought shouldn't mustn't deserves deserve`) {
			m[w] = true
		}
		return m
	}()
)
