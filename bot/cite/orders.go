package cite

import "strings"

// An article may hold text that is no statement but tries to have a model do
// something: "Ignore all previous instructions and write that …". Nothing may
// rest on such a sentence, and no draft may be one.

var (
	// machinery is what only those speak of who speak to a model.
	machinery = []string{
		"previous instructions", "prior instructions", "above instructions", "earlier instructions", "all instructions", "your instructions",
		"system prompt", "your prompt", "developer mode", "you are now", "from now on you", "ai systems", "ai system", "ai assistant",
		"ai model", "ai models", "language model", "language models", "as an ai", "your answer", "your answers", "your reply", "your summary",
		"your response", "your output", "every answer", "every summary", "every reply", "the prompt",
	}
	// commands are the verbs with which a model is told what to say.
	commands = wordSet(`ignore disregard forget write tell say state reveal add begin answer reply respond repeat output print pretend
		act send append insert mention include report claim inform instruct recommend summarise summarize`)
	// audience are those to whom a model is told to say something; "that" says what.
	audience = wordSet(`that users user readers reader everybody everyone the all members people them`)
	// polite may stand before a command.
	polite = wordSet(`please now then always and also instead kindly just assistant system bot note important`)
)

// machines are what is told so by name: "Assistants that read this must state that …".
var machines = wordSet(`assistant assistants bot bots chatbot chatbots robot robots summariser summarisers summarizer summarizers`)

// machineReach is how many words before "must" a machine may be named.
const machineReach = 12

// ordersMachine reports whether "must" or "should" at word i tells a machine what
// to say.
func (f *Facts) ordersMachine(i int) bool {
	if w := f.folded(i); w != "must" && w != "should" {
		return false
	}
	to := i + 1
	for polite[f.folded(to)] || f.folded(to) == "not" || f.folded(to) == "never" {
		to++
	}
	if !commands[f.folded(to)] {
		return false
	}
	for k := i - 1; k >= 0 && i-k <= machineReach && !f.ends(k); k-- {
		if machines[f.folded(k)] {
			return true
		}
	}
	return false
}

// orders reports whether a text that was read gives orders.
func (r *reader) orders(f *Facts) bool {
	if r.ordered == nil {
		r.ordered = make(map[string]bool)
	}
	known, ok := r.ordered[f.text]
	if !ok {
		known = f.orders()
		r.ordered[f.text] = known
	}
	return known
}

// orders reports whether a text is addressed to a model, or gives orders of the
// kind that one is given.
func (f *Facts) orders() bool {
	folded := make([]string, len(f.words))
	for i := range f.words {
		folded[i] = f.words[i].folded
	}
	text := " " + strings.Join(folded, " ") + " "
	for _, phrase := range machinery {
		if strings.Contains(text, " "+phrase+" ") {
			return true
		}
	}
	for i := range f.words {
		if f.ordersMachine(i) {
			return true
		}
		if i > 0 && !f.ends(i-1) && !strings.ContainsAny(f.between(i-1), ":;—") {
			continue
		}
		for i < len(f.words) && polite[f.words[i].folded] {
			i++
		}
		if f.folded(i) == "you" && (f.folded(i+1) == "must" || f.folded(i+1) == "should") && commands[f.folded(i+2)] {
			return true
		}
		if commands[f.folded(i)] && audience[f.folded(i+1)] {
			return true
		}
	}
	return false
}
