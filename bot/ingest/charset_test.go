package ingest_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// samples are sentences of our own in the languages of the encodings.
var samples = map[string]string{
	"en": "The café at the harbour costs £5 – “far too much”, says the naïve visitor. It reopened in March after four years of repairs.",
	"de": "Die Bücherei am Hafen wurde im März wieder geöffnet. Der Umbau dauerte länger als geplant, und die Kosten stiegen für die Städte erheblich.",
	"fr": "La bibliothèque du port a rouvert ses portes en mars. Les travaux ont duré plus longtemps que prévu, et la mairie a dû payer le supplément à l'été.",
	"pl": "Biblioteka w porcie została ponownie otwarta w marcu. Remont trwał dłużej, niż planowano, a koszty ponieśli głównie mieszkańcy miasta, którzy się sprzeciwiali.",
	"ru": "Портовая библиотека снова открылась в марте. Ремонт продлился дольше, чем предполагалось, и город заплатил за него больше, чем хотел.",
	"el": "Η βιβλιοθήκη του λιμανιού άνοιξε ξανά τον Μάρτιο. Οι εργασίες κράτησαν περισσότερο από όσο είχε προγραμματιστεί και το κόστος αυξήθηκε.",
	"tr": "Limandaki kütüphane mart ayında yeniden açıldı. Onarım planlanandan uzun sürdü ve şehir beklenenden çok daha fazla para ödedi, dedi başkan.",
	"he": "הספרייה בנמל נפתחה מחדש במרץ. השיפוץ נמשך זמן רב מהמתוכנן והעירייה שילמה על כך יותר ממה שרצתה לשלם.",
	"ar": "أعيد افتتاح مكتبة الميناء في شهر مارس. استغرقت أعمال الترميم وقتا أطول مما كان مخططا له، ودفعت المدينة أكثر مما أرادت.",
	"ja": "港の図書館は三月に再び開館しました。工事は予定よりも長くかかり、市は予想より多くの費用を支払いました。住民はとても喜んでいます。",
	"zh": "港口的图书馆在三月重新开放。工程比计划的时间更长，城市支付的费用也比预期的多。居民们对此非常高兴，他们已经等了四年。",
	"tw": "港口的圖書館在三月重新開放。工程比計劃的時間更長，城市支付的費用也比預期的多。居民們對此非常高興，他們已經等了四年。",
	"ko": "항구 도서관이 삼월에 다시 문을 열었다. 공사는 계획보다 오래 걸렸고 도시는 예상보다 더 많은 비용을 지불했다. 주민들은 매우 기뻐하고 있다.",
}

func TestTextOfAnyCommonEncodingIsRead(t *testing.T) {
	r := reader(t)
	for _, test := range []struct {
		label, sample string
	}{
		{"windows-1252", "en"},
		{"windows-1252", "de"},
		{"iso-8859-1", "fr"},
		{"iso-8859-15", "de"},
		{"windows-1250", "pl"},
		{"iso-8859-2", "pl"},
		{"windows-1251", "ru"},
		{"koi8-r", "ru"},
		{"iso-8859-5", "ru"},
		{"windows-1253", "el"},
		{"iso-8859-7", "el"},
		{"windows-1254", "tr"},
		{"iso-8859-9", "tr"},
		{"windows-1255", "he"},
		{"windows-1256", "ar"},
		{"iso-8859-6", "ar"},
		{"shift_jis", "ja"},
		{"euc-jp", "ja"},
		{"gbk", "zh"},
		{"gb18030", "zh"},
		{"big5", "tw"},
		{"euc-kr", "ko"},
	} {
		enc, _ := charset.Lookup(test.label)
		text := samples[test.sample]
		if test.label != "windows-1252" {
			text = strings.NewReplacer("“", "\"", "”", "\"", "–", "-", "،", ",").Replace(text)
		}
		data, err := enc.NewEncoder().Bytes([]byte(text + "\n\n" + text + "\n"))
		if err != nil {
			t.Fatalf("%s, %s: %v", test.label, test.sample, err)
		}
		want := strings.Join(strings.Fields(text), " ")
		check := func(how, name, contentType string, data []byte) {
			t.Helper()
			if got := passages(read(t, r, name, contentType, data)); len(got) != 2 || got[0] != want {
				t.Errorf("%s, %s, %s:\n got %q\nwant %q", test.label, test.sample, how, got, want)
			}
		}
		check("declared by the server", "a.txt", "text/plain; charset="+test.label, data)
		page := func(declaration string) []byte {
			return []byte("<html><head>" + declaration + "<title>T</title></head><body><p>" + string(data[:len(data)/2-1]) + "</p><p>" + string(data[:len(data)/2-1]) + "</p></body></html>")
		}
		check("declared by the page", "a.html", "", page(`<meta charset="`+test.label+`">`))
		check("undeclared", "a.txt", "", data)
		check("declared as UTF-8", "a.txt", "text/plain; charset=utf-8", data)
	}
}

