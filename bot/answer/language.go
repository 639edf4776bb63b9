package answer

import (
	"slices"
	"strings"
	"unicode"

	"rapporteur/bot/corpus"
)

// language is one in which people ask.
type language struct {
	tag  string // as Discord has it
	name string // in English, for a prompt
	// script is the one that it is written in; nil for Latin.
	script *unicode.RangeTable
	// words are frequent ones that English does not have, questions' above all, in
	// lower case. Where a script belongs to one language alone there are none.
	words string
	// letters are some that tell it from others of its script.
	letters string
}

// englishTag is what articles are written in unless they say otherwise.
const englishTag = "en"

// languages are those that Discord offers, but for English ("Locales", Discord's
// reference), and those that the bot has words in. Norwegian and Danish, and the two Chinese scripts, cannot be told
// apart by a short question; the first one is taken.
var languages = []language{
	{"de", "German", nil, "der die das den dem und ist nicht ein eine einen wer wie wann wo warum wieso weshalb welche welcher welches wurde wurden hat haben über für mit von zu zum zur auf im sich sind wird kann sagt nach bei", "äöüß"},
	{"fr", "French", nil, "le la les des du et est une que qui quand où pourquoi comment quel quelle quels quelles dans pour avec sur pas été ont sont il elle ce cette aux selon au", "çêèâîôœù"},
	{"es-ES", "Spanish", nil, "el los las del y es una que quién quien quiénes cuándo cuando dónde donde cómo como cuál cuánto cuántos cuánta para con por según fue ha han está son se su sobre qué", "ñ¿¡"},
	{"pt-BR", "Portuguese", nil, "o os as do da dos das e é um uma que quem quando onde como qual quais quanto quantos para com por foi não são está segundo sobre ao pelo pela em", "ãõç"},
	{"it", "Italian", nil, "il lo gli del della dei delle e è un una che chi quando dove come quale quali quanto quanti perché per con non sono ha hanno stato secondo nel nella sul cosa", "ìò"},
	{"nl", "Dutch", nil, "het een en van wie wat wanneer waar waarom hoe welke hoeveel werd werden heeft hebben niet zijn met voor volgens naar bij ook deze dat", ""},
	{"sv-SE", "Swedish", nil, "och är att det som en ett inte vem vad när var varför hur vilken vilka vilket hade har blev för med på till av enligt den", "åäö"},
	{"da", "Danish", nil, "og er at det som en et ikke hvem hvad hvornår hvor hvorfor hvordan hvilken hvilke havde har blev for med på til af ifølge den", "æøå"},
	{"no", "Norwegian", nil, "og er det som en et ikke hvem hva når hvor hvorfor hvordan hvilken hvilke hadde har ble med på til av ifølge", "æøå"},
	{"fi", "Finnish", nil, "ja on ei oli kuka mikä mitä milloin missä miksi miten kuinka monta paljon että ovat mukaan kun mutta ketkä", "äö"},
	{"pl", "Polish", nil, "i jest w na z się nie do że kto co kiedy gdzie dlaczego jak który która które ile był była było są przez dla według", "ąćęłńśźż"},
	{"cs", "Czech", nil, "a je v na se že ne kdo co kdy kde proč jak který která které kolik byl byla bylo jsou pro podle", "ěščřžůď"},
	{"hu", "Hungarian", nil, "az és van nem hogy ki mi mikor hol miért hogyan mennyi hány volt voltak egy szerint melyik kik mit", "őűáé"},
	{"ro", "Romanian", nil, "și este un o nu că cine ce când unde cum care cât câți fost sunt pentru cu din pe potrivit de", "ăâîșțşţ"},
	{"tr", "Turkish", nil, "ve bir bu ne kim zaman nerede neden niçin nasıl hangi kaç mı mi mu için ile değil olan göre oldu niye", "ğışç"},
	{"hr", "Croatian", nil, "je i u na se da ne tko što kada gdje zašto kako koji koja koje koliko bio bila su prema za kad", "čćđšž"},
	{"lt", "Lithuanian", nil, "ir yra kas kada kur kodėl kaip kuris kuri kiek buvo ne į su pagal ką", "ąčęėįšųūž"},
	{"id", "Indonesian", nil, "yang dan di itu ini siapa apa kapan mana mengapa kenapa bagaimana berapa adalah tidak untuk dengan dari menurut pada", ""},
	{"vi", "Vietnamese", nil, "và là của có không ai gì khi nào đâu tại sao như thế bao nhiêu được cho với theo một những", "ơưđạảấầậắặẻẽếềểệỉịọỏốồổộớờởợụủứừửữự"},
	{"el", "Greek", unicode.Greek, "", ""},
	{"uk", "Ukrainian", unicode.Cyrillic, "що та і в не хто коли де чому як який яка які скільки було був", "іїєґ"},
	{"ru", "Russian", unicode.Cyrillic, "что и в не кто когда где почему как какой какая какие сколько был было была это", "ыэё"},
	{"bg", "Bulgarian", unicode.Cyrillic, "и е в не кой кога къде защо как какво колко беше са да на се от", "ъ"},
	{"hi", "Hindi", unicode.Devanagari, "", ""},
	{"th", "Thai", unicode.Thai, "", ""},
	{"ko", "Korean", unicode.Hangul, "", ""},
	{"ja", "Japanese", japanese, "", ""},
	{"zh-CN", "Chinese", unicode.Han, "", ""},
	{"zh-TW", "Traditional Chinese", unicode.Han, "", ""},
	{"es-419", "Latin American Spanish", nil, "", ""},
	{"hy", "Armenian", unicode.Armenian, "", ""},
	{"az", "Azerbaijani", nil, "", ""},
}

