package answer

import (
	"strings"
	"testing"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

func TestQuestionsForTheBotsOwnViewAreRecognised(t *testing.T) {
	for question, topic := range map[string]string{
		"Who is right?":                                            "",
		"who's right, Moscow or Baku?":                             "Moscow or Baku",
		"So who do you think is right about the raids?":            "about the raids",
		"What do you think?":                                       "",
		"What do you think about the sale of the harbour?":         "the sale of the harbour",
		"What's your opinion on the corridor?":                     "the corridor",
		"And what is your take on this?":                           "this",
		"Do you agree with Baku?":                                  "Baku",
		"Do you think that the raids were justified?":              "the raids were justified",
		"Which side are you on?":                                   "on",
		"Are you for or against the sale?":                         "or against the sale",
		"In your opinion, was the sale a mistake?":                 "was the sale a mistake",
		"Is it right to sell a harbour?":                           "sell a harbour",
		"Was the sale of the harbour justified?":                   "Was the sale of the harbour justified",
		"Whose fault is it?":                                       "it",
		"Hello! Who is to blame for the rift?":                     "Hello for the rift",
		"Give me your honest opinion of the mayor.":                "the mayor",
		"Who has the better argument here?":                        "here",
		"Which party is telling the truth about the deaths?":       "about the deaths",
		"I read the article. Who would you side with?":             "I read the article",
		"Is Moscow the victim here? Tell me your view of it.":      "Is Moscow the victim here it",
		"Would you say it was fair? What would you do?":            "Would you say it was fair",
		"who’s lying":                                              "",
		"Are the raids morally wrong?":                             "Are the raids morally wrong",
		"What are your thoughts on Russia’s reaction to the raid?": "Russia’s reaction to the raid",
	} {
		if got, asks := viewTopic(question); !asks || got != topic {
			t.Errorf("%s: %v, topic %q", question, asks, got)
		}
	}
}

func TestQuestionsAboutTheArticlesAreNotTakenForSuch(t *testing.T) {
	for _, question := range []string{
		"What does the author think about the sale?",
		"What do Russians think of the raids?",
		"Who was arrested in Yekaterinburg?",
		"Who has the right to vote?",
		"Who is right-wing in the council?",
		"Who is to blame according to the mayor?",
		"Do you know when the bridge was closed?",
		"Do you have articles about the harbour?",
		"What do you know about the storm?",
		"Can you tell me who bought the harbour?",
		"Was the court right according to the author?",
		"Which side of the river was flooded?",
		"Did the auditors think that the sale was fair?",
		"What is the mayor's opinion of the sale?",
		"What is right next to the harbour?",
		"Should the bridge be closed?",
		"Why did Baku think it was right?",
		"How do you get to the ferry?",
		"Is it true that the bridge was closed?",
		"Whose ships were sold?",
		"Who supports the sale?",
		"Is the bridge on the right?",
		"What would happen if the harbour were sold?",
	} {
		if topic, asks := viewTopic(question); asks {
			t.Errorf("%s: topic %q", question, topic)
		}
	}
}

func TestAskedForAViewTheArticlesViewsAreQuoted(t *testing.T) {
	a := shippedAnswerer(t)
	m := new(llmtest.Scripted) // fails what is asked of it
	w := writer(t, m)
	w.Answerer = a
	for _, question := range []string{"Who is right about the raids in Yekaterinburg?", "What do you think?", "Do you support Baku?"} {
		quoted := ask(t, a, Question{Text: question})
		if !quoted.Answered() || quoted.Mode() != Quoted || !strings.HasPrefix(quoted.Lead(), "I hold no view; ") {
			t.Errorf("%s: %s", question, marshal(t, quoted))
		}
		for _, c := range quoted.Claims() {
			s := quoted.Sources()[c.Sources[0]-1]
			if c.Text != s.Plain() && !strings.HasSuffix(c.Text, ": “"+s.Plain()+"”") {
				t.Errorf("%q is not the sentence %q", c.Text, s.Plain())
			}
		}
		r, err := w.Answer(t.Context(), Question{Text: question}, nil)
		if err != nil || marshal(t, r) != marshal(t, quoted) {
			t.Errorf("%s with a model: %v, %s", question, err, marshal(t, r))
		}
	}
	if n := len(m.Requests()); n != 0 {
		t.Errorf("the model was asked %d times", n)
	}
}

func TestAskedForAViewOfNothingInTheArticlesTheBotRefuses(t *testing.T) {
	for _, question := range []string{"Who is right about the penguins of Antarctica?", "What do you think?", "What do you think of penguins?"} {
		if r := ask(t, answerer(t), Question{Text: question}); r.Answered() || r.Refusal().Kind != NoView || !strings.HasPrefix(r.Refusal().Message, "I hold no view. ") {
			t.Errorf("%s: %s", question, marshal(t, r))
		}
	}
}

func TestAModelsOwnViewIsNotShown(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) {
		return "I think the old bridge over the Alm was closed in 2019. [1.1] The old bridge over the Alm was rightly closed in 2019. [1.1] " +
			"We should know that engineers found cracks in three pillars. [1.1] Engineers found cracks in three pillars. [1.1]", nil
	})
	r := written(t, writer(t, m), Question{Text: bridgeQuestion})
	for _, c := range r.Claims() {
		for _, own := range []string{"I think", "rightly", "We should"} {
			if strings.Contains(c.Text, own) {
				t.Errorf("shown: %q", c.Text)
			}
		}
	}
}

func TestTheVoiceOfASentenceIsHeardOutsideQuotations(t *testing.T) {
	const text = "In World War I the mayor said: “I must go.” The council should resign, he wrote."
	a := corpustest.Parse(t, "war.md", text)
	sent := cite.NewSent([][]corpus.Place{placesOf(a, 0)})
	for draft, own := range map[string]bool{
		"In World War I the mayor said: “I must go.”":  false,
		"The council should resign, he wrote.":         false,
		"I note: the council should resign, he wrote.": true,
	} {
		v := cite.Verify(cite.Draft{Text: draft, Markers: []cite.Marker{{Passage: 1, Sentence: 1}, {Passage: 1, Sentence: 2}}}, sent)
		if v.OK && (ownVoice(v.Sentence) != "") != own {
			t.Errorf("%q: %q", draft, ownVoice(v.Sentence))
		}
		if !v.OK && !own {
			t.Errorf("%q is not verified: %q", draft, v.Reasons)
		}
	}
}
