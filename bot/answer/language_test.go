package answer

import "testing"

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