// japanese is what tells Japanese from Chinese: both have Han.
var japanese = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}}}

// englishWords are frequent ones that speak for English.
var englishWords = wordsIn(`the a of and is was were are did does do has have had who what when where why how which whose many much to in on for by with from about it that this not be can will would could should said says according as at or an they them their some between than there all any if so more most been
	i you he she we me my our your those these into over under after before only just also its his her`)

func wordsIn(list string) map[string]bool {
	out := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// languageOf is the language of a tag or of an English name, as "de" or "German";
// one that is not in the list has the text for its name, and nil for English and
// "".
func languageOf(text string) *language {
	text = strings.TrimSpace(text)
	lower := strings.ToLower(text)
	if base, _, _ := strings.Cut(lower, "-"); text == "" || base == englishTag || lower == "english" {
		return nil
	}
	for i, l := range languages {
		if lower == strings.ToLower(l.tag) || lower == strings.ToLower(l.name) {
			return &languages[i]
		}
	}
	for i, l := range languages {
		if base, _, _ := strings.Cut(lower, "-"); base == baseOf(l.tag) {
			return &languages[i]
		}
	}
	return &language{tag: text, name: text}
}

func baseOf(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

// detect is the language that a text is in, nil for English and where it cannot
// be told. It goes by script, then by frequent words and by letters: a question
// is too short for anything finer, and mistaking English for another language
// costs more than the reverse. What stands in quotation marks is not looked at.
func detect(text string) *language {
	text = quotation().ReplaceAllString(text, " ")
	if l := byScript(text); l != nil {
		return l
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	inEnglish := 0
	for _, w := range words {
		if englishWords[w] {
			inEnglish++
		}
	}
	best, most := -1, 0
	for i, l := range languages {
		if l.script != nil || l.words == "" {
			continue
		}
		if n := l.speaks(text, words); n > most {
			best, most = i, n
		}
	}
	if best < 0 || most < leastEvidence || most <= 2*inEnglish {
		return nil
	}
	return &languages[best]
}

// What speaks for a language: twice as much for a word as for a letter.
const (
	wordEvidence   = 2
	letterEvidence = 1
	leastEvidence  = 3
)

// speaks is how much in a text speaks for the language.
func (l *language) speaks(text string, words []string) int {
	own := wordsIn(l.words)
	n := 0
	for _, w := range words {
		if own[w] && !englishWords[w] {
			n += wordEvidence
			delete(own, w) // each counts once
		}
	}
	for _, r := range strings.ToLower(text) {
		if strings.ContainsRune(l.letters, r) {
			n += letterEvidence
		}
	}
	return n
}

// byScript is the language of a text that is not mostly in Latin letters.
func byScript(text string) *language {
	latin := 0
	counts := make([]int, len(languages))
	for _, r := range text {
		if unicode.Is(unicode.Latin, r) {
			latin++
		}
		for i, l := range languages {
			if l.script != nil && unicode.Is(l.script, r) {
				counts[i]++
			}
		}
	}
	best := slices.Index(counts, slices.Max(counts))
	if i := slices.IndexFunc(languages, func(l language) bool { return l.tag == "ja" }); counts[i] > 0 {
		best = i // Chinese has no kana
	}
	if counts[best] == 0 || languages[best].script != japanese && counts[best] < latin {
		return nil
	}
	if languages[best].script == unicode.Cyrillic {
		return cyrillic(text)
	}
	return &languages[best]
}

// cyrillic is which of the languages in Cyrillic letters a text is in.
func cyrillic(text string) *language {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	var best *language
	most := -1
	for i, l := range languages {
		if l.script != unicode.Cyrillic {
			continue
		}
		if n := l.speaks(text, words); n > most {
			best, most = &languages[i], n
		}
	}
	return best
}

// inEnglish reports whether all articles that a question is put to are in
// English; one that does not name its language is.
func inEnglish(articles []*corpus.Article, slug string) bool {
	return !slices.ContainsFunc(articles, func(a *corpus.Article) bool {
		return (slug == "" || a.Slug == slug) && languageOf(a.Language) != nil
	})
}
