package answer

import (
	"slices"
	"testing"
)

func TestTheLanguageOfAQuestionIsTold(t *testing.T) {
	for text, want := range map[string]string{
		"Wann wurde die alte Brücke geschlossen?": "de",
		"Wer hat recht?": "de",
		"Quand le vieux pont a-t-il été fermé ?":               "fr",
		"¿Cuándo se cerró el puente viejo?":                    "es-ES",
		"Quando foi fechada a ponte velha? Não sei.":           "pt-BR",
		"Quando è stato chiuso il vecchio ponte?":              "it",
		"Wanneer werd de oude brug gesloten?":                  "nl",
		"När stängdes den gamla bron och varför?":              "sv-SE",
		"Milloin vanha silta suljettiin ja miksi?":             "fi",
		"Kiedy został zamknięty stary most?":                   "pl",
		"Kdy byl starý most uzavřen a proč?":                   "cs",
		"Mikor zárták le a régi hidat és miért?":               "hu",
		"Eski köprü ne zaman kapatıldı?":                       "tr",
		"Kapan jembatan itu ditutup dan mengapa?":              "id",
		"Cây cầu cũ bị đóng khi nào?":                          "vi",
		"Πότε έκλεισε η παλιά γέφυρα;":                         "el",
		"Коли закрили старий міст і чому?":                     "uk",
		"Когда закрыли старый мост и почему?":                  "ru",
		"Кога беше затворен старият мост и защо?":              "bg",
		"पुराना पुल कब बंद हुआ?":                               "hi",
		"สะพานเก่าปิดเมื่อไหร่":                                "th",
		"오래된 다리는 언제 폐쇄되었나요?":                                   "ko",
		"古い橋はいつ閉鎖されましたか?":                                      "ja",
		"旧桥是什么时候关闭的?":                                          "zh-CN",
		"When was the old bridge closed?":                      "",
		"How many years did Bahruz Samadov get?":               "",
		"Who is Die Linke's leader and who founded Les Verts?": "",
		"bridge":        "",
		"":              "",
		"Aliyev":        "",
		"İlham Əliyev?": "",
		"What does “Die Brücke ist nicht zu” mean in the text?": "",
		"When was Yekaterinburg (Екатеринбург) founded?":        "",
	} {
		got := ""
		if l := detect(text); l != nil {
			got = l.tag
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestALanguageIsKnownByItsTagOrName(t *testing.T) {
	for text, want := range map[string]string{
		"de": "German", "German": "German", "pt-BR": "Portuguese", "zh-TW": "Traditional Chinese", "es": "Spanish", "fr-CA": "French",
		"Klingon": "Klingon", "en-GB": "", "en-US": "", "English": "", "": "",
	} {
		got := ""
		if l := languageOf(text); l != nil {
			got = l.name
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFiguresAreComparedInTheFormsOfLanguages(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"1,200 jobs for 240.5 million", "1.200 Stellen für 240,5 Millionen", true},
		{"on 4 April 2019", "am 4. April 2019", true},
		{"1 200", "1 200", true},
		{"2.5 million", "25 Millionen", false},
		{"2019", "2018", false},
		{"two schools", "2 Schulen", false},
		{"in 2019 and 2027", "2027 und 2019", true},
		{"3,000 people", "३,००० लोग", true},
		{"", "5", false},
	} {
		if got := slices.Equal(figures(c.a), figures(c.b)); got != c.same {
			t.Errorf("%q and %q: %v %q %q", c.a, c.b, got, figures(c.a), figures(c.b))
		}
	}
}