func TestUnicodeNeedsNoDeclaration(t *testing.T) {
	r := reader(t)
	for language, text := range samples {
		for name, enc := range map[string]encoding.Encoding{
			"utf-8": unicode.UTF8, "utf-8 with mark": unicode.UTF8BOM,
			"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
			"utf-16le with mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16be with mark": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
			"utf-32le with mark": utf32.UTF32(utf32.LittleEndian, utf32.UseBOM),
		} {
			data, err := enc.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			for _, declared := range []string{"", "text/plain; charset=iso-8859-1"} {
				if got := passages(read(t, r, "a.txt", declared, data)); len(got) != 1 || got[0] != text {
					t.Errorf("%s, %s, declared %q: %q", language, name, declared, got)
				}
			}
		}
	}
}

// TestTextOfOldMachinesIsRead has no declarations: nobody gave them.
func TestTextOfOldMachinesIsRead(t *testing.T) {
	r := reader(t)
	for _, test := range []struct {
		name, text string
		enc        encoding.Encoding
	}{
		{"macintosh", "The mayor’s plan — “bold”, he says — costs £5m.", charmap.Macintosh},
		{"macintosh", "Die Bücherei öffnet im März. Größe zählt nicht.", charmap.Macintosh},
		{"macintosh", "La bibliothèque a rouvert en février, après des travaux. L’été sera long.", charmap.Macintosh},
		{"x-mac-cyrillic", samples["ru"], charmap.MacintoshCyrillic},
		{"ibm866", samples["ru"], charmap.CodePage866},
		{"cp850", "Größe und Übung: die Bücherei im März öffnete früher.", charmap.CodePage850},
		{"windows-1252", "The mayor’s plan — “bold”, he says — costs £5m.", charmap.Windows1252},
		{"windows-1251", "Порт открыт.", charmap.Windows1251},
		{"windows-1251", "«Порт» — открыт", charmap.Windows1251},
		{"iso-2022-jp", samples["ja"], japanese.ISO2022JP},
	} {
		data, err := test.enc.NewEncoder().Bytes([]byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		f := read(t, r, "a.txt", "", data)
		if got := passages(f); len(got) != 1 || got[0] != test.text || f.Charset != test.name {
			t.Errorf("%s: %q, %s", test.name, got, f.Charset)
		}
	}
}

func TestTextThatWasEncodedTwiceIsMended(t *testing.T) {
	r := reader(t)
	for _, enc := range []encoding.Encoding{charmap.Windows1252, charmap.ISO8859_1} {
		text := samples["fr"] + " «Oui» – “non"
		twice, err := enc.NewDecoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		f := read(t, r, "a.txt", "", []byte(twice))
		if got := passages(f); len(got) != 1 || got[0] != text || len(f.Warnings) == 0 || !strings.Contains(f.Warnings[0], "twice") {
			t.Errorf("%q, warnings %q", got, f.Warnings)
		}
	}
	for _, text := range []string{"Ã is a letter.", "The name “Ã©” is a mistake for é, and “Ã¤” for ä – as everybody knows."} {
		if got := passages(read(t, r, "a.txt", "", []byte(text))); len(got) != 1 || got[0] != text {
			t.Errorf("%q", got)
		}
	}
}

func TestAWrongDeclarationIsPointedOut(t *testing.T) {
	f := read(t, reader(t), "a.txt", "text/plain; charset=koi8-r", []byte(samples["ru"]))
	if len(f.Warnings) == 0 || !strings.Contains(f.Warnings[0], "koi8-r, but it is UTF-8") {
		t.Errorf("warnings %q", f.Warnings)
	}
	f = read(t, reader(t), "a.txt", "", []byte("One bad \xff byte in a long text of words – which is UTF-8 otherwise, and says so with its dashes – "+samples["en"]))
	if f.Charset == "" || len(f.Warnings) == 0 {
		t.Errorf("%s, warnings %q", f.Charset, f.Warnings)
	}
	f = read(t, reader(t), "a.txt", "", []byte(strings.Repeat(samples["fr"]+" ", 4)+"One bad \xe9 byte."))
	if f.Charset != "utf-8" || !strings.Contains(string(f.Data), "ont duré") || !strings.Contains(string(f.Data), "bad \ufffd byte") {
		t.Errorf("%s: %s", f.Charset, f.Data)
	}
}
